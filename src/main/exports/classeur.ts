import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ZipArchive } from 'archiver'

/** A cell of a workbook. `jours`: days since 30/12/1899, with the hour as a fraction. */
export type Cellule =
  | null
  | { readonly texte: string }
  | { readonly nombre: number; readonly style: StyleNombre }
export type StyleNombre = 'entier' | 'euros' | 'taux' | 'jour' | 'instant'

const FORMATS: readonly (readonly [StyleNombre, string])[] = [
  ['entier', '#,##0'],
  ['euros', '#,##0.00 [$€-40C]'],
  ['taux', '0.0#%'],
  ['jour', 'dd/mm/yyyy'],
  ['instant', 'dd/mm/yyyy hh:mm'],
]
/** Rank of each style in `styles.xml`: 0 is none, 1 the headings. */
const STYLES = Object.fromEntries(FORMATS.map(([nom], i) => [nom, i + 2])) as Record<StyleNombre, number>
const FORMAT_LIBRE = 164

const DATE_FIXE = new Date(Date.UTC(1980, 0, 1))
const ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PRINCIPAL = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const LIENS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PAQUET = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them, even escaped
const INTERDITS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const ENTITES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as XML. A spreadsheet reads `_x0041_` as a character: its underscore is written so too. */
const toXml = (texte: string): string =>
  texte
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(INTERDITS, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, (c) => ENTITES[c] as string)

/** `0` → `A`, `26` → `AA`. */
const letters = (i: number): string =>
  i < 26 ? String.fromCharCode(65 + i) : letters(Math.floor(i / 26) - 1) + letters(i % 26)

const PARTIES = (feuille: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `<Types xmlns="${PAQUET}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PAQUET}/relationships"><Relationship Id="rId1" Type="${LIENS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${PRINCIPAL}" xmlns:r="${LIENS}"><sheets><sheet name="${toXml(feuille.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PAQUET}/relationships"><Relationship Id="rId1" Type="${LIENS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${LIENS}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${PRINCIPAL}"><numFmts count="${FORMATS.length}">${FORMATS.map(([, code], i) => `<numFmt numFmtId="${FORMAT_LIBRE + i}" formatCode="${toXml(code)}"/>`).join('')}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${FORMATS.length + 2}"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/>${FORMATS.map((_, i) => `<xf xfId="0" numFmtId="${FORMAT_LIBRE + i}" applyNumberFormat="1"/>`).join('')}</cellXfs></styleSheet>`,
})

function renderCell(cellule: Cellule, adresse: string, style = ''): string {
  if (cellule === null) return ''
  if ('nombre' in cellule)
    return `<c r="${adresse}" s="${STYLES[cellule.style]}"><v>${cellule.nombre}</v></c>`
  return `<c r="${adresse}" t="inlineStr"${style}><is><t xml:space="preserve">${toXml(cellule.texte)}</t></is></c>`
}

async function* renderFeuille(
  colonnes: readonly { readonly titre: string; readonly largeur: number }[],
  lots: AsyncIterable<readonly (readonly Cellule[])[]>,
): AsyncGenerator<string> {
  const noms = colonnes.map((_, i) => letters(i))
  const render = (cellules: readonly Cellule[], rang: number, style?: string) =>
    `<row r="${rang}">${cellules.map((c, i) => renderCell(c, `${noms[i]}${rang}`, style)).join('')}</row>`
  yield `${ENTETE}<worksheet xmlns="${PRINCIPAL}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
  yield `<cols>${colonnes.map(({ largeur }, i) => `<col min="${i + 1}" max="${i + 1}" width="${largeur}" customWidth="1"/>`).join('')}</cols><sheetData>`
  yield render(
    colonnes.map(({ titre }) => ({ texte: titre })),
    1,
    ' s="1"',
  )
  let rang = 1
  for await (const lot of lots) {
    const premier = rang + 1
    rang += lot.length
    if (lot.length > 0) yield lot.map((cellules, i) => render(cellules, premier + i)).join('')
  }
  yield '</sheetData></worksheet>'
}

/**
 * Writes a workbook of one sheet in an open file, batch after batch: what is in memory is one batch, whatever the number
 * of rows. Texts are texts: no cell is a formula. Same rows, same bytes. Throws what `lots` throws, and the system's errors.
 */
export async function writeClasseur(
  poignee: FileHandle,
  feuille: string,
  colonnes: readonly { readonly titre: string; readonly largeur: number }[],
  lots: AsyncIterable<readonly (readonly Cellule[])[]>,
): Promise<void> {
  const archive = new ZipArchive({ zlib: { level: 5 } })
  const rangees = Readable.from(renderFeuille(colonnes, lots), { objectMode: false, highWaterMark: 2 ** 16 })
  rangees.on('error', (erreur) => archive.destroy(erreur))
  archive.on('warning', (erreur) => archive.destroy(erreur))
  const commun = { date: DATE_FIXE, mode: 0o644 }
  for (const [name, xml] of Object.entries(PARTIES(feuille)))
    archive.append(ENTETE + xml, { ...commun, name })
  archive.append(rangees, { ...commun, name: 'xl/worksheets/sheet1.xml' })
  // What fails inside is thrown by the reading below.
  archive.finalize().catch((erreur: Error) => archive.destroy(erreur))
  try {
    for await (const morceau of archive) await poignee.write(morceau as Buffer)
  } finally {
    rangees.destroy()
  }
}
