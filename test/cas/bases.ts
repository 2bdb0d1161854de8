import type { Commande, Dossier, Ligne, Participation, Piece, Representant } from '#domain/commande.ts'
import type { Fournisseur, Referencement } from '#domain/fournisseur.ts'
import { computeLigne } from '#domain/proposition.ts'
import { SANS_SUITE } from '#domain/suite.ts'
import type { Tiers } from '#domain/tiers.ts'

/** Valid dossiers that the cases patch. Everyone here is invented; the keys of the numbers are right. */

const fournisseur: Fournisseur = {
  id: 1,
  revision: 1,
  denomination: 'Éditions Fictives Logiciels',
  siret: '99000142200015',
  adresse: { lignes: '1 rue de l’Exemple', codePostal: '75011', commune: 'Paris' },
  responsable: {
    nom: 'Nadia Essai',
    qualite: 'Directrice',
    telephone: '0199000001',
    mail: 'segur@fictif.example',
  },
  assujettiTva: true,
  tauxTva: 2000,
  couleur: '#1b3670',
  mentionsFacture: '',
  logo: null,
  enrolements: { 'SFP-LGC-Va2': '2025-03-03' },
  enrolement: {},
}

const referencement: Referencement = {
  id: 1,
  revision: 1,
  solution: 'Cabinet Fictif',
  version: '7',
  dispositif: 'SFP-LGC-Va2',
  numeroAns: 'SFP990001',
  profils: ['Général', 'Masseur-kinésithérapeute', 'Sage-femme', 'IDE', 'Centre de santé Infirmier'],
  dateDossierComplet: '2026-05-20',
  dateReferencement: '2026-09-15',
  scenario: {},
}

const commande: Commande = {
  id: 1,
  revision: 1,
  numero: 'BDC0001',
  numeroAttribue: true,
  dispositif: 'SFP-LGC-Va2',
  fournisseurId: 1,
  referencementId: 1,
  cas: 'A',
  dateEmission: '2026-10-01',
  dateInstallationPrevue: null,
  formulaireExterne: false,
  fichierAttendu: '',
  annuleeLe: null,
  bdcEmisLe: '2026-10-01',
}

const praticien = (id: number, prenom: string, nom: string, rpps: string): Tiers => ({
  id,
  revision: 1,
  categorie: 'praticien',
  nom,
  prenom,
  profession: 'masseur_kinesitherapeute',
  modeExercice: 'liberal',
  identifiants: [{ type: 'RPPS', valeur: rpps }],
  adresse: { lignes: '2 place du Test', codePostal: '69003', commune: 'Lyon' },
  telephone: '0499000002',
  mail: `${nom.toLowerCase()}@cabinet.example`,
  reference: '',
  tranche: null,
  contacts: [],
  parentId: null,
})

const centre = (id: number, nom: string, finessG: string, categorie: Tiers['categorie']): Tiers => ({
  ...praticien(id, '', nom, ''),
  categorie,
  prenom: '',
  profession: null,
  modeExercice: null,
  mail: 'accueil@centre.example',
  identifiants: [
    { type: 'FINESS_G', valeur: finessG },
    { type: 'FINESS_J', valeur: '990003006' },
  ],
  tranche: categorie === 'centre_infirmier' ? 'B' : null,
})

const client = (rang: number, tiers: Tiers, representant: Representant | null = null): Participation => ({
  id: rang,
  role: 'client',
  rang,
  tiers,
  representant,
})

const ligne = (tiersId: number, ht: number, tranche: string | null = null): Ligne => ({
  id: tiersId,
  tiersId,
  ht,
  taux: 2000,
  ...computeLigne(ht, 2000),
  tranche,
  plafondHt: ht,
  plafondSource: null,
})

const bdc = (signataires: readonly string[]): Piece => ({
  id: 1,
  sha256: '0'.repeat(64),
  nom: 'BDC0001.pdf',
  type: 'BDC',
  etat: 'rattachee',
  format: 'pdf',
  taille: 62_000,
  pages: 2,
  ajouteeLe: '2026-10-06T09:00:00.000Z',
  emiseParNous: false,
  signatures: signataires.map((signataire, i) => ({
    id: i + 1,
    signataire,
    date: '2026-10-05',
    nature: 'manuscrite',
    origine: 'declaree',
    couvreTout: null,
  })),
  commandes: [1],
})

const atteste = (
  id: number,
  code: string,
  sujet: 'fournisseur' | 'referencement' | 'client' | 'commande',
  sujetId = 1,
) => ({ id, code, sujet, sujetId, le: '2026-10-07', par: 'Camille Test', commentaire: '' }) as const

const rose = praticien(1, 'Rose', 'Hypothese', '99000000010')
const sfpLiberal: Dossier = {
  fournisseur,
  referencement,
  distribution: {
    id: 1,
    fournisseurId: 1,
    referencementId: 1,
    role: 'editeur',
    declareLe: null,
    mandatLe: null,
  },
  commande,
  participations: [client(1, rose)],
  lignes: [ligne(1, 22500)],
  scenario: {},
  impressions: [
    {
      id: 1,
      type: 'BDC',
      le: '2026-10-01',
      sha256: '1'.repeat(64),
      modele: 'BDC-SFP-LGC-Va2',
      version: 1,
      numeroAns: 'SFP990001',
      mention: false,
      facture: null,
      perimetre: null,
    },
  ],
  pieces: [bdc(['Rose Hypothese'])],
  attestations: [
    atteste(1, 'psc-operateur', 'fournisseur'),
    atteste(2, 'marche-concurrentiel', 'referencement'),
    atteste(3, 'commande-non-conditionnee', 'referencement'),
    atteste(4, 'versions-obsoletes', 'referencement'),
    atteste(5, 'exercice-liberal', 'client'),
  ],
  aides: [
    {
      id: 1,
      tiersId: 1,
      reglement: '(UE) 2023/2832',
      montant: 0,
      declareeLe: '2026-10-05',
      source: 'bon de commande',
    },
  ],
  doublons: [],
  listes: [],
  demandes: [],
  ...SANS_SUITE,
}

const directrice = {
  nom: 'Irène Modele',
  qualite: 'Directrice',
  telephone: '0499000003',
  mail: 'direction@centre.example',
}
const sfpCentre: Dossier = {
  ...sfpLiberal,
  commande: { ...commande, cas: 'D' },
  participations: [
    client(1, centre(1, 'Centre infirmier du Spécimen', '990001000', 'centre_infirmier'), directrice),
  ],
  lignes: [ligne(1, 247500, 'B')],
  pieces: [bdc(['Irène Modele'])],
  attestations: [
    ...sfpLiberal.attestations.filter((a) => a.sujet !== 'client'),
    atteste(6, 'centre-eligible', 'client'),
    atteste(7, 'certificat-organisation', 'commande'),
    atteste(8, 'pouvoir-signataire', 'commande'),
  ],
  aides: [],
}

const sfpCentres: Dossier = {
  ...sfpCentre,
  participations: [
    ...sfpCentre.participations,
    client(2, centre(2, 'Centre infirmier de l’Échantillon', '990002008', 'centre_infirmier'), {
      ...directrice,
      nom: 'Octave Patron',
    }),
  ],
  lignes: [ligne(1, 247500, 'B'), ligne(2, 247500, 'B')],
  pieces: [bdc(['Irène Modele', 'Octave Patron'])],
  attestations: [...sfpCentre.attestations, atteste(9, 'centre-eligible', 'client', 2)],
}

const scenarioMdv = {
  isCentreDeSante: false,
  operateurMessagerie: 'API_35',
  isProSanteConnectNeeded: true,
  isDirectToDMP: true,
  isPFIToDMP: false,
  isDirectToMSSPro: true,
  isPFIToMSSPro: false,
  isDirectToMSSCitoyen: true,
  isPFIToMSSCitoyen: false,
}
const docteur = (id: number, prenom: string, nom: string, rpps: string): Tiers => ({
  ...praticien(id, prenom, nom, rpps),
  profession: 'medecin',
})
const alba = docteur(1, 'Alba', 'Fiction', '99000000010')
const bruno = docteur(2, 'Bruno', 'Invente', '99000000028')
const mdvMedecin: Dossier = {
  ...sfpLiberal,
  referencement: {
    ...referencement,
    dispositif: 'MDV-LGC-Va1',
    numeroAns: '0123456789',
    profils: [],
    dateDossierComplet: null,
    dateReferencement: '2022-03-01',
    scenario: scenarioMdv,
  },
  commande: { ...commande, dispositif: 'MDV-LGC-Va1', dateEmission: '2022-06-15', bdcEmisLe: '2022-06-15' },
  participations: [client(1, alba)],
  lignes: [ligne(1, 35833)],
  scenario: scenarioMdv,
  impressions: [],
  fournisseur: { ...fournisseur, enrolements: { 'MDV-LGC-Va1': '2022-02-01' } },
  pieces: [signee('2022-06-20', ['Alba Fiction'])],
  attestations: [],
  aides: [],
}
function signee(date: string, signataires: readonly string[]): Piece {
  const piece = bdc(signataires)
  return { ...piece, signatures: piece.signatures.map((s) => ({ ...s, date })) }
}
const mdvCabinet: Dossier = {
  ...mdvMedecin,
  commande: { ...mdvMedecin.commande, cas: 'C' },
  participations: [client(1, alba), client(2, bruno)],
  lignes: [ligne(1, 35833), ligne(2, 35833)],
  pieces: [signee('2022-06-20', ['Dr Alba FICTION', 'Bruno Invente'])],
}
const mdvGroupe: Dossier = {
  ...mdvCabinet,
  commande: { ...mdvMedecin.commande, cas: 'B' },
  participations: [...mdvCabinet.participations, { ...client(3, alba), role: 'mandataire' }],
  pieces: mdvMedecin.pieces,
  attestations: [{ ...atteste(9, 'mandataire-sans-lien', 'commande'), le: '2022-06-21' }],
}
const mdvCentre: Dossier = {
  ...mdvMedecin,
  commande: { ...mdvMedecin.commande, cas: 'D' },
  participations: [
    client(1, centre(1, 'Centre de santé du Spécimen', '990001000', 'centre_sante'), directrice),
  ],
  lignes: [ligne(1, 100_000)],
  scenario: { ...scenarioMdv, isCentreDeSante: true },
  pieces: [signee('2022-06-20', ['Irène Modele'])],
}

/** A dossier that holds on its day, with the values that the user must have set. */
export interface Base {
  readonly dispositif: string
  readonly maintenant: string
  readonly surcharges: Readonly<Record<string, unknown>>
  readonly dossier: Dossier
}

// Date 0 as the user would have set it: Date 0 + 12 months 07/08/2025, Date 2 07/06/2026, Date 4 07/12/2026.
const sfp = {
  dispositif: 'SFP-LGC-Va2',
  maintenant: '2026-11-17T08:02:00.000Z',
  surcharges: { date0: '2024-08-07' },
}
const mdv = { dispositif: 'MDV-LGC-Va1', maintenant: '2022-07-01T08:02:00.000Z', surcharges: {} }

export const BASES: Readonly<Record<string, Base>> = {
  'sfp-liberal': { ...sfp, dossier: sfpLiberal },
  'sfp-centre': { ...sfp, dossier: sfpCentre },
  'sfp-centres': { ...sfp, dossier: sfpCentres },
  'mdv-medecin': { ...mdv, dossier: mdvMedecin },
  'mdv-groupe': { ...mdv, dossier: mdvGroupe },
  'mdv-cabinet': { ...mdv, dossier: mdvCabinet },
  'mdv-centre': { ...mdv, surcharges: { 'plafonds.STRUCTURE': { ht: 100_000 } }, dossier: mdvCentre },
}
