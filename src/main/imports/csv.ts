import iconv from 'iconv-lite'
import type { Encodage, FichierOuvert } from './fichier.ts'

/** One record of a list. `ligne` is the 1-based line where it begins. */
export interface Enregistrement {
  readonly ligne: number
  readonly cellules: readonly string[]
  /** Why the record cannot be trusted: a quote never closed, a line without end. */
  readonly defaut: 'guillemet' | 'longueur' | null
}

/** A quoted cell spanning more than that is a quote that was never closed. */
const LIGNES_PAR_CELLULE = 50
/** No list has a line of a million characters. */
const LIGNE_MAX = 1_000_000

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

type Lecture = { readonly cellules: string[] } | 'ouvert' | 'casse'

/** Reads one record that holds quotes. A quote inside an unquoted cell is kept as it is. */
function parseQuoted(texte: string, separateur: string): Lecture {
  const cellules: string[] = []
  for (let i = 0; ; ) {
    if (texte[i] !== '"') {
      const fin = texte.indexOf(separateur, i)
      cellules.push(texte.slice(i, fin === -1 ? undefined : fin))
      if (fin === -1) return { cellules }
      i = fin + 1
      continue
    }
    let cellule = ''
    let debut = i + 1
    let fin = texte.indexOf('"', debut)
    while (fin !== -1 && texte[fin + 1] === '"') {
      cellule += texte.slice(debut, fin + 1)
      debut = fin + 2
      fin = texte.indexOf('"', debut)
    }
    if (fin === -1) return 'ouvert'
    cellule += texte.slice(debut, fin)
    const suite = texte.indexOf(separateur, fin + 1)
    const apres = texte.slice(fin + 1, suite === -1 ? undefined : suite)
    // Words after a closing quote: on one line they belong to the cell, over several the quote was another cell's.
    if (apres.trim() !== '' && cellule.includes('\n')) return 'casse'
    cellules.push(apres.trim() === '' ? cellule : `"${cellule}"${apres}`)
    if (suite === -1) return { cellules }
    i = suite + 1
  }
}

/**
 * Records of a separated text (RFC 4180, read generously), by batches.
 * A quote that is never closed costs its own line, not the rest of the file: the lines after it are read again.
 */
export async function* readRecords(
  lignes: AsyncIterable<readonly (string | null)[]>,
  separateur: string,
): AsyncGenerator<Enregistrement[]> {
  let numero = 0
  let attente: string[] = []
  let sortie: Enregistrement[] = []

  const broken = () => {
    const [premiere, ...suite] = attente as [string, ...string[]]
    const depart = numero - attente.length + 1
    sortie.push({ ligne: depart, cellules: premiere.split(separateur), defaut: 'guillemet' })
    attente = []
    numero = depart
    for (const ligne of suite) {
      numero++
      feed(ligne)
    }
  }
  const feed = (ligne: string) => {
    if (attente.length === 0 && !ligne.includes('"')) {
      sortie.push({ ligne: numero, cellules: ligne.split(separateur), defaut: null })
      return
    }
    attente.push(ligne)
    if (attente.length > 1 && !ligne.includes('"')) {
      if (attente.length > LIGNES_PAR_CELLULE) broken()
      return
    }
    const lu = parseQuoted(attente.join('\n'), separateur)
    if (lu === 'casse' || (lu === 'ouvert' && attente.length > LIGNES_PAR_CELLULE)) broken()
    else if (lu !== 'ouvert') {
      sortie.push({ ligne: numero - attente.length + 1, cellules: lu.cellules, defaut: null })
      attente = []
    }
  }

  for await (const lot of lignes) {
    for (const brute of lot) {
      numero++
      if (brute === null) sortie.push({ ligne: numero, cellules: [], defaut: 'longueur' })
      else feed(brute.endsWith('\r') ? brute.slice(0, -1) : brute)
    }
    if (sortie.length > 0) yield sortie
    sortie = []
  }
  while (attente.length > 0) broken()
  if (sortie.length > 0) yield sortie
}
