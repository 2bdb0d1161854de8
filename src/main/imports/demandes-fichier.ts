import { open } from 'node:fs/promises'
import path from 'node:path'
import type { RejetDemande } from '#contract/reprise.ts'
import { FichierRefuse, type Format } from '../formats/format.ts'
import { sha256Of } from '../pieces/magasin.ts'
import { sentenceOf } from '../refus.ts'

/** A request as the agency's model writes it, once the schema of the format has passed. */
export interface LigneAgence {
  readonly numLigne: number
  readonly numeroASP: unknown
  readonly numeroEditeur: string
  readonly commande: {
    readonly dateCommande: string
    readonly regimeTVA: 'TTC' | 'HT'
    readonly montantSegurHT: number
  }
  readonly beneficiaires: {
    readonly commandePour: 'LIBERAL' | 'STRUCTURE'
    readonly isMandataire: boolean
    readonly isClientUnique: boolean
    readonly nomMandataire: string | null
    readonly emailMandataire: string | null
    readonly telephoneMandataire: string | null
    readonly liberal: readonly {
      readonly nomMedecin: string
      readonly emailMedecin: string
      readonly telephoneMedecin: string
      readonly RPPS: string
    }[]
    readonly structure: {
      readonly nomResponsable: string | null
      readonly emailResponsable: string | null
      readonly telephoneResponsable: string | null
      readonly FINESSJuridique: string | null
      readonly FINESSGeo: readonly string[]
    }
  }
  readonly piecesJustificatives: readonly { readonly nomFichier: string }[]
  readonly scenarioInstallation?: Readonly<Record<string, boolean | string | null>>
  readonly codeTraitement: unknown
  readonly libelleTraitement: unknown
}

export interface FichierAgence {
  readonly siret: string
  readonly numeroAns: string
  readonly lignes: readonly LigneAgence[]
  /** Lines of the file, good or not. */
  readonly total: number
  readonly rejets: readonly RejetDemande[]
}

/** A file that is no request file of this scheme: nothing of it can be read. */
export class FichierIllisible extends Error {
  readonly cle: string | null
  readonly regle: string
  constructor(phrase: string, regle: string, cle: string | null = null) {
    super(phrase)
    this.cle = cle
    this.regle = regle
  }
}

/** 200 requests make less than a megabyte. */
const TAILLE_MAX = 32 * 2 ** 20

/** The bytes of a request file. Throws `FichierIllisible`. */
export async function readOctets(
  chemin: string,
): Promise<{ readonly octets: Buffer; readonly sha256: string; readonly modifieLe: Date }> {
  try {
    const poignee = await open(chemin, 'r')
    try {
      const { size, mtime } = await poignee.stat()
      if (size > TAILLE_MAX)
        throw new FichierIllisible('Ce fichier est trop gros pour un fichier de demandes.', 'taille')
      const octets = await poignee.readFile()
      return { octets, sha256: sha256Of(octets), modifieLe: mtime }
    } finally {
      await poignee.close()
    }
  } catch (erreur) {
    if (erreur instanceof FichierIllisible) throw erreur
    throw new FichierIllisible(
      sentenceOf(erreur) ?? `«\u00a0${path.basename(chemin)}\u00a0» ne peut pas être lu.`,
      'lecture',
    )
  }
}

type Objet = Readonly<Record<string, unknown>>
const isObjet = (valeur: unknown): valeur is Objet =>
  typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur)

function parse(octets: Buffer): Objet {
  let texte: string
  try {
    texte = new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new FichierIllisible('Ce fichier n’est pas du JSON en UTF-8.', 'JSON')
  }
  let contenu: unknown
  try {
    contenu = JSON.parse(texte)
  } catch {
    const debut = /^\s*[{[]/.test(texte)
    throw new FichierIllisible(
      debut
        ? 'Ce JSON est incomplet ou abîmé\u00a0: le fichier a été coupé, ou modifié à la main.'
        : 'Ce fichier n’est pas du JSON.',
      'JSON',
    )
  }
  if (!isObjet(contenu))
    throw new FichierIllisible(
      'Ce JSON n’est pas un fichier de demandes\u00a0: un groupe de clés est attendu en tête.',
      'modèle de l’agence',
    )
  return contenu
}

/** What the agency fills on return: it says nothing of the request's shape. */
const REMPLIES = ['numeroASP', 'codeTraitement', 'libelleTraitement'] as const

const blank = (ligne: Objet): Objet => ({
  ...ligne,
  ...Object.fromEntries(REMPLIES.filter((cle) => cle in ligne).map((cle) => [cle, null])),
})

/** Errors of a file's head and of one of its lines, against the schema of the format. */
function errorsOf(format: Format, contenu: Objet) {
  try {
    format.read(Buffer.from(JSON.stringify(contenu), 'utf8'))
    return []
  } catch (erreur) {
    if (erreur instanceof FichierRefuse) return erreur.erreurs
    throw erreur
  }
}

const asText = (valeur: unknown): string =>
  typeof valeur === 'string' || typeof valeur === 'number' ? String(valeur).slice(0, 100) : ''

/**
 * Reads a request file of the agency's model: its head, and every line that the schema of the format accepts.
 * The others are rejections. Throws `FichierIllisible` when the file is none of this format.
 */
export function readFichier(octets: Buffer, format: Format): FichierAgence {
  const contenu = parse(octets)
  const { cleLignes } = format
  const lignes = contenu[cleLignes]
  if (!Array.isArray(lignes) || lignes.length === 0)
    throw new FichierIllisible(
      Array.isArray(lignes)
        ? 'Ce fichier n’a aucune demande.'
        : `Ce JSON n’est pas un fichier de demandes\u00a0: la liste «\u00a0${cleLignes}\u00a0» n’y est pas.`,
      'modèle de l’agence',
      cleLignes,
    )
  const tete = { ...contenu, impId: 'impId' in contenu ? null : undefined }
  const prefixe = `${cleLignes}[0]`
  const rejets: RejetDemande[] = []
  const bonnes: LigneAgence[] = []
  const vus = new Set<number>()
  for (const [i, ligne] of (lignes as readonly unknown[]).entries()) {
    const rang = isObjet(ligne) && Number.isInteger(ligne.numLigne) ? (ligne.numLigne as number) : i + 1
    const numero = isObjet(ligne) ? asText(ligne.numeroEditeur) || null : null
    const reject = (cle: string | null, regle: string, phrase: string) =>
      rejets.push({ numLigne: rang, numero, cle, regle, phrase })
    if (!isObjet(ligne)) {
      reject(
        prefixe.replace('[0]', `[${i}]`),
        'modèle de l’agence',
        'Cette demande n’est pas un groupe de clés.',
      )
      continue
    }
    const erreurs = errorsOf(format, { ...tete, [cleLignes]: [blank(ligne)] })
    const entete = erreurs.find((e) => !e.chemin.startsWith(prefixe))
    if (entete !== undefined) throw new FichierIllisible(entete.phrase, format.libelle, entete.chemin)
    if (erreurs.length > 0) {
      for (const e of erreurs)
        reject(
          e.chemin.slice(prefixe.length + 1),
          format.libelle,
          e.phrase.replaceAll(`${prefixe}.`, '').replaceAll(prefixe, 'demande'),
        )
    } else if (vus.has(rang))
      reject(
        'numLigne',
        'numérotation des lignes',
        `La ligne ${rang} est déjà dans ce fichier\u00a0: la première est gardée.`,
      )
    else {
      vus.add(rang)
      bonnes.push(ligne as unknown as LigneAgence)
    }
  }
  return {
    siret: asText(contenu.siret),
    numeroAns: asText(contenu.numeroAns),
    lignes: bonnes,
    total: lignes.length,
    rejets,
  }
}
