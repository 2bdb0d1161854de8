import type { FileHandle } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import type { FormatExport } from '#contract/export.ts'
import { formatJour, heureParis, type Instant, type Jour, jourParis } from '#domain/dates.ts'
import type { Centimes, Taux } from '#domain/montant.ts'
import { neutralizeCellule } from '#domain/tableur.ts'
import { refuser } from '../refus.ts'
import { type Cellule, writeClasseur } from './classeur.ts'

/** What a cell holds, typed: a workbook calculates with amounts and days, a text is never a formula. */
export type Valeur =
  | string
  | number
  | null
  | { readonly centimes: Centimes }
  | { readonly taux: Taux }
  | { readonly jour: Jour }
  | { readonly instant: Instant }

export interface ColonneExport {
  readonly cle: string
  readonly titre: string
  /** Width in characters, in a workbook. */
  readonly largeur?: number
}

/** A list on its way out: rows by batches, in the order of the columns. */
export interface Tableur {
  readonly colonnes: readonly ColonneExport[]
  readonly lots: AsyncIterable<readonly (readonly Valeur[])[]>
}

/** Rows that a sheet holds, headings included, and characters that one cell holds. */
const LIGNES_MAX = 1_048_576
const CARACTERES_MAX = 32_767

/** `123456` → `1234,56`: no grouping, so that a spreadsheet and `parseMontant` both read it. */
const decimal = (centiemes: number): string =>
  `${centiemes < 0 ? '-' : ''}${Math.trunc(Math.abs(centiemes) / 100)},${String(Math.abs(centiemes) % 100).padStart(2, '0')}`

/** A line break in a cell is a line feed: the record's own end stays the only CRLF. */
const texteCsv = (texte: string): string => neutralizeCellule(texte.replaceAll('\r\n', '\n').toWellFormed())

function toCsv(valeur: Valeur): string {
  if (valeur === null) return ''
  if (typeof valeur === 'string') return texteCsv(valeur)
  if (typeof valeur === 'number') return String(valeur)
  if ('centimes' in valeur) return decimal(valeur.centimes)
  if ('taux' in valeur) return decimal(valeur.taux)
  if ('jour' in valeur) return formatJour(valeur.jour)
  return `${formatJour(jourParis(valeur.instant))} ${heureParis(valeur.instant)}`
}

/**
 * A workbook knows no time zone: it holds what the clock showed in Paris, in days since 30/12/1899. A fraction of a day is
 * rounded up: a reader that cuts the milliseconds off finds its minute.
 */
const wallClock = (jour: Jour, heure: string): number =>
  Math.ceil((Date.parse(`${jour}T${heure}:00.000Z`) / 86_400_000 + 25_569) * 1e9) / 1e9

function toXlsx(valeur: Valeur): Cellule {
  if (valeur === null || valeur === '') return null
  if (typeof valeur === 'string') {
    const texte = neutralizeCellule(valeur)
    return { texte: texte.length > CARACTERES_MAX ? `${texte.slice(0, CARACTERES_MAX - 1)}…` : texte }
  }
  if (typeof valeur === 'number') return { nombre: valeur, style: 'entier' }
  if ('centimes' in valeur) return { nombre: valeur.centimes / 100, style: 'euros' }
  if ('taux' in valeur) return { nombre: valeur.taux / 10000, style: 'taux' }
  if ('jour' in valeur) return { nombre: wallClock(valeur.jour, '00:00'), style: 'jour' }
  const { instant } = valeur
  return { nombre: wallClock(jourParis(instant), heureParis(instant)), style: 'instant' }
}

const OPTIONS_CSV = {
  delimiter: ';',
  record_delimiter: '\r\n',
  // A reader set to commas or tabs sees the same cells; spaces at the ends and line breaks stay inside.
  quoted_match: /[,\t\r\n]|^\s|\s$/,
}

async function writeCsv(poignee: FileHandle, { colonnes, lots }: Tableur): Promise<number> {
  let lignes = 0
  await poignee.write(`\ufeff${stringify([colonnes.map((c) => c.titre)], OPTIONS_CSV)}`)
  for await (const lot of lots) {
    lignes += lot.length
    if (lot.length > 0)
      await poignee.write(
        stringify(
          lot.map((rangee) => rangee.map(toCsv)),
          OPTIONS_CSV,
        ),
      )
  }
  return lignes
}

async function writeXlsx(poignee: FileHandle, { colonnes, lots }: Tableur, feuille: string): Promise<number> {
  let lignes = 0
  async function* cells() {
    for await (const lot of lots) {
      lignes += lot.length
      if (lignes >= LIGNES_MAX)
        refuser(`Une feuille de classeur a ${LIGNES_MAX} lignes au plus, et cette liste en a davantage.`, {
          ou: 'format',
          remede: 'Exportez-la au format CSV, ou resserrez le filtre.',
        })
      yield lot.map((rangee) => rangee.map(toXlsx))
    }
  }
  const largeurs = colonnes.map(({ titre, largeur }) => ({ titre, largeur: largeur ?? 16 }))
  await writeClasseur(poignee, feuille, largeurs, cells())
  return lignes
}

/** Writes the whole list in an open file, and returns the number of rows. `feuille` names the sheet of a workbook. */
export function writeTableur(
  poignee: FileHandle,
  tableur: Tableur,
  format: FormatExport,
  feuille: string,
): Promise<number> {
  return format === 'csv' ? writeCsv(poignee, tableur) : writeXlsx(poignee, tableur, feuille)
}
