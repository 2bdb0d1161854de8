/** What an entry of the journal may be about. */
export const SUJETS_JOURNAL = {
  fournisseur: 'Fournisseur',
  referencement: 'Produit',
  client: 'Client',
  commande: 'Commande',
  piece: 'Pièce',
  envoi: 'Envoi',
  dispositif: 'Dispositif',
  import: 'Import',
  reglement: 'Règlement',
} as const
export type SujetJournal = keyof typeof SUJETS_JOURNAL

type Mots = string | Readonly<Partial<Record<SujetJournal, string>>>

/** What the journal says happened; where the words follow the subject, one for each that has the action. */
const ACTIONS: Readonly<Record<string, Mots>> = {
  creation: {
    fournisseur: 'Fournisseur créé',
    referencement: 'Produit créé',
    client: 'Fiche créée',
    commande: 'Commande créée',
    piece: 'Pièce reçue',
  },
  modification: {
    fournisseur: 'Fournisseur modifié',
    referencement: 'Produit modifié',
    client: 'Fiche modifiée',
    commande: 'Commande modifiée',
  },
  suppression: 'Fiche supprimée',
  logo: 'Logo choisi',
  logo_retire: 'Logo retiré',
  assignation: 'Commande assignée',
  note: 'Note',
  note_retiree: 'Note retirée',
  annulation: 'Commande annulée',
  importe: { import: 'Fichier importé', envoi: 'Envoi repris' },
  finess_importe: 'Extraction FINESS importée',
  liste_importee: 'Liste de référence importée',
  liste_retiree: 'Liste de référence retirée',
  installation: 'Installation notée',
  facture: 'Facture notée',
  facture_retiree: 'Facture retirée',
  bdc: 'BDC émis',
  bdc_perime: 'BDC à réémettre',
  pv_emis: 'PV imprimé',
  va_emise: 'VA émise',
  mom_emise: 'MOM émise',
  facture_numerotee: 'Numéro de facture donné',
  facture_emise: 'Facture émise',
  piece: 'Pièce reçue',
  rattachement: 'Pièce rattachée',
  detachement: 'Pièce détachée',
  signature: 'Signature notée',
  attestation: 'Attestation',
  attestation_retiree: 'Attestation retirée',
  aide_declaree: 'Aide déclarée',
  aide_retiree: 'Aide retirée',
  avance: 'Demande d’avance',
  pilote: 'Place du pilote',
  support: 'Support de formation joint',
  support_retire: 'Support de formation retiré',
  dossier_ans: 'Dossier pour l’ANS préparé',
  pilote_transmis: 'Pilote transmis à l’ANS',
  pilote_decide: 'Décision de l’ANS notée',
  preparation: 'Demande préparée',
  export: 'Demande exportée',
  depot: 'Demande déposée',
  solde: 'Demande de solde',
  retour_lu: 'Retour de l’agence lu',
  portail_lu: 'Tableau du portail lu',
  code_retour: 'Code de retour réglé',
  contestation: 'Refus contesté',
  echeance: 'Échéance ouverte',
  echeance_modifiee: 'Échéance modifiée',
  echeance_faite: 'Échéance tenue',
  echeance_rouverte: 'Échéance rouverte',
  releve_importe: 'Relevé bancaire importé',
  reglement: 'Règlement saisi',
  rapprochement: 'Règlement rapproché',
  reglement_ecarte: 'Règlement écarté',
  reglement_repris: 'Règlement repris',
  suite: 'Suite de l’envoi',
  abandon: 'Envoi abandonné',
  reglage: 'Valeur réglée',
  format_garde: 'Format gardé',
  'mise à l’écart': 'Pièce écartée',
}

/** The words of an action of the journal; null when it has none. */
export function findActionJournal(action: string, sujet: string): string | null {
  const mots = ACTIONS[action]
  if (mots === undefined || typeof mots === 'string') return mots ?? null
  return mots[sujet as SujetJournal] ?? null
}

/** The words of an action of the journal; the action itself when an older Liasse wrote it. */
export function actionJournal({ action, sujet }: Readonly<{ action: string; sujet: string }>): string {
  return findActionJournal(action, sujet) ?? action
}
