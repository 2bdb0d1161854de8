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

/** A line of the bank statement, and what it pays. */
export interface Reglement {
  readonly id: number
  readonly date: Jour
  readonly montant: number
  readonly libelle: string
  readonly reference: string
  readonly source: 'releve' | 'saisie'
  readonly ecarteLe: Jour | null
  readonly affecte: number
  readonly demandes: readonly {
    readonly demandeId: number
    readonly commandeId: number
    readonly numero: string
    readonly type: TypeDemande
    readonly montant: number
  }[]
}

/** Requests that may make up a payment exactly. */
export interface Proposition {
  readonly demandes: readonly {
    readonly demandeId: number
    readonly numero: string
    readonly type: TypeDemande
    readonly montant: number
  }[]
  readonly raison: string
  readonly exacte: boolean
}

export interface ResultatReglements {
  readonly lues: number
  readonly nouveaux: number
  readonly dejaLa: number
  /** Matched by themselves: the label names the request, and the amount is its own. */
  readonly rapproches: number
  /** Credits that may come from the agency and wait for a person. */
  readonly aRapprocher: number
  readonly ignores: number
  readonly rejets: readonly Rejet[]
}

/** Money seen on the vendor's account, and the requests that it pays. */
export const reglement = {
  lister: base
    .input(
      tranche.extend({
        situation: z.enum(['a_rapprocher', 'rapproches', 'ecartes']).nullable().default(null),
      }),
    )
    .output(type<Page<Reglement>>()),
  /** A bank statement in CSV: columns found by name, or told. Imported twice, a line is there once. */
  importer: base
    .input(
      z.object({
        chemin,
        colonnes: z.record(z.string().max(50), z.string().max(200)).default({}),
        /** Only credits whose label contains one of these words; empty: those of the agency known to Liasse. */
        emetteurs: z.array(texte).default([]),
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
  proposer: base.input(z.object({ reglementId: id })).output(type<readonly Proposition[]>()),
  /** The requests paid by a payment; their amounts never exceed it. They become paid when they were not. */
  rapprocher: base
    .input(
      z.object({
        reglementId: id,
        demandes: z.array(z.object({ demandeId: id, montant: centimes.min(1) })),
      }),
    )
    .output(type<Reglement>()),
  ecarter: base
    .input(z.object({ reglementId: id, ecarte: z.boolean(), commentaire: texte.default('') }))
    .output(type<Reglement>()),
}
