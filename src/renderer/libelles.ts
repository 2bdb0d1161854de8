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

export const TYPE_PIECE_LIBELLES: Readonly<Record<TypePiece, string>> = {
  BDC: 'Bon de commande signé',
  MANDAT: 'Mandat',
  AUTRE: 'Autre pièce',
}
