import type { Etape } from '#contract/commande.ts'
import type { EtatCommande, EtatPiece, Porteur, TypePiece } from '#domain/commande.ts'

/** Words of the interface for the codes of the contract. */
export const ETAT_LIBELLES: Readonly<Record<EtatCommande, string>> = {
  a_completer: 'À compléter',
  bdc_a_emettre: 'BDC à émettre',
  bdc_a_signer: 'BDC à signer',
  bdc_a_revoir: 'BDC à revoir',
  avance_a_deposer: 'Avance à déposer',
  avance_exportee: 'Avance exportée',
  avance_deposee: 'Avance déposée',
  avance_retournee: 'Avance retournée',
  annulee: 'Annulée',
}

export const PORTEUR_LIBELLES: Readonly<Record<Porteur, string>> = {
  nous: 'À nous',
  client: 'Chez le client',
  agence: 'À l’agence',
  clos: 'Classées',
}

export const ETAPE_LIBELLES: Readonly<Record<Etape, string>> = {
  completer: 'Compléter',
  emettre_bdc: 'Émettre le BDC',
  joindre_bdc: 'Joindre le BDC signé',
  revoir_bdc: 'Revoir le BDC',
  preparer_avance: 'Préparer l’avance',
  deposer: 'Déposer',
  attendre: 'Attendre l’agence',
  corriger: 'Corriger',
  aucune: '',
}

export const TYPE_PIECE_LIBELLES: Readonly<Record<TypePiece, string>> = {
  BDC: 'Bon de commande signé',
  MANDAT: 'Mandat',
  AUTRE: 'Autre pièce',
}

export const ETAT_PIECE_LIBELLES: Readonly<Record<EtatPiece, string>> = {
  a_rattacher: 'à rattacher',
  rattachee: 'rattachée',
  ecartee: 'écartée',
}
