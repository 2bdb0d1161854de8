import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { Instant, Jour } from '#domain/dates.ts'
import { type Avancement, base, chemin, type Page, texte, tranche } from './commun.ts'

/** Another process on the same register. */
export interface OuvertAilleurs {
  readonly nom: string
  readonly hote: 'electron' | 'web' | 'cli'
  readonly depuis: Instant
}

export interface EtatSysteme {
  readonly version: string
  readonly hote: 'electron' | 'web' | 'cli'
  readonly registre: {
    readonly chemin: string
    readonly vide: boolean
    readonly lectureSeule: string | null
  }
  readonly sauvegarde: {
    readonly derniere: Instant | null
    readonly taille: number | null
    readonly dossier: string
    /** True when nothing was written since the last backup. */
    readonly aJour: boolean
    /** Why the last backup could not be made, a French sentence, or null. */
    readonly probleme: string | null
  }
  readonly utilisateur: string
  /** Who else has the register open; nobody is kept out. */
  readonly ouvertAilleurs: readonly OuvertAilleurs[]
  /** True when this register is the demonstration's: invented, and deleted when it is left. */
  readonly demonstration: boolean
  readonly aujourdhui: Jour
  readonly compteurs: { readonly clients: number; readonly commandes: number; readonly envois: number }
  readonly capacites: {
    readonly choisirDossier: boolean
    readonly ouvrirDossier: boolean
    readonly ouvrirFichier: boolean
    readonly demonstration: boolean
  }
  /** Folder proposed for exports. */
  readonly dossierExports: string
}

export interface LigneJournal {
  readonly id: number
  readonly instant: Instant
  readonly par: string
  readonly sujet: string
  readonly sujetId: number
  readonly action: string
  readonly de: string | null
  readonly vers: string | null
  readonly detail: string
  readonly fichier: string | null
  readonly sha256: string | null
}

export interface Trouvaille {
  readonly type: 'client' | 'commande' | 'envoi'
  readonly id: number
  readonly titre: string
  readonly precision: string
}

export const systeme = {
  etat: base.output(type<EtatSysteme>()),
  /**
   * Yields at once, then each time the register changed, whichever process wrote. `remplace`: another register
   * is served from now on, and this one says nothing more.
   */
  surveiller: base.output(
    eventIterator(z.object({ version: z.number(), remplace: z.literal(true).optional() })),
  ),
  nommerUtilisateur: base.input(z.object({ nom: texte.min(1) })).output(type<void>()),
  sauvegarder: base.output(type<{ chemin: string; taille: number }>()),
  journal: base
    .input(tranche.extend({ sujet: texte.optional(), sujetId: z.number().int().optional() }))
    .output(type<Page<LigneJournal>>()),
  /** Anything by name, number or identifier; prefixes of words, accents ignored. */
  chercher: base
    .input(z.object({ texte, nombre: z.number().int().min(1).max(50).default(12) }))
    .output(type<readonly Trouvaille[]>()),
  /** Asks the host's folder dialog; null when the user gave up, or the host has none. */
  choisirDossier: base.input(z.object({ titre: texte })).output(type<string | null>()),
  /** Shows a folder of this machine in the file manager. */
  ouvrirDossier: base.input(z.object({ chemin })).output(type<void>()),
  /** Opens a copy of a PDF or an image in the application that this machine has for it: to print it, to look closer. */
  ouvrirFichier: base.input(z.object({ fichier: z.file() })).output(type<void>()),
  demonstration: {
    /** Fills a register of invented data in a temporary folder, then serves it instead of the user's. */
    ouvrir: base.output(eventIterator(z.custom<Avancement<null>>())),
    /** Deletes the demonstration and serves the user's register again. */
    quitter: base.output(type<void>()),
  },
}
