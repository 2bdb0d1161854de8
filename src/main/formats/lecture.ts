import { parseJour } from '#domain/dates.ts'
import { FORMATEURS } from './formateurs.ts'
import { readRepetition } from './gabarit.ts'
import { findEcriture, readLiaison } from './liaisons.ts'
import { isObjet, type Objet } from './modele.ts'
import { findSource, type Genre, listOf } from './sources.ts'

/** A value that its formatter cannot have written. */
export interface Illisible {
  readonly cle: string
  readonly trouve: string
  readonly attendu: string
}

const LIGNES = 'lignes[]'

/** What one request, or one element of a list of it, says: values by the source that writes them. */
export class Lu {
  readonly #valeurs = new Map<string, unknown>()
  readonly #listes = new Map<string, Lu[]>()
  /** Keys that the format leaves null, and that the agency filled: name of the key, its value. */
  readonly remplies = new Map<string, unknown>()

  /** Null when the file says nothing of it, or has no key for it. */
  get(source: string): unknown {
    return this.#valeurs.get(source) ?? null
  }
  texte(source: string): string | null {
    const valeur = this.get(source)
    return typeof valeur === 'string' || typeof valeur === 'number' ? String(valeur).trim() || null : null
  }
  nombre(source: string): number | null {
    const valeur = this.get(source)
    return typeof valeur === 'number' ? valeur : null
  }
  booleen(source: string): boolean | null {
    const valeur = this.get(source)
    return typeof valeur === 'boolean' ? valeur : null
  }
  liste(nom: string): readonly Lu[] {
    return this.#listes.get(nom) ?? []
  }
  /** Values of the sources of that prefix, by what follows it. */
  sous(prefixe: string): readonly (readonly [string, unknown])[] {
    return [...this.#valeurs].flatMap(([source, valeur]) =>
      source.startsWith(prefixe) ? [[source.slice(prefixe.length), valeur] as const] : [],
    )
  }
  /** The same source may be bound by several keys: the first that says something is kept. */
  set(source: string, valeur: unknown): void {
    if (valeur !== null && !this.#valeurs.has(source)) this.#valeurs.set(source, valeur)
  }
  add(liste: string): Lu {
    const lu = new Lu()
    const lus = this.#listes.get(liste)
    if (lus === undefined) this.#listes.set(liste, [lu])
    else lus.push(lu)
    return lu
  }
}

/** A template read the other way: from a file that it wrote to the values of its sources. */
export interface Lecteur {
  /** Sources that the format writes. */
  readonly sources: ReadonlySet<string>
  /** Key of a source, below the request: `beneficiaires.liberal[0].RPPS`. The source's name when nothing writes it. */
  cleOf(source: string, rang?: number): string
  readTete(contenu: Objet): Lu
  readLigne(ligne: unknown): { readonly lu: Lu; readonly illisibles: readonly Illisible[] }
  /** The request without what the agency fills on return: keys that the format always leaves null. */
  blank(ligne: Objet): Objet
  blankTete(contenu: Objet): Objet
}

/** Digits of numbers that a file may hold as numbers: their first zeros went. */
const CHIFFRES: readonly [RegExp, number][] = [
  [/siret$/i, 14],
  [/rpps$/i, 11],
  [/finess|siren$/i, 9],
  [/telephone$/i, 10],
  [/codePostal$/, 5],
]

function restore(source: string, valeur: unknown): unknown {
  const chiffres = CHIFFRES.find(([forme]) => forme.test(source))?.[1] ?? 0
  return typeof valeur === 'number' ? String(valeur).padStart(chiffres, '0') : valeur
}

/** A raw value as its kind holds it; undefined when it is none. */
function rereadBrut(genre: Genre, valeur: unknown): unknown {
  if (genre === 'booleen') return typeof valeur === 'boolean' ? valeur : undefined
  if (genre === 'entier') return Number.isInteger(valeur) ? valeur : undefined
  if (genre === 'jour') return typeof valeur === 'string' ? (parseJour(valeur) ?? undefined) : undefined
  return typeof valeur === 'object' ? undefined : valeur
}

class Parcours {
  readonly illisibles: Illisible[] = []

  /** `ouverts`: what is being read, by list. */
  walk(
    gabarit: unknown,
    valeur: unknown,
    cle: string,
    liste: string,
    ouverts: ReadonlyMap<string, Lu>,
  ): void {
    if (Array.isArray(gabarit)) {
      this.#array(gabarit, valeur, cle, liste, ouverts)
      return
    }
    if (isObjet(gabarit)) {
      for (const [nom, dedans] of Object.entries(gabarit))
        this.walk(
          dedans,
          isObjet(valeur) ? valeur[nom] : null,
          cle === '' ? nom : `${cle}.${nom}`,
          liste,
          ouverts,
        )
      return
    }
    const liaison = readLiaison(gabarit, 'null')
    if (liaison?.type === 'source') this.#leaf(liaison, valeur, cle, ouverts)
    else if (gabarit === null && valeur !== null && valeur !== undefined)
      ouverts.get(liste)?.remplies.set(cle.slice(cle.lastIndexOf('.') + 1), valeur)
  }

  #leaf(
    { source: nom, formateur }: { readonly source: string; readonly formateur: string | null },
    valeur: unknown,
    cle: string,
    ouverts: ReadonlyMap<string, Lu>,
  ): void {
    const source = findSource(nom)
    if (source === null || valeur === null || valeur === undefined || valeur === '') return
    const lue = formateur === null ? rereadBrut(source.genre, valeur) : FORMATEURS[formateur]?.relire(valeur)
    if (lue === undefined)
      this.illisibles.push({
        cle,
        trouve: (typeof valeur === 'string' ? valeur : JSON.stringify(valeur)).slice(0, 100),
        attendu: `${source.genre === 'jour' ? 'une date du calendrier, ' : ''}${findEcriture(source.genre, formateur)?.schema.description ?? 'une valeur'}`,
      })
    else ouverts.get(listOf(nom))?.set(nom, source.genre === 'texte' ? restore(nom, lue) : lue)
  }

  #array(
    gabarit: readonly unknown[],
    valeur: unknown,
    cle: string,
    liste: string,
    ouverts: ReadonlyMap<string, Lu>,
  ): void {
    const { mode, pour, element } = readRepetition(gabarit, liste)
    const valeurs: readonly unknown[] = Array.isArray(valeur) ? valeur : []
    if (mode === 'constante' || pour === null) {
      const ecrits = mode === 'constante' ? gabarit : [element]
      for (const [i, g] of ecrits.entries()) this.walk(g, valeurs[i], `${cle}[${i}]`, liste, ouverts)
      return
    }
    // The requests themselves are read one by one.
    if (pour === LIGNES) return
    const lus = mode === 'premier' ? (isObjet(valeur) ? [valeur] : []) : valeurs
    for (const [i, v] of lus.entries()) {
      const lu = (ouverts.get(LIGNES) as Lu).add(pour)
      const dedans = new Map([...ouverts, [pour, lu]])
      this.walk(element, v, mode === 'premier' ? cle : `${cle}[${i}]`, pour, dedans)
    }
  }
}

/** Keys of the sources of a template, `[]` where a list repeats. */
function keysOf(gabarit: unknown, cle: string, liste: string, cles: Map<string, string>): void {
  if (Array.isArray(gabarit)) {
    const { mode, pour, element } = readRepetition(gabarit, liste)
    const dedans = mode === 'premier' || pour === LIGNES ? cle : `${cle}[]`
    keysOf(element, pour === LIGNES ? '' : dedans, pour ?? liste, cles)
  } else if (isObjet(gabarit)) {
    for (const [nom, g] of Object.entries(gabarit)) keysOf(g, cle === '' ? nom : `${cle}.${nom}`, liste, cles)
  } else {
    const liaison = readLiaison(gabarit, 'null')
    if (liaison?.type === 'source' && !cles.has(liaison.source)) cles.set(liaison.source, cle)
  }
}

/** `valeur` with null where the template always writes null. */
function blankAs(gabarit: unknown, valeur: unknown): unknown {
  if (gabarit === null) return valeur === undefined || typeof valeur === 'object' ? valeur : null
  if (!isObjet(gabarit) || !isObjet(valeur)) return valeur
  return Object.fromEntries(
    Object.entries(valeur).map(([cle, v]) => [
      cle,
      Object.hasOwn(gabarit, cle) ? blankAs(gabarit[cle], v) : v,
    ]),
  )
}

/** Inverts a template that `compileGabarit` accepts, whose requests are under `cleLignes`. */
export function compileLecteur(gabarit: Objet, cleLignes: string): Lecteur {
  const { [cleLignes]: demandes, ...tete } = gabarit
  const demande = readRepetition(demandes as readonly unknown[], '').element
  const cles = new Map<string, string>()
  keysOf(gabarit, '', '', cles)
  return {
    sources: new Set(cles.keys()),
    cleOf: (source, rang) =>
      (cles.get(source) ?? source).replace('[]', rang === undefined ? '' : `[${rang}]`),
    readTete(contenu) {
      const lu = new Lu()
      new Parcours().walk(tete, contenu, '', '', new Map([['', lu]]))
      return lu
    },
    readLigne(ligne) {
      const lu = new Lu()
      const parcours = new Parcours()
      parcours.walk(
        demande,
        ligne,
        '',
        LIGNES,
        new Map([
          ['', lu],
          [LIGNES, lu],
        ]),
      )
      return { lu, illisibles: parcours.illisibles }
    },
    blank: (ligne) => blankAs(demande, ligne) as Objet,
    blankTete: (contenu) => blankAs(tete, contenu) as Objet,
  }
}
