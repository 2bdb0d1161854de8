import { type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeDemande } from '#domain/commande.ts'
import { base, id, type Page, texte, tranche } from './commun.ts'

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
  /** Month in which it is expected or was received, `AAAA-MM`; null while nothing tells. */
  readonly mois: string | null
  readonly situation: 'recu' | 'attendu' | 'en_retard' | 'perdu'
  readonly rapproche: boolean
}

export interface ResumeArgent {
  /** Reste à recevoir, reçu à ce jour, en retard. Cents. */
  readonly resteARecevoir: number
  readonly recu: number
  readonly enRetard: { readonly montant: number; readonly demandes: number }
  readonly parMois: readonly { readonly mois: string; readonly recu: number; readonly attendu: number }[]
  readonly parDispositif: readonly {
    readonly dispositif: string
    readonly recu: number
    readonly attendu: number
    readonly enRetard: number
  }[]
  readonly parProduit: readonly {
    readonly produit: string
    readonly dispositif: string
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

export const argent = {
  resumer: base.input(filtre).output(type<ResumeArgent>()),
  lister: base
    .input(
      filtre.extend(tranche.shape).extend({
        mois: z
          .string()
          .regex(/^\d{4}-\d{2}$/)
          .nullable()
          .default(null),
        situation: z.enum(['recu', 'attendu', 'en_retard', 'perdu']).nullable().default(null),
      }),
    )
    .output(type<Page<LigneArgent> & { readonly somme: number }>()),
}
