import { type Graisse, getPolice, type Jeu } from './police.ts'

/** How a text is set. Sizes in points. */
export interface Style {
  readonly graisse: Graisse
  readonly corps: number
  readonly interligne: number
}

/** Text ready to be shown with one font: the body of a `TJ` array. */
export interface Segment {
  readonly jeu: Jeu
  readonly graisse: Graisse
  readonly tj: string
  /** Advance in 1/1000 em, kerning included. */
  readonly largeur: number
}

export interface Ligne {
  readonly segments: readonly Segment[]
  readonly largeur: number
}

/** Letters that no decomposition brings back to the fonts' characters. */
const REMPLACEMENTS: Readonly<Record<string, string>> = {
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '–',
  '\u2015': '—',
  '\u2043': '-',
  '\u02bc': '’',
  '\u201b': '‘',
  '\u2212': '−',
}

/** One line, composed, without control, invisible or direction characters. */
const clean = (texte: string): string =>
  texte
    .normalize('NFC')
    .replace(/[\t\n\v\f\r\u2028\u2029]+/g, ' ')
    .replace(/[\u2000-\u200a\u202f\u205f\u3000]/g, '\u00a0')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')

/** A character in those of the fonts, without its marks if it must; null when none of them shows it. */
function substitute(c: string): string | null {
  const direct = REMPLACEMENTS[c] ?? c
  if (known(direct)) return direct
  const nu = c.normalize('NFKD').replace(/\p{M}/gu, '')
  return nu !== '' && [...nu].every(known) ? nu : null
}

/**
 * The text as it can be printed. A character that no font of the documents has loses its marks, then becomes « ? »
 * (a letter) or nothing (a pictogram): `findLost` names it.
 */
export function makePrintable(texte: string): string {
  let sortie = ''
  for (const c of clean(texte)) sortie += substitute(c) ?? (/\p{L}|\p{N}/u.test(c) ? '?' : '')
  return sortie
}

/** Characters of a text that the documents cannot show, each once; a mark alone is no character. */
export function findLost(texte: string): readonly string[] {
  const perdus = [...clean(texte)].filter((c) => !/\p{M}/u.test(c) && substitute(c) === null)
  return [...new Set(perdus)]
}

function known(c: string): boolean {
  const point = c.codePointAt(0) as number
  return getPolice(400, 'latin').glyphes.has(point) || getPolice(400, 'etendu').glyphes.has(point)
}

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')

function encode(texte: string, graisse: Graisse): readonly Segment[] {
  const segments: Segment[] = []
  const latin = getPolice(graisse, 'latin')
  let tj = ''
  let ouvert = false
  let largeur = 0
  let courant: Jeu = 'latin'
  let precedent = 0
  const flush = () => {
    if (ouvert) tj += '>'
    if (tj !== '') segments.push({ jeu: courant, graisse, tj, largeur })
    tj = ''
    ouvert = false
    largeur = 0
    precedent = 0
  }
  for (const c of texte) {
    const point = c.codePointAt(0) as number
    const jeu: Jeu = latin.glyphes.has(point) ? 'latin' : 'etendu'
    if (jeu !== courant) {
      flush()
      courant = jeu
    }
    const police = getPolice(graisse, jeu)
    const glyphe = police.glyphes.get(point)
    if (glyphe === undefined) continue
    const crenage = precedent === 0 ? 0 : police.crenage(precedent, point)
    if (crenage !== 0) {
      tj += `> ${-crenage} `
      ouvert = false
    }
    if (!ouvert) tj += '<'
    ouvert = true
    tj += hex4(glyphe.id)
    largeur += glyphe.avance + crenage
    precedent = point
  }
  flush()
  return segments
}

/** Bounded memory of what was already encoded or broken into lines: the official wording never changes. */
class Memoire<V> {
  readonly #valeurs = new Map<string, V>()
  readonly #max: number
  constructor(max: number) {
    this.#max = max
  }
  get(cle: string, compute: () => V): V {
    let valeur = this.#valeurs.get(cle)
    if (valeur === undefined) {
      if (this.#valeurs.size >= this.#max) this.#valeurs.clear()
      valeur = compute()
      this.#valeurs.set(cle, valeur)
    }
    return valeur
  }
}

const GRAS: Graisse = 600

const mots = new Memoire<readonly Segment[]>(20_000)
const paragraphes = new Memoire<readonly Ligne[]>(4_000)

function encodeMot(mot: string, graisse: Graisse): readonly Segment[] {
  return mots.get(`${graisse}${mot}`, () => encode(mot, graisse))
}

const widthOf = (segments: readonly Segment[]): number => segments.reduce((s, x) => s + x.largeur, 0)

/** Puts the segments of one line together, those of the same font in one `TJ`. */
function assemble(segments: readonly Segment[], corps: number): Ligne {
  const fusion: Segment[] = []
  for (const s of segments) {
    const dernier = fusion.at(-1)
    if (dernier?.jeu === s.jeu && dernier.graisse === s.graisse)
      fusion[fusion.length - 1] = {
        ...s,
        tj: `${dernier.tj}${s.tj}`.replace('><', ''),
        largeur: dernier.largeur + s.largeur,
      }
    else fusion.push(s)
  }
  return { segments: fusion, largeur: (widthOf(fusion) * corps) / 1000 }
}

/**
 * Cuts a word that is wider than the column, the last resort for an address or a name in one piece:
 * after a sign of an e-mail or web address where there is one, anywhere otherwise.
 */
function cutMot(mot: string, graisse: Graisse, max: number): readonly string[] {
  const morceaux: string[] = []
  let courant = ''
  let largeur = 0
  for (const c of mot) {
    const l = widthOf(encodeMot(c, graisse))
    if (courant !== '' && largeur + l > max) {
      const signe = Math.max(...['@', '.', '_', '/'].map((x) => courant.lastIndexOf(x))) + 1
      const coupe = signe > courant.length / 3 ? signe : courant.length
      morceaux.push(courant.slice(0, coupe))
      courant = courant.slice(coupe)
      largeur = widthOf(encodeMot(courant, graisse))
    }
    courant += c
    largeur += l
  }
  return courant === '' ? morceaux : [...morceaux, courant]
}

/** A run of letters of one weight inside a word. */
interface Course {
  readonly texte: string
  readonly graisse: Graisse
}

/** Words of runs set one after the other: a word ends at a space only. */
function splitMots(courses: readonly Course[]): readonly (readonly Course[])[] {
  const mots: Course[][] = [[]]
  for (const { texte, graisse } of courses)
    for (const [i, mot] of makePrintable(texte).split(' ').entries()) {
      if (i > 0) mots.push([])
      if (mot !== '') mots.at(-1)?.push({ texte: mot, graisse })
    }
  return mots.filter((m) => m.length > 0)
}

const encodeCourses = (mot: readonly Course[]): readonly Segment[] =>
  mot.flatMap((c) => encodeMot(c.texte, c.graisse))

function breakLines(mots: readonly (readonly Course[])[], { graisse, corps }: Style, largeurMax: number) {
  const max = (largeurMax * 1000) / corps
  const espace = encodeMot(' ', graisse)
  const largeurEspace = widthOf(espace)
  const lignes: Ligne[] = []
  let courante: Segment[] = []
  let largeur = 0
  const close = () => {
    lignes.push(assemble(courante, corps))
    courante = []
    largeur = 0
  }
  for (const motEntier of mots) {
    const coupe = widthOf(encodeCourses(motEntier)) > max
    const morceaux = coupe
      ? motEntier.flatMap((c) => cutMot(c.texte, c.graisse, max).map((texte) => [{ ...c, texte }]))
      : [motEntier]
    for (const mot of morceaux) {
      const segments = encodeCourses(mot)
      const l = widthOf(segments)
      if (courante.length > 0 && largeur + largeurEspace + l > max) close()
      if (courante.length > 0) {
        courante.push(...espace)
        largeur += largeurEspace
      }
      courante.push(...segments)
      largeur += l
    }
  }
  if (courante.length > 0 || lignes.length === 0) close()
  return lignes
}

/**
 * Breaks a printable text into lines of at most `largeurMax` points: at spaces only, never at a hyphen
 * (`CDAR2-N1` and `AF-SFP-LGC-Va2` are codes). An empty text is one empty line.
 */
export function wrap(texte: string, style: Style, largeurMax: number): readonly Ligne[] {
  const { graisse, corps } = style
  return paragraphes.get(`${graisse}|${corps}|${largeurMax}|${texte}`, () =>
    breakLines(splitMots([{ texte, graisse }]), style, largeurMax),
  )
}

/** As `wrap`, for parts of a text set in turn in the style's weight and in bold. */
export function wrapGras(parties: readonly string[], style: Style, largeurMax: number): readonly Ligne[] {
  if (parties.length === 1) return wrap(parties[0] as string, style, largeurMax)
  const courses = parties.map((texte, i): Course => ({ texte, graisse: i % 2 === 0 ? style.graisse : GRAS }))
  return paragraphes.get(`**${style.corps}|${largeurMax}|${JSON.stringify(parties)}`, () =>
    breakLines(splitMots(courses), style, largeurMax),
  )
}

/** One line, cut with « … » when it is wider than `largeurMax` points. */
export function oneLine(texte: string, style: Style, largeurMax = Number.POSITIVE_INFINITY): Ligne {
  const complete = wrap(texte, style, Number.POSITIVE_INFINITY)[0] as Ligne
  if (complete.largeur <= largeurMax) return complete
  const max = (largeurMax * 1000) / style.corps - widthOf(encodeMot('…', style.graisse))
  let debut = ''
  let largeur = 0
  for (const c of makePrintable(texte)) {
    largeur += widthOf(encodeMot(c, style.graisse))
    if (largeur > max) break
    debut += c
  }
  return wrap(`${debut.trimEnd()}…`, style, Number.POSITIVE_INFINITY)[0] as Ligne
}
