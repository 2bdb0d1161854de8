import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** Spaces of every kind made one, for comparing a text with what a PDF gives back. */
export const aplati = (texte: string): string => texte.replace(/[\s\u00a0]+/g, ' ').trim()

export interface PdfLu {
  readonly pages: readonly string[]
  readonly texte: string
  readonly titre: string
  readonly langue: string
  /** Fields by name: their values to choose from, or null for a text. */
  readonly champs: ReadonlyMap<string, readonly string[] | null>
}

/** Reads a PDF with pdf.js. */
export async function readPdfJs(octets: Uint8Array): Promise<PdfLu> {
  const tache = getDocument({ data: new Uint8Array(octets), verbosity: 0 })
  try {
    const document = await tache.promise
    const pages: string[] = []
    const champs = new Map<string, string[] | null>()
    for (let n = 1; n <= document.numPages; n++) {
      const page = await document.getPage(n)
      const { items } = await page.getTextContent()
      pages.push(aplati(items.map((i) => ('str' in i ? i.str + (i.hasEOL ? '\n' : '') : '')).join('')))
      for (const a of await page.getAnnotations()) {
        const boutons = a.fieldType === 'Btn' ? [...(champs.get(a.fieldName) ?? []), a.buttonValue] : null
        champs.set(a.fieldName, boutons)
      }
    }
    const { info } = await document.getMetadata()
    const catalogue = (info as { Title?: string; Language?: string }) ?? {}
    return {
      pages,
      texte: pages.join(' '),
      titre: catalogue.Title ?? '',
      langue: catalogue.Language ?? '',
      champs,
    }
  } finally {
    await tache.destroy()
  }
}

/** Is this poppler tool on the machine? */
export const hasPoppler = (outil: string): boolean => spawnSync(outil, ['-v']).error === undefined

/** Output of a poppler tool on a PDF (`-` as last argument: text on stdout). */
export function poppler(outil: string, octets: Uint8Array, ...options: readonly string[]): string {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-pdf-'))
  try {
    const fichier = path.join(dossier, 'lu.pdf')
    writeFileSync(fichier, octets)
    const sortie = outil === 'pdftotext' ? ['-'] : []
    return execFileSync(outil, [...options, fichier, ...sortie], { encoding: 'utf8' })
  } finally {
    rmSync(dossier, { recursive: true, force: true })
  }
}
