import { lstat, open, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Rejet } from '#contract/commun.ts'
import type { Contexte } from '../contexte.ts'
import { sentenceOf } from '../refus.ts'
import type { LecturePdf } from '../workers/piece.ts'
import { type FormatPiece, formatMo, identifyPiece, TAILLE_PIECE_MAX } from './nature.ts'
import type { SignaturePdf } from './signatures.ts'

export const rejet = (valeur: string | null, regle: string, phrase: string): Rejet => ({
  ligne: null,
  colonne: null,
  valeur,
  regle,
  phrase,
})

/** A file to be stored, with its name made printable. */
export interface FichierTrouve {
  readonly chemin: string
  readonly nom: string
}

const PROFONDEUR_MAX = 8
const FICHIERS_MAX = 20_000
const NOM_MAX = 200

/** A file's name as shown and kept: one line, no path, no control or invisible character, at most 200. */
export function cleanName(nom: string): string {
  const propre = nom
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '')
    .trim()
  if (propre.length <= NOM_MAX) return propre
  const extension = /\.[A-Za-z0-9]{1,5}$/.exec(propre)?.[0] ?? ''
  return propre.slice(0, NOM_MAX - extension.length) + extension
}

/** Files that the system or a file manager leaves in folders: nobody deposits them. */
const isNoise = (nom: string) => nom.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(nom)

/**
 * Lists the files given, folders walked in the order of names. Symbolic links inside folders are not followed,
 * depth and number are bounded; what is left out is a `Rejet`.
 */
export async function listFichiers(
  chemins: readonly string[],
): Promise<{ readonly fichiers: readonly FichierTrouve[]; readonly rejets: readonly Rejet[] }> {
  const fichiers: FichierTrouve[] = []
  const rejets: Rejet[] = []
  const vus = new Set<string>()

  async function visit(chemin: string, profondeur: number): Promise<void> {
    const nom = cleanName(path.basename(chemin))
    if (fichiers.length >= FICHIERS_MAX) return
    try {
      const etat = await lstat(chemin)
      if (etat.isSymbolicLink()) {
        rejets.push(
          rejet(
            nom,
            'lien',
            `«\u00a0${nom}\u00a0» est un lien vers un autre endroit\u00a0: il n’a pas été suivi. Donnez le fichier lui-même.`,
          ),
        )
      } else if (etat.isDirectory()) {
        if (profondeur >= PROFONDEUR_MAX)
          rejets.push(
            rejet(
              nom,
              'profondeur',
              `Le dossier «\u00a0${nom}\u00a0» est à plus de ${PROFONDEUR_MAX} niveaux\u00a0: il n’a pas été parcouru.`,
            ),
          )
        else
          for (const enfant of (await readdir(chemin)).sort())
            if (!isNoise(enfant)) await visit(path.join(chemin, enfant), profondeur + 1)
      } else if (!etat.isFile()) {
        rejets.push(rejet(nom, 'nature', `«\u00a0${nom}\u00a0» n’est ni un fichier ni un dossier.`))
      } else if (!vus.has(chemin)) {
        vus.add(chemin)
        fichiers.push({ chemin, nom })
      }
    } catch (erreur) {
      rejets.push(rejet(nom, 'lecture', unreadable(nom, erreur)))
    }
  }

  for (const chemin of chemins) await visit(path.resolve(chemin), 0)
  if (fichiers.length >= FICHIERS_MAX)
    rejets.push(
      rejet(
        null,
        'nombre',
        `Plus de ${FICHIERS_MAX} fichiers\u00a0: les suivants n’ont pas été lus. Donnez-les en plusieurs fois.`,
      ),
    )
  return { fichiers, rejets }
}

function unreadable(nom: string, erreur: unknown): string {
  const code = (erreur as { code?: string }).code
  if (code === 'ENOENT') return `«\u00a0${nom}\u00a0» n’existe pas, ou plus.`
  if (code === 'ENAMETOOLONG') return `Le nom «\u00a0${nom.slice(0, 40)}…\u00a0» est trop long.`
  if (code === 'ERR_INVALID_ARG_VALUE') return `Le nom «\u00a0${nom}\u00a0» contient un caractère interdit.`
  if (code === 'EACCES' || code === 'EPERM')
    return `«\u00a0${nom}\u00a0» ne peut pas être lu\u00a0: vous n’en avez pas le droit.`
  return `«\u00a0${nom}\u00a0» n’a pas pu être lu. ${sentenceOf(erreur) ?? ''}`.trim()
}

/** A file fit to be stored. */
export interface PieceLue {
  readonly lue: true
  readonly octets: Buffer
  readonly format: FormatPiece
  readonly pages: number
  readonly signatures: readonly SignaturePdf[]
}

/** Time left to pdf.js for one file. */
export const DELAI_LECTURE_MS = 10_000

const MOTIFS = {
  protege:
    'est protégé par un mot de passe\u00a0: l’agence ne pourrait pas le lire. Enregistrez-le sans protection.',
  illisible: 'n’est pas un PDF lisible. Ouvrez-le pour vérifier, puis demandez à nouveau l’original.',
  delai:
    'n’a pas pu être lu en temps voulu\u00a0: il est trop complexe ou fabriqué pour bloquer. Imprimez-le en PDF à nouveau.',
} as const

type Lecture = LecturePdf | { readonly lisible: false; readonly motif: 'delai' }

async function tryPdf(atelier: Contexte['atelier'], octets: Buffer, delai: number): Promise<Lecture> {
  const borne = AbortSignal.timeout(delai)
  try {
    return await atelier.run<LecturePdf>('piece', { octets: new Uint8Array(octets) }, { signal: borne })
  } catch (erreur) {
    // A worker that died of the file (memory) says as much about it.
    const mort = (erreur as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    if (borne.aborted || mort) return { lisible: false, motif: 'delai' }
    throw erreur
  }
}

let tour: Promise<unknown> = Promise.resolve()

/** The bound also counts the wait for a thread: what ran out of time is read again, alone, before it is refused. */
async function readPdf(atelier: Contexte['atelier'], octets: Buffer, delai: number): Promise<Lecture> {
  const lecture = await tryPdf(atelier, octets, delai)
  if (lecture.lisible || lecture.motif !== 'delai') return lecture
  const seule = tour.then(() => tryPdf(atelier, octets, delai))
  tour = seule.catch(() => undefined)
  return seule
}

/** Reads one file and checks that it can be a piece. A refusal is a `Rejet`; nothing is stored here. */
export async function readPiece(
  atelier: Contexte['atelier'],
  { chemin, nom }: FichierTrouve,
  delai = DELAI_LECTURE_MS,
): Promise<PieceLue | { readonly lue: false; readonly rejet: Rejet }> {
  const refuse = (regle: string, phrase: string) =>
    ({ lue: false, rejet: rejet(nom, regle, phrase) }) as const
  let octets: Buffer
  try {
    const poignee = await open(chemin, 'r')
    try {
      const { size } = await poignee.stat()
      if (size > TAILLE_PIECE_MAX)
        return refuse(
          'taille',
          `«\u00a0${nom}\u00a0» fait ${formatMo(size)}\u00a0: la limite est de ${formatMo(TAILLE_PIECE_MAX)}. Numérisez-le en moins grand.`,
        )
      octets = await poignee.readFile()
    } finally {
      await poignee.close()
    }
  } catch (erreur) {
    return refuse('lecture', unreadable(nom, erreur))
  }
  return examinePiece(atelier, nom, octets, delai)
}

/** Checks that a content can be a piece, under the name of its file. A refusal is a `Rejet`; nothing is stored here. */
export async function examinePiece(
  atelier: Contexte['atelier'],
  nom: string,
  octets: Buffer,
  delai = DELAI_LECTURE_MS,
): Promise<PieceLue | { readonly lue: false; readonly rejet: Rejet }> {
  const refuse = (regle: string, phrase: string) =>
    ({ lue: false, rejet: rejet(nom, regle, phrase) }) as const
  const identifiee = identifyPiece(nom, octets)
  if ('phrase' in identifiee) return refuse(identifiee.regle, identifiee.phrase)
  const { format, pages } = identifiee
  if (pages !== null) return { lue: true, octets, format, pages, signatures: [] }
  const pdf = await readPdf(atelier, octets, delai)
  if (!pdf.lisible) return refuse(pdf.motif, `«\u00a0${nom}\u00a0» ${MOTIFS[pdf.motif]}`)
  return { lue: true, octets, format, pages: pdf.pages, signatures: pdf.signatures }
}
