import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { create, type Font } from '@cantoo/fontkit'
import { resourcePath } from '../resources.ts'

/** Weights of the documents: running text, values, titles. */
export const GRAISSES = [400, 500, 600] as const
export type Graisse = (typeof GRAISSES)[number]

/** `latin`: western Europe, in every document. `etendu`: the other Latin letters, embedded where one is used. */
export const JEUX = ['latin', 'etendu'] as const
export type Jeu = (typeof JEUX)[number]

/** One font file reduced to its characters, with what is needed to write text without shaping it again. */
export interface Police {
  readonly nomPostscript: string
  /** The subset, as sfnt bytes. */
  readonly sfnt: Uint8Array
  /** Code point → glyph of the subset and its advance in 1/1000 em. */
  readonly glyphes: ReadonlyMap<number, { readonly id: number; readonly avance: number }>
  /** Advance of every glyph of the subset, by glyph id. */
  readonly avances: readonly number[]
  readonly metriques: {
    readonly ascendante: number
    readonly descendante: number
    readonly capitale: number
    readonly minuscule: number
    readonly boite: readonly [number, number, number, number]
  }
  /** Kerning between two characters of the font, 1/1000 em. Digits are never kerned: columns stay aligned. */
  crenage(a: number, b: number): number
}

/**
 * Unwraps a WOFF 1 file into the sfnt it holds: PDF readers refuse the wrapped form.
 * Throws when the bytes are no WOFF.
 */
export function unwrapWoff(woff: Buffer): Uint8Array {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF font')
  const nombre = woff.readUInt16BE(12)
  const tables = Array.from({ length: nombre }, (_, i) => {
    const o = 44 + i * 20
    const debut = woff.readUInt32BE(o + 4)
    const compresse = woff.subarray(debut, debut + woff.readUInt32BE(o + 8))
    const taille = woff.readUInt32BE(o + 12)
    return {
      tag: woff.subarray(o, o + 4),
      somme: woff.readUInt32BE(o + 16),
      octets: compresse.length < taille ? inflateSync(compresse) : compresse,
    }
  })
  const aligne = (n: number) => (n + 3) & ~3
  const entete = 12 + nombre * 16
  const sortie = Buffer.alloc(entete + tables.reduce((s, t) => s + aligne(t.octets.length), 0))
  const puissance = Math.floor(Math.log2(nombre))
  woff.copy(sortie, 0, 4, 8)
  sortie.writeUInt16BE(nombre, 4)
  sortie.writeUInt16BE(16 * 2 ** puissance, 6)
  sortie.writeUInt16BE(puissance, 8)
  sortie.writeUInt16BE(16 * nombre - 16 * 2 ** puissance, 10)
  let position = entete
  for (const [i, table] of tables.entries()) {
    const o = 12 + i * 16
    table.tag.copy(sortie, o)
    sortie.writeUInt32BE(table.somme, o + 4)
    sortie.writeUInt32BE(position, o + 8)
    sortie.writeUInt32BE(table.octets.length, o + 12)
    table.octets.copy(sortie, position)
    position += aligne(table.octets.length)
  }
  return sortie
}

const estChiffre = (c: number): boolean => c >= 0x30 && c <= 0x39
/** Combining marks and typographic spaces would only blur the text read back from the PDF. */
const estUtile = (c: number): boolean =>
  c === 0x20 ||
  (c > 0x20 && c < 0xfffd && !/[\p{M}\p{Zs}\p{C}\u00ad]/u.test(String.fromCodePoint(c))) ||
  c === 0xa0

function build(font: Font): Police {
  const sousEnsemble = font.createSubset()
  const glyphes = new Map<number, { id: number; avance: number }>()
  const avances: number[] = [Math.round(font.getGlyph(0)?.advanceWidth ?? 0)]
  for (const point of [...font.characterSet].sort((a, b) => a - b)) {
    if (!estUtile(point)) continue
    const glyphe = font.glyphForCodePoint(point)
    if (glyphe === null) continue
    const id = sousEnsemble.includeGlyph(glyphe.id)
    const avance = Math.round((glyphe.advanceWidth * 1000) / font.unitsPerEm)
    avances[id] = avance
    glyphes.set(point, { id, avance })
  }
  const sfnt = sousEnsemble.encode()
  const paires = new Map<number, number>()
  const mille = 1000 / font.unitsPerEm
  return {
    nomPostscript: font.postscriptName ?? 'IBMPlexSans',
    sfnt,
    glyphes,
    avances,
    metriques: {
      ascendante: font.ascent * mille,
      descendante: font.descent * mille,
      capitale: font.capHeight * mille,
      minuscule: font.xHeight * mille,
      boite: [font.bbox.minX * mille, font.bbox.minY * mille, font.bbox.maxX * mille, font.bbox.maxY * mille],
    },
    crenage(a, b) {
      if (a <= 0x20 || b <= 0x20 || a === 0xa0 || b === 0xa0 || estChiffre(a) || estChiffre(b)) return 0
      const cle = a * 0x20000 + b
      let valeur = paires.get(cle)
      if (valeur === undefined) {
        const { glyphs, positions } = font.layout(String.fromCodePoint(a, b), { liga: false })
        const [premier] = glyphs
        const position = positions?.[0]
        valeur =
          glyphs.length === 2 && premier !== undefined && position !== undefined
            ? Math.round((position.xAdvance - premier.advanceWidth) * mille)
            : 0
        paires.set(cle, valeur)
      }
      return valeur
    },
  }
}

const polices = new Map<string, Police>()

/** The font of a weight, read and reduced once per thread. */
export function getPolice(graisse: Graisse, jeu: Jeu): Police {
  const fichier = `ibm-plex-sans-${jeu === 'latin' ? 'latin' : 'latin-ext'}-${graisse}-normal.woff`
  let police = polices.get(fichier)
  if (police === undefined) {
    police = build(create(unwrapWoff(readFileSync(resourcePath('resources', 'fonts', fichier)))) as Font)
    polices.set(fichier, police)
  }
  return police
}
