import { open } from 'node:fs/promises'
import path from 'node:path'
import type { RejetDemande } from '#contract/reprise.ts'
import type { CodesAgence } from '#domain/codes.ts'
import { FichierRefuse, type Format } from '../formats/format.ts'
import { compileLecteur, type Lecteur, type Lu } from '../formats/lecture.ts'
import { findSource } from '../formats/sources.ts'
import { sha256Of } from '../pieces/magasin.ts'
import { sentenceOf } from '../refus.ts'

/** A request that the schema of its format accepted, read through its template. */
export interface LigneAgence {
  readonly numLigne: number
  readonly numero: string
  readonly lu: Lu
}

export interface FichierAgence {
  /** The format that the file was read with. */
  readonly format: Format
  readonly lecteur: Lecteur
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

/** The group of keys that a request file is. Throws `FichierIllisible`. */
export function parseFichier(octets: Buffer): Objet {
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

/** Errors of a file's head and of one of its lines, against the schema of the format. */
function errorsOf(format: Format, codes: CodesAgence, contenu: Objet) {
  try {
    format.read(Buffer.from(JSON.stringify(contenu), 'utf8'), codes)
    return []
  } catch (erreur) {
    if (erreur instanceof FichierRefuse) return erreur.erreurs
    throw erreur
  }
}

/** Without these, nothing can be told of an order. */
const INDISPENSABLES: readonly (readonly [string, ...string[]])[] = [
  ['fournisseur.siret'],
  ['lignes[].commande.numero'],
  ['lignes[].commande.dateEmission'],
  ['lignes[].commande.ht', 'lignes[].commande.ttc'],
  ['lignes[].praticiens[].rpps', 'lignes[].client.rpps', 'lignes[].structure.finessGeo[]'],
]

function assertReadable(format: Format, { sources }: Lecteur): void {
  const manque = INDISPENSABLES.find((possibles) => !possibles.some((s) => sources.has(s)))
  if (manque !== undefined)
    throw new FichierIllisible(
      `Le format «\u00a0${format.libelle}\u00a0», version ${format.version}, n’écrit pas «\u00a0${findSource(manque[0])?.libelle ?? manque[0]}\u00a0»\u00a0: ses fichiers ne peuvent pas être relus.`,
      'modèle de l’agence',
    )
}

/**
 * Reads a request file with the format that wrote it: its head, and every line that the schema accepts.
 * The others are rejections. Throws `FichierIllisible` when the file is none of this format.
 */
export function readFichier(octets: Buffer, format: Format, codes: CodesAgence): FichierAgence {
  const contenu = parseFichier(octets)
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
  const lecteur = compileLecteur(format.gabarit, cleLignes)
  assertReadable(format, lecteur)
  const tete = lecteur.blankTete(contenu)
  const prefixe = `${cleLignes}[0]`
  const rejets: RejetDemande[] = []
  const bonnes: LigneAgence[] = []
  const vus = new Set<number>()
  for (const [i, ligne] of (lignes as readonly unknown[]).entries()) {
    const { lu, illisibles } = lecteur.readLigne(ligne)
    const rang = lu.nombre('lignes[].numLigne') ?? i + 1
    const numero = lu.texte('lignes[].commande.numero')?.slice(0, 100) ?? null
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
    const erreurs = errorsOf(format, codes, { ...tete, [cleLignes]: [lecteur.blank(ligne)] })
    const entete = erreurs.find((e) => !e.chemin.startsWith(prefixe))
    if (entete !== undefined) throw new FichierIllisible(entete.phrase, format.libelle, entete.chemin)
    if (erreurs.length > 0)
      for (const e of erreurs)
        reject(
          e.chemin.slice(prefixe.length + 1),
          format.libelle,
          e.phrase.replaceAll(`${prefixe}.`, '').replaceAll(prefixe, 'demande'),
        )
    else if (illisibles.length > 0)
      for (const { cle, trouve, attendu } of illisibles)
        reject(
          cle,
          format.libelle,
          `${cle}\u00a0: «\u00a0${trouve}\u00a0» ne se lit pas, attendu\u00a0: ${attendu}.`,
        )
    else if (numero === null)
      reject(
        lecteur.cleOf('lignes[].commande.numero'),
        format.libelle,
        'Cette demande n’a pas de numéro de bon de commande.',
      )
    else if (vus.has(rang))
      reject(
        lecteur.cleOf('lignes[].numLigne'),
        'numérotation des lignes',
        `La ligne ${rang} est déjà dans ce fichier\u00a0: la première est gardée.`,
      )
    else {
      vus.add(rang)
      bonnes.push({ numLigne: rang, numero, lu })
    }
  }
  const enTete = lecteur.readTete(contenu)
  const head = (source: string) => enTete.texte(source) ?? bonnes[0]?.lu.texte(source) ?? ''
  return {
    format,
    lecteur,
    siret: head('fournisseur.siret'),
    numeroAns: head('referencement.numeroAns'),
    lignes: bonnes,
    total: lignes.length,
    rejets,
  }
}

/**
 * Reads a request file with the format, of several, that accepts most of its lines; the first when none does.
 * Throws `FichierIllisible`.
 */
export function readFichierOf(octets: Buffer, formats: readonly Format[], codes: CodesAgence): FichierAgence {
  let meilleur: FichierAgence | null = null
  let premiere: FichierIllisible | null = null
  for (const format of formats)
    try {
      const lu = readFichier(octets, format, codes)
      if (lu.rejets.length === 0) return lu
      if (meilleur === null || lu.lignes.length > meilleur.lignes.length) meilleur = lu
    } catch (erreur) {
      if (!(erreur instanceof FichierIllisible)) throw erreur
      premiere ??= erreur
    }
  if (meilleur !== null) return meilleur
  throw premiere ?? new FichierIllisible('Ce dispositif n’a pas de format de demande.', 'modèle de l’agence')
}
