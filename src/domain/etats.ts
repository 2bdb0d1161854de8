import type { EtatCommande, EtatDemande, EtatPiece, NatureEcheance, Porteur, TypePiece } from './commande.ts'

/** The action that moves an order forward. */
export type Etape =
  | 'completer'
  | 'emettre_bdc'
  | 'joindre_bdc'
  | 'revoir_bdc'
  | 'preparer_avance'
  | 'deposer'
  | 'attendre'
  | 'corriger'
  | 'contester'
  | 'installer'
  | 'emettre_reception'
  | 'joindre_reception'
  | 'facturer'
  | 'revoir_solde'
  | 'piloter'
  | 'preparer_solde'
  | 'aucune'

/** Tint of a state; waiting is normal and has none. */
export type Ton = 'ok' | 'warn' | 'danger' | 'neutre'

export interface DescriptionEtat {
  readonly libelle: string
  readonly porteur: Porteur
  readonly etape: Etape
  readonly ton: Ton
}

/** What each derived state of an order says: who holds the file, and what comes next. */
export const ETATS: Readonly<Record<EtatCommande, DescriptionEtat>> = {
  a_completer: { libelle: 'À compléter', porteur: 'nous', etape: 'completer', ton: 'neutre' },
  bdc_a_emettre: { libelle: 'BDC à émettre', porteur: 'nous', etape: 'emettre_bdc', ton: 'neutre' },
  bdc_a_signer: { libelle: 'BDC à signer', porteur: 'client', etape: 'joindre_bdc', ton: 'neutre' },
  bdc_a_revoir: { libelle: 'BDC à relire', porteur: 'nous', etape: 'revoir_bdc', ton: 'warn' },
  avance_a_deposer: { libelle: 'Avance à déposer', porteur: 'nous', etape: 'preparer_avance', ton: 'neutre' },
  avance_exportee: { libelle: 'Avance exportée', porteur: 'nous', etape: 'deposer', ton: 'neutre' },
  avance_deposee: { libelle: 'Avance déposée', porteur: 'agence', etape: 'attendre', ton: 'neutre' },
  avance_rejetee: { libelle: 'Avance rejetée', porteur: 'nous', etape: 'contester', ton: 'danger' },
  avance_contestee: { libelle: 'Rejet contesté', porteur: 'agence', etape: 'attendre', ton: 'neutre' },
  avance_retournee: { libelle: 'Retournée par l’agence', porteur: 'nous', etape: 'corriger', ton: 'danger' },
  installation_a_faire: { libelle: 'À installer', porteur: 'nous', etape: 'installer', ton: 'neutre' },
  reception_a_emettre: {
    libelle: 'VA ou MOM à émettre',
    porteur: 'nous',
    etape: 'emettre_reception',
    ton: 'neutre',
  },
  reception_a_signer: {
    libelle: 'VA à signer',
    porteur: 'client',
    etape: 'joindre_reception',
    ton: 'neutre',
  },
  facture_a_emettre: { libelle: 'Facture à émettre', porteur: 'nous', etape: 'facturer', ton: 'neutre' },
  avance_validee: {
    libelle: 'Paiement de l’avance attendu',
    porteur: 'agence',
    etape: 'attendre',
    ton: 'neutre',
  },
  solde_retenu: { libelle: 'Solde retenu (pilote)', porteur: 'nous', etape: 'piloter', ton: 'warn' },
  solde_a_revoir: { libelle: 'Solde à relire', porteur: 'nous', etape: 'revoir_solde', ton: 'warn' },
  solde_a_deposer: { libelle: 'Solde à déposer', porteur: 'nous', etape: 'preparer_solde', ton: 'neutre' },
  solde_exporte: { libelle: 'Solde exporté', porteur: 'nous', etape: 'deposer', ton: 'neutre' },
  solde_depose: { libelle: 'Solde déposé', porteur: 'agence', etape: 'attendre', ton: 'neutre' },
  solde_retourne: { libelle: 'Solde retourné', porteur: 'nous', etape: 'corriger', ton: 'danger' },
  solde_valide: { libelle: 'Solde validé', porteur: 'agence', etape: 'attendre', ton: 'neutre' },
  solde_rejete: { libelle: 'Solde rejeté', porteur: 'nous', etape: 'contester', ton: 'danger' },
  soldee: { libelle: 'Soldée', porteur: 'clos', etape: 'aucune', ton: 'ok' },
  annulee: { libelle: 'Annulée', porteur: 'clos', etape: 'aucune', ton: 'neutre' },
}

export const PORTEURS: Readonly<Record<Porteur, string>> = {
  nous: 'À nous',
  client: 'Chez le client',
  agence: 'À l’agence',
  clos: 'Clos',
}

export const ETAPE_LIBELLES: Readonly<Record<Etape, string>> = {
  completer: 'Compléter',
  emettre_bdc: 'Émettre le BDC',
  joindre_bdc: 'Joindre le BDC signé',
  revoir_bdc: 'Relire le BDC',
  preparer_avance: 'Préparer l’avance',
  deposer: 'Déposer',
  attendre: 'Chez l’agence',
  corriger: 'Corriger',
  contester: 'Contester ou refaire',
  installer: 'Noter l’installation',
  emettre_reception: 'Émettre la VA ou la MOM',
  joindre_reception: 'Joindre la VA signée',
  facturer: 'Facturer',
  revoir_solde: 'Relire le solde',
  piloter: 'Ouvrir le pilote',
  preparer_solde: 'Préparer le solde',
  aucune: '',
}

export const ETATS_DEMANDE_LIBELLES: Readonly<Record<EtatDemande, string>> = {
  preparee: 'préparée',
  exportee: 'exportée',
  deposee: 'déposée',
  validee: 'validée',
  payee: 'payée',
  rejetee: 'rejetée',
  contestee: 'contestée',
  a_corriger: 'retournée par l’agence',
  remplacee: 'remplacée',
  abandonnee: 'abandonnée',
}

export const NATURE_ECHEANCE_LIBELLES: Readonly<Record<NatureEcheance, string>> = {
  avenant: 'Avenant',
  mise_en_demeure: 'Mise en demeure',
  contestation: 'Contestation d’un refus',
  complement: 'Complément demandé',
}

export const ETATS_PIECE_LIBELLES: Readonly<Record<EtatPiece, string>> = {
  a_rattacher: 'à rattacher',
  rattachee: 'rattachée',
  ecartee: 'écartée',
}

export const TYPE_PIECE_LIBELLES: Readonly<Record<TypePiece, string>> = {
  BDC: 'Bon de commande signé',
  MANDAT: 'Mandat',
  PV: 'PV d’installation pilote',
  VA: 'Vérification d’aptitude',
  MOM: 'Mise en ordre de marche',
  FACTURE: 'Facture',
  AUTRE: 'Autre pièce',
}

/** A move that the table does not have: nothing was changed. The message is in French, for the person. */
export class TransitionRefusee extends Error {
  readonly etat: string
  readonly evenement: string
  constructor(phrase: string, etat: string, evenement: string) {
    super(phrase)
    this.etat = etat
    this.evenement = evenement
  }
}

type Table<E extends string, V extends string> = Readonly<Record<E, Readonly<Partial<Record<V, E>>>>>

const EVENEMENTS_DEMANDE = {
  /** Its files were written and read back. */
  exporter: 'être exportée',
  deposer: 'être déposée',
  /** The agency accepts it. */
  valider: 'être validée',
  /** « Décidée et payée » on the portal. */
  payer: 'être payée',
  /** The payment was matched with another request by mistake: accepted, or only deposited, as before. */
  reprendre: 'perdre son paiement',
  rouvrir: 'redevenir déposée',
  /** The agency refuses it, for good. */
  rejeter: 'être rejetée',
  /** The vendor contests the refusal: the agency decides again. */
  contester: 'être contestée',
  /** The agency sent it back, or a refused one is to be asked again. */
  retourner: 'être retournée',
  /** A new attempt was deposited in its place. */
  remplacer: 'être remplacée',
  /** Its files will never be deposited. */
  abandonner: 'être abandonnée',
} as const
export type EvenementDemande = keyof typeof EVENEMENTS_DEMANDE

const DEMANDE: Table<EtatDemande, EvenementDemande> = {
  preparee: { exporter: 'exportee', abandonner: 'abandonnee' },
  exportee: { deposer: 'deposee', abandonner: 'abandonnee' },
  deposee: { valider: 'validee', rejeter: 'rejetee', retourner: 'a_corriger' },
  validee: { payer: 'payee' },
  payee: { reprendre: 'validee', rouvrir: 'deposee' },
  rejetee: { contester: 'contestee', retourner: 'a_corriger' },
  contestee: { valider: 'validee', rejeter: 'rejetee', retourner: 'a_corriger' },
  a_corriger: { remplacer: 'remplacee' },
  remplacee: {},
  abandonnee: {},
}

const EVENEMENTS_PIECE = {
  associer: 'être rattachée à une commande',
  /** Taken off its last order. */
  dissocier: 'être détachée',
  ecarter: 'être écartée',
} as const
export type EvenementPiece = keyof typeof EVENEMENTS_PIECE

const PIECE: Table<EtatPiece, EvenementPiece> = {
  a_rattacher: { associer: 'rattachee', ecarter: 'ecartee' },
  rattachee: { associer: 'rattachee', dissocier: 'a_rattacher', ecarter: 'ecartee' },
  ecartee: { associer: 'rattachee' },
}

/** The next state of a request. Throws `TransitionRefusee` on a move that the table does not have. */
export function transitionDemande(etat: EtatDemande, evenement: EvenementDemande): EtatDemande {
  const suivant = DEMANDE[etat][evenement]
  if (suivant !== undefined) return suivant
  const phrase = `Une demande ${ETATS_DEMANDE_LIBELLES[etat]} ne peut pas ${EVENEMENTS_DEMANDE[evenement]}.`
  throw new TransitionRefusee(phrase, etat, evenement)
}

/** The next state of a piece. Throws `TransitionRefusee` on a move that the table does not have. */
export function transitionPiece(etat: EtatPiece, evenement: EvenementPiece): EtatPiece {
  const suivant = PIECE[etat][evenement]
  if (suivant !== undefined) return suivant
  const phrase = `Une pièce ${ETATS_PIECE_LIBELLES[etat]} ne peut pas ${EVENEMENTS_PIECE[evenement]}.`
  throw new TransitionRefusee(phrase, etat, evenement)
}
