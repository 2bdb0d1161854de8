import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { formatDecimal } from '#domain/montant.ts'

/** A model that cannot be used: a sentence for the user, and what to do. Nothing changed. */
export class ModeleRefuse extends Error {
  readonly remede: string
  constructor(phrase: string, remede: string) {
    super(phrase)
    this.remede = remede
  }
}

export type Objet = Readonly<Record<string, unknown>>

/** A model holds one or two example requests: a few kilobytes. */
const TAILLE_MAX = 2 * 1024 ** 2
const PROFONDEUR_MAX = 24
const CLES_MAX = 2000
const AUTRE_FICHIER = 'Choisissez le modèle JSON que l’agence publie avec son guide de remplissage.'

export const isObjet = (x: unknown): x is Objet => typeof x === 'object' && x !== null && !Array.isArray(x)

/** Reads a small JSON file. Throws `ModeleRefuse` when it is missing, too large, or not JSON in UTF-8. */
export async function readJsonFile(fichier: string): Promise<{ octets: Buffer; contenu: unknown }> {
  const nom = path.basename(fichier)
  const infos = await stat(fichier).catch(() => null)
  if (infos === null || !infos.isFile())
    throw new ModeleRefuse(`«\u00a0${nom}\u00a0» n’est pas un fichier lisible.`, 'Vérifiez son emplacement.')
  if (infos.size > TAILLE_MAX)
    throw new ModeleRefuse(
      `«\u00a0${nom}\u00a0» est trop gros pour un modèle\u00a0: ${formatDecimal(Math.round(infos.size / 10_485.76))}\u00a0Mo, 2\u00a0Mo au plus.`,
      AUTRE_FICHIER,
    )
  const octets = await readFile(fichier)
  let texte: string
  try {
    texte = new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new ModeleRefuse(`«\u00a0${nom}\u00a0» n’est pas un texte en UTF-8.`, AUTRE_FICHIER)
  }
  try {
    return { octets, contenu: JSON.parse(texte) as unknown }
  } catch (cause) {
    const rang = /position (\d+)/.exec((cause as Error).message)?.[1]
    const ligne = rang === undefined ? '' : `, ligne ${texte.slice(0, Number(rang)).split('\n').length}`
    throw new ModeleRefuse(`«\u00a0${nom}\u00a0» n’est pas du JSON${ligne}.`, AUTRE_FICHIER)
  }
}

/** Refuses what would be walked for ever, and a key that would set a prototype. */
function assertReadable(racine: unknown): void {
  let cles = 0
  const parcours = (valeur: unknown, profondeur: number): void => {
    if (typeof valeur !== 'object' || valeur === null) return
    if (profondeur > PROFONDEUR_MAX)
      throw new ModeleRefuse(
        `Ce fichier emboîte plus de ${PROFONDEUR_MAX} niveaux\u00a0: ce n’est pas un modèle de demande.`,
        AUTRE_FICHIER,
      )
    for (const [cle, v] of Object.entries(valeur)) {
      cles += 1
      if (cles > CLES_MAX)
        throw new ModeleRefuse(
          `Ce fichier a plus de ${CLES_MAX} clés\u00a0: un modèle porte une ou deux demandes d’exemple.`,
          'Gardez une seule demande dans le fichier, ou choisissez le modèle vierge.',
        )
      if (cle === '__proto__' || cle.includes('{{') || cle.length > 100)
        throw new ModeleRefuse(
          `La clé «\u00a0${cle.slice(0, 40)}\u00a0» ne peut pas être celle d’un modèle.`,
          AUTRE_FICHIER,
        )
      if (typeof v === 'string' && v.includes('{{'))
        throw new ModeleRefuse(
          `La valeur de «\u00a0${cle}\u00a0» contient «\u00a0{{\u00a0», que Liasse réserve.`,
          'Remplacez-la par une valeur d’exemple.',
        )
      parcours(v, profondeur + 1)
    }
  }
  parcours(racine, 0)
}

/** One example out of those of an array: every key of every element, the first value that says something. */
export function mergeExamples(elements: readonly unknown[]): unknown {
  const dits = elements.filter((e) => e !== null)
  if (dits.length === 0) return elements[0]
  if (dits.every((e) => Array.isArray(e))) return dits.flat()
  if (!dits.every(isObjet)) return dits[0]
  const cles = new Set(dits.flatMap((e) => Object.keys(e)))
  return Object.fromEntries(
    [...cles].map((cle) => [
      cle,
      mergeExamples(dits.filter((e) => Object.hasOwn(e, cle)).map((e) => e[cle])),
    ]),
  )
}

function namesOf(valeur: unknown, noms = new Set<string>()): Set<string> {
  if (Array.isArray(valeur)) for (const v of valeur) namesOf(v, noms)
  else if (isObjet(valeur))
    for (const [cle, v] of Object.entries(valeur)) {
      noms.add(cle.toLowerCase())
      namesOf(v, noms)
    }
  return noms
}

const isListOfObjects = (x: unknown) => Array.isArray(x) && x.some(isObjet)

/**
 * The model, and its key that holds the requests. `cleLignes` and `gabarit` are those of the format compared with;
 * `ressemblance`: share of its keys that the model must know, 0 when it is another request's.
 * Throws `ModeleRefuse`.
 */
export function readModele(
  contenu: unknown,
  {
    cleLignes,
    gabarit,
    ressemblance,
    libelle,
  }: { cleLignes: string; gabarit: Objet; ressemblance: number; libelle: string },
): { modele: Objet; cleLignes: string } {
  assertReadable(contenu)
  if (Array.isArray(contenu))
    throw new ModeleRefuse(
      'Ce fichier commence par une liste\u00a0: un modèle de demande est un objet qui porte la liste des demandes.',
      AUTRE_FICHIER,
    )
  if (!isObjet(contenu))
    throw new ModeleRefuse(
      'Ce fichier ne contient pas de clés\u00a0: ce n’est pas un modèle de demande.',
      AUTRE_FICHIER,
    )
  const meme = Object.keys(contenu).find((c) => c.toLowerCase() === cleLignes.toLowerCase())
  if (meme !== undefined && !isListOfObjects(contenu[meme]))
    throw new ModeleRefuse(
      Array.isArray(contenu[meme])
        ? `La liste «\u00a0${meme}\u00a0» est vide ou ne contient pas d’objets\u00a0: aucune demande d’exemple à comparer.`
        : `«\u00a0${meme}\u00a0» n’est pas une liste\u00a0: c’est là que les demandes se répètent.`,
      'Prenez un modèle rempli d’une demande d’exemple.',
    )
  const attendus = namesOf(gabarit)
  const communes = (x: unknown) => [...namesOf(x)].filter((n) => attendus.has(n)).length
  const listes = Object.keys(contenu).filter((c) => isListOfObjects(contenu[c]))
  const choisie = meme ?? listes.sort((a, b) => communes(contenu[b]) - communes(contenu[a]))[0]
  if (choisie === undefined)
    throw new ModeleRefuse(
      'Aucune liste de demandes n’a été reconnue au premier rang de ce fichier.',
      `La demande en a une, «\u00a0${cleLignes}\u00a0» aujourd’hui. ${AUTRE_FICHIER}`,
    )
  if (communes(contenu) < attendus.size * ressemblance)
    throw new ModeleRefuse(
      `Ce fichier ne ressemble pas à «\u00a0${libelle}\u00a0»\u00a0: ${communes(contenu)} clés sur ${attendus.size} sont connues.`,
      'Vérifiez le dispositif et la demande.',
    )
  return { modele: contenu, cleLignes: choisie }
}
