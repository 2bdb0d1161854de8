import { type } from '@orpc/contract'
import { z } from 'zod'
import type { Source } from '#domain/constat.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import type { Confiance, Dispositif, Surcharge } from '#domain/dispositif.ts'
import { base, texte } from './commun.ts'

export interface ResumeDispositif {
  readonly code: string
  readonly libelle: string
  readonly vague: 1 | 2
  readonly commandes: number
  /** Values that the user must still give or confirm. */
  readonly aConfirmer: number
}

/** A milestone with its day, computed from the values in force. Null while a date it depends on is unknown. */
export interface JalonDate {
  readonly cle: string
  readonly libelle: string
  readonly sens: string
  readonly domaine: 'lancement' | 'referencement' | 'financement'
  readonly mois: number | null
  readonly jour: Jour | null
  readonly instantLimite: Instant | null
  readonly confiance: Confiance | 'par_vous'
  readonly source: Source
}

/** A value that `regler` accepts, with what is in force today. */
export interface ValeurReglable {
  readonly cle: string
  readonly libelle: string
  readonly nature: 'jour' | 'montant' | 'taux' | 'entier' | 'texte' | 'liste'
  readonly valeur: unknown
  readonly affichee: string
  readonly confiance: Confiance | 'par_vous'
  readonly source: Source
  readonly note: string | null
}

export interface FicheDispositif {
  readonly dispositif: Dispositif
  readonly jalons: readonly JalonDate[]
  readonly reglables: readonly ValeurReglable[]
  readonly surcharges: readonly Surcharge[]
  /** What is missing before a first advance can be deposited, in French. */
  readonly manques: readonly string[]
}

export const dispositif = {
  lister: base.output(type<readonly ResumeDispositif[]>()),
  montrer: base.input(z.object({ code: texte })).output(type<FicheDispositif>()),
  /** Sets a value over the scheme's file, with the user's source. `valeur` as typed: `2024-08-07`, `40 %`, `358,33`. */
  regler: base
    .input(z.object({ code: texte, cle: texte, valeur: texte, note: texte.min(1) }))
    .output(type<FicheDispositif>()),
  /** Back to the value of the file. */
  retablir: base.input(z.object({ code: texte, cle: texte })).output(type<FicheDispositif>()),
}
