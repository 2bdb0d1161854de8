import { FORMATEURS, VIDE } from './formateurs.ts'
import { type FichierDemandes, findSource, type Genre, LISTES, type LigneDemande } from './sources.ts'

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
const SANS_FORMATEUR: readonly Genre[] = ['texte', 'entier', 'booleen']

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
      if (!SANS_FORMATEUR.includes(genre))
        return this.#refuse(chemin, `la source «\u00a0${nom}\u00a0» demande un formateur`)
      return this.#call(absent === null ? lire : (f, l, e) => lire(f, l, e) ?? absent)
    }
    const formateur = Object.hasOwn(FORMATEURS, m[2]) ? FORMATEURS[m[2]] : undefined
    if (formateur === undefined)
      return this.#refuse(chemin, `le formateur «\u00a0${m[2]}\u00a0» n’existe pas`)
    if (formateur.de !== genre)
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
    const repetee = this.#listOf(gabarit, liste)
    if (repetee === null)
      return `[${gabarit.map((v, i) => this.compile(v, `${chemin}[${i}]`, liste)).join(', ')}]`
    if (gabarit.length !== 1)
      return this.#refuse(
        chemin,
        `la liste «\u00a0${repetee}\u00a0» se répète\u00a0: un seul élément est attendu`,
      )
    const element = this.compile(gabarit[0], `${chemin}[]`, repetee)
    const lignes = this.#call(LISTES[repetee] as Lecture)
    if (repetee !== 'lignes[]') return `${lignes}.map((e) => (${element}))`
    if (liste !== '' || chemin.lastIndexOf('.') !== 1)
      return this.#refuse(chemin, 'la liste des demandes est une clé de premier rang')
    this.cleLignes = chemin.slice(2)
    return `${lignes}.map((l) => (${element}))`
  }

  /** The outermost list that the bindings of an array go through, below the lists already open around it. */
  #listOf(gabarit: readonly unknown[], liste: string): string | null {
    const sources = [...JSON.stringify(gabarit).matchAll(/\{\{([^{}|"]+)/g)].map((m) => m[1] as string)
    const dessous = Object.keys(LISTES).filter(
      (nom) => nom !== liste && !liste.startsWith(`${nom}.`) && sources.some((s) => s.startsWith(nom)),
    )
    return dessous.sort((a, b) => a.length - b.length)[0] ?? null
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
        const suivantes = valeurs.map((v) => (v as Record<string, unknown> | null)?.[cle])
        return segment.endsWith('[]') ? suivantes.flat() : suivantes
      },
      [contenu],
    )
}

/**
 * Compiles a template once: a JSON that looks like the agency's model, `{{source}}` or `{{source|formateur}}` in
 * place of values. An array of one element that binds a list (`lignes[].…`) repeats over it.
 * Throws `GabaritInvalide` with every unknown source, formatter or misplaced list.
 */
export function compileGabarit(gabarit: Record<string, unknown>): Gabarit {
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
