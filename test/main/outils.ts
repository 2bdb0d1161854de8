import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createApplication } from '#main/app.ts'

/** A Tuesday morning in Paris, well inside the windows of the schemes under test. */
export const MATIN = '2026-11-17T08:02:00.000Z'

export interface OptionsTest {
  /** Instant that the application takes for now; `avancer` changes it. */
  readonly maintenant?: string
  /** An existing folder, kept on closing; a temporary one, removed on closing, when absent. */
  readonly dossier?: string
  readonly utilisateur?: string
}

/** The whole application on a real register in a temporary folder, called as the hosts call it. */
export async function openTestApplication(options: OptionsTest = {}) {
  const dossier = options.dossier ?? mkdtempSync(path.join(tmpdir(), 'liasse-'))
  let instant = options.maintenant ?? MATIN
  const { router, contexte, fermer } = await createApplication({
    dossierRegistre: dossier,
    hote: { nom: 'cli', dossierExports: path.join(dossier, 'exports') },
    horloge: () => instant,
    utilisateur: options.utilisateur ?? 'Camille Test',
  })
  return {
    client: createRouterClient(router),
    contexte,
    dossier,
    avancer(vers: string) {
      instant = vers
    },
    async fermer() {
      await fermer()
      if (options.dossier === undefined) rmSync(dossier, { recursive: true, force: true })
    },
  }
}
export type ApplicationTest = Awaited<ReturnType<typeof openTestApplication>>
