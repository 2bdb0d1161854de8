import type { EtatCommande } from './commande.ts'

/** An order's states by what they still wait for, in the order of a dossier's life. */
export const AVANT_AVANCE = [
  'a_completer',
  'bdc_a_emettre',
  'bdc_a_signer',
  'bdc_a_revoir',
  'avance_retournee',
  'avance_rejetee',
] as const satisfies readonly EtatCommande[]
export const AVANCE_PRETE = ['avance_a_deposer', 'avance_exportee'] as const satisfies readonly EtatCommande[]
export const AVANCE_A_L_AGENCE = [
  'avance_deposee',
  'avance_contestee',
] as const satisfies readonly EtatCommande[]
export const A_INSTALLER = ['installation_a_faire'] as const satisfies readonly EtatCommande[]
export const AVANT_SOLDE = [
  'reception_a_emettre',
  'reception_a_signer',
  'facture_a_emettre',
  'avance_validee',
  'solde_retenu',
  'solde_a_revoir',
  'solde_retourne',
  'solde_rejete',
] as const satisfies readonly EtatCommande[]
export const SOLDE_PRET = ['solde_a_deposer', 'solde_exporte'] as const satisfies readonly EtatCommande[]
export const SOLDE_A_L_AGENCE = ['solde_depose', 'solde_valide'] as const satisfies readonly EtatCommande[]

const APRES_AVANCE: readonly EtatCommande[] = [
  ...A_INSTALLER,
  ...AVANT_SOLDE,
  ...SOLDE_PRET,
  ...SOLDE_A_L_AGENCE,
  'soldee',
]

/** What is at stake in a state: the advance until it is accepted, then the balance. */
export const enJeu = (etat: EtatCommande): 'avance' | 'solde' =>
  APRES_AVANCE.includes(etat) ? 'solde' : 'avance'

export interface Avancement {
  readonly quoi: 'avances' | 'prestations' | 'soldes'
  readonly faites: readonly EtatCommande[]
  readonly pretes: readonly EtatCommande[]
  readonly pasPretes: readonly EtatCommande[]
}

/** How far the orders of a scheme are from each of its three closing dates; a cancelled order is in none. */
export const AVANCEMENTS: readonly Avancement[] = [
  {
    quoi: 'avances',
    faites: [...AVANCE_A_L_AGENCE, ...APRES_AVANCE],
    pretes: AVANCE_PRETE,
    pasPretes: AVANT_AVANCE,
  },
  {
    quoi: 'prestations',
    faites: [...AVANT_SOLDE, ...SOLDE_PRET, ...SOLDE_A_L_AGENCE, 'soldee'],
    pretes: A_INSTALLER,
    pasPretes: [...AVANT_AVANCE, ...AVANCE_PRETE, ...AVANCE_A_L_AGENCE],
  },
  {
    quoi: 'soldes',
    faites: [...SOLDE_A_L_AGENCE, 'soldee'],
    pretes: SOLDE_PRET,
    pasPretes: [...AVANT_AVANCE, ...AVANCE_PRETE, ...AVANCE_A_L_AGENCE, ...A_INSTALLER, ...AVANT_SOLDE],
  },
]

/** Steps of the funnel, each with the states of the orders that reached it. */
export const ENTONNOIR: readonly {
  readonly cle: string
  readonly libelle: string
  readonly etats: readonly EtatCommande[]
}[] = [
  {
    cle: 'commandes',
    libelle: 'Commandes',
    etats: [...AVANT_AVANCE, ...AVANCE_PRETE, ...AVANCE_A_L_AGENCE, ...APRES_AVANCE],
  },
  {
    cle: 'signees',
    libelle: 'BDC signés',
    etats: [
      'bdc_a_revoir',
      'avance_retournee',
      'avance_rejetee',
      ...AVANCE_PRETE,
      ...AVANCE_A_L_AGENCE,
      ...APRES_AVANCE,
    ],
  },
  {
    cle: 'deposees',
    libelle: 'Avances déposées',
    etats: ['avance_retournee', 'avance_rejetee', ...AVANCE_A_L_AGENCE, ...APRES_AVANCE],
  },
  { cle: 'acceptees', libelle: 'Avances acceptées', etats: APRES_AVANCE },
  {
    cle: 'installees',
    libelle: 'Installées',
    etats: [...AVANT_SOLDE, ...SOLDE_PRET, ...SOLDE_A_L_AGENCE, 'soldee'],
  },
  {
    cle: 'soldes',
    libelle: 'Soldes déposés',
    etats: ['solde_retourne', 'solde_rejete', ...SOLDE_A_L_AGENCE, 'soldee'],
  },
  { cle: 'soldees', libelle: 'Soldées', etats: ['soldee'] },
]
