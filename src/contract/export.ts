import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { filtreArgent } from './argent.ts'
import { filtreClients } from './client.ts'
import { filtreCommandes } from './commande.ts'
import { type Avancement, base, chemin, id, texte } from './commun.ts'
import { SITUATIONS_REGLEMENT } from './reglement.ts'

export const FORMATS_EXPORT = ['csv', 'xlsx'] as const
export type FormatExport = (typeof FORMATS_EXPORT)[number]

const TRANCHE = { debut: true, nombre: true } as const
const commandes = filtreCommandes.omit(TRANCHE).prefault({})
const typeDemande = z.enum(['avance', 'solde'])
const deDemandes = z
  .object({ dispositif: texte.nullable().default(null), type: typeDemande.nullable().default(null) })
  .prefault({})

const commun = z.object({
  format: z.enum(FORMATS_EXPORT),
  /**
   * A file that ends with the format's extension, replaced when it is there; or a folder, where the file gets a name
   * that is free.
   */
  sortie: chemin,
  /** Columns by their keys, in order; all of them when absent. A key that the list does not have is refused. */
  colonnes: z.array(texte).min(1).optional(),
})

const rejet = z.object({
  ligne: z.number().int().nullable(),
  colonne: z.string().nullable(),
  valeur: z.string().nullable(),
  regle: z.string(),
  phrase: z.string(),
})

/** Every list of the application, under the filter that its screen has. */
export const demandeExport = z.discriminatedUnion('liste', [
  commun.extend({ liste: z.literal('clients'), filtre: filtreClients.omit(TRANCHE).prefault({}) }),
  commun.extend({ liste: z.literal('commandes'), filtre: commandes }),
  /** One row per deposit. */
  commun.extend({ liste: z.literal('envois'), filtre: deDemandes }),
  /** One row per request of the deposits, attempts included. */
  commun.extend({
    liste: z.literal('demandes'),
    filtre: z
      .object({
        dispositif: texte.nullable().default(null),
        type: typeDemande.nullable().default(null),
        envoiId: id.nullable().default(null),
      })
      .prefault({}),
  }),
  /** What the controls before the advance find on the orders of a filter. */
  commun.extend({ liste: z.literal('constats'), filtre: commandes }),
  commun.extend({
    liste: z.literal('journal'),
    filtre: z
      .object({ sujet: texte.nullable().default(null), sujetId: z.number().int().nullable().default(null) })
      .prefault({}),
  }),
  /** Pieces that no order was found for. */
  commun.extend({ liste: z.literal('pieces') }),
  /** Orders that cannot go in a request, one row per reason. */
  commun.extend({
    liste: z.literal('refus'),
    filtre: z.object({
      type: typeDemande.default('avance'),
      dispositif: texte,
      commandeIds: z.array(id).nullable().default(null),
    }),
  }),
  /** One row for the advance of each order, one for its balance. */
  commun.extend({ liste: z.literal('argent'), filtre: filtreArgent.prefault({}) }),
  commun.extend({
    liste: z.literal('reglements'),
    filtre: z.object({ situation: z.enum(SITUATIONS_REGLEMENT).nullable().default(null) }).prefault({}),
  }),
  commun.extend({
    liste: z.literal('echeances'),
    filtre: z
      .object({ commandeId: id.nullable().default(null), ouvertes: z.boolean().default(true) })
      .prefault({}),
  }),
  commun.extend({ liste: z.literal('pilotes') }),
  /** Rows that an import left out, or noticed: they are kept nowhere, the caller gives them back. */
  commun.extend({ liste: z.literal('rejets'), rejets: z.array(rejet) }),
])
export type DemandeExport = z.infer<typeof demandeExport>
export type ListeExport = DemandeExport['liste']

export interface ResultatExport {
  readonly liste: ListeExport
  readonly fichier: string
  readonly lignes: number
}

export const exports = {
  exporter: base.input(demandeExport).output(eventIterator(z.custom<Avancement<ResultatExport>>())),
}
