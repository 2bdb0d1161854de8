import { oc } from '@orpc/contract'
import { z } from 'zod'
import { isJour } from '#domain/dates.ts'
import { describeFaute } from './fautes.ts'

// What an input lacks is said in French, by every host.
z.config({ localeError: describeFaute })

/** What a refused operation says: a French sentence, where, by which rule, and what to do. */
export interface Refus {
  readonly phrase: string
  readonly ou: string | null
  readonly regle: string | null
  readonly remede: string | null
}

const refus = z.object({
  phrase: z.string(),
  ou: z.string().nullable(),
  regle: z.string().nullable(),
  remede: z.string().nullable(),
})

/** Errors that callers expect; anything else is a fault of the program. */
export const base = oc.errors({
  /** The input is readable but a rule refuses it. */
  REFUS: { status: 422, data: refus },
  /** Someone else saved the row meanwhile: `actuelle` is the version in the register. */
  REVISION_PERIMEE: { status: 409, data: z.object({ actuelle: z.unknown() }) },
  /** The register is open read-only (network drive, newer version): the reason. */
  LECTURE_SEULE: { status: 423, data: refus },
  INTROUVABLE: { status: 404, data: refus },
})

export const jour = z.string().refine(isJour, 'date attendue : AAAA-MM-JJ')
export const id = z.number().int().positive()
/** Cents, never negative, a milliard of euros at most: sums and shares of amounts stay exact. */
export const centimes = z.number().int().min(0).max(100_000_000_000)
/** Basis points, 0 to 100 %. */
export const taux = z.number().int().min(0).max(10000)
/** Absolute path of a file or folder on this machine. */
export const chemin = z.string().min(1).max(4096)
export const texte = z.string().max(500)

/** A slice of a long list. */
export const tranche = z.object({
  debut: z.number().int().min(0).default(0),
  nombre: z.number().int().min(1).max(1000).default(100),
})

export interface Page<T> {
  readonly lignes: readonly T[]
  readonly total: number
}

/** What a long operation yields: any number of `progres`, then one `resultat`. Stop iterating to cancel. */
export type Avancement<R> =
  | {
      readonly type: 'progres'
      readonly fait: number
      readonly total: number | null
      readonly libelle: string
    }
  | { readonly type: 'resultat'; readonly resultat: R }

/** One thing that was not done, and why. `ligne` is 1-based in the file, heading included. */
export interface Rejet {
  readonly ligne: number | null
  readonly colonne: string | null
  readonly valeur: string | null
  readonly regle: string
  readonly phrase: string
}
