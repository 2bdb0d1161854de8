import { accepts, FORMATEURS, isBrut, VIDE } from './formateurs.ts'
import type { FichierDemandes, LigneDemande } from './ligne.ts'
import { findSource, LISTES } from './sources.ts'

/** A template that does not hold: every reason at once, with the path of the key. */
export class GabaritInvalide extends Error {
  readonly raisons: readonly string[]
  constructor(raisons: readonly string[]) {
    super(raisons.join('\n'))
    this.raisons = raisons
  }
}

type Lecture = (fichier: FichierDemandes, ligne: LigneDemande, element: never) => unknown

export interface Gabarit {
  /** Key of the array that holds the requests. */
  readonly cleLignes: string
  /** Names of pieces that a parsed file holds, where the template binds them. */
  readPieces(contenu: unknown): readonly string[]
  /** The file, keys in the order of the template. */
  rendre(fichier: FichierDemandes): Record<string, unknown>
}

const LIAISON = /^\{\{([^{}|]+)(?:\|([^{}|]+?))??(?:\|(vide))?\}\}$/
const NOM_DE_PIECE = 'lignes[].pieces[].nom'

/** How an array of a template is written: repeated over a list, its first element alone, once, or as it is. */
export interface Repetition {
  readonly mode: 'liste' | 'premier' | 'une_fois' | 'constante'
  /** The list of `LISTES`; null when nothing is repeated. */
  readonly pour: string | null
  readonly element: unknown
}

const DIRECTIVE = /^\{\{(?:(pour|premier) ([^{}|]+)|une fois)\}\}$/

/** Bindings of a template that are not inside another array. */
function bindingsOf(gabarit: unknown): readonly string[] {
  if (typeof gabarit === 'string') return gabarit.startsWith('{{') ? [gabarit.slice(2)] : []
  if (typeof gabarit !== 'object' || gabarit === null || Array.isArray(gabarit)) return []
  return Object.values(gabarit).flatMap(bindingsOf)
}

/**
 * Reads how an array is repeated: by its directive (`"{{pour liste}}"`, `"{{premier liste}}"`, `"{{une fois}}"` as
 * first element), otherwise over the outermost list that its own bindings go through, below `liste`, already open.
 */
export function readRepetition(gabarit: readonly unknown[], liste: string): Repetition {
  const directive = typeof gabarit[0] === 'string' ? DIRECTIVE.exec(gabarit[0]) : null
  if (directive !== null) {
    const [, verbe, pour] = directive
    const element = gabarit[1]
    if (verbe === undefined) return { mode: 'une_fois', pour: null, element }
    return { mode: verbe === 'premier' ? 'premier' : 'liste', pour: pour as string, element }
  }
  const sources = gabarit.flatMap(bindingsOf)
  const pour = Object.keys(LISTES)
    .filter((nom) => nom !== liste && !liste.startsWith(`${nom}.`) && sources.some((s) => s.startsWith(nom)))
    .sort((a, b) => a.length - b.length)[0]
  if (pour === undefined) return { mode: 'constante', pour: null, element: gabarit[0] }
  return { mode: 'liste', pour, element: gabarit[0] }
}

/**
 * Writes the template as one JavaScript expression: object literals with the template's keys, `s[n](f, l, e)` where
 * a value is read. Engines build and print literals several times faster than objects filled key by key.
 */
class Compilateur {
  readonly raisons: string[] = []
  /** What the expression calls: `s`. */
  readonly lectures: Lecture[] = []
  cleLignes: string | null = null
  readonly nomsDePieces: string[] = []

  /** `liste`: the innermost list repeated around this node, empty at the root. */
  compile(gabarit: unknown, chemin: string, liste: string): string {
    if (typeof gabarit === 'string' && gabarit.includes('{{')) return this.#binding(gabarit, chemin, liste)
    if (Array.isArray(gabarit)) return this.#array(gabarit, chemin, liste)
    if (typeof gabarit === 'object' && gabarit !== null) return this.#object(gabarit, chemin, liste)
    return JSON.stringify(gabarit)
  }

  #refuse(chemin: string, raison: string): string {
    this.raisons.push(`${chemin}\u00a0: ${raison}`)
    return 'null'
  }

  #call(lecture: Lecture): string {
    return `s[${this.lectures.push(lecture) - 1}](f, l, e)`
  }

  #binding(texte: string, chemin: string, liste: string): string {
    const m = LIAISON.exec(texte)
    if (m === null)
      return this.#refuse(
        chemin,
        `«\u00a0${texte}\u00a0» n’est pas une liaison {{source}} ou {{source|formateur}}`,
      )
    const nom = m[1] as string
    if (nom === NOM_DE_PIECE) this.nomsDePieces.push(chemin)
    const source = findSource(nom)
    if (source === null) return this.#refuse(chemin, `la source «\u00a0${nom}\u00a0» n’existe pas`)
    const sienne = nom.slice(0, nom.lastIndexOf('[]') + 2)
    if (nom.includes('[]') && sienne !== liste && !liste.startsWith(`${sienne}.`))
      return this.#refuse(
        chemin,
        `la source «\u00a0${nom}\u00a0» n’est lisible que dans la liste «\u00a0${sienne}\u00a0»`,
      )
    const { genre, lire } = source
    const absent = m[3] === VIDE ? '' : null
    if (m[2] === undefined) {
      if (!isBrut(genre)) return this.#refuse(chemin, `la source «\u00a0${nom}\u00a0» demande un formateur`)
      return this.#call(absent === null ? lire : (f, l, e) => lire(f, l, e) ?? absent)
    }
    const formateur = Object.hasOwn(FORMATEURS, m[2]) ? FORMATEURS[m[2]] : undefined
    if (formateur === undefined)
      return this.#refuse(chemin, `le formateur «\u00a0${m[2]}\u00a0» n’existe pas`)
    if (!accepts(formateur, genre))
      return this.#refuse(
        chemin,
        `le formateur «\u00a0${m[2]}\u00a0» ne convient pas à la source «\u00a0${nom}\u00a0»`,
      )
    const { ecrire } = formateur
    return this.#call((f, l, e) => {
      const valeur = lire(f, l, e)
      return valeur === null ? absent : ecrire(valeur as never)
    })
  }

  #object(gabarit: object, chemin: string, liste: string): string {
    const champs = Object.entries(gabarit).map(([cle, valeur]) => {
      // In a literal this key would set the prototype.
      if (cle === '__proto__') return this.#refuse(chemin, `la clé «\u00a0${cle}\u00a0» est interdite`)
      return `${JSON.stringify(cle)}: ${this.compile(valeur, `${chemin}.${cle}`, liste)}`
    })
    return `{${champs.join(', ')}}`
  }

  #array(gabarit: readonly unknown[], chemin: string, liste: string): string {
    const { mode, pour, element } = readRepetition(gabarit, liste)
    if (mode === 'constante')
      return `[${gabarit.map((v, i) => this.compile(v, `${chemin}[${i}]`, liste)).join(', ')}]`
    if (mode === 'une_fois') return `[${this.compile(element, `${chemin}[]`, liste)}]`
    const repetee = pour as string
    const lire = Object.hasOwn(LISTES, repetee) ? LISTES[repetee] : undefined
    if (lire === undefined) return this.#refuse(chemin, `la liste «\u00a0${repetee}\u00a0» n’existe pas`)
    if (repetee === liste || liste.startsWith(`${repetee}.`))
      return this.#refuse(chemin, `la liste «\u00a0${repetee}\u00a0» se répète déjà autour`)
    if (repetee.split('[]').length > 2 && liste === '')
      return this.#refuse(chemin, `la liste «\u00a0${repetee}\u00a0» n’est lisible que dans une demande`)
    if (gabarit.length !== (gabarit[0] === element ? 1 : 2))
      return this.#refuse(
        chemin,
        `la liste «\u00a0${repetee}\u00a0» se répète\u00a0: un seul élément est attendu`,
      )
    const ecrit = this.compile(element, mode === 'liste' ? `${chemin}[]` : chemin, repetee)
    const lignes = this.#call(lire as Lecture)
    if (mode === 'premier') return `((t) => t.length === 0 ? null : ((e) => (${ecrit}))(t[0]))(${lignes})`
    if (repetee !== 'lignes[]') return `${lignes}.map((e) => (${ecrit}))`
    if (liste !== '' || chemin.lastIndexOf('.') !== 1)
      return this.#refuse(chemin, 'la liste des demandes est une clé de premier rang')
    this.cleLignes = chemin.slice(2)
    return `${lignes}.map((l) => (${ecrit}))`
  }
}

/** Values at a path of keys such as `$.lignesImport[].piecesJustificatives[].nomFichier`. */
function valuesAt(contenu: unknown, chemin: string): readonly unknown[] {
  return chemin
    .slice(2)
    .split('.')
    .reduce<readonly unknown[]>(
      (valeurs, segment) => {
        const cle = segment.replace(/\[\]$/, '')
        const suivantes = valeurs
          .map((v) => (v as Record<string, unknown> | null)?.[cle])
          .filter((v) => v != null)
        return segment.endsWith('[]') ? suivantes.flat() : suivantes
      },
      [contenu],
    )
}

/**
 * Compiles a template once: a JSON that looks like the agency's model, `{{source}}` or `{{source|formateur}}` in
 * place of values. An array of one element that binds a list (`lignes[].…`) repeats over it; `readRepetition`.
 * Throws `GabaritInvalide` with every unknown source, formatter or misplaced list.
 */
export function compileGabarit(gabarit: Readonly<Record<string, unknown>>): Gabarit {
  const compilateur = new Compilateur()
  const expression = compilateur.compile(gabarit, '$', '')
  const { cleLignes } = compilateur
  if (cleLignes === null) compilateur.raisons.push('$\u00a0: aucune liste de demandes ({{lignes[]…}})')
  if (cleLignes === null || compilateur.raisons.length > 0) throw new GabaritInvalide(compilateur.raisons)
  return {
    cleLignes,
    readPieces: (contenu) =>
      compilateur.nomsDePieces.flatMap((chemin) => valuesAt(contenu, chemin) as string[]),
    rendre: new Function('s', `return (f, l, e) => (${expression})`)(
      compilateur.lectures,
    ) as Gabarit['rendre'],
  }
}
