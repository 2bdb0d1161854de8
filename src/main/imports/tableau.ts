import { createHash } from 'node:crypto'
import { refuser } from '../refus.ts'
import { nameColonnes } from './correspondance.ts'
import { type Enregistrement, readRecords, splitLines } from './csv.ts'
import { detectSeparateur, detectTitres } from './detection.ts'
import { type Detection, isVide, openSource } from './source.ts'

/** A table given by a person, whole in memory: some thousand lines, `LIGNES_MAX` at most. */
export interface Tableau {
  readonly nom: string
  readonly sha256: string
  readonly titres: readonly string[]
  readonly lignes: readonly Enregistrement[]
}

const LIGNES_MAX = 100_000
const COLONNES_MAX = 500

/** Finds the line that names two of the columns that `columnOf` knows, else the first that says something. */
export const detectConnues =
  (columnOf: (titre: string) => string | null): Detection =>
  (records) => {
    const titree = records.find(
      ({ cellules }) => new Set(cellules.map(columnOf).filter((c) => c !== null)).size > 1,
    )
    return (titree ?? records.find(({ cellules }) => cellules.some((c) => c.trim() !== '')))?.ligne ?? 0
  }

function assertLength(n: number): void {
  if (n > LIGNES_MAX)
    refuser(`Ce tableau a plus de ${LIGNES_MAX.toLocaleString('fr-FR').replace(/\s/g, '\u00a0')} lignes.`, {
      remede: 'Donnez-le par morceaux.',
    })
}

/** A table as a file, CSV or XLSX; `detecter` finds its line of headings when any list's way does not. */
export async function readTableauFichier(chemin: string, detecter?: Detection): Promise<Tableau> {
  const source = await openSource(chemin, undefined, detecter)
  try {
    if (source.lecture.ligneTitres === 0) untitled()
    const lignes: Enregistrement[] = []
    for await (const lot of source.lignes()) {
      lignes.push(...lot)
      assertLength(lignes.length)
    }
    return { nom: source.fichier.nom, sha256: source.fichier.sha256, titres: source.titres, lignes }
  } finally {
    await source.fermer()
  }
}

function untitled(): never {
  refuser('Ce tableau n’a pas de ligne de titres.', {
    remede: 'Copiez-le avec ses titres\u00a0: les colonnes sont reconnues par leur nom.',
  })
}

async function* once(texte: string): AsyncGenerator<string> {
  yield texte
}

/** A table pasted from a page: tabs between columns, or what separates them. */
export async function readTableauColle(texte: string): Promise<Tableau> {
  if (texte.trim() === '') refuser('Le tableau collé est vide.', { ou: 'colle' })
  const separateur = texte.includes('\t') ? '\t' : await detectSeparateur(texte.slice(0, 65_536))
  const records: Enregistrement[] = []
  for await (const lot of readRecords(splitLines(once(texte)), separateur)) {
    records.push(...lot)
    assertLength(records.length)
  }
  const ligneTitres = detectTitres(records)
  const titree = records.find((r) => r.ligne === ligneTitres)
  if (titree === undefined) return untitled()
  return {
    nom: 'tableau collé',
    sha256: createHash('sha256').update(texte).digest('hex'),
    titres: nameColonnes(titree.cellules, Math.min(titree.cellules.length, COLONNES_MAX)),
    lignes: records.filter((r) => r.ligne > ligneTitres && !isVide(r)),
  }
}
