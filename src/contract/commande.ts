import { type } from '@orpc/contract'
import { z } from 'zod'
import { type Dossier, ETATS_COMMANDE, type EtatCommande, type Porteur } from '#domain/commande.ts'
import type { ConstatAffiche } from '#domain/constat.ts'
import type { Pour } from '#domain/controles/base.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import type { Etape } from '#domain/etats.ts'
import type { Proposition } from '#domain/proposition.ts'
import { base, centimes, id, jour, type Page, taux, texte, tranche } from './commun.ts'
import { reponses } from './fournisseur.ts'
import type { LigneJournal } from './systeme.ts'

export const saisieCommande = z.object({
  id: id.optional(),
  revision: z.number().int().optional(),
  /** Empty: the next number is given. */
  numero: texte.default(''),
  referencementId: id,
  fournisseurId: id,
  cas: texte,
  dateEmission: jour.nullable(),
  dateInstallationPrevue: jour.nullable().default(null),
  formulaireExterne: z.boolean().default(false),
  fichierAttendu: texte.default(''),
  participations: z.array(
    z.object({
      role: z.enum(['client', 'mandataire', 'beneficiaire']),
      tiersId: id,
      representant: z
        .object({ nom: texte, qualite: texte, telephone: texte, mail: texte })
        .nullable()
        .default(null),
    }),
  ),
  /** One per financed client. Absent amounts are proposed: ceiling, rate of the territory. */
  lignes: z.array(
    z.object({
      tiersId: id,
      ht: centimes.optional(),
      taux: taux.optional(),
      tranche: texte.nullable().optional(),
    }),
  ),
  scenario: reponses.default({}),
})

export const filtreCommandes = tranche.extend({
  texte: texte.default(''),
  dispositif: texte.nullable().default(null),
  etats: z.array(z.enum(ETATS_COMMANDE)).default([]),
  porteur: z.enum(['nous', 'client', 'agence', 'clos']).nullable().default(null),
  referencementId: id.nullable().default(null),
  clientId: id.nullable().default(null),
  /** A name as it was given; empty: the orders of nobody. */
  assigneA: texte.nullable().default(null),
  tri: z.enum(['numero', 'client', 'etat', 'depuis', 'echeance', 'ttc', 'emission']).default('etat'),
  sens: z.enum(['asc', 'desc']).default('asc'),
})

export type { Etape }

export interface ResumeCommande {
  readonly id: number
  readonly revision: number
  readonly numero: string
  readonly dispositif: string
  readonly cas: string
  /** Name of the client, or of the first of several with « et N autres ». */
  readonly client: string
  readonly clientId: number | null
  readonly identifiant: string
  readonly etat: EtatCommande
  readonly porteur: Porteur
  readonly depuis: Instant
  readonly echeance: Jour | null
  readonly dateEmission: Jour | null
  readonly ht: number
  readonly ttc: number
  /** Expected advance in cents; null while the share is unknown. */
  readonly avance: number | null
  /** Expected balance: what the advance leaves. */
  readonly solde: number | null
  readonly bloquants: number
  readonly alertes: number
  readonly etape: Etape
  /** Who works on it; empty when nobody was named. */
  readonly assigneA: string
}

export interface ListeCommandes extends Page<ResumeCommande> {
  readonly sommes: { readonly ttc: number; readonly avance: number; readonly solde: number }
  /** Counts by holder, other filters applied. */
  readonly parPorteur: Readonly<Record<Porteur, number>>
  readonly parEtat: Readonly<Partial<Record<EtatCommande, number>>>
  readonly parDispositif: Readonly<Record<string, number>>
}

/** What somebody wrote about an order: for the team, never printed, never sent. */
export interface NoteCommande {
  readonly id: number
  readonly instant: Instant
  /** Empty for the text of a register that did not keep its author. */
  readonly par: string
  readonly texte: string
}

export interface FicheCommande {
  readonly resume: ResumeCommande
  readonly dossier: Dossier
  readonly constats: readonly ConstatAffiche[]
  readonly journal: readonly LigneJournal[]
  /** The latest first. */
  readonly notes: readonly NoteCommande[]
  /** Neighbours in the unfiltered list of the scheme. */
  readonly etapes: readonly {
    readonly cle: string
    readonly libelle: string
    readonly precision: string
    readonly etat: 'fait' | 'courante' | 'bloquee' | 'retenue' | 'a_venir'
  }[]
}

export const commande = {
  lister: base.input(filtreCommandes).output(type<ListeCommandes>()),
  lire: base.input(z.object({ id })).output(type<FicheCommande>()),
  /** Every row of a filter, as identifiers: « Tout (1 102) ». */
  selectionner: base.input(filtreCommandes).output(type<readonly number[]>()),
  /** Amounts proposed for clients of a product: ceiling and rate, before anything is saved. */
  proposer: base
    .input(
      z.object({
        referencementId: id,
        fournisseurId: id,
        tiersIds: z.array(id),
        dateEmission: jour.nullable(),
      }),
    )
    .output(type<readonly Proposition[]>()),
  definir: base.input(saisieCommande).output(type<FicheCommande>()),
  annuler: base
    .input(z.object({ id, revision: z.number().int(), motif: texte.min(1) }))
    .output(type<FicheCommande>()),
  /** Gives orders to somebody; empty: to nobody. */
  assigner: base
    .input(z.object({ commandeIds: z.array(id).min(1), assigneA: texte }))
    .output(type<{ commandes: number }>()),
  /** Names to choose from: yours, those of the orders and of the notes. */
  personnes: base.output(type<readonly string[]>()),
  noter: base.input(z.object({ id, texte: z.string().min(1).max(5000) })).output(type<FicheCommande>()),
  retirerNote: base.input(z.object({ noteId: id })).output(type<FicheCommande>()),
  attester: base
    .input(
      z.object({ code: texte, commandeIds: z.array(id).min(1), le: jour, commentaire: texte.default('') }),
    )
    .output(type<{ posees: number }>()),
  retirerAttestation: base.input(z.object({ id })).output(type<void>()),
  /** Controls before what is about to happen, one list per order; null: the next request of each. */
  controler: base
    .input(
      z.object({
        commandeIds: z.array(id).min(1).max(1000),
        pour: z.enum(['avance', 'solde', 'reception', 'facture']).nullable().default(null),
      }),
    )
    .output(
      type<
        readonly {
          readonly id: number
          readonly numero: string
          readonly pour: Pour
          readonly constats: readonly ConstatAffiche[]
        }[]
      >(),
    ),
}
