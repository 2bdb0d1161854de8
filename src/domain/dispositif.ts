import type { SujetAttestation, TypeDemande, TypePiece } from './commande.ts'
import type { Source } from './constat.ts'
import type { Jour } from './dates.ts'
import type { TypeIdentifiant } from './identifiants.ts'
import type { CategorieTiers, Profession } from './tiers.ts'

/** How sure a value is: read in a text, deduced from one, or to be confirmed by the user. */
export type Confiance = 'atteste' | 'derive' | 'a_confirmer'

/** A value of the law: in force from `de` (null: always) to `jusqua` included (null: still). */
export interface ValeurDatee<T> {
  readonly de: Jour | null
  readonly jusqua: Jour | null
  /** Null: unknown, the user is asked. An abolished value ends (`jusqua`), it is never set to 0. */
  readonly valeur: T | null
  readonly source: Source
  readonly confiance: Confiance
  /** Present when the user set it: the day and the note given. Added by the overlay, never in a file. */
  readonly regle?: { readonly le: Jour; readonly par: string; readonly note: string }
}

export type Datee<T> = readonly ValeurDatee<T>[]

/** A date of the calendar: fixed, or a number of months after another one. */
export interface Jalon {
  readonly cle: string
  readonly libelle: string
  readonly sens: string
  readonly domaine: 'lancement' | 'referencement' | 'financement'
  /** Fixed day (dated value, can be set by the user). */
  readonly jour?: Datee<Jour>
  /** Months after another milestone, when `jour` gives nothing. */
  readonly depuis?: { readonly jalon: string; readonly mois: number }
  /** `HH:MM` in Paris at which the milestone closes; end of the day when absent. */
  readonly heure?: string
  readonly source: Source
  readonly confiance: Confiance
}

/** Who may be a client, what identifies it, what the product must carry for it. */
export interface ClientDispositif {
  readonly cle: string
  readonly libelle: string
  readonly categorie: CategorieTiers
  readonly profession?: Profession
  /** Identifier that makes the client unique under the scheme (AF §4.2). */
  readonly identifiant: TypeIdentifiant
  /** Other identifiers that the forms ask for. */
  readonly identifiantsRequis?: readonly TypeIdentifiant[]
  readonly profilsRequis: readonly string[]
  /** Key of the ceiling; `par_tranche` looks at the client's tranche. */
  readonly plafond: string | { readonly parTranche: Readonly<Record<string, string>> }
  /** Regulation under which the aid falls, and whether received aids must be declared. */
  readonly aide: { readonly reglement: string; readonly declaration: boolean } | null
  readonly source: Source
}

export interface CasDispositif {
  readonly code: string
  readonly libelle: string
  readonly commandePour: 'LIBERAL' | 'STRUCTURE'
  readonly clients: {
    readonly min: number
    readonly max: number | null
    readonly categories: readonly CategorieTiers[]
  }
  readonly mandataire: 'aucun' | 'requis'
  readonly source: Source
}

export interface Plafond {
  readonly cle: string
  readonly libelle: string
  /** HT in cents and the published TTC per rate in basis points. */
  readonly montant: Datee<{ readonly ht: number; readonly ttc?: Readonly<Record<string, number>> }>
}

export interface QuestionScenario {
  readonly cle: string
  readonly libelle: string
  readonly type: 'oui_non' | 'liste'
  /** Key of the code list (`listes`) when `type` is `liste`. */
  readonly liste?: string
  readonly source: Source
}

/** A code of a list that the agency publishes. */
export interface CodeAgence {
  readonly code: string
  readonly libelle: string
  /** The product's own word that a request file writes as this code (`assujetti`, `pdf`…); absent for an answer to choose. */
  readonly pour?: string
}

export interface PieceDemande {
  readonly type: TypePiece
  readonly libelle: string
  /** What it is in the list of codes `typeFichier`, which gives the code that the file bears. */
  readonly typeFichier: string
  /** Present only when the piece that receives the service is this one. */
  readonly reception?: 'VA' | 'MOM'
  readonly source: Source
}

/** From the accepted advance to the balance (AF §4.4, §6.3, §6.4). */
export interface SoldeDispositif {
  /** What the agency must have said of the advance before the balance is asked for. */
  readonly avance: { readonly etat: 'validee' | 'payee'; readonly source: Source }
  readonly ordre: 'va_puis_facture' | 'facture_puis_va'
  readonly ordreSource: Source
  /** `VA`: always. `selon_dmp`: MOM when the software feeds the DMP itself, VA otherwise. */
  readonly reception: {
    readonly choix: 'VA' | 'selon_dmp'
    readonly source: Source
    /** Documents with a qualified INS that must have reached the DMP before the MOM is signed. */
    readonly seuilDmp?: { readonly documents: number; readonly source: Source }
  }
  /** The service is done at the latest on this milestone, day included. */
  readonly realisation: {
    readonly jalon: string
    readonly gravite: 'bloquant' | 'alerte'
    readonly source: Source
  }
  /** Last milestone of the deposit. */
  readonly depot: { readonly jalon: string; readonly gravite: 'bloquant' | 'alerte'; readonly source: Source }
  /** Milestone by which the end of the service is declared when the balance is asked for later. */
  readonly attestationFin: { readonly jalon: string; readonly source: Source } | null
  /** Clients installed and signed for before any balance; null when the scheme has no pilot. */
  readonly pilote: { readonly taille: number; readonly source: Source } | null
  /** What the training must deal with. */
  readonly formation: readonly {
    readonly cle: string
    readonly theme: string
    readonly libelle: string
    /** Only for products with one of these profiles. */
    readonly profils?: readonly string[]
    readonly source: Source
  }[]
  /** What is handed over with the service. */
  readonly livrables: readonly {
    readonly cle: string
    readonly libelle: string
    /** Handed over only when there is one for this client. */
    readonly leCasEcheant?: true
    readonly source: Source
  }[]
  /** Working days to contest a refusal for a client already financed; null when no text gives one. */
  readonly contestation: { readonly joursOuvres: number; readonly source: Source } | null
  /** Calendar days after the deposit at which a payment not seen yet is late. */
  readonly delaiPaiement: Datee<number>
}

/** A rule answered by a dated attestation of the user, with the request it conditions. */
export interface AttestationDemandee {
  readonly code: string
  readonly libelle: string
  readonly sujet: SujetAttestation
  /** Empty: a control of its own asks for it when it needs it. */
  readonly pour: readonly TypeDemande[]
  readonly gravite: 'bloquant' | 'alerte'
  readonly si?: Condition
  /** A reference list that answers in the user's place when it bears the client out. */
  readonly confirmeePar?: 'annuaire' | 'centres'
  readonly source: Source
}

/** Conditions are closed: `tous`, `un_de`, or a named fact of the dossier and the value it must have. */
export type Condition =
  | { readonly tous: readonly Condition[] }
  | { readonly un_de: readonly Condition[] }
  | { readonly fait: Fait; readonly est: string | boolean }

export const FAITS = [
  'fournisseur.role',
  'fournisseur.assujettiTva',
  'commande.cas',
  'commande.plusieursClients',
  'client.categorie',
  'commande.anterieureReferencement',
  'commande.formulaireExterne',
  'facture.externe',
  'installation.envoiDmp',
  'produit.profil',
  'commande.mentionAConfirmer',
] as const
export type Fait = (typeof FAITS)[number]

/** Parameters of the named date rules (`domain/controles/`). A missing one means that the scheme has no such rule. */
export interface ReglesDispositif {
  /** The order form's issue date is strictly after this milestone (AF-SFP §4.3). */
  readonly emissionApres?: string
  /** The signature is not before this milestone plus months. */
  readonly signatureDes?: { readonly jalon: string; readonly mois: number }
  readonly signatureAuPlusTard?: string
  /** Calendar days before the complete file within which an early signature stands. */
  readonly delaiAvantDossierComplet?: number
  /** Milestone that closes the advance, and what happens after it. */
  readonly depotAvance?: { readonly jalon: string; readonly gravite: 'bloquant' | 'alerte' }
  /** AF-SFP §6.2, late référencement: complete file before this milestone, no decision `jours` days before the close. */
  readonly exceptionRetard?: { readonly dossierCompletAvant: string; readonly joursAvantCloture: number }
  /** Severity when the référencement, the signature's facts, the enrolment are not known. */
  readonly enrolement: 'bloquant' | 'alerte'
  readonly referencement: 'bloquant' | 'alerte'
  readonly signatureDatee: 'bloquant' | 'alerte'
}

export interface Dispositif {
  readonly code: string
  readonly libelle: string
  readonly vague: 1 | 2
  readonly couloir: string
  readonly referenceAF: string
  /** Printed as « Nature de la prestation ». */
  readonly naturePrestation: string
  readonly textes: readonly { readonly document: string; readonly titre: string }[]
  readonly calendrier: readonly Jalon[]
  readonly clients: readonly ClientDispositif[]
  readonly profils: readonly string[]
  readonly cas: readonly CasDispositif[]
  readonly plafonds: readonly Plafond[]
  readonly tva: {
    /** Rate proposed per department prefix (`971`…), basis points; `*` for all others. */
    readonly tauxParTerritoire: Readonly<Record<string, number>>
    readonly source: Source
    readonly confiance: Confiance
  }
  /** Shares in basis points of the financed amount. */
  readonly parts: { readonly avance: Datee<number>; readonly solde: Datee<number> }
  readonly scenario: readonly QuestionScenario[]
  readonly listes: Readonly<Record<string, Datee<readonly CodeAgence[]>>>
  readonly pieces: { readonly avance: readonly PieceDemande[]; readonly solde: readonly PieceDemande[] }
  readonly modeles: {
    readonly BDC: string
    readonly PV: string | null
    readonly VA: string | null
    readonly MOM: string | null
    readonly FACTURE: string | null
  }
  readonly formats: { readonly avance: string | null; readonly solde: string | null }
  readonly enrolement: readonly { readonly cle: string; readonly libelle: string; readonly source: Source }[]
  readonly attestations: readonly AttestationDemandee[]
  readonly regles: ReglesDispositif
  readonly solde: SoldeDispositif
  /** Days after which an unsigned order form is due for a reminder. */
  readonly relanceBdc: Datee<number>
}

/** A value that the user set over the scheme's file. */
export interface Surcharge {
  readonly cle: string
  readonly valeur: unknown
  readonly note: string
  readonly le: Jour
  readonly par: string
}
