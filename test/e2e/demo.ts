import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectNode, racine } from '../../scripts/outils.js'
import { test as base, expect } from './liasse.ts'

/** The demonstration's register, made once by each worker: `registreDe: ({ demonstration }, use) => use(demonstration)`. */
export const test = base.extend<object, { demonstration: string }>({
  demonstration: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for in this pattern
    async ({}, use) => {
      const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-demo-'))
      const cli = path.join(racine, 'src', 'main', 'hosts', 'cli.ts')
      const { status } = spawnSync(projectNode(), [cli, 'demo', '--sortie', dossier, '--jusqu-a', 'avance'], {
        stdio: 'ignore',
      })
      expect(status).not.toBe(2)
      await use(path.join(dossier, 'registre'))
      rmSync(dossier, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
})
