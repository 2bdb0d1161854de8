import { existsSync } from 'node:fs'
import path from 'node:path'

/** Finds the folder that holds `resources/`: source tree, build (`out/main`), or package (asar). */
function findRoot(): string {
  for (let dir = import.meta.dirname; ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, 'resources', 'dispositifs'))) return dir
    if (dir === path.dirname(dir)) throw new Error('resources/ not found')
  }
}

const root = findRoot()

/** Absolute path of a shipped file: `resourcePath('resources', 'fonts', 'x.woff')`. The same in source, build and package. */
export function resourcePath(...segments: string[]): string {
  const direct = path.join(root, ...segments)
  const unpacked = direct.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
  return unpacked !== direct && existsSync(unpacked) ? unpacked : direct
}
