import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeDemande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import {
  type Avancement,
  base,
  centimes,
  chemin,
  id,
  jour,
  type Page,
  type Rejet,
  texte,
  tranche,
} from './commun.ts'

/** What a column of a bank statement holds. A label may take several columns. */
export const CHAMPS_RELEVE = ['date', 'libelle', 'reference', 'montant', 'debit', 'credit', 'sens'] as const
export type ChampReleve = (typeof CHAMPS_RELEVE)[number]

export const CHAMP_RELEVE_LIBELLES: Readonly<Record<ChampReleve, string>> = {
  date: 'Date',
  libelle: 'Libellé',
  reference: 'Référence',
  montant: 'Montant signé',
  debit: 'Débit',
  credit: 'Crédit',
  sens: 'Sens (débit ou crédit)',
}

export const SITUATIONS_REGLEMENT = ['a_rapprocher', 'rapproches', 'ecartes'] as const
export type SituationReglement = (typeof SITUATIONS_REGLEMENT)[number]

/** A request and what a payment gives it. Cents. */
export interface PartReglement {
  readonly demandeId: number
  readonly commandeId: number
  readonly numero: string
  readonly client: string
  readonly type: TypeDemande
  readonly montant: number
  /** What the request was still waiting for before this payment; above `montant`, it is paid in part. Null: unknown share. */
  readonly attendu: number | null
}

/** A line of the bank statement, and what it pays. */
export interface Reglement {
  readonly id: number
  readonly date: Jour
  readonly montant: number
  readonly libelle: string
  readonly reference: string
  readonly source: 'releve' | 'saisie'
  readonly ecarteLe: Jour | null
  readonly commentaire: string
  readonly affecte: number
  readonly demandes: readonly PartReglement[]
}

/** Requests that may make up what is left of a payment. */
export interface Proposition {
  readonly demandes: readonly PartReglement[]
  readonly raison: string
  /** Do they make it up to the cent, each for its whole expected amount? */
  readonly exacte: boolean
}

export interface Propositions {
  readonly lignes: readonly Proposition[]
  /** What was not looked at, a French sentence; null when everything was. */
  readonly avis: string | null
}

export interface ResultatReglements {
  /** Operations of the statement: the preamble, totals and empty lines left out. */
  readonly lues: number
  readonly nouveaux: number
  readonly dejaLa: number
  /** Matched by themselves: the label names the request, and the amount is its own. */
  readonly rapproches: number
  /** Credits that may come from the agency and wait for a person, those of earlier statements included. */
  readonly aRapprocher: number
  /** Debits, and credits of other senders. */
  readonly ignores: number
  readonly rejets: readonly Rejet[]
}

/** Heading → what it holds, null to leave it; headings that are not named are recognised. */
export const colonnesReleve = z.record(z.string().max(200), z.enum(CHAMPS_RELEVE).nullable())

/** Money seen on the vendor's account, and the requests that it pays. */
export const reglement = {
  lister: base
    .input(tranche.extend({ situation: z.enum(SITUATIONS_REGLEMENT).nullable().default(null) }))
    .output(type<Page<Reglement>>()),
  /** A bank statement in CSV or XLSX: columns found by name, or told. Imported twice, a line is there once. */
  importer: base
    .input(
      z.object({
        chemin,
        colonnes: colonnesReleve.default({}),
        /** Only credits whose label has one of these words; empty: those of the agency known to Liasse. */
        emetteurs: z.array(texte.min(1)).max(50).default([]),
      }),
    )
    .output(eventIterator(z.custom<Avancement<ResultatReglements>>())),
  saisir: base
    .input(
      z.object({
        date: jour,
        montant: centimes.min(1),
        libelle: texte.default(''),
        reference: texte.default(''),
      }),
    )
    .output(type<Reglement>()),
  proposer: base.input(z.object({ reglementId: id })).output(type<Propositions>()),
  /**
   * The requests paid by a payment, all of them: one that is not named any more is unpaid again. Their amounts never
   * exceed it, nor what each request waits for. They become paid when they were not.
   */
  rapprocher: base
    .input(
      z.object({
        reglementId: id,
        demandes: z.array(z.object({ demandeId: id, montant: centimes.min(1) })).max(10_000),
      }),
    )
    .output(type<Reglement>()),
  ecarter: base
    .input(z.object({ reglementId: id, ecarte: z.boolean(), commentaire: texte.default('') }))
    .output(type<Reglement>()),
}
