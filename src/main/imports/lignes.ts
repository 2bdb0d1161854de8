import type { Rejet } from '#contract/commun.ts'
import type { Jour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { TypeIdentifiant } from '#domain/identifiants.ts'
import { isNumeroLisible } from '#domain/identifiants.ts'
import type { Centimes, Taux } from '#domain/montant.ts'
import type { CategorieTiers, Profession } from '#domain/tiers.ts'
import type { Enregistrement } from './csv.ts'
import { onlyProfession, parseCategorie, parseProfession } from './libelles.ts'
import { readSignature, type SignatureLue } from './signatures.ts'
import { parseIssue, SUITE_MUETTE, type SuiteLue } from './suites.ts'
import { type Colonnes, Examen } from './valeurs.ts'

export type TypeIdentifiantLu = Extract<TypeIdentifiant, 'RPPS' | 'FINESS_G' | 'FINESS_J' | 'SIREN' | 'SIRET'>

/** A client as a line says it; empty where the line says nothing. */
export interface ClientLu {
  /** Null for a structure whose kind nothing says yet. */
  readonly categorie: CategorieTiers | null
  readonly nom: string
  readonly prenom: string
  readonly profession: Profession | null
  /** The surest first: RPPS, or FINESS géographique, then the others. */
  readonly identifiants: readonly (readonly [TypeIdentifiantLu, string])[]
  readonly adresse: string
  readonly codePostal: string
  readonly commune: string
  readonly telephone: string
  readonly mail: string
  readonly reference: string
  readonly tranche: string
}

export interface PersonneLue {
  readonly nom: string
  readonly qualite: string
  readonly telephone: string
  readonly mail: string
}

/** What a line says of its order. */
export interface CommandeLue {
  readonly numero: string
  readonly dateEmission: Jour | null
  readonly dateInstallation: Jour | null
  readonly cas: string
  readonly ht: Centimes | null
  readonly ttc: Centimes | null
  readonly taux: Taux | null
  readonly fichier: string
  readonly representant: PersonneLue | null
  readonly mandataire: PersonneLue | null
  readonly signature: SignatureLue | null
  readonly suite: SuiteLue
}

export interface LigneLue {
  readonly ligne: number
  /** Null when the line is rejected. */
  readonly client: ClientLu | null
  readonly commande: CommandeLue | null
  /** Order that the line names, even when it is rejected: an order never goes in without one of its clients. */
  readonly numero: string
  readonly rejets: readonly Rejet[]
  readonly avis: readonly Rejet[]
  readonly zeros: readonly string[]
}

export interface Lecteur {
  readonly colonnes: Colonnes
  readonly dispositif: Dispositif | null
  /** The file carries order numbers, and the product of its orders is known. */
  readonly commandes: boolean
}

const DEFAUTS = {
  guillemet: [
    'guillemet',
    'Un guillemet ouvert n’est jamais refermé sur cette ligne\u00a0: elle n’est pas lue.',
  ],
  longueur: ['longueur', 'La ligne dépasse un million de caractères\u00a0: elle n’est pas lue.'],
} as const

/** Reads and checks one line. Everything that is wrong in it is said, not the first thing only. */
export function readLigne(brut: Enregistrement, lecteur: Lecteur): LigneLue {
  const { colonnes, commandes } = lecteur
  const examen = new Examen(brut.ligne, brut.cellules, colonnes)
  if (brut.defaut !== null) {
    const [regle, phrase] = DEFAUTS[brut.defaut]
    examen.reject(null, regle, phrase)
    return { ...examen, client: null, commande: null, numero: '', avis: [] }
  }
  const numero = commandes ? examen.texte('numeroCommande') : ''
  if (!assertCellules(examen, brut.cellules, colonnes.titres.length))
    // Its cells have slid under other headings: what they hold means nothing.
    return {
      ...examen,
      rejets: examen.rejets.slice(-1),
      client: null,
      commande: null,
      numero,
      avis: [],
      zeros: [],
    }
  const client = readClient(examen, lecteur)
  const commande = commandes ? readCommande(examen, numero, client) : null
  const bonne = examen.rejets.length === 0
  return {
    ligne: examen.ligne,
    rejets: examen.rejets,
    avis: bonne ? examen.avis : [],
    zeros: bonne ? examen.zeros : [],
    numero,
    client: bonne ? client : null,
    commande: bonne ? commande : null,
  }
}

/** False for a line with too many cells. */
function assertCellules(examen: Examen, cellules: readonly string[], attendues: number): boolean {
  if (cellules.length < attendues)
    examen.notice(
      null,
      'nombre de colonnes',
      `La ligne a ${cellules.length} cellules sur ${attendues}\u00a0: les dernières sont tenues pour vides.`,
    )
  else if (cellules.length > attendues && cellules.slice(attendues).some((c) => c.trim() !== '')) {
    examen.reject(
      null,
      'nombre de colonnes',
      `La ligne a ${cellules.length} cellules au lieu de ${attendues}\u00a0: un séparateur est sans doute écrit dans une cellule sans guillemets.`,
    )
    return false
  }
  return true
}

function readClient(examen: Examen, { dispositif, commandes }: Lecteur): ClientLu {
  const rpps = examen.identifiant('rpps', 'RPPS')
  const finessG = examen.identifiant('finessG', 'FINESS_G')
  const identifiants: [TypeIdentifiantLu, string][] = []
  if (rpps !== '') identifiants.push(['RPPS', rpps])
  // A FINESS is its establishment's card: on a practitioner's line it only says where he works.
  if (finessG !== '' && rpps === '') identifiants.push(['FINESS_G', finessG])
  for (const [champ, type] of AUTRES) {
    const valeur = examen.identifiant(champ, type)
    if (valeur !== '') identifiants.push([type, valeur])
  }
  if (finessG !== '' && rpps !== '')
    examen.notice(
      'finessG',
      'FINESS d’un praticien',
      'Le FINESS géographique n’est pas repris sur la fiche d’une personne qui a un n° RPPS.',
    )
  const nom = examen.texte('nom')
  const prenom = examen.texte('prenom')
  const complet = examen.texte('nomComplet')
  const reference = examen.texte('reference')
  const profession = readProfession(examen, dispositif)
  const categorie = readCategorie(examen, identifiants, profession, dispositif)
  if (examen.rejets.length === 0) {
    if (identifiants.length === 0 && (commandes || reference === ''))
      examen.reject(
        null,
        'identifiant du client',
        commandes
          ? 'La ligne n’a ni n° RPPS ni n° FINESS\u00a0: l’agence ne peut pas reconnaître le client.'
          : 'La ligne n’a ni n° RPPS, ni n° FINESS, ni référence\u00a0: rien ne permet de reconnaître ce client la prochaine fois.',
      )
    if (nom === '' && complet === '' && (rpps !== '' || finessG === ''))
      examen.reject(null, 'nom du client', 'La ligne n’a pas de nom.')
  }
  return {
    categorie,
    nom: nom === '' ? complet : nom,
    prenom: nom === '' && containsWord(complet, prenom) ? '' : prenom,
    profession: categorie === 'praticien' ? (profession ?? onlyProfession(dispositif)) : null,
    identifiants,
    adresse: examen.texte('adresse'),
    codePostal: examen.codePostal('codePostal'),
    commune: examen.texte('commune'),
    telephone: examen.telephone('telephone'),
    mail: examen.mail('mail'),
    reference,
    tranche: examen.texte('tranche'),
  }
}

/** Does a full name hold the first name already (« DURAND Jean » and « Jean »)? */
const containsWord = (nom: string, mot: string): boolean =>
  mot !== '' &&
  nom
    .toLowerCase()
    .split(/[\s-]+/)
    .includes(mot.toLowerCase())

const AUTRES = [
  ['finessJ', 'FINESS_J'],
  ['siret', 'SIRET'],
  ['siren', 'SIREN'],
] as const

function readProfession(examen: Examen, dispositif: Dispositif | null): Profession | null {
  const libelle = examen.texte('profession')
  if (libelle === '') return null
  const profession = parseProfession(libelle)
  // Some lists name the kind of structure where they name a person's profession.
  if (profession === null && parseCategorie(libelle) !== null) return null
  if (profession === null) {
    const phrase = `La profession «\u00a0${libelle}\u00a0» n’est pas connue`
    if (dispositif === null)
      examen.notice('profession', 'profession', `${phrase}\u00a0: le champ est laissé vide.`)
    else examen.reject('profession', 'profession', `${phrase} du dispositif ${dispositif.code}.`)
  } else if (dispositif !== null && !dispositif.clients.some((c) => c.profession === profession))
    examen.reject(
      'profession',
      'profession',
      `Le dispositif ${dispositif.code} ne finance pas la profession «\u00a0${libelle}\u00a0».`,
    )
  return profession
}

function readCategorie(
  examen: Examen,
  identifiants: ClientLu['identifiants'],
  profession: Profession | null,
  dispositif: Dispositif | null,
): CategorieTiers | null {
  const libelle = examen.texte('categorie')
  const dite = parseCategorie(libelle === '' ? examen.texte('profession') : libelle)
  if (libelle !== '' && dite === null)
    examen.notice(
      'categorie',
      'catégorie',
      `La catégorie «\u00a0${libelle}\u00a0» n’est pas connue\u00a0: elle est déduite.`,
    )
  if (identifiants[0]?.[0] === 'RPPS') return 'praticien'
  if (dite !== null) return dite
  const types = identifiants.map(([type]) => type)
  if (types.includes('FINESS_G')) return null
  if (profession !== null) return 'praticien'
  if (types.includes('FINESS_J')) return 'gestionnaire'
  if (types.length > 0) return null
  return dispositif === null || dispositif.clients.some((c) => c.categorie === 'praticien')
    ? 'praticien'
    : null
}

function readCommande(examen: Examen, numero: string, client: ClientLu): CommandeLue {
  if (numero === '')
    examen.reject(
      'numeroCommande',
      'ligne sans numéro de bon de commande',
      'La ligne n’a pas de numéro de bon de commande\u00a0: elle est laissée de côté.',
    )
  else if (!isNumeroLisible(numero))
    examen.notice(
      'numeroCommande',
      REGLE_NUMERO,
      `Le numéro «\u00a0${numero}\u00a0» a d’autres caractères que des lettres, des chiffres et des espaces\u00a0: il est gardé, mais la lecture automatique de l’agence peut le manquer.`,
    )
  // Who signs for a structure represents it (AF-SFP-LGC-Va2 §4.3), when the list names nobody else.
  const representantNom =
    examen.texte('representantNom') || (client.categorie === 'praticien' ? '' : examen.texte('signataire'))
  const issue = examen.texte('issue')
  const issueLue = issue === '' ? null : parseIssue(issue)
  if (issue !== '' && issueLue === null)
    examen.reject(
      'issue',
      'issue de l’avance',
      `«\u00a0${issue}\u00a0» n’est pas une issue connue\u00a0: Déposée, Incomplète, A modifier, Validée, Décidée et payée ou Rejetée.`,
    )
  const mandataireNom = examen.texte('mandataireNom')
  return {
    numero,
    dateEmission: examen.date('dateCommande'),
    dateInstallation: examen.date('dateInstallation'),
    cas: examen.texte('cas').toUpperCase(),
    ht: examen.montant('montantHt'),
    ttc: examen.montant('montantTtc'),
    taux: examen.taux('taux'),
    fichier: examen.texte('fichier'),
    signature: readSignature(examen),
    suite: {
      ...SUITE_MUETTE,
      deposeLe: examen.date('dateDepot'),
      numeroAsp: examen.texte('numeroAsp'),
      issue: issueLue,
      montantPaye: examen.montant('montantPaye'),
      payeLe: examen.date('datePaiement'),
    },
    representant:
      representantNom === ''
        ? null
        : {
            nom: representantNom,
            qualite: examen.texte('representantQualite'),
            telephone: client.telephone,
            mail: client.mail,
          },
    mandataire:
      mandataireNom === ''
        ? null
        : {
            nom: mandataireNom,
            qualite: '',
            telephone: examen.telephone('mandataireTelephone'),
            mail: examen.mail('mandataireMail'),
          },
  }
}

export const REGLE_NUMERO = 'Lecture des pièces par l’ASP'
