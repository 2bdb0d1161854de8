import { type Instant, instantParis, type Jour } from '#domain/dates.ts'

/** The story of the demonstration is written as of this day. */
export const JOUR_DEMO: Jour = '2026-11-17'
export const INSTANT_DEMO: Instant = instantParis(JOUR_DEMO, '09:00')
/** The day on which its clients sign. */
export const SIGNATURE: Jour = '2026-11-06'
/** Publication that the demonstration invents for the scheme whose text says « Date 0 ». */
export const DATE_0: Jour = '2024-08-07'
export const NOTE_DATE = 'Démonstration : date inventée'

/** An invented vendor, as the contract takes it. */
export const FOURNISSEUR = {
  denomination: 'Éditeur Exemple SAS',
  siret: '99900011000018',
  adresse: { lignes: '1 rue de la Maquette', codePostal: '99000', commune: 'Exemple-Ville' },
  responsable: {
    nom: 'Alix MODÈLE',
    qualite: 'Gérance',
    telephone: '01 99 00 12 34',
    mail: 'segur@editeur.example',
  },
  assujettiTva: true,
  tauxTva: 2000,
  enrolementValideLe: '2026-09-22',
  /** Pieces of the enrolment, with the day on which each was ready. */
  enrolement: {
    formulaire: '2026-06-15',
    identite: '2026-06-15',
    mandat: '2026-06-15',
    rib: '2026-06-15',
    ans: '2026-08-28',
    hds: '2026-06-18',
  },
}
/** Its enrolment for doctors came first. */
export const ENROLEMENT_MDV: Jour = '2026-06-24'

/** Its product for midwives and paramedics; the profile of chiropodists is not there yet. */
export const PRODUIT_SFP = {
  solution: 'Exemple Cabinet',
  version: '7.2',
  numeroAns: 'ANS SFP 0000',
  dispositif: 'SFP-LGC-Va2',
  profils: [
    'Général',
    'Sage-femme',
    'IDE',
    'IPA',
    'Masseur-kinésithérapeute',
    'Orthophoniste',
    'Orthoptiste',
    'Centre de santé Infirmier',
  ],
  dateDossierComplet: '2026-05-22',
  dateReferencement: '2026-08-27',
}

/** Its product for doctors. */
export const PRODUIT_MDV = {
  solution: 'Exemple Médecin',
  version: '5.1',
  numeroAns: 'ANS MDV 0000',
  dispositif: 'MDV-LGC-Va1',
  profils: [],
  dateDossierComplet: '2026-04-02',
  dateReferencement: '2026-06-30',
  scenario: {
    isCentreDeSante: false,
    operateurMessagerie: 'API_35',
    isProSanteConnectNeeded: true,
    isDirectToDMP: true,
    isPFIToDMP: false,
    isDirectToMSSPro: true,
    isPFIToMSSPro: false,
    isDirectToMSSCitoyen: true,
    isPFIToMSSCitoyen: false,
  },
}
