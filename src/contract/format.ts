import { type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeDemande } from '#domain/commande.ts'
import type { Instant } from '#domain/dates.ts'
import { base, chemin, id, texte } from './commun.ts'

/** What a key of the agency's model is written with. */
export const liaison = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('source'),
    source: texte,
    /** Null: as it is. « auto »: as the model's example shows. */
    formateur: texte.nullable().default('auto'),
    /** When the source gives nothing: null, the empty text, or the order does not go. */
    absent: z.enum(['null', 'vide', 'bloquer']).default('bloquer'),
  }),
  z.strictObject({
    type: z.literal('constante'),
    valeur: z.union([texte, z.number(), z.boolean(), z.null()]),
  }),
  /** An array: repeated over a list, or one element (`pour` null). */
  z.strictObject({ type: z.literal('liste'), pour: texte.nullable() }),
  /** An object where the data has a list: its first element. */
  z.strictObject({ type: z.literal('premier'), pour: texte }),
  /** A key that the model lacks: left out, or kept. */
  z.strictObject({ type: z.literal('retirer') }),
  z.strictObject({ type: z.literal('garder') }),
])
export type Liaison = z.infer<typeof liaison>
/** Key as it is shown (`lignesImport[].commande.tauxTVA`) → what it is written with. */
export const liaisons = z.record(z.string().max(1000), liaison)
export type Liaisons = z.infer<typeof liaisons>

export type Ecart = 'identique' | 'nouvelle' | 'en_trop' | 'autre_type' | 'autre_casse' | 'renommee'

export interface CleComparee {
  /** Key in the model, or in the format in use for one that the model lacks. */
  readonly chemin: string
  readonly nom: string
  readonly niveau: number
  readonly nature: 'objet' | 'liste' | 'valeur'
  readonly ecart: Ecart
  /** Name that the key has in the format in use, when it is another one. */
  readonly ancienne: string | null
  /** How the format in use writes it, and what the model shows; null when the key is not there. */
  readonly actuel: string | null
  readonly modele: string | null
  /** What writes it: the user's choice, else what the format in use says, else an evident proposal. Null: nothing yet. */
  readonly liaison: Liaison | null
  /** A choice of the user. */
  readonly choisie: boolean
  /** What Liasse would choose; for a key that may have been renamed, it waits for the user's agreement. */
  readonly proposition: Liaison | null
  /** Source in words: « Commande, date ». */
  readonly source: string | null
  /** List around the key: `lignes[]`, `lignes[].praticiens[]`…, or empty for the head of the file. */
  readonly liste: string
  readonly exemple: string | number | boolean | null
  /** Kind of source → the formatter that writes as the example shows; « null » is as it is. */
  readonly ecritures: Readonly<Record<string, string | null>>
  /** The format of origin changed this key since: what it wrote, what it writes now. */
  readonly conflit: { readonly avant: string | null; readonly maintenant: string | null } | null
}

export interface SourceProposee {
  readonly source: string
  readonly libelle: string
  readonly genre: string
  readonly liste: string
  /** Formatters that take it; null is « as it is ». */
  readonly ecritures: readonly {
    readonly nom: string | null
    readonly libelle: string
    readonly exemple: string
  }[]
}

export interface ComparaisonFormat {
  readonly id: number
  readonly dispositif: string
  readonly demande: TypeDemande
  readonly code: string
  readonly version: number
  readonly nom: string
  readonly sha256: string
  readonly taille: number
  readonly importeLe: Instant
  readonly par: string
  readonly etat: EtatFormat
  readonly origine: { readonly code: string; readonly version: number; readonly cles: number }
  readonly lignesMax: number
  /** A JSON Schema of the agency is checked beside. */
  readonly schema: boolean
  readonly cles: readonly CleComparee[]
  /** Keys that nothing writes yet: the format cannot be kept before they have a source. */
  readonly sansSource: readonly string[]
  /** Why the format cannot be written as it is; empty when it can. */
  readonly fautes: readonly string[]
  readonly sources: readonly SourceProposee[]
  readonly listes: readonly { readonly liste: string; readonly libelle: string }[]
}

export type EtatFormat = 'essai' | 'en_vigueur' | 'remplacee' | 'retiree'

export interface VersionFormat {
  readonly id: number
  readonly version: number
  readonly etat: EtatFormat
  readonly nom: string
  readonly sha256: string
  readonly importeLe: Instant
  readonly retenuLe: Instant | null
  readonly par: string
  readonly schema: boolean
  readonly envois: number
}

/** The format of one request of one scheme. */
export interface ResumeFormat {
  readonly dispositif: string
  readonly demande: TypeDemande
  readonly code: string
  readonly libelle: string
  /** Version used by the next preparation; null when there is no format. */
  readonly version: number | null
  readonly confirme: boolean
  readonly cles: number
  readonly source: string
  /** Keys that changed in Liasse's own format since the version in use was made, some of them changed by it too. */
  readonly origineChangee: { readonly de: number; readonly a: number; readonly conflits: number } | null
  readonly versions: readonly VersionFormat[]
}

/** One line of the comparison of an order before and after: `-` leaves, `+` comes, `?` has no source yet. */
export interface LigneApercu {
  readonly signe: ' ' | '-' | '+' | '?'
  readonly texte: string
}

export interface EssaiFormat {
  /** Orders that can be looked at, the ready ones first. */
  readonly commandes: readonly { readonly id: number; readonly numero: string; readonly client: string }[]
  readonly commandeId: number | null
  readonly lignes: readonly LigneApercu[]
  /** What each source gives for that order, ready to print. */
  readonly valeurs: Readonly<Record<string, string>>
  /** Ready orders, each written and checked; none is written on the disk. Null while keys have no source. */
  readonly controle: {
    readonly pretes: number
    readonly acceptees: number
    readonly refusees: readonly {
      readonly id: number
      readonly numero: string
      readonly client: string
      readonly phrases: readonly string[]
    }[]
  } | null
}

const demande = z.enum(['avance', 'solde'])

export const format = {
  lister: base.output(type<readonly ResumeFormat[]>()),
  /** Reads the agency's model and compares it with the format in use. Kept as a trial: nothing changes in the requests. */
  comparer: base
    .input(
      z.object({
        dispositif: texte,
        demande,
        chemin,
        /** JSON Schema given by the agency. */
        schema: chemin.nullable().default(null),
        liaisons: liaisons.default({}),
      }),
    )
    .output(type<ComparaisonFormat>()),
  montrer: base.input(z.object({ id })).output(type<ComparaisonFormat>()),
  /** A new trial from a version kept before: to change it, or to follow Liasse's own format that changed. */
  reprendre: base.input(z.object({ id })).output(type<ComparaisonFormat>()),
  /** Null takes a choice back. */
  lier: base
    .input(z.object({ id, liaisons: z.record(z.string().max(1000), liaison.nullable()) }))
    .output(type<ComparaisonFormat>()),
  joindreSchema: base.input(z.object({ id, chemin: chemin.nullable() })).output(type<ComparaisonFormat>()),
  /** One order before and after, and every ready order checked. Writes nothing. */
  essayer: base.input(z.object({ id, commandeId: id.nullable().default(null) })).output(type<EssaiFormat>()),
  /** The preparation uses it from now on. Refused while ready orders are, unless `malgreRefus`. */
  retenir: base
    .input(z.object({ id, malgreRefus: z.boolean().default(false) }))
    .output(type<readonly ResumeFormat[]>()),
  /** A trial is forgotten; a version in use leaves its place to the former one. */
  abandonner: base.input(z.object({ id })).output(type<readonly ResumeFormat[]>()),
}
