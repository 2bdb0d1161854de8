import type { Liaison } from '#contract/format.ts'
import { accepts, BRUTS, type Ecriture, FORMATEURS, isBrut, VIDE } from './formateurs.ts'
import { findSource, type Genre } from './sources.ts'

const BINDING = /^\{\{([^{}|]+)(?:\|([^{}|]+?))??(?:\|(vide))?\}\}$/

/** An answer as it is: yes, no, or a code. */
const REPONSE: Ecriture = {
  libelle: 'true, false ou un code',
  exemple: 'true',
  reconnait: (x) => typeof x === 'boolean' || typeof x === 'string',
  schema: { type: 'boolean', description: 'une réponse' },
}

/** Reads a leaf of a template as a choice; null for an array or an object. `absent` when the binding does not say « vide ». */
export function readLiaison(feuille: unknown, absent: 'null' | 'bloquer'): Liaison | null {
  if (typeof feuille === 'object' && feuille !== null) return null
  const m = typeof feuille === 'string' ? BINDING.exec(feuille) : null
  if (m === null) return { type: 'constante', valeur: feuille as string | number | boolean | null }
  return {
    type: 'source',
    source: m[1] as string,
    formateur: m[2] ?? null,
    absent: m[3] === VIDE ? 'vide' : absent,
  }
}

/** The leaf of a template that a choice of source or constant makes. */
export function writeLiaison(liaison: Extract<Liaison, { type: 'source' | 'constante' }>): unknown {
  if (liaison.type === 'constante') return liaison.valeur
  const suite = [liaison.source, liaison.formateur, liaison.absent === 'vide' ? VIDE : null]
  return `{{${suite.filter((s) => s !== null).join('|')}}}`
}

/** How a formatter (null: none) writes that kind; null when it does not. */
export function findEcriture(genre: Genre, formateur: string | null): Ecriture | null {
  if (formateur === null) return genre === 'reponse' ? REPONSE : (BRUTS[genre] ?? null)
  const trouve = Object.hasOwn(FORMATEURS, formateur) ? FORMATEURS[formateur] : undefined
  return trouve !== undefined && accepts(trouve, genre) ? trouve : null
}

/** Every way of writing a kind, as it is first. */
export function listEcritures(
  genre: Genre,
): readonly { readonly nom: string | null; readonly ecriture: Ecriture }[] {
  const brut = isBrut(genre) ? findEcriture(genre, null) : null
  return [
    ...(brut === null ? [] : [{ nom: null, ecriture: brut }]),
    ...Object.entries(FORMATEURS)
      .filter(([, f]) => accepts(f, genre))
      .map(([nom, ecriture]) => ({ nom, ecriture })),
  ]
}

/** The formatter that writes a kind as an example shows, otherwise the first that writes it. */
export function guessFormateur(genre: Genre, exemple: unknown): string | null {
  const ecritures = listEcritures(genre)
  return (ecritures.find(({ ecriture }) => ecriture.reconnait(exemple)) ?? ecritures[0])?.nom ?? null
}

/** The choice of a source whose writing an example shows: same source, another formatter. Null when none writes so. */
export function rewrite(
  liaison: Extract<Liaison, { type: 'source' }>,
  exemple: unknown,
): Extract<Liaison, { type: 'source' }> | null {
  const source = findSource(liaison.source)
  if (source === null) return null
  const trouvee = listEcritures(source.genre).find(({ ecriture }) => ecriture.reconnait(exemple))
  return trouvee === undefined ? null : { ...liaison, formateur: trouvee.nom }
}

/** A value of a template or of a model, in a few characters: `"06/11/2026"`, `358.33 nombre`. */
export function showExemple(valeur: unknown): string {
  if (valeur === null) return 'null'
  if (Array.isArray(valeur)) return 'tableau'
  if (typeof valeur === 'object') return 'objet'
  if (typeof valeur === 'number') return `${valeur} nombre`
  const texte = JSON.stringify(valeur)
  return texte.length > 32 ? `${texte.slice(0, 30)}…"` : texte
}

/** What a choice writes, shown the same way. */
export function showLiaison(liaison: Liaison): string {
  switch (liaison.type) {
    case 'constante':
      return showExemple(liaison.valeur)
    case 'source': {
      const source = findSource(liaison.source)
      const ecriture = source === null ? null : findEcriture(source.genre, liaison.formateur)
      if (ecriture === null) return 'inconnu'
      if (source?.genre === 'booleen' && liaison.formateur === null) return 'true, false'
      if (source?.genre === 'reponse' && liaison.formateur === null) return 'réponse'
      return ecriture.schema.type === 'number' || ecriture.schema.type === 'integer'
        ? `${ecriture.exemple} nombre`
        : ecriture.exemple === '"texte"'
          ? 'texte'
          : ecriture.exemple
    }
    case 'liste':
      return 'tableau'
    case 'premier':
      return 'objet'
    case 'retirer':
    case 'garder':
      return ''
  }
}

/** The choice in words, for the column of sources. Null for what has no source of its own. */
export function describeLiaison(liaison: Liaison, libelles: ReadonlyMap<string, string>): string | null {
  if (liaison.type === 'source')
    return libelles.get(liaison.source) ?? findSource(liaison.source)?.libelle ?? liaison.source
  if (liaison.type === 'constante') return `toujours ${JSON.stringify(liaison.valeur)}`
  if (liaison.type === 'garder') return 'gardée'
  return null
}
