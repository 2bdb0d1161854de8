import type { Instant, Jour } from './dates.ts'
import type { Distribution, Fournisseur, Referencement, ReponsesScenario } from './fournisseur.ts'
import type { TypeIdentifiant } from './identifiants.ts'
import type { ListeDossier } from './listes.ts'
import type { Aide, Tiers } from './tiers.ts'

export interface Commande {
  readonly id: number
  readonly revision: number
  readonly numero: string
  /** True when Liasse gave the number; false when it exists already at the vendor's. */
  readonly numeroAttribue: boolean
  readonly dispositif: string
  readonly fournisseurId: number
  readonly referencementId: number
  /** Case of the scheme: « A » to « D » (Modèles de documents SONS du 28/07/2023, §3), or a code of the scheme's file. */
  readonly cas: string
  readonly dateEmission: Jour | null
  readonly dateInstallationPrevue: Jour | null
  /** True when the vendor's own form is used instead of the printed one. */
  readonly formulaireExterne: boolean
  /** File name that the vendor's list announces for the signed order form; empty when unknown. */
  readonly fichierAttendu: string
  readonly annuleeLe: Jour | null
  /** Day the order form was printed by Liasse, or null. */
  readonly bdcEmisLe: Jour | null
}

/** Documents that Liasse prints for an order. */
export const TYPES_DOCUMENT = ['BDC', 'PV', 'VA', 'MOM', 'FACTURE'] as const
export type TypeDocument = (typeof TYPES_DOCUMENT)[number]

/** One printing of a document by Liasse, and what the paper says that later rules look at. */
export interface Impression {
  readonly id: number
  readonly type: TypeDocument
  readonly le: Jour
  /** SHA-256 of the printed file. */
  readonly sha256: string
  readonly modele: string
  readonly version: number
  /** ANS number on an order form, empty when it shows none; null: another document, or printed before Liasse kept it. */
  readonly numeroAns: string | null
  /** Is the 120-day mention on the order form (AF-SFP-LGC-Va2 §4.3)? Null: another document, or not kept then. */
  readonly mention: boolean | null
  /** Number of the order's invoice that day, which a VA or a MOM may bear; null while there was none. */
  readonly facture: string | null
  /** Clients and installed scenario that a VA or a MOM receives; null: another document. */
  readonly perimetre: PerimetreDemande | null
}

export type RoleParticipation = 'client' | 'mandataire' | 'beneficiaire'

/** A tiers in one order, with its representative as he was that day. */
export interface Participation {
  readonly id: number
  readonly role: RoleParticipation
  readonly rang: number
  readonly tiers: Tiers
  readonly representant: Representant | null
}

export interface Representant {
  readonly nom: string
  readonly qualite: string
  readonly telephone: string
  readonly mail: string
}

/** One financed line. Money in cents, rates in basis points. TTC equals HT for a vendor outside VAT. */
export interface Ligne {
  readonly id: number
  readonly tiersId: number
  readonly ht: number
  readonly taux: number
  readonly tva: number
  readonly ttc: number
  readonly tranche: string | null
  /** Ceiling HT that the amount was compared with, cents; null when the scheme has none that is known. */
  readonly plafondHt: number | null
  readonly plafondSource: string | null
}

export type NatureSignature = 'manuscrite' | 'cpx' | 'psc' | 'rgs' | 'eidas' | 'inconnue'

export const NATURES_SIGNATURE: Readonly<Record<NatureSignature, string>> = {
  manuscrite: 'manuscrite',
  cpx: 'certificat CPx',
  psc: 'Pro Santé Connect',
  rgs: 'certificat RGS 1 étoile',
  eidas: 'électronique eIDAS',
  inconnue: 'nature inconnue',
}

export interface Signature {
  readonly id: number
  readonly signataire: string
  readonly date: Jour | null
  readonly nature: NatureSignature
  /** « declaree »: recorded by the user. « pdf »: found in the file. */
  readonly origine: 'declaree' | 'pdf'
  /** For a signature found in a PDF: does it still cover the whole file? Null when declared. */
  readonly couvreTout: boolean | null
}

export const TYPES_PIECE = ['BDC', 'MANDAT', 'PV', 'VA', 'MOM', 'FACTURE', 'AUTRE'] as const
export type TypePiece = (typeof TYPES_PIECE)[number]
/** Pieces that come back signed. */
export const TYPES_SIGNES = ['BDC', 'PV', 'VA', 'MOM'] as const satisfies readonly TypePiece[]
export type EtatPiece = 'a_rattacher' | 'rattachee' | 'ecartee'

export interface Piece {
  readonly id: number
  /** SHA-256 of the bytes, lower-case hex: the name in the store. */
  readonly sha256: string
  readonly nom: string
  readonly type: TypePiece
  readonly etat: EtatPiece
  readonly format: 'pdf' | 'jpg' | 'png' | 'tiff'
  readonly taille: number
  readonly pages: number | null
  readonly ajouteeLe: Instant
  /** True when the bytes are those of a document that Liasse printed for the order: nobody has signed them by hand. */
  readonly emiseParNous: boolean
  readonly signatures: readonly Signature[]
  /** Orders that the piece serves. */
  readonly commandes: readonly number[]
}

/** A rule that no data can decide, answered by the user on a day. */
export interface Attestation {
  readonly id: number
  readonly code: string
  readonly sujet: SujetAttestation
  readonly sujetId: number
  readonly le: Jour
  readonly par: string
  readonly commentaire: string
}

export type SujetAttestation = 'fournisseur' | 'referencement' | 'client' | 'commande'

export type TypeDemande = 'avance' | 'solde'

/** What the agency is asked for one order; one row per attempt. */
export interface Demande {
  readonly id: number
  readonly type: TypeDemande
  readonly tentative: number
  readonly etat: EtatDemande
  readonly envoiId: number | null
  readonly numLigne: number | null
  readonly numeroAsp: string | null
  readonly deposeLe: Jour | null
  /** Day on which the agency accepted it, when it is known. */
  readonly valideeLe: Jour | null
  readonly payeLe: Jour | null
  /** What the agency paid, cents. */
  readonly montantPaye: number | null
  readonly motif: string
  /** Share asked for, cents; null while it is unknown. */
  readonly attendu: number | null
  /** What the agency's return file says of the line, as written there. */
  readonly codeTraitement: string
  readonly libelleTraitement: string
  readonly perimetre: PerimetreDemande | null
  /** The agency refused it and it was taken up again: what is asked then is a new request. */
  readonly refusee: boolean
}

/** What a request said, to compare the next one with. Null fields for a request made elsewhere. */
export interface PerimetreDemande {
  /** Financed beneficiaries, with the name that the file gave. */
  readonly clients: readonly { readonly tiersId: number; readonly nom: string }[]
  readonly scenario: ReponsesScenario
}

/** The service at the client's: planned, done, with what scenario, what was taught and handed over. */
export interface Installation {
  readonly revision: number
  readonly prevueLe: Jour | null
  /** Day on which the whole Prestation Ségur was done (AF-SFP-LGC-Va2 §4.4), or null. */
  readonly realiseeLe: Jour | null
  /** Answers of the scenario really installed; a key that is absent was not answered. */
  readonly scenario: ReponsesScenario
  /** Training (AF-SFP-LGC-Va2 §3.1): one collective hour offered, material handed over, recording when remote. */
  readonly formation: {
    readonly le?: Jour
    readonly modalite?: 'presentiel' | 'distanciel'
    readonly supportRemisLe?: Jour
    readonly enregistrementRemisLe?: Jour
  }
  /** Key of the scheme's deliverables → day it was handed over. */
  readonly livrables: Readonly<Record<string, Jour>>
  /** Tasks that the client did itself, as agreed. */
  readonly tachesClient: string
  /** Kept for the agency's later controls (001: statistics of the DMP and of MSSanté). */
  readonly preuves: readonly Preuve[]
  /** Beneficiaries of the order that were not served, and why. */
  readonly nonServis: readonly { readonly tiersId: number; readonly motif: string }[]
}

export interface Preuve {
  readonly flux: 'dmp' | 'mss_pro' | 'mss_citoyen'
  /** Number of documents sent. */
  readonly nombre: number
  /** Test address, when the message was sent to one. */
  readonly adresse: string
  readonly releveLe: Jour
  readonly commentaire: string
}

/** The invoice of an order: printed by Liasse, or the vendor's own with its facts recorded. Cents. */
export interface Facture {
  readonly id: number
  readonly revision: number
  readonly numero: string
  readonly date: Jour | null
  /** « Date de finalisation de la Prestation Ségur » (Modèles du 28/07/2023, §12). */
  readonly finaliseeLe: Jour | null
  /** Name of the client on the invoice. */
  readonly client: string
  readonly ht: number | null
  readonly tva: number | null
  readonly ttc: number | null
  readonly externe: boolean
  /** For the vendor's own: is the line « Prestation Ségur » there, and the State's mention? Null while nobody looked. */
  readonly lignePrestation: boolean | null
  readonly mentionEtat: boolean | null
}

/** Where the pilot of the order's vendor and product is (AF-SFP-LGC-Va2 §6.3). */
export interface PiloteDossier {
  /** Places whose PV is signed. */
  readonly signes: number
  readonly transmisLe: Jour | null
  readonly decision: 'conforme' | 'non_conforme' | null
  readonly decideLe: Jour | null
  /** Rank of this order's place, from 1, or null when it is none of the pilot's. */
  readonly rang: number | null
}

export const NATURES_ECHEANCE = ['avenant', 'mise_en_demeure', 'contestation', 'complement'] as const
export type NatureEcheance = (typeof NATURES_ECHEANCE)[number]

/** What one order owes on a day: an answer to the agency, an avenant to expect. */
export interface Echeance {
  readonly id: number
  readonly revision: number
  readonly commandeId: number
  readonly demandeId: number | null
  readonly nature: NatureEcheance
  readonly objet: string
  readonly recueLe: Jour
  readonly echeanceLe: Jour
  readonly faiteLe: Jour | null
  readonly commentaire: string
}

/** « preparee »: the intent of an export, before its files were read back; never shown as exported. */
export const ETATS_DEMANDE = [
  'preparee',
  'exportee',
  'deposee',
  'validee',
  'payee',
  'rejetee',
  'contestee',
  'a_corriger',
  'remplacee',
  'abandonnee',
] as const
export type EtatDemande = (typeof ETATS_DEMANDE)[number]

/** The agency has the request, decided or not. */
export const DEMANDES_DEPOSEES: readonly EtatDemande[] = [
  'deposee',
  'validee',
  'payee',
  'rejetee',
  'contestee',
]

/** Another order of the register, or of a list, that finances the same client under the same scheme. */
export interface Doublon {
  readonly tiersId: number
  /** Identifier that the other client's card has too; null when it is the same card. */
  readonly par: TypeIdentifiant | null
  readonly commandeNumero: string
  readonly fournisseur: string
  /** Cancelled here, while the agency still has its request. */
  readonly annulee: boolean
}

/** Everything a control may read about one order. Gathered by `operations/`, decided in `domain/`. */
export interface Dossier {
  readonly fournisseur: Fournisseur
  readonly referencement: Referencement
  readonly distribution: Distribution | null
  readonly commande: Commande
  readonly participations: readonly Participation[]
  readonly lignes: readonly Ligne[]
  readonly scenario: ReponsesScenario
  /** Printings of every document, the oldest first, order forms to be printed again included. */
  readonly impressions: readonly Impression[]
  readonly pieces: readonly Piece[]
  readonly attestations: readonly Attestation[]
  readonly aides: readonly Aide[]
  readonly doublons: readonly Doublon[]
  /** Reference lists that apply to the order; none imported, nothing is said. */
  readonly listes: readonly ListeDossier[]
  readonly demandes: readonly Demande[]
  readonly installation: Installation | null
  readonly facture: Facture | null
  /** Null when the scheme has no pilot, or none was begun. */
  readonly pilote: PiloteDossier | null
  readonly echeances: readonly Echeance[]
}

/** The state of an order, derived from its facts and never stored as such. */
export const ETATS_COMMANDE = [
  'a_completer',
  'bdc_a_emettre',
  'bdc_a_signer',
  'bdc_a_revoir',
  'avance_a_deposer',
  'avance_exportee',
  'avance_deposee',
  'avance_rejetee',
  'avance_contestee',
  'avance_retournee',
  'installation_a_faire',
  'reception_a_emettre',
  'reception_a_signer',
  'facture_a_emettre',
  'avance_validee',
  'solde_retenu',
  'solde_a_revoir',
  'solde_a_deposer',
  'solde_exporte',
  'solde_depose',
  'solde_retourne',
  'solde_valide',
  'solde_rejete',
  'soldee',
  'annulee',
] as const
export type EtatCommande = (typeof ETATS_COMMANDE)[number]

/** Who holds the file, said of every state. */
export type Porteur = 'nous' | 'client' | 'agence' | 'clos'
