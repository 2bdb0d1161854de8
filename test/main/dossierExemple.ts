import type { Dossier, Participation, RoleParticipation } from '#domain/commande.ts'
import { luhnKey, type TypeIdentifiant } from '#domain/identifiants.ts'

import { computeTtc } from '#domain/montant.ts'
import { SANS_SUITE } from '#domain/suite.ts'
import type { CategorieTiers, Identifiant, Tiers } from '#domain/tiers.ts'

/** Appends the key: `99` and a rank make an invented RPPS, FINESS or SIRET. */
export const withKey = (chiffres: string): string => chiffres + luhnKey(chiffres)
export const rppsOf = (rang: number): string => withKey(`99${String(rang).padStart(8, '0')}`)
export const finessOf = (rang: number): string => withKey(`99${String(rang).padStart(6, '0')}`)
export const SIRET = withKey('9900014220001')

export function tiersExemple(
  id: number,
  nom: string,
  categorie: CategorieTiers,
  identifiants: Partial<Record<TypeIdentifiant, string>>,
  plus: Partial<Tiers> = {},
): Tiers {
  return {
    id,
    revision: 1,
    categorie,
    nom,
    prenom: '',
    profession: categorie === 'praticien' ? 'medecin' : null,
    modeExercice: categorie === 'praticien' ? 'liberal' : null,
    identifiants: Object.entries(identifiants).map(
      ([type, valeur]): Identifiant => ({ type: type as TypeIdentifiant, valeur }),
    ),
    adresse: { lignes: '1 rue de l’Exemple', codePostal: '75001', commune: 'Paris' },
    telephone: `01000000${String(id % 100).padStart(2, '0')}`,
    mail: `client${id}@example.org`,
    reference: '',
    tranche: null,
    contacts: [],
    parentId: null,
    ...plus,
  }
}

export const participation = (
  role: RoleParticipation,
  tiers: Tiers,
  rang = 0,
  representant: Participation['representant'] = null,
): Participation => ({ id: tiers.id * 10 + rang, role, rang, tiers, representant })

export const SCENARIO_EXEMPLE = {
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

/** A dossier in memory, enough for the formats: case A of MDV-LGC-Va1 unless told otherwise. */
export function dossierExemple(
  rang: number,
  plus: Partial<Dossier> & { readonly ht?: number } = {},
): Dossier {
  const numero = `EX${String(rang).padStart(4, '0')}`
  const client = tiersExemple(rang, `SPECIMEN ${rang}`, 'praticien', { RPPS: rppsOf(rang) })
  const { ht = 35833, ...reste } = plus
  return {
    fournisseur: {
      id: 1,
      revision: 1,
      denomination: 'Éditions du Spécimen',
      siret: SIRET,
      adresse: { lignes: '2 rue du Modèle', codePostal: '69001', commune: 'Lyon' },
      responsable: {
        nom: 'Noé Spécimen',
        qualite: 'Gérant',
        telephone: '0400000000',
        mail: 'noe@example.org',
      },
      assujettiTva: true,
      tauxTva: 2000,
      couleur: '#1b3670',
      mentionsFacture: '',
      logo: null,
      enrolements: {},
      enrolement: {},
    },
    referencement: {
      id: 1,
      revision: 1,
      solution: 'Spécimédoc',
      version: '7',
      dispositif: 'MDV-LGC-Va1',
      numeroAns: '0990000042',
      profils: [],
      dateDossierComplet: null,
      dateReferencement: null,
      scenario: SCENARIO_EXEMPLE,
    },
    distribution: null,
    commande: {
      id: rang,
      revision: 1,
      numero,
      numeroAttribue: false,
      dispositif: 'MDV-LGC-Va1',
      fournisseurId: 1,
      referencementId: 1,
      cas: 'A',
      dateEmission: '2022-06-15',
      dateInstallationPrevue: null,
      formulaireExterne: true,
      fichierAttendu: `${numero}.pdf`,
      annuleeLe: null,
      bdcEmisLe: null,
    },
    participations: [participation('client', client)],
    lignes: [
      {
        id: rang,
        tiersId: client.id,
        ht,
        taux: 2000,
        tva: computeTtc(ht, 2000) - ht,
        ttc: computeTtc(ht, 2000),
        tranche: null,
        plafondHt: null,
        plafondSource: null,
      },
    ],
    scenario: SCENARIO_EXEMPLE,
    impressions: [],
    pieces: [],
    attestations: [],
    aides: [],
    doublons: [],
    listes: [],
    demandes: [],
    ...SANS_SUITE,
    ...reste,
  }
}
