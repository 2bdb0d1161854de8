import type { Jour } from './dates.ts'
import type { Adresse } from './tiers.ts'

export interface Responsable {
  readonly nom: string
  readonly qualite: string
  readonly telephone: string
  readonly mail: string
}

/** The vendor that invoices the Prestation Ségur (AF-SFP-LGC-Va2 §1.2, « Fournisseur »). */
export interface Fournisseur {
  readonly id: number
  readonly revision: number
  readonly denomination: string
  readonly siret: string
  readonly adresse: Adresse
  readonly responsable: Responsable
  readonly assujettiTva: boolean
  /** Default VAT rate, basis points (2000 = 20 %). */
  readonly tauxTva: number
  /** Accent of the printed documents, `#rrggbb`. */
  readonly couleur: string
  /** What the vendor's invoices say besides: legal form, capital, RCS, terms of payment (Code de commerce, art. L441-9). */
  readonly mentionsFacture: string
  /** Hash of the logo in the store, or null. */
  readonly logo: string | null
  /** Scheme → day on which the agency validated the enrolment under it (AF §6.1: scheme by scheme). */
  readonly enrolements: Readonly<Record<string, Jour>>
  /** Enrolment checklist: key of the scheme's list → day it was ready. */
  readonly enrolement: Readonly<Record<string, Jour>>
}

/** A referenced version of a product under one scheme: what the interface calls « un produit ». */
export interface Referencement {
  readonly id: number
  readonly revision: number
  readonly solution: string
  readonly version: string
  readonly dispositif: string
  /** Number given by the ANS; empty until the référencement. */
  readonly numeroAns: string
  readonly profils: readonly string[]
  /** Day on which the complete file is deemed submitted to the ANS (AF §4.3), or null. */
  readonly dateDossierComplet: Jour | null
  /** Day of the référencement, or null while it is not obtained. */
  readonly dateReferencement: Jour | null
  /** Answers given by default to the orders of this product. */
  readonly scenario: ReponsesScenario
}

/** How a vendor sells a product: its own, or as a distributor declared to the ANS and mandated (AF §4.1). */
export interface Distribution {
  readonly id: number
  readonly fournisseurId: number
  readonly referencementId: number
  readonly role: 'editeur' | 'distributeur'
  readonly declareLe: Jour | null
  readonly mandatLe: Jour | null
}

/** Answers to the installation questions: key of the question → yes/no, a code, or null (no answer). */
export type ReponsesScenario = Readonly<Record<string, boolean | string | null>>

/**
 * « Prénom » and « Nom » of whom the vendor names in one line, for the declarations that ask for both: the words in
 * capitals are the family name (« DE LA TOUR Anne »); otherwise all but the first word.
 */
export function splitNom(complet: string): { readonly prenom: string; readonly nom: string } {
  const mots = complet.trim().split(/\s+/)
  const capitales = mots.filter((m) => m.length > 1 && m === m.toUpperCase() && m !== m.toLowerCase())
  const nom =
    capitales.length > 0 && capitales.length < mots.length ? capitales : mots.slice(mots.length > 1 ? 1 : 0)
  return { prenom: mots.filter((m) => !nom.includes(m)).join(' '), nom: nom.join(' ') }
}
