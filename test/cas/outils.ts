import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Dossier } from '#domain/commande.ts'
import type { Constat } from '#domain/constat.ts'
import type { Pour } from '#domain/controles/base.ts'
import { controler } from '#domain/controles/index.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { BASES } from './bases.ts'
import { BASES_SOLDE } from './bases-solde.ts'

/** One expected constat; `respecte` asks it of every constat of that code, the others of at least one. */
export interface Attendu {
  readonly code: string
  readonly issue: Constat['issue'] | 'absent'
  readonly gravite?: Constat['gravite']
  readonly sujet?: string
  /** Part of the French sentence or remedy. */
  readonly phrase?: string
}

export interface Cas {
  readonly titre: string
  readonly base: string
  /** Laid over the base: objects are merged, `{"0": …}` reaches an item of a list, a list replaces a list. */
  readonly dossier?: unknown
  readonly maintenant?: string
  /** Replaces the base's values set by the user. */
  readonly surcharges?: Readonly<Record<string, unknown>>
  /** Absent: the balance for a base whose advance is accepted, the advance for the others. */
  readonly pour?: Pour
  readonly attendu?: readonly Attendu[]
  /** Codes of all the constats that stop the request, in order. */
  readonly bloquants?: readonly string[]
}

export interface CasLu extends Cas {
  readonly fichier: string
}

const DOSSIER = import.meta.dirname

/** Every case of every scheme's folder. */
export function readCas(): readonly CasLu[] {
  return readdirSync(DOSSIER, { withFileTypes: true })
    .filter((entree) => entree.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(path.join(DOSSIER, name))
        .sort()
        .flatMap((nom) => {
          const contenu = JSON.parse(readFileSync(path.join(DOSSIER, name, nom), 'utf8')) as Cas[]
          return contenu.map((cas) => ({ ...cas, fichier: `${name}/${nom}` }))
        }),
    )
}

const isObjet = (x: unknown): x is Record<string, unknown> =>
  typeof x === 'object' && x !== null && !Array.isArray(x)

/** Refuses a key that the base has not: a mistyped patch would test nothing. */
function merge(base: unknown, patch: unknown, chemin: string): unknown {
  if (!isObjet(patch)) return patch
  if (Array.isArray(base)) {
    const copie = [...base]
    for (const [i, valeur] of Object.entries(patch))
      copie[Number(i)] = merge(base[Number(i)], valeur, `${chemin}[${i}]`)
    return copie
  }
  if (!isObjet(base)) return patch
  const copie: Record<string, unknown> = { ...base }
  const libre = /(scenario|enrolements?|formation|livrables)$/.test(chemin)
  for (const [cle, valeur] of Object.entries(patch)) {
    // A day that is not known is not there.
    if (valeur === null && /(formation|livrables)$/.test(chemin)) {
      delete copie[cle]
      continue
    }
    if (!(cle in base) && !libre) throw new Error(`${chemin}.${cle} does not exist`)
    copie[cle] = merge(base[cle], valeur, `${chemin}.${cle}`)
  }
  return copie
}

const catalogue = openCatalogue()

export function runCas(cas: Cas) {
  const base = BASES[cas.base] ?? BASES_SOLDE[cas.base]
  if (base === undefined) throw new Error(`unknown base ${cas.base}`)
  const surcharges = Object.entries(cas.surcharges ?? base.surcharges).map(([cle, valeur]) => ({
    cle,
    valeur,
    note: 'Journal officiel',
    le: '2024-08-08',
    par: 'Camille Test',
  }))
  const dispositif = catalogue.avec(base.dispositif, surcharges)
  const dossier = merge(base.dossier, cas.dossier ?? {}, 'dossier') as Dossier
  const pour = cas.pour ?? (cas.base in BASES_SOLDE ? 'solde' : 'avance')
  const maintenant = cas.maintenant ?? base.maintenant
  const judge = (lu: Dossier) => controler(pour, lu, dispositif, maintenant)
  return { dispositif, dossier, constats: judge(dossier), controler: judge }
}
