import { type Zippable, zipSync } from 'fflate'
import readXlsxFile from 'read-excel-file/node'
import yauzl from 'yauzl'
import { refuser } from '../refus.ts'
import type { Enregistrement } from './csv.ts'
import type { FichierOuvert } from './fichier.ts'

export interface FeuilleLue {
  readonly nom: string
  readonly records: readonly Enregistrement[]
}

/** Uncompressed XML that a workbook may hold, and the files in it. A list of 200 000 lines is far below. */
const TAILLE_MAX = 400 * 2 ** 20
const ENTREES_MAX = 2000

/**
 * The XML parts of the workbook, inflated under the limit. Sizes that the archive declares are checked
 * while it is read: an archive that lies is refused before it fills the memory.
 */
async function unpack(fichier: FichierOuvert): Promise<Zippable> {
  const archive = await yauzl.openPromise(fichier.chemin)
  try {
    if (archive.entryCount > ENTREES_MAX) tooBig(fichier.nom)
    const parties: Zippable = {}
    let total = 0
    for await (const entree of archive.eachEntry()) {
      if (!/\.xml(?:\.rels)?$/.test(entree.fileName)) continue
      total += entree.uncompressedSize
      if (total > TAILLE_MAX) tooBig(fichier.nom)
      const morceaux: Buffer[] = []
      for await (const morceau of await archive.openReadStreamPromise(entree))
        morceaux.push(morceau as Buffer)
      parties[entree.fileName] = [Buffer.concat(morceaux), { level: 0 }]
    }
    return parties
  } finally {
    archive.close()
  }
}

function tooBig(nom: string): never {
  refuser(`«\u00a0${nom}\u00a0» contient trop de données pour être ouvert sans risque.`, {
    remede: 'Enregistrez la feuille utile au format CSV, puis importez ce fichier.',
  })
}

/** A cell as text: days as `YYYY-MM-DD`, numbers without the noise of binary fractions. */
function toText(cellule: unknown): string {
  if (cellule === null || cellule === undefined) return ''
  if (cellule instanceof Date)
    return Number.isNaN(cellule.getTime()) ? '' : cellule.toISOString().slice(0, 10)
  return typeof cellule === 'boolean' ? (cellule ? 'oui' : 'non') : String(cellule)
}

/** `1.0000001916E10` and `358.33000000000004` as Excel shows them: 10000001916 and 358.33. */
function parseNumber(texte: string): string {
  const nombre = Number(texte)
  if (!Number.isFinite(nombre)) return texte
  return Number.isInteger(nombre) ? nombre.toFixed(0) : String(Number(nombre.toPrecision(15)))
}

/**
 * Every sheet of a workbook. What is parsed is exactly what was inflated and checked: the parts are packed again, stored.
 * Refuses what is not a workbook, or is damaged.
 */
export async function readTableur(fichier: FichierOuvert): Promise<readonly FeuilleLue[]> {
  try {
    const parties = await unpack(fichier)
    if (parties['xl/workbook.xml'] === undefined)
      refuser(`«\u00a0${fichier.nom}\u00a0» est une archive ZIP, pas un classeur.`, {
        remede: 'Choisissez un fichier CSV ou XLSX.',
      })
    const feuilles = await readXlsxFile<string>(Buffer.from(zipSync(parties, { level: 0 })), {
      trim: false,
      parseNumber,
    })
    return feuilles.map(({ sheet, data }) => ({
      nom: sheet,
      records: data.map((rangee, i) => ({ ligne: i + 1, cellules: rangee.map(toText), defaut: null })),
    }))
  } catch (erreur) {
    if (erreur instanceof Error && 'defined' in erreur) throw erreur
    refuser(`«\u00a0${fichier.nom}\u00a0» n’a pas pu être lu comme un classeur Excel.`, {
      regle: erreur instanceof Error ? erreur.message.slice(0, 300) : null,
      remede:
        'Ouvrez-le dans le tableur, enregistrez-le de nouveau au format .xlsx ou CSV, puis recommencez.',
    })
  }
}
