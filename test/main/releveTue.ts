import { createRouterClient } from '@orpc/server'
import { createApplication } from '#main/app.ts'
import { MATIN } from './outils.ts'

/** A process that dies in the middle of the import of a bank statement: everything is written, nothing is committed. */
const [dossierRegistre, chemin] = process.argv.slice(2) as [string, string]
const { router, contexte } = await createApplication({
  dossierRegistre,
  hote: { nom: 'cli', dossierExports: dossierRegistre },
  horloge: () => MATIN,
  utilisateur: 'Camille Test',
})
const { registre } = contexte
const ecrire: typeof registre.ecrire = (f) =>
  registre.ecrire(async (tx) => {
    await f(tx)
    process.kill(process.pid, 'SIGKILL')
    return await new Promise<never>(() => {})
  })
Object.assign(contexte, { registre: { ...registre, ecrire } })
for await (const pas of await createRouterClient(router).reglement.importer({ chemin }))
  if (pas.type === 'resultat') break
process.exit(3)
