import type { Rejet } from '#contract/commun.ts'

/** What a command answers: the document of `--json`, the text for a person, and whether something was refused. */
export interface Reponse {
  readonly json: unknown
  readonly texte: string
  /** True when something is refused or blocking: exit code 1. */
  readonly refus: boolean
}

/** An answer too long to be held: an array told element after element, while the register is open. */
export interface ReponseSuite {
  readonly elements: AsyncIterable<unknown>
  /** Text for a person and outcome, once every element was read. */
  conclude(): Pick<Reponse, 'texte' | 'refus'>
}

/** The whole answer. */
export async function readSuite({ elements, conclude }: ReponseSuite): Promise<Reponse> {
  const json: unknown[] = []
  for await (const element of elements) json.push(element)
  return { json, ...conclude() }
}

/** Below this depth a value is written in one piece. */
const PROFONDEUR = 4
/** Characters handed over at a time. */
const MORCEAU = 1 << 16

function* pieces(valeur: unknown, retrait: string, profondeur: number): Generator<string> {
  const dedans = `${retrait}  `
  const liste = Array.isArray(valeur)
  const entrees: readonly (readonly [string, unknown])[] =
    typeof valeur !== 'object' || valeur === null || profondeur === 0
      ? []
      : liste
        ? valeur.map((v: unknown) => ['', v ?? null])
        : Object.entries(valeur).flatMap(([cle, v]) =>
            v === undefined ? [] : [[`${JSON.stringify(cle)}: `, v]],
          )
  if (entrees.length === 0) {
    yield JSON.stringify(valeur, null, 2).replaceAll('\n', `\n${retrait}`)
    return
  }
  let avant = liste ? '[' : '{'
  for (const [cle, v] of entrees) {
    yield `${avant}\n${dedans}${cle}`
    yield* pieces(v, dedans, profondeur - 1)
    avant = ','
  }
  yield `\n${retrait}${liste ? ']' : '}'}`
}

/** The document that `JSON.stringify(valeur, null, 2)` writes, by pieces: a whole one may be longer than a string can be. */
export function* renderJson(valeur: unknown): Generator<string> {
  let tampon = ''
  for (const piece of pieces(valeur, '', PROFONDEUR)) {
    tampon += piece
    if (tampon.length < MORCEAU) continue
    yield tampon
    tampon = ''
  }
  yield tampon
}

/** The same for an array whose elements come one by one. */
export async function* renderSuite(elements: AsyncIterable<unknown>): AsyncGenerator<string> {
  let tampon = '['
  let vide = true
  for await (const element of elements) {
    tampon += vide ? '\n  ' : ',\n  '
    vide = false
    for (const piece of pieces(element ?? null, '  ', PROFONDEUR - 1)) tampon += piece
    if (tampon.length < MORCEAU) continue
    yield tampon
    tampon = ''
  }
  yield `${tampon}${vide ? '' : '\n'}]`
}

export interface Colonne<T> {
  readonly titre: string
  readonly valeur: (ligne: T) => string
  readonly droite?: boolean
}

const largeur = (texte: string) => [...texte].length

/** Aligned columns under their headings; the last column is not padded. */
export function table<T>(colonnes: readonly Colonne<T>[], lignes: readonly T[]): string {
  const cellules = [colonnes.map((c) => c.titre), ...lignes.map((l) => colonnes.map((c) => c.valeur(l)))]
  const largeurs = colonnes.map((_, i) => cellules.reduce((max, l) => Math.max(max, largeur(l[i] ?? '')), 0))
  return cellules
    .map((ligne) =>
      ligne
        .map((texte, i) => {
          const vide = ' '.repeat((largeurs[i] ?? 0) - largeur(texte))
          return colonnes[i]?.droite === true ? vide + texte : texte + vide
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `plural(2, 'ligne')` → `2 lignes`; `1 200 lignes` with no-break spaces. */
export function plural(nombre: number, singulier: string, pluriel = `${singulier}s`): string {
  return `${formatNombre(nombre)} ${nombre > 1 ? pluriel : singulier}`
}

export function formatNombre(nombre: number): string {
  return String(nombre).replace(/\B(?=(\d{3})+$)/g, ' ')
}

/** The first numbers of a list, each once, and how many follow: `--json` has them all. */
export function shorten(numeros: Iterable<string>): string {
  const uniques = [...new Set(numeros)]
  const montres = uniques.slice(0, 8).join(', ')
  const reste = uniques.length - 8
  return reste > 0 ? `${montres} et ${plural(reste, 'autre')}` : montres
}

/** What several constats of one group say: the first sentence, and how many others there are. */
export function shortenTextes(textes: Iterable<string>): string {
  const [premier = '', ...autres] = new Set(textes)
  return autres.length === 0
    ? premier
    : `${premier} (et ${plural(autres.length, 'autre')} : --json les donne)`
}

/** Rows that were left out, one line each: where, then the sentence, then the rule. */
export function describeRejets(titre: string, rejets: readonly Rejet[]): string {
  if (rejets.length === 0) return ''
  const lignes = rejets.map((r) => {
    const ou = [
      r.ligne === null ? null : `ligne ${r.ligne}`,
      r.colonne === null ? null : `colonne « ${r.colonne} »`,
    ]
    const lieu = ou.filter((o) => o !== null).join(', ')
    return `  ${lieu === '' ? '' : `${lieu} : `}${r.phrase}${r.regle === '' ? '' : ` [${r.regle}]`}`
  })
  return `\n${titre} :\n${lignes.join('\n')}`
}
