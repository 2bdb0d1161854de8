import type { Etape } from '#contract/commande.ts'
import type { EtatCommande, Porteur, TypePiece } from '#domain/commande.ts'
import { ETATS } from '#domain/etats.ts'

/** Words of the interface for the codes of the contract; those of the domain are in `#domain/etats.ts`. */
export const ETAT_LIBELLES = Object.fromEntries(
  Object.entries(ETATS).map(([etat, { libelle }]) => [etat, libelle]),
) as Readonly<Record<EtatCommande, string>>

export const PORTEUR_LIBELLES: Readonly<Record<Porteur, string>> = {
  nous: 'À nous',
  client: 'Chez le client',
  agence: 'À l’agence',
  clos: 'Closes',
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
  aucune: '',
}

/** What the journal says of an order; other words are shown as they are. */
const ACTIONS_JOURNAL: Readonly<Record<string, string>> = {
  creation: 'Commande créée',
  modification: 'Commande modifiée',
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
}

export function actionJournal(action: string): string {
  return ACTIONS_JOURNAL[action] ?? action
}

export const TYPE_PIECE_LIBELLES: Readonly<Record<TypePiece, string>> = {
  BDC: 'Bon de commande signé',
  MANDAT: 'Mandat',
  AUTRE: 'Autre pièce',
}
