import { createRouterClient } from '@orpc/server'
import { createApplication } from '#main/app.ts'
import { MATIN } from './outils.ts'

/**
 * A process that dies in the middle of a reading of return files, without a word: inside the transaction of the first
 * file, everything written and nothing committed (`pendant`), or between two files (`entre`).
 */
const [dossierRegistre, moment, ...chemins] = process.argv.slice(2) as [
  string,
  'pendant' | 'entre',
  ...string[],
]
const { router, contexte } = await createApplication({
  dossierRegistre,
  hote: { nom: 'cli', dossierExports: dossierRegistre },
  horloge: () => MATIN,
  utilisateur: 'Camille Test',
})
const { registre } = contexte
const die = () => process.kill(process.pid, 'SIGKILL')
const ecrire: typeof registre.ecrire = async (f) => {
  const resultat = await registre.ecrire(async (tx) => {
    const dedans = await f(tx)
    if (moment === 'pendant') die()
    return dedans
  })
  die()
  return resultat
}
Object.assign(contexte, { registre: { ...registre, ecrire } })
const client = createRouterClient(router)
for await (const pas of await client.retour.importer({ chemins })) if (pas.type === 'resultat') break
process.exit(3)
