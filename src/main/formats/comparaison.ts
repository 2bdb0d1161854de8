import type { Ecart, Liaison, Liaisons } from '#contract/format.ts'
import { readRepetition } from './gabarit.ts'
import { findEcriture, readLiaison, rewrite } from './liaisons.ts'
import { isObjet, mergeExamples, type Objet } from './modele.ts'
import { findSource, LISTES } from './sources.ts'

/** One key of the model beside the one of the format that it is compared with. */
export interface Noeud {
  readonly chemin: string
  readonly nom: string
  readonly niveau: number
  /** `valeurs`: an array of plain values, one key for both. */
  readonly nature: 'objet' | 'liste' | 'valeurs' | 'valeur'
  readonly ecart: Ecart
  readonly ancienne: string | null
  /** The key is in the format, in the model. */
  readonly dansBase: boolean
  readonly dansModele: boolean
  /** Its part of the template and of the schema of the format. */
  readonly base: unknown
  readonly schema: Objet | null
  readonly modele: unknown
  readonly liste: string
  /** What the format writes it with, as a choice. */
  readonly actuelle: Liaison | null
  readonly choix: Liaison | null
  readonly proposition: Liaison | null
  /** The proposal stands unless the user says otherwise. */
  readonly evidente: boolean
  readonly enfants: readonly Noeud[]
}

interface Cote {
  readonly nom: string
  readonly base: unknown
  readonly schema: Objet | null
}

interface Place {
  readonly chemin: string
  readonly niveau: number
  readonly liste: string
}

type Forme = 'objet' | 'liste' | 'valeurs' | 'valeur' | 'muet'

/** An empty array, an empty object, null: says that the key is there, not what it holds. */
function formeOf(valeur: unknown): Forme {
  if (valeur === null) return 'muet'
  if (Array.isArray(valeur)) {
    if (valeur.length === 0) return 'muet'
    return valeur.some(isObjet) ? 'liste' : 'valeurs'
  }
  if (isObjet(valeur)) return Object.keys(valeur).length === 0 ? 'muet' : 'objet'
  return 'valeur'
}

const part = (schema: Objet | null, ...cles: string[]): Objet | null =>
  cles.reduce<Objet | null>((s, cle) => (s !== null && isObjet(s[cle]) ? (s[cle] as Objet) : null), schema)

export const isNullable = (schema: Objet | null) =>
  Array.isArray(schema?.type) ? schema.type.includes('null') : schema?.type === 'null'

const bigrams = (mot: string) =>
  new Set([...mot.toLowerCase()].slice(1).map((c, i) => mot.toLowerCase()[i] + c))
const firstWord = (mot: string) => /^[a-z]+|^[A-Z]+(?![a-z])|^[A-Z][a-z]+/.exec(mot)?.[0].toLowerCase() ?? mot

/** From 0 to 1.2: how much a key of the model looks like one that went, by its letters, its first word, its place. */
function likeness(a: string, b: string, memePlace: boolean): number {
  const x = bigrams(a)
  const y = bigrams(b)
  const communs = [...x].filter((d) => y.has(d)).length
  return (
    (1.4 * communs) / Math.max(1, x.size + y.size) +
    (firstWord(a) === firstWord(b) && firstWord(a).length > 2 ? 0.3 : 0) +
    (memePlace ? 0.2 : 0)
  )
}
const RESSEMBLANCE = 0.5

function sharedKeys(base: unknown, modele: unknown): number {
  const cles = (v: unknown): string[] =>
    isObjet(v) ? Object.keys(v) : Array.isArray(v) ? v.flatMap(cles) : []
  const siennes = new Set(cles(base))
  return siennes.size === 0 ? 0 : cles(modele).filter((c) => siennes.has(c)).length / siennes.size
}

type Appariement = readonly [cle: string, comment: 'meme' | 'casse' | 'renommee']

/** Each key of the model with the one of the format that it continues: same name, other case, renamed. */
function pair(
  base: Objet,
  modele: Objet,
  forcee: Appariement | null,
  cleForcee: string,
): ReadonlyMap<string, Appariement> {
  const restent = new Set(Object.keys(base))
  const paires = new Map<string, Appariement>()
  const poser = (cle: string, [sienne, comment]: Appariement) => {
    restent.delete(sienne)
    paires.set(cle, [sienne, comment])
  }
  if (forcee !== null) poser(cleForcee, forcee)
  const seules = () => Object.keys(modele).filter((c) => !paires.has(c))
  for (const cle of seules()) if (restent.has(cle)) poser(cle, [cle, 'meme'])
  for (const cle of seules()) {
    const autre = [...restent].find((r) => r.toLowerCase() === cle.toLowerCase())
    if (autre !== undefined) poser(cle, [autre, 'casse'])
  }
  for (const cle of seules()) {
    const scalaire = ['valeur', 'muet'].includes(formeOf(modele[cle]))
    const candidates = [...restent]
      .filter((r) => (formeOf(base[r]) === 'valeur') === scalaire)
      .map((r) => {
        const memePlace = Object.keys(base).indexOf(r) === Object.keys(modele).indexOf(cle)
        return { r, score: scalaire ? likeness(r, cle, memePlace) : sharedKeys(base[r], modele[cle]) }
      })
      .filter((c) => c.score >= RESSEMBLANCE)
      .sort((a, b) => b.score - a.score)
    const [premiere] = candidates
    if (premiere !== undefined) poser(cle, [premiere.r, 'renommee'])
  }
  return paires
}

/** The list that names of keys evoke, for an array that the format does not have. */
function guessListe(nom: string): string | null {
  if (/medecin|praticien|professionnel|liberal/i.test(nom)) return 'lignes[].praticiens[]'
  if (/etablissement|finess|structure/i.test(nom)) return 'lignes[].structure.finessGeo[]'
  return /piece|fichier|justificatif/i.test(nom) ? 'lignes[].pieces[]' : null
}

/** The first list below `liste` that bindings of a template go through. */
function deeperList(gabarit: unknown, liste: string): string | null {
  const texte = JSON.stringify(gabarit)
  return Object.keys(LISTES).find((l) => l.startsWith(`${liste}.`) && texte.includes(`{{${l}`)) ?? null
}

class Comparateur {
  readonly #liaisons: Liaisons
  constructor(liaisons: Liaisons) {
    this.#liaisons = liaisons
  }

  #choix(chemin: string): Liaison | null {
    return Object.hasOwn(this.#liaisons, chemin) ? (this.#liaisons[chemin] as Liaison) : null
  }

  children(
    base: unknown,
    modele: Objet,
    schema: Objet | null,
    place: Place,
    forcee: Appariement | null = null,
    cleForcee = '',
  ): readonly Noeud[] {
    const siennes = isObjet(base) ? base : {}
    const paires = pair(siennes, modele, forcee, cleForcee)
    const prises = new Set([...paires.values()].map(([cle]) => cle))
    const under = (nom: string): Place => ({
      ...place,
      chemin: place.chemin === '' ? nom : `${place.chemin}.${nom}`,
    })
    const cote = (cle: string): Cote => ({
      nom: cle,
      base: siennes[cle],
      schema: part(schema, 'properties', cle),
    })
    return [
      ...Object.entries(modele).map(([nom, valeur]) => {
        const [cle, comment] = paires.get(nom) ?? [null, 'meme' as const]
        return this.#node(nom, valeur, cle === null ? null : cote(cle), comment, under(nom))
      }),
      ...Object.keys(siennes)
        .filter((cle) => !prises.has(cle))
        .map((cle) => this.#extra(cote(cle), under(cle))),
    ]
  }

  #extra(cote: Cote, place: Place): Noeud {
    return {
      ...place,
      ...cote,
      nature: isObjet(cote.base) ? 'objet' : Array.isArray(cote.base) ? 'liste' : 'valeur',
      ecart: 'en_trop',
      ancienne: null,
      dansBase: true,
      dansModele: false,
      modele: undefined,
      actuelle: readLiaison(cote.base, 'null'),
      choix: this.#choix(place.chemin),
      proposition: { type: 'retirer' },
      evidente: true,
      enfants: [],
    }
  }

  #node(nom: string, modele: unknown, cote: Cote | null, comment: Appariement[1], ou: Place): Noeud {
    const forme = formeOf(modele)
    const place = forme === 'valeurs' ? { ...ou, chemin: `${ou.chemin}[]` } : ou
    const sienne =
      cote === null
        ? null
        : Array.isArray(cote.base)
          ? this.#arrayForm(cote.base, place.liste)
          : formeOf(cote.base)
    const nomme: Ecart =
      comment === 'casse' ? 'autre_casse' : comment === 'renommee' ? 'renommee' : 'identique'
    const commun = {
      ...place,
      nom,
      ancienne: cote !== null && cote.nom !== nom ? cote.nom : null,
      dansBase: cote !== null,
      dansModele: true,
      base: cote?.base,
      schema: cote?.schema ?? null,
      modele,
      choix: this.#choix(place.chemin),
      actuelle: null,
      proposition: null,
      evidente: true,
      enfants: [],
    } as const
    // The model says nothing of what is inside: what the format writes stands.
    if (
      forme === 'muet' &&
      cote !== null &&
      sienne !== 'valeur' &&
      (modele === null || Array.isArray(modele) === Array.isArray(cote.base))
    )
      return { ...commun, nature: isObjet(cote.base) ? 'objet' : 'liste', ecart: nomme }
    if (forme === 'objet' || forme === 'liste') return this.#container(commun, cote, sienne, nomme)
    if (forme === 'muet' && Array.isArray(modele)) {
      const ecart: Ecart = cote === null ? 'nouvelle' : 'autre_type'
      return {
        ...commun,
        nature: 'liste',
        ecart,
        proposition: { type: 'liste', pour: null },
        evidente: cote === null,
      }
    }
    return this.#leaf(commun, cote, sienne, nomme)
  }

  #arrayForm(base: readonly unknown[], liste: string): Forme {
    return isObjet(readRepetition(base, liste).element) ? 'liste' : 'valeurs'
  }

  #container(
    commun: Omit<Noeud, 'nature' | 'ecart'>,
    cote: Cote | null,
    sienne: Forme | null,
    nomme: Ecart,
  ): Noeud {
    const { chemin, niveau, liste, choix } = commun
    const enListe = Array.isArray(commun.modele)
    const nature = enListe ? 'liste' : 'objet'
    const exemple = (enListe ? mergeExamples(commun.modele as unknown[]) : commun.modele) as Objet
    const rep = sienne === 'liste' ? readRepetition(cote?.base as unknown[], liste) : null
    const semblable = sienne === 'objet' || sienne === 'liste'
    const element = rep === null ? (semblable ? cote?.base : undefined) : rep.element
    const actuelle: Liaison | null =
      rep === null || rep.mode === 'constante'
        ? null
        : rep.mode === 'premier'
          ? { type: 'premier', pour: rep.pour as string }
          : { type: 'liste', pour: rep.pour }
    const proposition: Liaison | null = enListe
      ? sienne === 'liste'
        ? (actuelle ?? { type: 'liste', pour: null })
        : { type: 'liste', pour: sienne === 'objet' ? deeperList(cote?.base, liste) : guessListe(commun.nom) }
      : rep?.pour !== undefined && rep?.pour !== null
        ? { type: 'premier', pour: rep.pour }
        : null
    const retenue = choix?.type === 'liste' || choix?.type === 'premier' ? choix : proposition
    const dedans = retenue !== null && 'pour' in retenue && retenue.pour !== null ? retenue.pour : liste
    const schema = sienne === 'liste' ? part(commun.schema, 'items') : commun.schema
    const ecart: Ecart =
      cote === null ? 'nouvelle' : sienne === (enListe ? 'liste' : 'objet') ? nomme : 'autre_type'
    return {
      ...commun,
      nature,
      ecart,
      actuelle,
      proposition: retenue === null ? null : proposition,
      enfants: this.children(element, exemple, schema, {
        chemin: enListe ? `${chemin}[]` : chemin,
        niveau: niveau + 1,
        liste: dedans,
      }),
    }
  }

  #leaf(
    commun: Omit<Noeud, 'nature' | 'ecart'>,
    cote: Cote | null,
    sienne: Forme | null,
    nomme: Ecart,
  ): Noeud {
    const enListe = Array.isArray(commun.modele)
    const nature = enListe ? 'valeurs' : 'valeur'
    const exemple = enListe ? (commun.modele as unknown[])[0] : commun.modele
    if (cote === null) return { ...commun, nature, ecart: 'nouvelle', evidente: false }
    const memeForme = sienne === (enListe ? 'valeurs' : 'valeur') || (sienne === 'muet' && !enListe)
    if (!memeForme) return { ...commun, nature, ecart: 'autre_type', evidente: false }
    const feuille = enListe ? readRepetition(cote.base as unknown[], commun.liste).element : cote.base
    const schema = enListe ? part(commun.schema, 'items') : commun.schema
    const actuelle = readLiaison(feuille, isNullable(schema) ? 'null' : 'bloquer')
    const ecriture = actuelle === null ? null : this.#compareLeaf(actuelle, exemple)
    const base = { ...commun, nature, actuelle } as const
    if (ecriture === 'meme') {
      if (nomme === 'renommee') return { ...base, ecart: 'renommee', proposition: actuelle, evidente: false }
      return { ...base, ecart: nomme, proposition: actuelle }
    }
    return {
      ...base,
      ecart: nomme === 'renommee' ? 'renommee' : 'autre_type',
      proposition: ecriture?.proposition ?? null,
      evidente: nomme !== 'renommee' && ecriture?.evidente === true,
    }
  }

  /** Does the format write what the example shows? Otherwise what would, if something does. */
  #compareLeaf(
    actuelle: Liaison,
    exemple: unknown,
  ): 'meme' | { readonly proposition: Liaison | null; readonly evidente: boolean } {
    if (exemple === null || exemple === '') return 'meme'
    if (actuelle.type === 'constante') {
      if (actuelle.valeur === exemple) return 'meme'
      const valeur = exemple as string | number | boolean
      return { proposition: { type: 'constante', valeur }, evidente: false }
    }
    if (actuelle.type !== 'source') return { proposition: null, evidente: false }
    const source = findSource(actuelle.source)
    const ecriture = source === null ? null : findEcriture(source.genre, actuelle.formateur)
    if (ecriture?.reconnait(exemple)) return 'meme'
    const autre = rewrite(actuelle, exemple)
    if (autre !== null) return { proposition: autre, evidente: true }
    // A text where a text is written: an example such as « string » says no more.
    if (typeof exemple === 'string' && ecriture?.schema.type === 'string') return 'meme'
    return { proposition: null, evidente: false }
  }
}

/** A format as it is compared: its template and its schema. */
export interface Origine {
  readonly gabarit: Objet
  readonly schema: Objet
  readonly cleLignes: string
}

/** Compares a model with a format, key by key, with the user's choices. The order is that of the model. */
export function compareModele(
  origine: Origine,
  { modele, cleLignes }: { readonly modele: Objet; readonly cleLignes: string },
  liaisons: Liaisons,
): readonly Noeud[] {
  const comment =
    cleLignes === origine.cleLignes
      ? 'meme'
      : cleLignes.toLowerCase() === origine.cleLignes.toLowerCase()
        ? 'casse'
        : 'renommee'
  return new Comparateur(liaisons).children(
    origine.gabarit,
    modele,
    origine.schema,
    { chemin: '', niveau: 0, liste: '' },
    [origine.cleLignes, comment],
    cleLignes,
  )
}

/** What writes a key: the user's choice, what the format writes already, an evident proposal. Null: nothing yet. */
export function effectiveOf(noeud: Noeud): Liaison | null {
  return noeud.choix ?? (noeud.evidente ? (noeud.proposition ?? noeud.actuelle) : null)
}

/** Keys of plain values that nothing writes yet. */
export const isUnbound = (n: Noeud): boolean =>
  (n.nature === 'valeur' || n.nature === 'valeurs') && n.dansModele && effectiveOf(n) === null

/** Every key, parents before children. */
export const flatten = (noeuds: readonly Noeud[]): readonly Noeud[] =>
  noeuds.flatMap((n) => [n, ...flatten(n.enfants)])
