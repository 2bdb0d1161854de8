import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { ConstatAffiche } from '#domain/constat.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import type { EtatEnvoi } from '#domain/etatsEnvoi.ts'
import { type Avancement, base, chemin, id, jour, type Page, texte, tranche } from './commun.ts'

/** One file to come: one vendor, one reference number, one format, at most `lignesMax` requests. */
export interface LotPropose {
  readonly nom: string
  readonly fournisseur: string
  readonly siret: string
  readonly numeroAns: string
  readonly format: string
  readonly formatConfirme: boolean
  readonly commandeIds: readonly number[]
  readonly taille: number
  readonly ttc: number
  /** Share asked for; null while it is unknown. */
  readonly attendu: number | null
}

/** What can go and what cannot, of the advance or of the balance. Cents. */
export interface ExamenDemandes {
  readonly dispositif: string
  /** Orders looked at: with their signed form for an advance, accepted and installed for a balance. */
  readonly signes: number
  readonly partent: {
    readonly commandeIds: readonly number[]
    readonly ttc: number
    /** Share asked for; null while it is unknown. */
    readonly attendu: number | null
    readonly pieces: number
    readonly taille: number
  }
  readonly parBeneficiaire: readonly {
    readonly libelle: string
    readonly demandes: number
    readonly ttc: number
    /** Share asked for; null while it is unknown. */
    readonly attendu: number | null
  }[]
  readonly lots: readonly LotPropose[]
  /** What does not go, grouped by reason, the largest group first. */
  readonly refus: readonly {
    readonly code: string
    readonly phrase: string
    readonly regle: string
    readonly commandes: readonly {
      readonly id: number
      readonly numero: string
      readonly client: string
      readonly constat: ConstatAffiche
    }[]
  }[]
  readonly alertes: readonly {
    readonly code: string
    readonly phrase: string
    readonly regle: string
    readonly commandes: number
  }[]
}

export interface Envoi {
  readonly id: number
  readonly reference: string
  readonly dispositif: string
  readonly type: 'avance' | 'solde'
  readonly fournisseur: string
  readonly numeroAns: string
  readonly format: string
  readonly formatVersion: number
  readonly formatConfirme: boolean
  readonly etat: EtatEnvoi
  readonly prepareLe: Instant
  readonly deposeLe: Jour | null
  readonly numeroDepot: string
  readonly dossier: string
  readonly json: { readonly nom: string; readonly sha256: string; readonly taille: number }
  readonly zip: {
    readonly nom: string
    readonly sha256: string
    readonly taille: number
    readonly pieces: number
  }
  readonly demandes: number
  readonly ttc: number
  /** Share asked for; null while it is unknown. */
  readonly attendu: number | null
  /** Steps ticked after the export; `paraitAuPortail` is the reminder that a deposit must show in the portal's table. */
  readonly suites: Readonly<Record<SuiteDepot, boolean>>
}

export const SUITES_DEPOT = [
  'simulateur',
  'jsonDepose',
  'zipDepose',
  'paraitAuPortail',
  'rienIncomplet',
] as const
export type SuiteDepot = (typeof SUITES_DEPOT)[number]

export interface FicheEnvoi extends Envoi {
  readonly lignes: readonly {
    readonly numLigne: number
    readonly commandeId: number
    readonly numero: string
    readonly client: string
    readonly etat: string
    readonly pieces: readonly string[]
    /** What the agency answered: its number, its code and words as written, what it reproaches. */
    readonly numeroAsp: string | null
    readonly code: string
    readonly libelle: string
    readonly motif: string
  }[]
  /** The file's JSON, indented for the screen: same keys, same order, same values. Empty when the bytes kept are gone. */
  readonly contenuJson: string
  /** What remains to be seen on the portal once deposited; null when nothing does. */
  readonly rappel: string | null
}

export interface ResultatPreparation {
  readonly envois: readonly Envoi[]
  readonly examen: ExamenDemandes
  readonly dossier: string
}

const perimetre = z.object({ dispositif: texte, commandeIds: z.array(id).nullable().default(null) })

/** The same three steps for the advance and for the balance. */
const preparation = {
  /** What can go, what cannot and why. Writes nothing. */
  examiner: base.input(perimetre).output(type<ExamenDemandes>()),
  /** The JSON of one proposed file, indented for the screen. */
  apercu: base
    .input(perimetre.extend({ lot: z.number().int().min(0) }))
    .output(type<{ json: string; pieces: readonly { nom: string; taille: number }[] }>()),
  preparer: base
    .input(perimetre.extend({ sortie: chemin }))
    .output(eventIterator(z.custom<Avancement<ResultatPreparation>>())),
}

export const avance = preparation
export const solde = preparation

export const envoi = {
  lister: base
    .input(
      tranche.extend({
        dispositif: texte.nullable().default(null),
        type: z.enum(['avance', 'solde']).nullable().default(null),
      }),
    )
    .output(type<Page<Envoi>>()),
  lire: base.input(z.object({ id })).output(type<FicheEnvoi>()),
  cocher: base
    .input(z.object({ id, suite: z.enum(SUITES_DEPOT), fait: z.boolean() }))
    .output(type<FicheEnvoi>()),
  deposer: base.input(z.object({ id, le: jour, numeroDepot: texte.default('') })).output(type<FicheEnvoi>()),
  /** Files never deposited: the requests are free again. */
  abandonner: base.input(z.object({ id, motif: texte.min(1) })).output(type<FicheEnvoi>()),
  /** Writes the same bytes again into a folder. */
  reexporter: base.input(z.object({ id, sortie: chemin })).output(type<FicheEnvoi>()),
}
