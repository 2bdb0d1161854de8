/** What the journal of an order says happened. */
const ACTIONS_JOURNAL: Readonly<Record<string, string>> = {
  creation: 'Commande créée',
  modification: 'Commande modifiée',
  assignation: 'Commande assignée',
  note: 'Note',
  note_retiree: 'Note retirée',
  annulation: 'Commande annulée',
  importe: 'Importée',
  bdc: 'BDC émis',
  bdc_perime: 'BDC à réémettre',
  piece: 'Pièce reçue',
  rattachement: 'Pièce rattachée',
  detachement: 'Pièce détachée',
  signature: 'Signature notée',
  attestation: 'Attestation',
  attestation_retiree: 'Attestation retirée',
  aide_declaree: 'Aide déclarée',
  aide_retiree: 'Aide retirée',
  avance: 'Demande d’avance',
  preparation: 'Demande préparée',
  export: 'Avance exportée',
  depot: 'Avance déposée',
  abandon: 'Envoi abandonné',
  'mise à l’écart': 'Pièce écartée',
}

/** The words of an action of the journal; the action itself when it has none. */
export function actionJournal(action: string): string {
  return ACTIONS_JOURNAL[action] ?? action
}
