import { isDeepStrictEqual } from 'node:util'
import type { Liaison } from '#contract/format.ts'
import { effectiveOf, type Noeud } from './comparaison.ts'
import { readRepetition } from './gabarit.ts'
import { findEcriture, writeLiaison } from './liaisons.ts'
import type { Objet } from './modele.ts'
import { findSource } from './sources.ts'

/** Stands in the template for a key that nothing writes yet: only for the preview. */
export const SANS_SOURCE = '\u0000?'

/** The key goes as the format writes it already: its part of the template and of the schema are kept whole. */
const isKept = (n: Noeud, effective: Liaison | null): boolean =>
  n.dansBase && effective !== null && n.actuelle !== null && isDeepStrictEqual(effective, n.actuelle)

const isWritten = (n: Noeud): boolean => n.dansModele || effectiveOf(n)?.type === 'garder'

/** An array, with its directive. */
function resolveArray(element: unknown, effective: Liaison | null): unknown {
  if (effective?.type === 'liste')
    return effective.pour === null ? ['{{une fois}}', element] : [`{{pour ${effective.pour}}}`, element]
  return [element]
}

/** The part of the template for one key. */
function resolveNode(n: Noeud): unknown {
  const effective = effectiveOf(n)
  if (!n.dansModele) return n.base
  switch (n.nature) {
    case 'objet':
    case 'liste': {
      // Nothing inside was compared: the model is silent there.
      if (n.enfants.length === 0) return n.dansBase && n.ecart !== 'autre_type' ? n.base : []
      const objet = resolveTemplate(n.enfants)
      if (n.nature === 'liste') return resolveArray(objet, effective)
      return effective?.type === 'premier' ? [`{{premier ${effective.pour}}}`, objet] : objet
    }
    case 'valeur':
    case 'valeurs': {
      if (isKept(n, effective)) return n.base
      const ecrite =
        effective?.type === 'source' || effective?.type === 'constante'
          ? writeLiaison(effective)
          : SANS_SOURCE
      return n.nature === 'valeurs' ? [ecrite] : ecrite
    }
  }
}

/** The template that a comparison makes: the keys of the model in their order, then those kept. */
export function resolveTemplate(noeuds: readonly Noeud[]): Objet {
  return Object.fromEntries(noeuds.filter(isWritten).map((n) => [n.nom, resolveNode(n)]))
}

function schemaOfLiaison(nom: string, liaison: Liaison | null): Objet {
  if (liaison?.type === 'constante') return { title: nom, const: liaison.valeur }
  const source = liaison?.type === 'source' ? findSource(liaison.source) : null
  if (liaison?.type !== 'source' || source === null) return { title: nom }
  const ecriture = findEcriture(source.genre, liaison.formateur)
  const { type, ...reste } = ecriture?.schema ?? { type: 'string' as const, description: 'une valeur' }
  const titre = { title: source.libelle, description: reste.description }
  // The answer to a question is yes, no or a code.
  const types = source.genre === 'reponse' && liaison.formateur === null ? ['boolean', 'string'] : [type]
  if (liaison.absent === 'vide')
    return {
      ...titre,
      anyOf: [
        { ...titre, ...reste, type: types },
        { ...titre, const: '' },
      ],
    }
  if (liaison.absent === 'bloquer') return { ...titre, ...reste, type: types }
  const { enum: valeurs, ...sans } = reste
  return { ...titre, ...sans, ...(valeurs && { enum: [...valeurs, null] }), type: [...types, 'null'] }
}

/** A schema of the format for a value that the template binds: another request's constants do not hold. */
function borrow(schema: Objet, emprunt: boolean, liaison: Liaison | null): Objet | null {
  return emprunt && liaison?.type === 'source' && ('const' in schema || 'enum' in schema) ? null : schema
}

/** Conditions of the format (`if`, `then`…) on keys that go on; null when it rested on one that does not. */
function adapt(condition: unknown, enfants: readonly Noeud[]): Objet | null {
  const {
    properties,
    required,
    if: si,
    then: alors,
    else: sinon,
    ...reste
  } = condition as Record<string, unknown>
  const trouver = (cle: string) =>
    enfants.find((n) => n.dansBase && (n.ancienne ?? n.nom) === cle && isWritten(n))
  if (si !== undefined) {
    const cles = Object.keys(((si as Objet).properties ?? {}) as Objet)
    const tenue = cles.every((cle) => {
      const n = trouver(cle)
      return n !== undefined && isKept(n, effectiveOf(n))
    })
    if (!tenue) return null
  }
  const adaptees = Object.entries((properties ?? {}) as Objet).flatMap(([cle, sous]) => {
    const n = trouver(cle)
    if (n === undefined || n.ecart === 'autre_type') return []
    if (n.nature === 'objet' && n.enfants.length > 0) {
      const dedans = adapt(sous, n.enfants)
      return dedans === null ? [] : [[n.nom, dedans] as const]
    }
    return n.nature === 'valeur' && !isKept(n, effectiveOf(n)) ? [] : [[n.nom, sous] as const]
  })
  const suites = (
    [
      ['if', si],
      ['then', alors],
      ['else', sinon],
    ] as const
  ).filter(([, sous]) => sous !== undefined)
  return {
    ...reste,
    ...Object.fromEntries(suites.map(([mot, sous]) => [mot, adapt(sous, enfants) ?? {}])),
    ...(properties !== undefined && { properties: Object.fromEntries(adaptees) }),
    ...(Array.isArray(required) && {
      required: required.map((cle) => trouver(cle)?.nom).filter((nom) => nom !== undefined),
    }),
  }
}

function schemaOfObject(enfants: readonly Noeud[], base: Objet | null, emprunt: boolean): Objet {
  const ecrits = enfants.filter(isWritten)
  const { properties: _p, required: _r, allOf, type: _t, $id: _i, ...reste } = base ?? {}
  const conditions = Array.isArray(allOf) ? allOf.map((c) => adapt(c, enfants)).filter((c) => c !== null) : []
  return {
    ...reste,
    type: 'object',
    additionalProperties: false,
    required: ecrits.map((n) => n.nom),
    properties: Object.fromEntries(ecrits.map((n) => [n.nom, schemaOf(n, emprunt)])),
    ...(conditions.length > 0 && { allOf: conditions }),
  }
}

function schemaOfValue(n: Noeud, base: Objet | null, effective: Liaison | null, emprunt: boolean): Objet {
  const garde = isKept(n, effective) && base !== null ? borrow(base, emprunt, effective) : null
  return garde ?? schemaOfLiaison(n.nom, effective)
}

function schemaOf(n: Noeud, emprunt: boolean): Objet {
  const effective = effectiveOf(n)
  if (!n.dansModele) return n.schema ?? { title: n.nom }
  switch (n.nature) {
    case 'objet': {
      if (n.enfants.length === 0) return n.schema ?? { title: n.nom }
      const dedans = schemaOfObject(n.enfants, n.ecart === 'autre_type' ? null : n.schema, emprunt)
      // The first of a list that may be empty.
      return effective?.type === 'premier' ? { ...dedans, type: ['object', 'null'] } : dedans
    }
    case 'liste': {
      const { items, type: _t, ...bornes } = n.ecart === 'autre_type' ? ({} as Objet) : (n.schema ?? {})
      if (n.enfants.length === 0)
        return n.ecart === 'autre_type' || n.schema === null ? { title: n.nom, type: 'array' } : n.schema
      return {
        title: n.nom,
        ...bornes,
        type: 'array',
        items: schemaOfObject(n.enfants, (items as Objet) ?? null, emprunt),
      }
    }
    case 'valeurs': {
      const { items, type: _t, ...bornes } = isKept(n, effective) ? (n.schema ?? {}) : ({} as Objet)
      return {
        title: n.nom,
        ...bornes,
        type: 'array',
        items: schemaOfValue(n, (items as Objet | undefined) ?? null, effective, emprunt),
      }
    }
    case 'valeur':
      return schemaOfValue(n, n.schema, effective, emprunt)
  }
}

/** The JSON Schema (draft 7) that goes with `resolveTemplate`. `emprunt`: the format compared with is another request's. */
export function resolveSchema(noeuds: readonly Noeud[], base: Objet, emprunt: boolean): Objet {
  return schemaOfObject(noeuds, base, emprunt)
}

/** Leaves of a template by key: `lignesImport[].commande.dateCommande` → the binding. */
export function listFeuilles(gabarit: unknown, chemin = '', liste = ''): ReadonlyMap<string, string> {
  if (Array.isArray(gabarit)) {
    const { element, pour, mode } = readRepetition(gabarit, liste)
    return listFeuilles(element ?? null, mode === 'premier' ? chemin : `${chemin}[]`, pour ?? liste)
  }
  if (typeof gabarit === 'object' && gabarit !== null)
    return new Map(
      Object.entries(gabarit).flatMap(([cle, v]) => [
        ...listFeuilles(v, chemin === '' ? cle : `${chemin}.${cle}`, liste),
      ]),
    )
  return new Map([[chemin, JSON.stringify(gabarit)]])
}

/** The schema of a key of `listFeuilles`; null when it has none of its own. */
export function schemaAt(schema: Objet, chemin: string): Objet | null {
  const pas = chemin.split('.').flatMap((s) => {
    const items = s.match(/\[\]/g)?.length ?? 0
    return [['properties', s.replaceAll('[]', '')], ...Array.from({ length: items }, () => ['items'])]
  })
  let ici: unknown = schema
  for (const cle of pas.flat()) ici = typeof ici === 'object' && ici !== null ? (ici as Objet)[cle] : null
  return typeof ici === 'object' && ici !== null ? (ici as Objet) : null
}

export interface Conflit {
  readonly avant: string | null
  readonly maintenant: string | null
}

/**
 * Keys of Liasse's own format that changed since a version was made, with what they were and are; `touchees` are
 * those that the version changes too, otherwise: the conflicts.
 */
export function compareOrigines(
  avant: Objet,
  maintenant: Objet,
  retenu: Objet,
): { readonly changees: ReadonlyMap<string, Conflit>; readonly touchees: ReadonlySet<string> } {
  const a = listFeuilles(avant)
  const b = listFeuilles(maintenant)
  const sien = listFeuilles(retenu)
  const changees = new Map<string, Conflit>()
  const touchees = new Set<string>()
  for (const cle of new Set([...a.keys(), ...b.keys()])) {
    const de = a.get(cle) ?? null
    const vers = b.get(cle) ?? null
    if (de === vers) continue
    changees.set(cle, { avant: de, maintenant: vers })
    const retenue = sien.get(cle) ?? null
    if (retenue !== de && retenue !== vers) touchees.add(cle)
  }
  return { changees, touchees }
}
