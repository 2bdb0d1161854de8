import { isMail, verifyIdentifiant } from '#domain/identifiants.ts'
import { guessChamp } from './correspondance.ts'
import { type Enregistrement, readRecords, splitLines } from './csv.ts'

export const SEPARATEURS = [';', ',', '\t', '|'] as const
export type Separateur = (typeof SEPARATEURS)[number]

const LIGNES_REGARDEES = 40

async function* once(texte: string): AsyncGenerator<string> {
  yield texte
}

/** First records of a text under a separator. */
async function firstRecords(texte: string, separateur: string): Promise<Enregistrement[]> {
  const lus: Enregistrement[] = []
  for await (const lot of readRecords(splitLines(once(texte)), separateur)) lus.push(...lot)
  // The last one may be cut.
  return lus.slice(0, Math.max(1, Math.min(LIGNES_REGARDEES, lus.length - 1)))
}

/** How well a separator explains the lines: share of them with the commonest number of cells, and that number. */
function score(records: readonly Enregistrement[]): number {
  const pleins = records.filter((r) => r.cellules.some((c) => c.trim() !== ''))
  const comptes = new Map<number, number>()
  for (const r of pleins) comptes.set(r.cellules.length, (comptes.get(r.cellules.length) ?? 0) + 1)
  const [cellules, fois] = [...comptes].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0]
  return cellules < 2 ? 0 : (fois / pleins.length) * (1 + Math.log2(cellules) / 10)
}

/** The separator of the first lines, quotes respected; `;` for a list of one column. */
export async function detectSeparateur(texte: string): Promise<Separateur> {
  let meilleur: Separateur = ';'
  let note = 0
  for (const separateur of SEPARATEURS) {
    const n = score(await firstRecords(texte, separateur))
    if (n > note) {
      meilleur = separateur
      note = n
    }
  }
  return meilleur
}

const DONNEE = /^[+(]?[\d\s./,€%:+()-]+$/

/** A value, not a heading: a number, a date, an address, an identifier. */
const isDonnee = (cellule: string): boolean =>
  DONNEE.test(cellule) || isMail(cellule) || verifyIdentifiant('RPPS', cellule).ok

/**
 * Line of the headings among the first records: the first one where two columns are recognised,
 * or else the first full one if nothing in it looks like a value. 0: the list has no headings.
 */
export function detectTitres(records: readonly Pick<Enregistrement, 'ligne' | 'cellules'>[]): number {
  const tete = records.slice(0, 15).map((r) => ({ ...r, cellules: r.cellules.map((c) => c.trim()) }))
  const reconnues = tete.find((r) => {
    const pleines = r.cellules.filter((c) => c !== '')
    const vues = pleines.filter((c) => !isDonnee(c) && guessChamp(c) !== null).length
    return vues >= Math.min(2, pleines.length) && vues > 0
  })
  if (reconnues !== undefined) return reconnues.ligne
  const large = Math.max(0, ...tete.map((r) => r.cellules.filter((c) => c !== '').length))
  const premiere = tete.find((r) => r.cellules.filter((c) => c !== '').length >= Math.max(1, large - 1))
  if (premiere === undefined || premiere.cellules.some((c) => c !== '' && isDonnee(c))) return 0
  return premiere.ligne
}
