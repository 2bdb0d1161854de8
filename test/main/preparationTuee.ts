import { createRouterClient } from '@orpc/server'
import { createApplication } from '#main/app.ts'
import { MATIN } from './outils.ts'

/**
 * A process that dies in the middle of a preparation, without a word: after the intent was recorded
 * (`intention`), once both files are written and before it is said (`fichiers`), or so many milliseconds after the
 * first file (`suite:15`).
 */
const [dossierRegistre, sortie, moment, type = 'avance', maintenant = MATIN] = process.argv.slice(2) as [
  string,
  string,
  string,
  ('avance' | 'solde')?,
  string?,
]
const { router, contexte } = await createApplication({
  dossierRegistre,
  hote: { nom: 'cli', dossierExports: sortie },
  horloge: () => maintenant,
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
let ecrits = 0
for await (const pas of await client[type].preparer({ dispositif: 'MDV-LGC-Va1', sortie })) {
  if (pas.type === 'resultat') break
  if (moment.startsWith('suite:') && pas.fait > 0 && ++ecrits === 1)
    setTimeout(die, Number(moment.slice('suite:'.length)))
}
// Too late to die on the way: once all is done, then.
if (moment.startsWith('suite:')) die()
process.exit(3)
