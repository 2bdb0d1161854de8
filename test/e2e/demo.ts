import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectNode, racine } from '../../scripts/outils.js'
import { test as base, expect } from './liasse.ts'

interface Demonstrations {
  /** As far as the advance, and as far as the balance: `registreDe: ({ demonstration }, use) => use(demonstration)`. */
  readonly demonstration: string
  readonly demonstrationSolde: string
}

async function make(jusqua: 'avance' | 'solde', use: (registre: string) => Promise<void>) {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-demo-'))
  const cli = path.join(racine, 'src', 'main', 'hosts', 'cli.ts')
  const { status } = spawnSync(projectNode(), [cli, 'demo', '--sortie', dossier, '--jusqu-a', jusqua], {
    stdio: 'ignore',
  })
  expect(status).not.toBe(2)
  await use(path.join(dossier, 'registre'))
  rmSync(dossier, { recursive: true, force: true })
}

/** The registers of the demonstration, made once by each worker that asks for them. */
export const test = base.extend<object, Demonstrations>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for in this pattern
  demonstration: [({}, use) => make('avance', use), { scope: 'worker' }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for in this pattern
  demonstrationSolde: [({}, use) => make('solde', use), { scope: 'worker' }],
})
