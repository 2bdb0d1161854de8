import { type } from '@orpc/contract'
import { z } from 'zod'
import type { Attestation } from '#domain/commande.ts'
import { TYPES_IDENTIFIANT } from '#domain/identifiants.ts'
import { type Aide, CATEGORIES_TIERS, PROFESSIONS, type Tiers } from '#domain/tiers.ts'
import type { ResumeCommande } from './commande.ts'
import { base, centimes, id, jour, type Page, texte, tranche } from './commun.ts'
import { adresse } from './fournisseur.ts'

export const saisieTiers = z.object({
  id: id.optional(),
  revision: z.number().int().optional(),
  categorie: z.enum(CATEGORIES_TIERS),
  nom: texte.min(1),
  prenom: texte.default(''),
  profession: z.enum(PROFESSIONS).nullable().default(null),
  modeExercice: z.enum(['liberal', 'salarie']).nullable().default(null),
  identifiants: z.array(z.object({ type: z.enum(TYPES_IDENTIFIANT), valeur: texte })),
  adresse: adresse.default({ lignes: '', codePostal: '', commune: '' }),
  telephone: texte.default(''),
  mail: texte.default(''),
  reference: texte.default(''),
  tranche: texte.nullable().default(null),
  parentId: id.nullable().default(null),
  contacts: z
    .array(z.object({ nom: texte, qualite: texte, telephone: texte, mail: texte, signataire: z.boolean() }))
    .default([]),
})

export const filtreClients = tranche.extend({
  texte: texte.default(''),
  categories: z.array(z.enum(CATEGORIES_TIERS)).default([]),
  professions: z.array(z.enum(PROFESSIONS)).default([]),
  sansCommande: z.boolean().default(false),
  tri: z.enum(['nom', 'identifiant', 'commune', 'categorie', 'commandes']).default('nom'),
  sens: z.enum(['asc', 'desc']).default('asc'),
})

export interface ResumeClient {
  readonly id: number
  readonly nom: string
  readonly categorie: Tiers['categorie']
  readonly profession: Tiers['profession']
  /** RPPS or FINESS shown in lists. */
  readonly identifiant: string
  readonly commune: string
  readonly codePostal: string
  readonly telephone: string
  readonly mail: string
  readonly commandes: number
}

/** What an imported list says of the client, against its card. */
export interface DifferenceListe {
  readonly liste: string
  readonly du: string
  readonly source: string
  /** The card has such a field: it can be changed there. */
  readonly surFiche: boolean
  /** Nothing in it against the card. */
  readonly identique: boolean
  readonly champ: string
  readonly fiche: string
  readonly valeurListe: string
}

export interface FicheClient {
  readonly tiers: Tiers
  readonly parent: ResumeClient | null
  readonly etablissements: readonly ResumeClient[]
  readonly commandes: readonly ResumeCommande[]
  readonly aides: readonly Aide[]
  /** Sum per regulation, declared and added by the orders of the register, cents. */
  readonly cumuls: readonly { reglement: string; declare: number; commandes: number; aucunDeclare: boolean }[]
  readonly attestations: readonly Attestation[]
  readonly differences: readonly DifferenceListe[]
}

export const client = {
  lister: base.input(filtreClients).output(type<Page<ResumeClient>>()),
  lire: base.input(z.object({ id })).output(type<FicheClient>()),
  definir: base.input(saisieTiers).output(type<Tiers>()),
  /** Refused when an order names the client. */
  supprimer: base.input(z.object({ id })).output(type<void>()),
  /** Received state aid, amount 0 when the client declares none. */
  declarerAide: base
    .input(z.object({ tiersId: id, reglement: texte.min(1), montant: centimes, le: jour, source: texte }))
    .output(type<FicheClient>()),
  /** The same declaration for the clients of several orders; one who has declared already is left as is. */
  declarerAides: base
    .input(z.object({ commandeIds: z.array(id).min(1), montant: centimes, le: jour, source: texte }))
    .output(type<{ readonly declares: number; readonly dejaDeclares: number }>()),
  retirerAide: base.input(z.object({ id })).output(type<FicheClient>()),
  /** Fills a structure's card from the imported FINESS extraction; null when the number is not there. */
  chercherFiness: base.input(z.object({ numero: texte })).output(
    type<{
      nom: string
      finessJ: string
      siret: string
      codePostal: string
      commune: string
      lignes: string
      telephone: string
      categorie: string
      du: string
    } | null>(),
  ),
}
