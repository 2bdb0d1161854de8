import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import {
  type PDFContext,
  PDFDocument,
  PDFName,
  type PDFObject,
  type PDFRef,
  PDFString,
} from '@cantoo/pdf-lib'
import type { Logo } from './bandeau.ts'
import { GRAISSES, getPolice, type Jeu, type Police } from './police.ts'

/** What every document of a vendor shares: fonts embedded once, logo, resources. Objects are only ever read. */
export interface Gabarit {
  readonly objets: readonly (readonly [PDFRef, PDFObject])[]
  readonly ressources: PDFRef
  readonly logo: Logo | null
}

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')

/** Glyph → character, for readers that extract the text. */
function toUnicode(police: Police): string {
  const paires = new Map<number, number>()
  for (const [point, { id }] of police.glyphes) if (!paires.has(id)) paires.set(id, point)
  const lignes = [...paires].map(([id, point]) => {
    const utf16 = [...String.fromCodePoint(point)].join('')
    const cible = Array.from({ length: utf16.length }, (_, i) => hex4(utf16.charCodeAt(i))).join('')
    return `<${hex4(id)}> <${cible}>`
  })
  const blocs: string[] = []
  for (let i = 0; i < lignes.length; i += 100) {
    const tranche = lignes.slice(i, i + 100)
    blocs.push(`${tranche.length} beginbfchar\n${tranche.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def
1 begincodespacerange\n<0000> <ffff>\nendcodespacerange
${blocs.join('\n')}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend`
}

/** Subset tag of six letters, the same for the same bytes. */
function tag(sfnt: Uint8Array): string {
  const empreinte = createHash('sha256').update(sfnt).digest()
  return Array.from({ length: 6 }, (_, i) => String.fromCharCode(65 + ((empreinte[i] as number) % 26))).join(
    '',
  )
}

function embedPolice(context: PDFContext, police: Police): PDFRef {
  const nom = `${tag(police.sfnt)}+${police.nomPostscript}`
  const flate = (octets: Uint8Array | string, dict = {}) =>
    context.register(context.stream(deflateSync(octets, { level: 9 }), { ...dict, Filter: 'FlateDecode' }))
  const { ascendante, descendante, capitale, minuscule, boite } = police.metriques
  const descripteur = context.register(
    context.obj({
      Type: 'FontDescriptor',
      FontName: nom,
      Flags: 32,
      FontBBox: [...boite],
      ItalicAngle: 0,
      Ascent: ascendante,
      Descent: descendante,
      CapHeight: capitale,
      XHeight: minuscule,
      StemV: 80,
      FontFile2: flate(police.sfnt, { Length1: police.sfnt.length }),
    }),
  )
  const descendant = context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: nom,
      CIDToGIDMap: 'Identity',
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
      FontDescriptor: descripteur,
      DW: 600,
      W: [0, Array.from(police.avances, (a) => a ?? 0)],
    }),
  )
  return context.register(
    context.obj({
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont: nom,
      Encoding: 'Identity-H',
      DescendantFonts: [descendant],
      ToUnicode: flate(toUnicode(police)),
    }),
  )
}

/** Embeds a PNG or JPEG; null when the bytes are neither, or broken. */
async function embedLogo(
  document: PDFDocument,
  octets: Uint8Array,
): Promise<{ ref: PDFRef; logo: Logo } | null> {
  try {
    const png = octets[0] === 0x89 && octets[1] === 0x50
    const image = png ? await document.embedPng(octets) : await document.embedJpg(octets)
    await document.flush()
    if (!(image.width > 0 && image.height > 0)) return null
    // 96 dots per inch: what a logo shows at on a screen; the title band never enlarges it.
    const points = 72 / 96
    return { ref: image.ref, logo: { largeur: image.width * points, hauteur: image.height * points } }
  } catch {
    return null
  }
}

async function build(octetsLogo: Uint8Array | null, jeux: readonly Jeu[]): Promise<Gabarit> {
  const document = await PDFDocument.create({ updateMetadata: false })
  const { context } = document
  const image = octetsLogo === null ? null : await embedLogo(document, octetsLogo)
  const Font: Record<string, PDFRef> = {}
  for (const jeu of jeux)
    for (const graisse of GRAISSES)
      Font[`${jeu === 'latin' ? 'L' : 'E'}${graisse}`] = embedPolice(context, getPolice(graisse, jeu))
  const XObject: Record<string, PDFRef> = image === null ? {} : { Logo: image.ref }
  const ressources = context.register(context.obj({ Font, XObject }))
  const propres = new Set([context.trailerInfo.Root, document.catalog.get(PDFName.of('Pages'))])
  return {
    objets: context.enumerateIndirectObjects().filter(([ref]) => !propres.has(ref)),
    ressources,
    logo: image?.logo ?? null,
  }
}

const gabarits = new Map<string, Promise<Gabarit>>()
const GABARITS_MAX = 16

/** The template of a vendor's documents, built once per thread for a logo and the characters needed. */
export function getGabarit(logo: Uint8Array | null, etendu: boolean): Promise<Gabarit> {
  const cle = `${logo === null ? '' : createHash('sha256').update(logo).digest('hex')}|${etendu}`
  let gabarit = gabarits.get(cle)
  if (gabarit === undefined) {
    if (gabarits.size >= GABARITS_MAX) gabarits.clear()
    gabarit = build(logo, etendu ? ['latin', 'etendu'] : ['latin'])
    gabarits.set(cle, gabarit)
  }
  return gabarit
}
