import { once } from 'node:events'
import open from 'open'
import { hasScreen } from '../commun.ts'
import { startWeb } from '../web.ts'
import { Inutilisable, type OptionsCommunes } from './session.ts'

/** Serves the application to the browser until Ctrl+C. Prints the address; opens it when there is a screen. */
export async function serveWeb(
  communes: OptionsCommunes,
  options: { port?: string; sansNavigateur?: boolean },
): Promise<void> {
  const port = Number(options.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Inutilisable(`« ${options.port} » n’est pas un port : un nombre de 1 à 65535.`)
  const { maintenant } = communes
  const hote = await startWeb({
    dossierRegistre: communes.registre,
    port,
    ...(maintenant !== null && { horloge: () => maintenant }),
  }).catch((erreur: NodeJS.ErrnoException) => {
    if (erreur.code === 'EADDRINUSE') throw new Inutilisable(`Le port ${port} est déjà pris.`)
    throw erreur
  })
  const adresse = communes.json ? JSON.stringify({ adresse: hote.adresse }) : hote.adresse
  process.stdout.write(`${adresse}\n`)
  if (options.sansNavigateur !== true && hasScreen()) await open(hote.adresse).catch(() => undefined)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await hote.fermer()
}
