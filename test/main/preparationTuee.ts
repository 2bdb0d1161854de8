import { createRouterClient } from '@orpc/server'
import { createApplication } from '#main/app.ts'
import { MATIN } from './outils.ts'

/**
 * A process that dies in the middle of a preparation, without a word: after the intent was recorded
 * (`intention`), or once both files are written and before it is said (`fichiers`).
 */
const [dossierRegistre, sortie, moment] = process.argv.slice(2) as [string, string, 'intention' | 'fichiers']
const { router, contexte } = await createApplication({
  dossierRegistre,
  hote: { nom: 'cli', dossierExports: sortie },
  horloge: () => MATIN,
  utilisateur: 'Camille Test',
})
const { registre } = contexte
let ecritures = 0
const die = () => process.kill(process.pid, 'SIGKILL')
const ecrire: typeof registre.ecrire = async (f) => {
  ecritures++
  if (moment === 'fichiers' && ecritures === 2) die()
  const resultat = await registre.ecrire(f)
  if (moment === 'intention' && ecritures === 1) die()
  return resultat
}
Object.assign(contexte, { registre: { ...registre, ecrire } })
const client = createRouterClient(router)
for await (const pas of await client.avance.preparer({ dispositif: 'MDV-LGC-Va1', sortie }))
  if (pas.type === 'resultat') break
process.exit(3)
