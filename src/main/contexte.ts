import { implement } from '@orpc/server'
import type { Avancement } from '#contract/commun.ts'
import { contrat } from '#contract/index.ts'
import type { Instant } from '#domain/dates.ts'
import type { Dispositif, Surcharge } from '#domain/dispositif.ts'
import { rethrowExplained } from './refus.ts'
import type { Presence } from './registre/presence.ts'
import type { Registre } from './registre/registre.ts'

/** What the host lends to the application. A missing capability is not shown in the interface. */
export interface Hote {
  readonly nom: 'electron' | 'web' | 'cli'
  readonly choisirDossier?: (titre: string) => Promise<string | null>
  readonly ouvrirDossier?: (chemin: string) => Promise<void>
  /** Hands a copy of a document to the application that this machine has for it. */
  readonly ouvrirFichier?: (fichier: File) => Promise<void>
  /** Where exports are proposed: the user's documents. */
  readonly dossierExports: string
}

/** Schemes of `resources/dispositifs/`, as files say them. */
export interface Catalogue {
  readonly codes: readonly string[]
  /** Throws `Error` on an unknown code; callers check `codes` first. */
  base(code: string): Dispositif
  /** The scheme with the user's values over it. */
  avec(code: string, surcharges: readonly Surcharge[]): Dispositif
}

/** Runs one of `workers/` on plain data. Order of results is the order of calls. */
export interface Atelier {
  run<R>(worker: 'document' | 'piece', data: unknown, options?: { signal?: AbortSignal }): Promise<R>
  fermer(): Promise<void>
}

/** The place where one process shows a register of its own instead of the user's, then the user's again. */
export interface Demonstration {
  /** True in the demonstration, false in the user's register. */
  readonly active: boolean
  /** Aborted once another register is served instead of this one. */
  fin(): AbortSignal
  /** Fills a register of invented data in a temporary folder, then serves it. */
  ouvrir(signal: AbortSignal | undefined): AsyncGenerator<Avancement<null>>
  /** Serves the user's register again and deletes the folder of the demonstration. */
  quitter(): Promise<void>
}

/** What every operation is given. Built by `app.ts`. */
export interface Contexte {
  readonly registre: Registre
  readonly catalogue: Catalogue
  readonly atelier: Atelier
  readonly hote: Hote
  readonly version: string
  /** Who else has the register open. */
  readonly presence: Presence
  /** Null where there is no window to say which register is shown. */
  readonly demonstration: Demonstration | null
  maintenant(): Instant
  /** Name written in the journal. */
  utilisateur(): Promise<string>
}

/** `impl.client.lister.handler(…)`: the contract, ready to be implemented. A full disk or a busy register is refused in French. */
export const impl = implement(contrat).use(({ next }) => Promise.resolve(next()).catch(rethrowExplained))
