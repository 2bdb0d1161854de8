import type { ChampPortail, Issue, IssueCode } from '#contract/retour.ts'
import type { EtatCommande, TypeDemande } from '#domain/commande.ts'

/** Outcomes in the agency's words. */
export const ISSUE_LIBELLES: Readonly<Record<IssueCode, string>> = {
  deposee: 'Reçue, pas encore décidée',
  validee: 'Validée',
  payee: 'Décidée et payée',
  rejetee: 'Rejetée',
  a_corriger: 'À modifier',
  incomplete: 'Incomplète',
}

/** The agency says why when it sends back or refuses. */
export const AVEC_MOTIF: ReadonlySet<Issue> = new Set(['rejetee', 'a_corriger', 'incomplete'])

export const CHAMP_PORTAIL_LIBELLES: Readonly<Record<ChampPortail, string>> = {
  numeroAsp: 'N° de l’agence',
  numeroCommande: 'N° de commande',
  type: 'Avance ou solde',
  issue: 'État',
  dateDepot: 'Date de dépôt',
  dateDecision: 'Date de décision',
  datePaiement: 'Date de paiement',
  montantPaye: 'Montant payé',
  motif: 'Motif',
}

/** States in which the agency has the request and may answer. */
export const CHEZ_AGENCE: Readonly<Record<TypeDemande, readonly EtatCommande[]>> = {
  avance: ['avance_deposee', 'avance_contestee', 'avance_validee'],
  solde: ['solde_depose', 'solde_valide'],
}

/** States in which the agency refused the request. */
export const REFUSEES: Readonly<Record<TypeDemande, readonly EtatCommande[]>> = {
  avance: ['avance_rejetee'],
  solde: ['solde_rejete'],
}
