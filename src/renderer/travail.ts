import type { EtatCommande } from '#domain/commande.ts'

interface Travail {
  readonly un: string
  readonly plusieurs: string
  /** The verb of the day's list. */
  readonly verbe: string
}

const same = (mots: string, verbe: string): Travail => ({ un: mots, plusieurs: mots, verbe })
const few = (un: string, plusieurs: string, verbe: string): Travail => ({ un, plusieurs, verbe })

/** How many orders in a state are said, and what is done with them. */
const TRAVAUX: Readonly<Record<EtatCommande, Travail>> = {
  a_completer: few('Commande à compléter', 'Commandes à compléter', 'Compléter'),
  bdc_a_emettre: same('BDC à émettre', 'Émettre'),
  bdc_a_signer: same('BDC à signer', 'Joindre'),
  bdc_a_revoir: few('BDC signé à relire', 'BDC signés à relire', 'Relire'),
  avance_a_deposer: few('Avance à préparer', 'Avances à préparer', 'Préparer'),
  avance_exportee: few('Avance exportée', 'Avances exportées', 'Déposer'),
  avance_deposee: few('Avance déposée', 'Avances déposées', 'Importer'),
  avance_rejetee: few('Avance rejetée', 'Avances rejetées', 'Répondre'),
  avance_contestee: few('Rejet contesté', 'Rejets contestés', 'Importer'),
  avance_retournee: few('Avance retournée', 'Avances retournées', 'Corriger'),
  installation_a_faire: few('Installation à faire', 'Installations à faire', 'Planifier'),
  reception_a_emettre: same('VA ou MOM à émettre', 'Émettre'),
  reception_a_signer: same('VA à signer', 'Joindre'),
  facture_a_emettre: few('Facture à émettre', 'Factures à émettre', 'Facturer'),
  avance_validee: few('Paiement d’avance attendu', 'Paiements d’avance attendus', 'Rapprocher'),
  solde_retenu: few('Solde retenu par le pilote', 'Soldes retenus par le pilote', 'Ouvrir'),
  solde_a_revoir: few('Solde à relire', 'Soldes à relire', 'Relire'),
  solde_a_deposer: few('Solde à préparer', 'Soldes à préparer', 'Préparer'),
  solde_exporte: few('Solde exporté', 'Soldes exportés', 'Déposer'),
  solde_depose: few('Solde déposé', 'Soldes déposés', 'Importer'),
  solde_retourne: few('Solde retourné', 'Soldes retournés', 'Corriger'),
  solde_valide: few('Solde validé, à payer', 'Soldes validés, à payer', 'Rapprocher'),
  solde_rejete: few('Solde rejeté', 'Soldes rejetés', 'Répondre'),
  soldee: few('Commande soldée', 'Commandes soldées', 'Voir'),
  annulee: few('Commande annulée', 'Commandes annulées', 'Voir'),
}

/** « Avance à préparer », « Avances à préparer », without the number. */
export const motsEtat = (etat: EtatCommande, nombre: number): string =>
  nombre < 2 ? TRAVAUX[etat].un : TRAVAUX[etat].plusieurs

export const verbeEtat = (etat: EtatCommande): string => TRAVAUX[etat].verbe
