import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { Facture } from '#domain/commande.ts'
import type { ConstatAffiche } from '#domain/constat.ts'
import { type Avancement, base, centimes, chemin, id, jour, texte } from './commun.ts'
import type { ResultatEmission } from './document.ts'

const emission = z.object({ commandeIds: z.array(id).min(1), sortie: chemin })

/** VA signed by the client, or MOM signed by the vendor: the one that the installed scenario asks for. */
export const reception = {
  /** Which piece each order asks for, and what stops its printing. */
  proposer: base.input(z.object({ commandeIds: z.array(id).min(1).max(1000) })).output(
    type<
      readonly {
        readonly commandeId: number
        readonly numero: string
        /** Null: no box of a model fits the installed scenario, nothing may be signed. */
        readonly type: 'VA' | 'MOM' | null
        readonly constats: readonly ConstatAffiche[]
      }[]
    >(),
  ),
  apercu: base.input(z.object({ commandeId: id })).output(type<File>()),
  /** `type` null: the right one of each order; the others of a wanted type are refused with the reason. */
  emettre: base
    .input(emission.extend({ type: z.enum(['VA', 'MOM']).nullable().default(null) }))
    .output(eventIterator(z.custom<Avancement<ResultatEmission>>())),
}

export const saisieFacture = z.object({
  commandeId: id,
  revision: z.number().int().optional(),
  /** Empty: the next number is given, for an invoice that Liasse prints. */
  numero: texte.default(''),
  date: jour.nullable().default(null),
  finaliseeLe: jour.nullable().default(null),
  client: texte.default(''),
  ht: centimes.nullable().default(null),
  tva: centimes.nullable().default(null),
  ttc: centimes.nullable().default(null),
  /** The vendor's own invoice is attached; these are its facts. */
  externe: z.boolean().default(false),
  lignePrestation: z.boolean().nullable().default(null),
  mentionEtat: z.boolean().nullable().default(null),
})

export interface FicheFacture {
  readonly commandeId: number
  readonly facture: Facture | null
  /** What would be printed now: number to come, day, client, whole amount. */
  readonly proposition: Omit<Facture, 'id' | 'revision'>
  readonly constats: readonly ConstatAffiche[]
}

export const facture = {
  lire: base.input(z.object({ commandeId: id })).output(type<FicheFacture>()),
  definir: base.input(saisieFacture).output(type<FicheFacture>()),
  /** Takes back an invoice that was never sent with a request. */
  retirer: base.input(z.object({ commandeId: id })).output(type<FicheFacture>()),
  apercu: base.input(z.object({ commandeId: id })).output(type<File>()),
  /** Gives numbers in order, prints, attaches the invoice to its order. */
  emettre: base
    .input(emission.extend({ date: jour.nullable().default(null) }))
    .output(eventIterator(z.custom<Avancement<ResultatEmission>>())),
}
