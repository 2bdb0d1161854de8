import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { Jour } from '#domain/dates.ts'
import type { EtatPlace } from '#domain/etatsPilote.ts'
import { type Avancement, base, chemin, id, jour, texte } from './commun.ts'
import type { ResultatEmission } from './document.ts'

export interface PlacePilote {
  readonly rang: number
  /** Null: to be filled. */
  readonly occupant: {
    readonly commandeId: number
    readonly numero: string
    readonly client: string
    readonly profession: string
    readonly avanceValideeLe: Jour | null
    readonly installeeLe: Jour | null
    readonly prevueLe: Jour | null
    readonly pvImprimeLe: Jour | null
    readonly pvSigneLe: Jour | null
    readonly etat: EtatPlace
  } | null
  /** The last one who left this place. */
  readonly ancien: {
    readonly client: string
    readonly numero: string
    readonly le: Jour
    readonly motif: string
  } | null
}

export interface ResumePilote {
  readonly fournisseurId: number
  readonly referencementId: number
  readonly fournisseur: string
  readonly dispositif: string
  readonly produit: string
  readonly taille: number
  readonly choisis: number
  readonly avancesValidees: number
  readonly installes: number
  readonly signes: number
  readonly supports: { readonly joints: number; readonly attendus: number }
  readonly transmisLe: Jour | null
  readonly decision: 'conforme' | 'non_conforme' | null
  readonly decideLe: Jour | null
}

export interface FichePilote extends ResumePilote {
  readonly revision: number
  readonly commentaire: string
  readonly places: readonly PlacePilote[]
  readonly contenus: readonly {
    readonly cle: string
    readonly theme: string
    readonly libelle: string
    readonly fichiers: readonly {
      readonly sha256: string
      readonly nom: string
      readonly taille: number
      readonly le: Jour
    }[]
  }[]
  /** What the missing conformity holds back: balances otherwise ready, and their amount in cents. */
  readonly retient: {
    readonly soldes: number
    readonly montant: number
    readonly factures: number
    readonly receptions: number
  }
  readonly dossierPrepareLe: Jour | null
  readonly source: { readonly document: string; readonly passage: string; readonly citation?: string }
}

export interface Candidat {
  readonly commandeId: number
  readonly numero: string
  readonly client: string
  readonly profession: string
  readonly avanceValideeLe: Jour | null
  readonly installeeLe: Jour | null
  /** Advice, never a rule: a profile that no other place has. */
  readonly apport: string | null
}

const cle = z.object({ fournisseurId: id, referencementId: id })

export const pilote = {
  /** One per vendor and product of the schemes that ask for a pilot. */
  lister: base.output(type<readonly ResumePilote[]>()),
  lire: base.input(cle).output(type<FichePilote>()),
  /** Orders whose advance is validated and that no place holds. */
  candidats: base
    .input(cle.extend({ installes: z.boolean().nullable().default(null) }))
    .output(type<readonly Candidat[]>()),
  choisir: base
    .input(cle.extend({ rang: z.number().int().min(1), commandeId: id }))
    .output(type<FichePilote>()),
  retirer: base
    .input(cle.extend({ rang: z.number().int().min(1), motif: texte.min(1) }))
    .output(type<FichePilote>()),
  /** The PV of a client of the pilot as it would be printed now. */
  apercuPv: base.input(z.object({ commandeId: id })).output(type<File>()),
  /** Prints the PV of clients of the pilot; the others are refused. */
  emettrePv: base
    .input(z.object({ commandeIds: z.array(id).min(1), sortie: chemin }))
    .output(eventIterator(z.custom<Avancement<ResultatEmission>>())),
  /** Training material, filed under one content of the scheme. */
  joindreSupport: base
    .input(cle.extend({ contenu: texte, chemins: z.array(chemin).min(1) }))
    .output(type<FichePilote>()),
  retirerSupport: base.input(cle.extend({ contenu: texte, sha256: texte })).output(type<FichePilote>()),
  /** The bundle for the ANS: the signed PV and the material, a list of both. Refused while something is missing. */
  preparerDossier: base
    .input(cle.extend({ sortie: chemin }))
    .output(type<{ fiche: FichePilote; fichier: string; pieces: number }>()),
  transmettre: base.input(cle.extend({ le: jour })).output(type<FichePilote>()),
  decider: base
    .input(
      cle.extend({
        decision: z.enum(['conforme', 'non_conforme']),
        le: jour,
        commentaire: texte.default(''),
      }),
    )
    .output(type<FichePilote>()),
}
