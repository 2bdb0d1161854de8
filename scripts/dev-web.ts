import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import config from '../electron.vite.config.ts'
import { startWeb } from '../src/main/hosts/web.ts'

// The interface rebuilt at each change, served by the web host run from source on the register of `.dev/`.
// `npm run dev:web -- 5173` fixes the port.
const { root, base, plugins, build: options } = (await config).renderer ?? {}
const racine = path.join(import.meta.dirname, '..')
mkdirSync(path.join(racine, '.dev'), { recursive: true })

await build({
  configFile: false,
  ...(root && { root }),
  ...(plugins && { plugins }),
  ...(base && { base }),
  logLevel: 'warn',
  build: { ...options, minify: false, watch: {} },
})
const hote = await startWeb({
  dossierRegistre: path.join(racine, '.dev'),
  port: Number(process.argv[2] ?? 0),
})
process.stdout.write(`${hote.adresse}\n`)
