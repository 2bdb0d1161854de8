import type { FileHandle } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import writeXlsxFile, { type Cell } from 'write-excel-file/node'
import type { FormatExport } from '#contract/export.ts'
import { formatJour, heureParis, type Instant, type Jour, jourParis } from '#domain/dates.ts'
import type { Centimes, Taux } from '#domain/montant.ts'
import { neutralizeCellule } from '#domain/tableur.ts'
import { refuser } from '../refus.ts'

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

/** A workbook knows no time zone: it holds what the clock showed in Paris. */
const wallClock = (jour: Jour, heure: string): Date => new Date(`${jour}T${heure}:00.000Z`)

function toXlsx(valeur: Valeur): Cell {
  if (valeur === null || valeur === '') return null
  if (typeof valeur === 'string') {
    const texte = neutralizeCellule(valeur)
    const court = texte.length > CARACTERES_MAX ? `${texte.slice(0, CARACTERES_MAX - 1)}…` : texte
    return { value: court.toWellFormed(), type: String }
  }
  if (typeof valeur === 'number') return { value: valeur, type: Number, format: '#,##0' }
  if ('centimes' in valeur) return { value: valeur.centimes / 100, type: Number, format: '#,##0.00 [$€-40C]' }
  if ('taux' in valeur) return { value: valeur.taux / 10000, type: Number, format: '0.0#%' }
  if ('jour' in valeur) return { value: wallClock(valeur.jour, '00:00'), type: Date, format: 'dd/mm/yyyy' }
  const { instant } = valeur
  return { value: wallClock(jourParis(instant), heureParis(instant)), type: Date, format: 'dd/mm/yyyy hh:mm' }
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
  const donnees: Cell[][] = [colonnes.map((c) => ({ value: c.titre, fontWeight: 'bold' }))]
  for await (const lot of lots) {
    if (donnees.length + lot.length > LIGNES_MAX)
      refuser(`Une feuille de classeur a ${LIGNES_MAX} lignes au plus, et cette liste en a davantage.`, {
        ou: 'format',
        remede: 'Exportez-la au format CSV, ou resserrez le filtre.',
      })
    for (const rangee of lot) donnees.push(rangee.map(toXlsx))
  }
  const octets = await writeXlsxFile(donnees, {
    sheet: feuille,
    stickyRowsCount: 1,
    columns: colonnes.map((c) => ({ width: c.largeur ?? 16 })),
  }).toBuffer()
  await poignee.writeFile(octets)
  return donnees.length - 1
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
