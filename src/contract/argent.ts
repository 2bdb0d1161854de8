import { type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeDemande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { base, id, type Page, texte, tranche } from './commun.ts'

/** Received, expected in its time, expected and late, or not to come any more. */
export const SITUATIONS_ARGENT = ['recu', 'attendu', 'en_retard', 'perdu'] as const
export type SituationArgent = (typeof SITUATIONS_ARGENT)[number]

/** A payment that an order may bring: one advance or one balance. Cents. */
export interface LigneArgent {
  readonly commandeId: number
  readonly demandeId: number | null
  readonly numero: string
  readonly client: string
  readonly dispositif: string
  readonly type: TypeDemande
  readonly attendu: number | null
  readonly recu: number
  /** Day on which it is expected or was received; null while nothing tells, and for what is lost. */
  readonly jour: Jour | null
  /** Its month, `AAAA-MM`. */
  readonly mois: string | null
  readonly situation: SituationArgent
  readonly rapproche: boolean
}

export interface ResumeArgent {
  /** Reste à recevoir, reçu à ce jour, en retard. Cents. */
  readonly resteARecevoir: number
  readonly recu: number
  readonly enRetard: { readonly montant: number; readonly demandes: number }
  /** Refused, or not asked for in time. Cents. */
  readonly perdu: number
  /** Paid, but less than asked for: what is missing is not expected any more. */
  readonly enMoins: { readonly montant: number; readonly demandes: number }
  readonly parMois: readonly { readonly mois: string; readonly recu: number; readonly attendu: number }[]
  /** What no month can be told of: with `parMois`, it makes up the totals. */
  readonly sansMois: { readonly recu: number; readonly attendu: number }
  readonly parDispositif: readonly {
    readonly dispositif: string
    readonly recu: number
    readonly attendu: number
    readonly enRetard: number
  }[]
  readonly parProduit: readonly {
    readonly produit: string
    readonly dispositif: string
    readonly referencementId: number
    readonly recu: number
    readonly attendu: number
    readonly enRetard: number
  }[]
  /** Requests whose share is unknown: they are counted, not summed. */
  readonly sansPart: number
}

const filtre = z.object({
  dispositif: texte.nullable().default(null),
  referencementId: id.nullable().default(null),
})

/** What the list of money is filtered by; `mois` leaves out what is lost. */
export const filtreArgent = filtre.extend({
  mois: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .nullable()
    .default(null),
  /** `a_recevoir`: expected, late or not. */
  situation: z
    .enum([...SITUATIONS_ARGENT, 'a_recevoir'])
    .nullable()
    .default(null),
})

export const argent = {
  resumer: base.input(filtre).output(type<ResumeArgent>()),
  lister: base
    .input(filtreArgent.extend(tranche.shape))
    .output(type<Page<LigneArgent> & { readonly somme: number }>()),
}
