import { type } from '@orpc/contract'
import { z } from 'zod'
import type { EtatCommande, NatureEcheance, Porteur, TypeDemande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import type { Etape } from '#domain/etats.ts'
import { base, texte } from './commun.ts'
import type { ResumePilote } from './pilote.ts'

/** One line of the day: the orders in a state, what they are worth, how many are late. Its figure opens its list. */
export interface LigneJour {
  readonly etat: EtatCommande
  readonly porteur: Porteur
  readonly nombre: number
  readonly parDispositif: readonly { readonly dispositif: string; readonly nombre: number }[]
  /** Advance or balance at stake, cents; null when none has an amount. */
  readonly enJeu: number | null
  readonly enRetard: number
  /** Of what waits at the agency or at the client's: the oldest, in days. */
  readonly plusAncien: number | null
  readonly etape: Etape
}

/** A date of a scheme: what is done, what could go now, what is not ready. */
export interface EcheanceDispositif {
  readonly dispositif: string
  readonly cle: string
  readonly libelle: string
  readonly quoi: 'avances' | 'prestations' | 'soldes'
  readonly jour: Jour
  readonly heure: string | null
  readonly reste: number
  readonly faites: number
  readonly pretes: number
  readonly pasPretes: number
  readonly enJeu: number
  /** Set by the user, or computed from a date that he set. */
  readonly parVous: boolean
}

export interface RetourATraiter {
  readonly commandeId: number
  readonly numero: string
  readonly client: string
  readonly type: TypeDemande
  readonly etat: EtatCommande
  readonly motif: string
  /** Day by which to answer, when it is known. */
  readonly echeanceLe: Jour | null
  readonly nature: NatureEcheance | null
}

export interface EtatDuJour {
  readonly aujourdhui: Jour
  readonly dispositifs: readonly { readonly code: string; readonly libelle: string }[]
  readonly depuisHier: {
    readonly bdcSignes: number
    readonly avancesPayees: number
    readonly soldesPayes: number
    readonly retours: number
  }
  readonly lignes: readonly LigneJour[]
  readonly echeances: readonly EcheanceDispositif[]
  readonly retours: { readonly total: number; readonly premiers: readonly RetourATraiter[] }
  readonly pilotes: readonly (ResumePilote & {
    readonly places: readonly {
      readonly client: string | null
      readonly jour: Jour | null
      readonly etat: 'signe' | 'prevu' | 'a_pourvoir'
    }[]
  })[]
  readonly argent: {
    readonly resteARecevoir: number
    readonly recu: number
    readonly parMois: readonly { readonly mois: string; readonly recu: number; readonly attendu: number }[]
  }
  /** Orders that reached each step: order, signed form, advance deposited, advance paid, installed, balance deposited, paid. */
  readonly entonnoir: readonly {
    readonly cle: string
    readonly libelle: string
    readonly nombre: number
    readonly montant: number
  }[]
}

/** The day's work, and the calendar of the schemes. */
export const aujourdhui = {
  lire: base.input(z.object({ dispositif: texte.nullable().default(null) })).output(type<EtatDuJour>()),
}
