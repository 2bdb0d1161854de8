import type { Piece } from '#domain/commande.ts'
import { formatDecimal } from '#domain/montant.ts'

export type FormatPiece = Piece['format']

/** Larger scans are refused: the portal's limit is not published, a signed order form is far below. */
export const TAILLE_PIECE_MAX = 25 * 2 ** 20

/** A file that cannot be a piece: a French sentence. */
export interface PieceRefusee {
  readonly regle: string
  readonly phrase: string
}

const EXTENSIONS: Readonly<Record<string, FormatPiece>> = {
  pdf: 'pdf',
  jpg: 'jpg',
  jpeg: 'jpg',
  png: 'png',
  tif: 'tiff',
  tiff: 'tiff',
}

const ATTENDUES = 'pdf, jpg, jpeg, png, tif, tiff'

export const formatMo = (octets: number): string =>
  `${formatDecimal(Math.round((octets / 2 ** 20) * 100)).replace(/,00$/, '')}\u00a0Mo`

/** The format that the extension announces, or null. */
export function formatOfName(nom: string): FormatPiece | null {
  const extension = /\.([^.]+)$/.exec(nom)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(EXTENSIONS, extension) ? (EXTENSIONS[extension] as FormatPiece) : null
}

/** The format that the first bytes show, or null. A PDF may begin with up to 1 024 other bytes. */
function formatOfBytes(octets: Buffer): FormatPiece | null {
  const tete = octets.subarray(0, 1024).toString('latin1')
  if (tete.startsWith('\xff\xd8\xff')) return 'jpg'
  if (tete.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (tete.startsWith('II*\0') || tete.startsWith('MM\0*')) return 'tiff'
  return tete.includes('%PDF-') ? 'pdf' : null
}

/** Walks the segments to the image, then looks for its end: a thumbnail's own end does not count. */
function isWholeJpeg(octets: Buffer): boolean {
  for (let i = 2; i + 4 <= octets.length; ) {
    if (octets[i] !== 0xff) return false
    const marque = octets[i + 1] as number
    if (marque === 0xda) return octets.lastIndexOf(Buffer.from([0xff, 0xd9])) > i
    if (marque === 0xff || (marque >= 0xd0 && marque <= 0xd7)) i += marque === 0xff ? 1 : 2
    else i += 2 + octets.readUInt16BE(i + 2)
  }
  return false
}

function isWholePng(octets: Buffer): boolean {
  for (let i = 8; i + 12 <= octets.length; i += 12 + octets.readUInt32BE(i))
    if (octets.toString('latin1', i + 4, i + 8) === 'IEND') return true
  return false
}

const PAGES_TIFF_MAX = 1000
const BANDES_MAX = 10_000
const BANDES = { debut: 273, longueur: 279 }

/** Pages of a TIFF; null when a directory or a strip lies beyond the end, or directories loop. */
function countTiffPages(octets: Buffer): number | null {
  const le = octets[0] === 0x49
  const u16 = (i: number) => (le ? octets.readUInt16LE(i) : octets.readUInt16BE(i))
  const u32 = (i: number) => (le ? octets.readUInt32LE(i) : octets.readUInt32BE(i))
  const values = (entree: number): number[] => {
    const taille = u16(entree + 2) === 3 ? 2 : 4
    const nombre = u32(entree + 4)
    if (nombre > BANDES_MAX) throw new RangeError('more strips than lines of a page')
    const debut = nombre * taille <= 4 ? entree + 8 : u32(entree + 8)
    if (debut + nombre * taille > octets.length) throw new RangeError('beyond the end')
    return Array.from({ length: nombre }, (_, k) => (taille === 2 ? u16 : u32)(debut + k * taille))
  }
  try {
    let pages = 0
    for (let ifd = u32(4); ifd !== 0; pages++) {
      if (pages >= PAGES_TIFF_MAX) return null
      const nombre = u16(ifd)
      const bandes = new Map<number, number[]>()
      for (let k = 0; k < nombre; k++) {
        const entree = ifd + 2 + k * 12
        const etiquette = u16(entree)
        if ((etiquette === BANDES.debut || etiquette === BANDES.longueur) && !bandes.has(etiquette))
          bandes.set(etiquette, values(entree))
      }
      const longueurs = bandes.get(BANDES.longueur) ?? []
      for (const [k, debut] of (bandes.get(BANDES.debut) ?? []).entries())
        if (debut + (longueurs[k] ?? 0) > octets.length) return null
      ifd = u32(ifd + 2 + nombre * 12)
    }
    return pages === 0 ? null : pages
  } catch (erreur) {
    if (erreur instanceof RangeError) return null
    throw erreur
  }
}

const refuse = (regle: string, phrase: string): PieceRefusee => ({ regle, phrase })

/**
 * What a file is, by its first bytes and its extension, which must agree. Images are checked to their end
 * and their pages counted; a PDF's pages are counted by the worker (`pages` null here).
 */
export function identifyPiece(
  nom: string,
  octets: Buffer,
): { readonly format: FormatPiece; readonly pages: number | null } | PieceRefusee {
  if (octets.length === 0)
    return refuse('vide', `«\u00a0${nom}\u00a0» est vide (0 octet). Récupérez-le à nouveau.`)
  if (octets.length > TAILLE_PIECE_MAX)
    return refuse(
      'taille',
      `«\u00a0${nom}\u00a0» fait ${formatMo(octets.length)}\u00a0: la limite est de ${formatMo(TAILLE_PIECE_MAX)}. Numérisez-le en moins grand.`,
    )
  const annonce = formatOfName(nom)
  if (annonce === null)
    return refuse('extension', `«\u00a0${nom}\u00a0» n’a pas l’extension d’une pièce (${ATTENDUES}).`)
  const format = formatOfBytes(octets)
  if (format === null)
    return refuse(
      'contenu',
      `«\u00a0${nom}\u00a0» n’est pas un fichier ${annonce.toUpperCase()}\u00a0: son contenu est d’une autre nature. Récupérez l’original.`,
    )
  if (format !== annonce)
    return refuse(
      'extension',
      `«\u00a0${nom}\u00a0» est en réalité un fichier ${format.toUpperCase()}\u00a0: corrigez son extension.`,
    )
  const pages = format === 'tiff' ? countTiffPages(octets) : format === 'pdf' ? null : 1
  const entier =
    format === 'jpg'
      ? isWholeJpeg(octets)
      : format === 'png'
        ? isWholePng(octets)
        : format === 'tiff'
          ? pages !== null
          : // ISO 32000-1, annex H.3.18: the mark lies in the last 1,024 bytes.
            octets.subarray(-1024).includes('%%EOF')
  if (!entier)
    return refuse(
      'tronque',
      `«\u00a0${nom}\u00a0» est tronqué\u00a0: la fin du fichier manque. Récupérez-le à nouveau.`,
    )
  return { format, pages }
}
