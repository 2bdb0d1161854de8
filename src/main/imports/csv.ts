import { CsvError, parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import type { Encodage, FichierOuvert } from './fichier.ts'

/** One record of a list. `ligne` is the 1-based line where it begins. */
export interface Enregistrement {
  readonly ligne: number
  readonly cellules: readonly string[]
  /** Why the record cannot be trusted: a quote never closed, a line without end. */
  readonly defaut: 'guillemet' | 'longueur' | null
}

/** A record spanning more than that has a quote that was never closed. */
const LIGNES_PAR_RECORD = 50
/** Lines parsed together: what a broken quote makes read again. */
const FENETRE = 200
/** No list has a line of a million characters. */
const LIGNE_MAX = 1_000_000
/** A longer line is read by csv-parse, which measures it. */
const LIGNE_SIMPLE = LIGNE_MAX / 4

/** Text of the file, mark removed, in pieces. */
export async function* decode(fichier: FichierOuvert, encodage: Encodage): AsyncGenerator<string> {
  const decodeur = iconv.getDecoder(encodage, { stripBOM: false })
  let debut = true
  for await (const octets of fichier.lire()) {
    const texte = decodeur.write(octets)
    yield debut && texte.charCodeAt(0) === 0xfeff ? texte.slice(1) : texte
    debut = false
  }
  const fin = decodeur.end()
  if (fin !== undefined && fin !== '') yield fin
}

/** Lines without their end (`\n`, `\r\n`, or `\r` alone in a file that has nothing else); null for an endless one. */
export async function* splitLines(morceaux: AsyncIterable<string>): AsyncGenerator<(string | null)[]> {
  let reste = ''
  let fin: '\n' | '\r' | null = null
  let trop = false
  for await (const morceau of morceaux) {
    const texte: string = reste + morceau
    fin ??= texte.includes('\n') ? '\n' : texte.includes('\r') && texte.length > 4096 ? '\r' : null
    const fini: number = texte.lastIndexOf(fin ?? '\n')
    reste = texte.slice(fini + 1)
    if (fini === -1) {
      if (reste.length > LIGNE_MAX) {
        trop = true
        reste = ''
      }
      continue
    }
    const lignes: (string | null)[] = texte.slice(0, fini).split(fin ?? '\n')
    if (trop) lignes[0] = null
    trop = false
    yield lignes
  }
  if (trop) yield [null]
  else if (reste !== '') yield fin === null && reste.includes('\r') ? reste.split(/\r\n?/) : [reste]
}

class GuillemetEgare extends Error {}

/** A quote closed lines further, in the middle of a cell: it was another cell's, or the cell would be in the text as it is written. */
const isMisquoted = (cellules: readonly string[], texte: string): boolean =>
  cellules.some(
    (c) => c.startsWith('"') && c.includes('\n') && !texte.includes(`"${c.replaceAll('"', '""')}"`),
  )

/**
 * Records of a separated text (RFC 4180, read generously), by batches.
 * A quote that is never closed costs its own line, not the rest of the file: the lines after it are read again.
 */
export async function* readRecords(
  lignes: AsyncIterable<readonly (string | null)[]>,
  separateur: string,
): AsyncGenerator<Enregistrement[]> {
  let numero = 1
  let attente: string[] = []

  const drain = (fini: boolean): Enregistrement[] => {
    const sortie: Enregistrement[] = []
    let lues = 0
    const keep = (cellules: string[]) => {
      const hauteur = cellules.reduce((n, c) => (c.includes('\n') ? n + c.split('\n').length - 1 : n), 1)
      if (hauteur > 1) {
        const texte = attente.slice(lues, lues + hauteur).join('\n')
        if (hauteur > LIGNES_PAR_RECORD || isMisquoted(cellules, texte)) throw new GuillemetEgare()
      }
      sortie.push({ ligne: numero + lues, cellules, defaut: null })
      lues += hauteur
      return null
    }
    const options = {
      delimiter: separateur,
      record_delimiter: '\n',
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: LIGNE_MAX,
      on_record: keep,
    }
    while (lues < attente.length) {
      const ligne = attente[lues] as string
      // Without a quote, a line is its cells: nothing is left for a grammar to say, and a large list goes in faster.
      if (!ligne.includes('"') && ligne.length <= LIGNE_SIMPLE) {
        sortie.push({ ligne: numero + lues, cellules: ligne.split(separateur), defaut: null })
        lues++
        continue
      }
      const premiere = lues
      const fenetre = attente.slice(lues, lues + FENETRE)
      try {
        parse(`${fenetre.join('\n')}\n`, options)
      } catch (erreur) {
        const code = erreur instanceof CsvError ? erreur.code : null
        if (code === null && !(erreur instanceof GuillemetEgare)) throw erreur
        // Open where the window ends, not where it begins: read again from there.
        if (code === 'CSV_QUOTE_NOT_CLOSED' && lues > premiere) continue
        if (code === 'CSV_QUOTE_NOT_CLOSED' && !fini && fenetre.length <= LIGNES_PAR_RECORD) break
        const defaut = code === 'CSV_MAX_RECORD_SIZE' ? 'longueur' : 'guillemet'
        sortie.push({
          ligne: numero + lues,
          cellules: (attente[lues] as string).split(separateur),
          defaut,
        })
        lues++
      }
    }
    numero += lues
    attente = attente.slice(lues)
    return sortie
  }

  for await (const lot of lignes) {
    const sortie: Enregistrement[] = []
    for (const brute of lot) {
      if (brute !== null) attente.push(brute.endsWith('\r') ? brute.slice(0, -1) : brute)
      else sortie.push(...drain(true), { ligne: numero++, cellules: [], defaut: 'longueur' })
    }
    sortie.push(...drain(false))
    if (sortie.length > 0) yield sortie
  }
  if (attente.length > 0) yield drain(true)
}
