import { CHAMPS_IMPORT, type ChampImport } from '#contract/import.ts'
import { sayValeur } from '#domain/champs.ts'

export const CHAMP_LIBELLES: Readonly<Record<ChampImport, string>> = {
  reference: 'Référence client',
  categorie: 'Catégorie',
  nom: 'Nom ou raison sociale',
  prenom: 'Prénom',
  nomComplet: 'Nom et prénom',
  rpps: 'N° RPPS',
  finessG: 'FINESS géographique',
  finessJ: 'FINESS juridique',
  siren: 'SIREN',
  siret: 'SIRET',
  profession: 'Profession',
  adresse: 'Adresse',
  codePostal: 'Code postal',
  commune: 'Commune',
  telephone: 'Téléphone',
  mail: 'E-mail',
  tranche: 'Tranche du centre',
  representantNom: 'Représentant : nom',
  representantQualite: 'Représentant : qualité',
  mandataireNom: 'Mandataire : nom',
  mandataireTelephone: 'Mandataire : téléphone',
  mandataireMail: 'Mandataire : e-mail',
  numeroCommande: 'N° de bon de commande',
  dateCommande: 'Date de commande',
  dateInstallation: 'Date d’installation prévue',
  cas: 'Cas',
  montantHt: 'Montant HT',
  montantTtc: 'Montant TTC',
  taux: 'Taux de TVA',
  fichier: 'Nom du fichier signé',
  dateSignature: 'Signature : date',
  signataire: 'Signature : signataire',
  natureSignature: 'Signature : nature',
  dateDepot: 'Avance : date de dépôt',
  numeroAsp: 'Avance : n° ASP',
  issue: 'Avance : issue',
  montantPaye: 'Avance : montant payé',
  datePaiement: 'Avance : date de paiement',
}

const DE_COMMANDE: readonly ChampImport[] = [
  'numeroCommande',
  'dateCommande',
  'dateInstallation',
  'cas',
  'montantHt',
  'montantTtc',
  'taux',
  'fichier',
  'dateSignature',
  'signataire',
  'natureSignature',
  'dateDepot',
  'numeroAsp',
  'issue',
  'montantPaye',
  'datePaiement',
]

/** Choices of a column, the client's then the order's. */
export const GROUPES_CHAMPS = [
  { titre: 'Client', champs: CHAMPS_IMPORT.filter((c) => !DE_COMMANDE.includes(c)) },
  { titre: 'Commande', champs: CHAMPS_IMPORT.filter((c) => DE_COMMANDE.includes(c)) },
]

/** What a changed field held, in words. */
export const valeurModification = (valeur: string): string => (valeur === '' ? '—' : sayValeur(valeur))
