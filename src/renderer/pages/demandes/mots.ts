import type { EtatCommande, TypeDemande } from '#domain/commande.ts'

interface MotsDemande {
  /** « Avance », in a cell. */
  readonly nom: string
  readonly titre: string
  /** « 108,00 € d’avance ». */
  readonly de: string
  readonly preparer: string
  /** « 271 sur 290 BDC signés ». */
  readonly sur: (formate: string) => string
  readonly tous: string
  readonly exportee: string
  readonly inconnue: string
  readonly rien: { readonly titre: string; readonly phrase: string }
  /** The state of the orders that can go. */
  readonly etat: EtatCommande
}

/** What the same screens say of an advance and of a balance. */
export const MOTS: Readonly<Record<TypeDemande, MotsDemande>> = {
  avance: {
    nom: 'Avance',
    titre: 'Avances',
    de: 'd’avance',
    preparer: 'Préparer une avance',
    sur: (n) => `sur ${n} BDC signés`,
    tous: 'tous les bons de commande du dispositif',
    exportee: 'avance exportée',
    inconnue: 'TTC ; la part de l’avance n’est pas connue',
    rien: {
      titre: 'Aucun bon de commande à présenter',
      phrase: 'Une commande arrive ici quand son bon de commande signé est joint.',
    },
    etat: 'avance_a_deposer',
  },
  solde: {
    nom: 'Solde',
    titre: 'Soldes',
    de: 'de solde',
    preparer: 'Préparer un solde',
    sur: (n) => `sur ${n} commandes installées`,
    tous: 'toutes les commandes installées du dispositif',
    exportee: 'solde exporté',
    inconnue: 'TTC ; la part du solde n’est pas connue',
    rien: {
      titre: 'Aucun solde à présenter',
      phrase:
        'Une commande arrive ici quand l’agence a accepté son avance et que son installation est notée.',
    },
    etat: 'solde_a_deposer',
  },
}
