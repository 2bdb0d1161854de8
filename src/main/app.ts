import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Instant } from '#domain/dates.ts'
import { openAtelier } from './atelier.ts'
import { openCatalogue } from './catalogue.ts'
import type { Contexte, Demonstration, Hote } from './contexte.ts'
import { reprendreEnvois } from './operations/demande-preparation.ts'
import { createRouter } from './operations/index.ts'
import { openPresence } from './registre/presence.ts'
import { openRegistre } from './registre/registre.ts'
import { readReglage } from './registre/reglages.ts'
import { listBackups } from './registre/sauvegarde.ts'
import { resourcePath } from './resources.ts'

export interface OptionsApplication {
  /** Folder of the register, created when it is not there. */
  readonly dossierRegistre: string
  readonly hote: Hote
  /** The only reader of the clock; the machine's when absent. */
  readonly horloge?: () => Instant
  /** Name for the journal, over the one remembered in the register. */
  readonly utilisateur?: string
  readonly demonstration?: Demonstration
}

export interface Application {
  readonly router: ReturnType<typeof createRouter>
  readonly contexte: Contexte
  fermer(): Promise<void>
}

/** Commands follow each other, each with its own closing: one backup an hour is enough for them. */
function isRecent(dossier: string, maintenant: Instant): boolean {
  const derniere = listBackups(dossier)[0]
  return derniere !== undefined && Date.parse(maintenant) - Date.parse(derniere.instant) < 3_600_000
}

function sessionName(): string {
  try {
    return userInfo().username
  } catch {
    // A session without an entry in the system's list of users (a container).
    return 'utilisateur'
  }
}

/** The machine's clock, as an instant: the only place that reads it. */
export const readClock = (): Instant => new Date().toISOString()

/**
 * Opens the register and builds the router: what the three hosts serve.
 * Throws `RegistreFutur` when a newer Liasse wrote the register, `RegistreInaccessible` when the folder cannot be used.
 */
export async function createApplication(options: OptionsApplication): Promise<Application> {
  const maintenant = options.horloge ?? readClock
  const { version } = JSON.parse(readFileSync(resourcePath('package.json'), 'utf8')) as { version: string }
  const catalogue = openCatalogue()
  const registre = await openRegistre(options.dossierRegistre, maintenant)
  const atelier = openAtelier()
  const utilisateur = async () =>
    options.utilisateur ?? (await registre.lire((db) => readReglage(db, 'utilisateur'))) ?? sessionName()
  const depuis = maintenant()
  const presence = await openPresence(options.dossierRegistre, async () => ({
    nom: await utilisateur(),
    hote: options.hote.nom,
    depuis,
  }))
  const contexte: Contexte = {
    registre,
    catalogue,
    atelier,
    hote: options.hote,
    version,
    demonstration: options.demonstration ?? null,
    maintenant,
    utilisateur,
    presence,
  }
  // What cannot be mended now (full disk, busy register) is tried again at the next preparation.
  await reprendreEnvois(contexte).catch(() => undefined)
  return {
    router: createRouter(contexte),
    contexte,
    async fermer() {
      await presence.fermer()
      await atelier.fermer()
      if (options.hote.nom !== 'cli' || !isRecent(registre.dossier, maintenant()))
        await registre.sauvegarderModifications()
      await registre.fermer()
    },
  }
}
