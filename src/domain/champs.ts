import { formatJour, isJour } from './dates.ts'
import { IDENTIFIANT_LIBELLES, type TypeIdentifiant } from './identifiants.ts'
import { CATEGORIE_LIBELLES, PROFESSION_LIBELLES } from './tiers.ts'

/** Words of the fields that the journal may name: those of the cards, then those that only an import has. */
const CHAMPS: Readonly<Record<string, string>> = {
  denomination: 'Raison sociale',
  siret: 'SIRET',
  siren: 'SIREN',
  adresse: 'Adresse',
  'adresse.lignes': 'Adresse',
  'adresse.codePostal': 'Code postal',
  'adresse.commune': 'Commune',
  codePostal: 'Code postal',
  commune: 'Commune',
  'responsable.nom': 'Responsable',
  'responsable.qualite': 'Qualité du responsable',
  'responsable.telephone': 'Téléphone du responsable',
  'responsable.mail': 'E-mail du responsable',
  assujettiTva: 'Assujetti à la TVA',
  tauxTva: 'Taux de TVA par défaut',
  couleur: 'Couleur des documents',
  mentionsFacture: 'Mentions des factures',
  logo: 'Logo',
  numerotation: 'Préfixe des numéros de commande',
  enrolement: 'Pièce d’enrôlement',
  enrolements: 'Enrôlement validé',
  solution: 'Produit',
  version: 'Version',
  dispositif: 'Dispositif',
  numeroAns: 'N° de référencement ANS',
  profils: 'Profils validés',
  dateDossierComplet: 'Dossier complet réputé soumis le',
  dateReferencement: 'Référencé le',
  scenario: 'Scénario',
  categorie: 'Catégorie',
  nom: 'Nom',
  prenom: 'Prénom',
  nomComplet: 'Nom et prénom',
  profession: 'Profession',
  modeExercice: 'Mode d’exercice',
  identifiants: 'Identifiants',
  telephone: 'Téléphone',
  mail: 'E-mail',
  reference: 'Référence client',
  tranche: 'Tranche du centre',
  contacts: 'Contacts',
  parentId: 'Organisme gestionnaire',
  rpps: 'N° RPPS',
  finessG: 'FINESS géographique',
  finessJ: 'FINESS juridique',
  numero: 'N° de bon de commande',
  numeroCommande: 'N° de bon de commande',
  cas: 'Cas',
  dateEmission: 'Date d’émission',
  dateCommande: 'Date de commande',
  dateInstallationPrevue: 'Installation prévue le',
  dateInstallation: 'Installation prévue le',
  formulaireExterne: 'Formulaire du fournisseur',
  fichierAttendu: 'Fichier attendu',
  fichier: 'Fichier attendu',
  dateSignature: 'Signature\u00a0: date',
  signataire: 'Signature\u00a0: signataire',
  natureSignature: 'Signature\u00a0: nature',
  installationPrevueLe: 'Installation prévue le',
  realiseeLe: 'Prestation réalisée le',
  scenarioInstalle: 'Scénario installé',
  'formation.le': 'Formation',
  'formation.modalite': 'Formation\u00a0: modalité',
  'formation.supportRemisLe': 'Formation\u00a0: support remis le',
  'formation.enregistrementRemisLe': 'Formation\u00a0: enregistrement remis le',
  livrables: 'Documents livrés',
  tachesClient: 'Tâches faites par le client',
  preuves: 'Preuves d’envoi',
  nonServis: 'Clients non servis',
  numeroFacture: 'N° de facture',
  dateFacture: 'Date de la facture',
  finaliseeLe: 'Prestation finalisée le',
  clientFacture: 'Client de la facture',
  ht: 'Montant HT',
  tva: 'TVA',
  ttc: 'Montant TTC',
  externe: 'Facture du fournisseur',
  lignePrestation: 'Ligne «\u00a0Prestation Ségur\u00a0»',
  mentionEtat: 'Mention de l’État',
  produit: 'Produit',
  parties: 'Clients et mandataire',
  montants: 'Montants',
  montantHt: 'Montant HT',
  montantTtc: 'Montant TTC',
  taux: 'Taux de TVA',
  representantNom: 'Représentant\u00a0: nom',
  representantQualite: 'Représentant\u00a0: qualité',
  representantTelephone: 'Représentant\u00a0: téléphone',
  representantMail: 'Représentant\u00a0: e-mail',
  mandataireNom: 'Mandataire\u00a0: nom',
  mandataireTelephone: 'Mandataire\u00a0: téléphone',
  mandataireMail: 'Mandataire\u00a0: e-mail',
  nature: 'Nature',
  objet: 'Objet',
  recueLe: 'Reçue le',
  echeanceLe: 'Échéance',
  commentaire: 'Commentaire',
}

/**
 * « Adresse », « Scénario, alimentation directe du DMP », « Montant HT (Ada Modèle) »: a field in words, from its path
 * (`adresse.lignes`) or its name in an import. Null for a field that has no words.
 */
export function nameChamp(chemin: string): string | null {
  const connu = CHAMPS[chemin] ?? IDENTIFIANT_LIBELLES[chemin as TypeIdentifiant]
  if (connu !== undefined) return connu
  const precision = /^(\w+)( \(.*)$/s.exec(chemin)
  if (precision !== null) {
    const champ = nameChamp(precision[1] as string)
    return champ === null ? null : champ + precision[2]
  }
  const [, racine = '', reste = ''] = /^(\w+)\.(.+)$/s.exec(chemin) ?? []
  return CHAMPS[racine] === undefined ? null : `${CHAMPS[racine]}, ${reste}`
}

const VALEURS: Readonly<Record<string, string>> = {
  ...CATEGORIE_LIBELLES,
  ...PROFESSION_LIBELLES,
  liberal: 'libéral',
  salarie: 'salarié',
  presentiel: 'présentiel',
  distanciel: 'à distance',
}

/** A value in words: yes or no, a day as people write it, no code; « vide » when there is none. */
export function sayValeur(valeur: string | number | boolean | null): string {
  if (valeur === null || valeur === '') return 'vide'
  if (typeof valeur === 'boolean') return valeur ? 'oui' : 'non'
  if (typeof valeur === 'number') return String(valeur)
  return isJour(valeur) ? formatJour(valeur) : (VALEURS[valeur] ?? valeur)
}
