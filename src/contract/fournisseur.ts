import { type } from '@orpc/contract'
import { z } from 'zod'
import type { Distribution, Fournisseur, Referencement } from '#domain/fournisseur.ts'
import { base, chemin, id, jour, taux, texte } from './commun.ts'

export const adresse = z.object({ lignes: texte, codePostal: texte, commune: texte })
const responsable = z.object({ nom: texte, qualite: texte, telephone: texte, mail: texte })

/** Unknown answers are null; a key that the scheme has not is refused. */
export const reponses = z.record(z.string(), z.union([z.boolean(), z.string(), z.null()]))

export const saisieFournisseur = z.object({
  /** Absent: a new vendor. */
  id: id.optional(),
  revision: z.number().int().optional(),
  denomination: texte.min(1),
  siret: texte,
  adresse,
  responsable,
  assujettiTva: z.boolean(),
  tauxTva: taux,
  couleur: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#1b3670'),
  /** Printed on invoices under the amounts; lines are kept. */
  mentionsFacture: z.string().max(2000).default(''),
  /** Scheme → day on which its enrolment was validated. */
  enrolements: z.record(z.string(), jour).default({}),
  /** The same day for every scheme that `enrolements` does not name. */
  enrolementValideLe: jour.nullable().default(null),
  enrolement: z.record(z.string(), jour).default({}),
  /** Beginning of the order numbers to come: letters, digits and spaces. Absent: unchanged, or proposed. */
  prefixe: texte.optional(),
})

export const saisieReferencement = z.object({
  id: id.optional(),
  revision: z.number().int().optional(),
  fournisseurId: id,
  role: z.enum(['editeur', 'distributeur']).default('editeur'),
  declareLe: jour.nullable().default(null),
  mandatLe: jour.nullable().default(null),
  solution: texte.min(1),
  version: texte.min(1),
  dispositif: texte.min(1),
  numeroAns: texte,
  profils: z.array(texte),
  dateDossierComplet: jour.nullable(),
  dateReferencement: jour.nullable(),
  scenario: reponses,
})

/** How the orders of a vendor are numbered. */
export interface Numerotation {
  readonly prefixe: string
  /** The number that the next order would take. */
  readonly prochain: string
}

export interface FicheFournisseur extends Fournisseur {
  readonly numerotation: Numerotation
}

export interface Produit extends Referencement {
  readonly distribution: Distribution
  readonly fournisseur: string
  readonly commandes: number
}

export const fournisseur = {
  lister: base.output(type<readonly FicheFournisseur[]>()),
  definir: base.input(saisieFournisseur).output(type<FicheFournisseur>()),
  /** PNG, JPEG; at most 2 MB. `chemin: null` removes it. */
  definirLogo: base.input(z.object({ id, chemin: chemin.nullable() })).output(type<FicheFournisseur>()),
  lireLogo: base.input(z.object({ id })).output(type<File | null>()),
}

export const solution = {
  lister: base.output(type<readonly Produit[]>()),
  definir: base.input(saisieReferencement).output(type<Produit>()),
}
