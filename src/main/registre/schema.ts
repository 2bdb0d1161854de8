import type { ColumnType, Generated } from 'kysely'
import type { TypeDocument } from '#domain/commande.ts'

type Booleen = ColumnType<number, number, number>
/** JSON text. */
type Json = string

export interface Tables {
  reglage: { cle: string; valeur: string }
  fournisseur: {
    id: Generated<number>
    revision: Generated<number>
    denomination: string
    siret: string
    adresse: string
    codePostal: string
    commune: string
    responsableNom: string
    responsableQualite: string
    responsableTelephone: string
    responsableMail: string
    assujettiTva: Booleen
    tauxTva: number
    couleur: string
    mentionsFacture: Generated<string>
    logo: string | null
    enrolement: Generated<Json>
    /** Scheme → day on which its enrolment was validated. */
    enrolements: Generated<Json>
  }
  solution: { id: Generated<number>; denomination: string }
  referencement: {
    id: Generated<number>
    revision: Generated<number>
    solutionId: number
    version: string
    dispositif: string
    numeroAns: string
    profils: Json
    dateDossierComplet: string | null
    dateReferencement: string | null
    scenario: Json
  }
  distribution: {
    id: Generated<number>
    fournisseurId: number
    referencementId: number
    role: 'editeur' | 'distributeur'
    declareLe: string | null
    mandatLe: string | null
  }
  tiers: {
    id: Generated<number>
    revision: Generated<number>
    categorie: string
    nom: string
    prenom: string
    profession: string | null
    modeExercice: string | null
    adresse: string
    codePostal: string
    commune: string
    telephone: string
    mail: string
    reference: string
    tranche: string | null
    parentId: number | null
  }
  identifiant: { type: string; valeur: string; tiersId: number }
  contact: {
    id: Generated<number>
    tiersId: number
    nom: string
    qualite: string
    telephone: string
    mail: string
    signataire: Booleen
  }
  aide: {
    id: Generated<number>
    tiersId: number
    reglement: string
    montant: number
    declareeLe: string
    source: string
  }
  commande: {
    id: Generated<number>
    revision: Generated<number>
    numero: string
    numeroAttribue: Booleen
    dispositif: string
    fournisseurId: number
    referencementId: number
    cas: string
    dateEmission: string | null
    dateInstallationPrevue: string | null
    formulaireExterne: Generated<number>
    fichierAttendu: Generated<string>
    annuleeLe: string | null
    annulationMotif: Generated<string>
    bdcEmisLe: string | null
    scenario: Generated<Json>
    modifieeLe: string
    verifieeLe: string | null
    /** Fingerprint of the rules behind the last verification. */
    verifieeRegles: Generated<string>
    incomplete: Generated<number>
    bloquants: Generated<number>
    alertes: Generated<number>
    assigneA: Generated<string>
    /** Where it is once its advance is accepted: `domain/suite.ts`. */
    suite: string | null
  }
  impression: {
    id: Generated<number>
    commandeId: number
    type: TypeDocument
    le: string
    modele: string
    version: number
    sha256: string
    numeroAns: string | null
    mention: number | null
    facture: string | null
    perimetre: Json | null
  }
  resume: {
    id: number
    dispositif: string
    etat: string
    /** Place of the state in the order of what is to be done. */
    rang: number
    clientId: number | null
    client: string
    identifiant: string
    ht: number
    ttc: number
    avance: number | null
    solde: number | null
    depuis: string
    echeance: string | null
  }
  participation: {
    id: Generated<number>
    commandeId: number
    tiersId: number
    role: 'client' | 'mandataire' | 'beneficiaire'
    /** Place among those of the same role, from 0. */
    rang: number
    representant: Json | null
  }
  ligne: {
    id: Generated<number>
    commandeId: number
    tiersId: number
    ht: number
    taux: number
    tva: number
    ttc: number
    tranche: string | null
    plafondHt: number | null
    plafondSource: string | null
  }
  piece: {
    id: Generated<number>
    sha256: string
    nom: string
    type: string
    etat: string
    format: string
    taille: number
    pages: number | null
    ajouteeLe: string
  }
  piece_commande: { pieceId: number; commandeId: number }
  signature: {
    id: Generated<number>
    pieceId: number
    signataire: string
    date: string | null
    nature: string
    origine: 'declaree' | 'pdf'
    couvreTout: number | null
  }
  signature_annoncee: {
    commandeId: number
    rang: number
    signataire: string
    date: string
    nature: string
  }
  attestation: {
    id: Generated<number>
    code: string
    sujet: string
    sujetId: number
    le: string
    par: string
    commentaire: string
  }
  envoi: {
    id: Generated<number>
    reference: string
    type: 'avance' | 'solde'
    dispositif: string
    fournisseurId: number
    numeroAns: string
    format: string
    formatVersion: number
    formatConfirme: Booleen
    etat: 'prepare' | 'exporte' | 'depose' | 'abandonne'
    prepareLe: string
    deposeLe: string | null
    numeroDepot: Generated<string>
    dossier: string
    jsonNom: string
    jsonSha256: string
    jsonTaille: number
    zipNom: string
    zipSha256: string
    zipTaille: number
    zipPieces: number
    suites: Generated<Json>
  }
  demande: {
    id: Generated<number>
    commandeId: number
    type: 'avance' | 'solde'
    tentative: number
    etat: string
    envoiId: number | null
    numLigne: number | null
    numeroAsp: string | null
    deposeLe: string | null
    motif: Generated<string>
    ttc: number
    attendu: number | null
    valideeLe: string | null
    payeLe: string | null
    montantPaye: number | null
    codeTraitement: Generated<string>
    libelleTraitement: Generated<string>
    retourLe: string | null
    perimetre: Generated<Json>
    refusee: Generated<number>
  }
  demande_piece: { demandeId: number; rang: number; pieceId: number | null; nom: string; typeFichier: string }
  retour: {
    id: Generated<number>
    sha256: string
    nom: string
    envoiId: number | null
    source: 'fichier' | 'portail'
    lueLe: string
    par: string
    lignes: number
    bilan: Json
  }
  echeance: {
    id: Generated<number>
    revision: Generated<number>
    commandeId: number
    demandeId: number | null
    nature: string
    objet: string
    recueLe: string
    echeanceLe: string
    faiteLe: string | null
    commentaire: Generated<string>
  }
  installation: {
    commandeId: number
    revision: Generated<number>
    prevueLe: string | null
    realiseeLe: string | null
    scenario: Generated<Json>
    formation: Generated<Json>
    livrables: Generated<Json>
    tachesClient: Generated<string>
    preuves: Generated<Json>
    nonServis: Generated<Json>
  }
  facture: {
    id: Generated<number>
    revision: Generated<number>
    commandeId: number
    fournisseurId: number
    numero: string
    date: string | null
    finaliseeLe: string | null
    client: string
    ht: number | null
    tva: number | null
    ttc: number | null
    externe: Booleen
    lignePrestation: number | null
    mentionEtat: number | null
  }
  pilote: {
    id: Generated<number>
    revision: Generated<number>
    fournisseurId: number
    referencementId: number
    dossierPrepareLe: string | null
    transmisLe: string | null
    decision: 'conforme' | 'non_conforme' | null
    decideLe: string | null
    commentaire: Generated<string>
  }
  pilote_place: {
    id: Generated<number>
    piloteId: number
    rang: number
    commandeId: number
    etat: string
    choisieLe: string
    retireeLe: string | null
    motif: Generated<string>
  }
  pilote_support: {
    piloteId: number
    cle: string
    sha256: string
    nom: string
    taille: number
    ajouteLe: string
  }
  reglement: {
    id: Generated<number>
    date: string
    montant: number
    libelle: string
    reference: Generated<string>
    source: 'releve' | 'saisie'
    empreinte: string
    importeLe: string
    par: string
    ecarteLe: string | null
    commentaire: Generated<string>
  }
  reglement_demande: {
    reglementId: number
    demandeId: number
    montant: number
    avant: 'deposee' | 'validee' | 'payee'
  }
  surcharge: { dispositif: string; cle: string; valeur: Json; note: string; le: string; par: string }
  journal: {
    id: Generated<number>
    instant: string
    par: string
    sujet: string
    sujetId: number
    action: string
    de: string | null
    vers: string | null
    detail: Generated<string>
    fichier: string | null
    sha256: string | null
  }
  correspondance: { empreinte: string; nom: string; colonnes: Json; lecture: Json; utiliseeLe: string }
  finess: {
    numero: string
    juridique: string
    nom: string
    adresse: string
    codePostal: string
    commune: string
    departement: string
    telephone: string
    siret: string
    categorie: string
    libelleCategorie: string
  }
  liste: { nom: string; du: string; importeeLe: string; lignes: number; source: string }
  reference: { liste: string; type: string; cle: string; donnees: Json }
  format: {
    id: Generated<number>
    code: string
    version: number
    baseVersion: number
    nom: string
    sha256: string
    modele: Json
    schema: Json | null
    difference: Json
    importeLe: string
    par: string
    retenuLe: string | null
  }
  note: { id: Generated<number>; commandeId: number; instant: string; par: string; texte: string }
  commande_etat: { id: number; etat: string }
}
