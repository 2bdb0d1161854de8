import { formatJour, type Instant, type Jour, jourParis } from './dates.ts'
import type { TypeIdentifiant } from './identifiants.ts'
import type { Profession } from './tiers.ts'

/** Lists of the outside world, kept offline, each with its date and source. */
export const TYPES_LISTE = ['annuaire', 'centres', 'es', 'plafonds', 'finances'] as const
export type TypeListe = (typeof TYPES_LISTE)[number]

export const LISTE_LIBELLES: Readonly<Record<TypeListe, string>> = {
  annuaire: 'Annuaire santé',
  centres: 'Base de référence des centres',
  es: 'Base des établissements éligibles',
  plafonds: 'Fichier de calcul',
  finances: 'Clients déjà financés',
}

/** Lists that belong to one scheme; the others serve every scheme. */
export const LISTES_DU_DISPOSITIF: ReadonlySet<TypeListe> = new Set(['es', 'plafonds', 'finances'])

/** Which list, of which day, from where. */
export interface ListeReference {
  readonly type: TypeListe
  readonly dispositif: string | null
  readonly du: Jour
  readonly importeeLe: Instant
  readonly source: string
}

/** One activity of a professional. `mode`: L libéral, S salarié, B bénévole, as the annuaire codes them; empty when not said. */
export interface Activite {
  readonly profession: Profession | null
  readonly libelle: string
  readonly mode: string
  readonly libelleMode: string
  readonly site: string
  readonly commune: string
}

/** Who financed a client already, when, under which order number; empty or null when the list does not say. */
export interface Financement {
  readonly fournisseur: string
  readonly le: Jour | null
  readonly numero: string
}

/** What a list says of one identifier. A list only fills what it has. */
export interface ContenuListe {
  readonly nom: string
  readonly tranche: string | null
  /** Ceiling HT, cents. */
  readonly plafondHt: number | null
  /** Annuaire only; empty for a person who was looked for and is not in it. */
  readonly activites: readonly Activite[]
  readonly financements: readonly Financement[]
}

/** What a list says of a client of the order, by the identifier that found it. */
export interface FaitListe {
  readonly tiersId: number
  readonly par: TypeIdentifiant
  readonly cle: string
  readonly contenu: ContenuListe
}

/** An imported list that applies to the order, with what it says of its clients: nothing about those it does not name. */
export interface ListeDossier extends ListeReference {
  readonly faits: readonly FaitListe[]
}

const NOMS: Readonly<Record<TypeListe, string>> = {
  annuaire: 'l’annuaire santé',
  centres: 'la Base de référence',
  es: 'la base des établissements éligibles',
  plafonds: 'le fichier de calcul',
  finances: 'la liste des clients déjà financés',
}

/** « l’annuaire santé du 12/11/2026 » */
export const nameListe = ({ type, du }: Pick<ListeReference, 'type' | 'du'>): string =>
  `${NOMS[type]} du ${formatJour(du)}`

/** « l’annuaire santé importé le 12/11/2026 »: what a card made since is not in. */
export const nameImport = ({ type, importeeLe }: Pick<ListeReference, 'type' | 'importeeLe'>): string =>
  `${NOMS[type]} importé${type === 'annuaire' || type === 'plafonds' ? '' : 'e'} le ${formatJour(jourParis(importeeLe))}`

export const findListe = (listes: readonly ListeDossier[], type: TypeListe): ListeDossier | null =>
  listes.find((l) => l.type === type) ?? null

/** What a list says of a client under the identifier that its scheme goes by; null when it does not name it. */
export function findFait(liste: ListeDossier, tiersId: number, par: TypeIdentifiant): FaitListe | null {
  return liste.faits.find((f) => f.tiersId === tiersId && f.par === par) ?? null
}

/**
 * Does an activity bear out the profession of a card? The annuaire codes an infirmier en pratique avancée as an
 * infirmier with a skill: it never contradicts the one by the other.
 */
export function isProfession(activite: Activite, profession: Profession): boolean {
  if (activite.profession === profession) return true
  const infirmier = (p: Profession | null) => p === 'infirmier' || p === 'infirmier_pratique_avancee'
  return infirmier(activite.profession) && infirmier(profession)
}

/** A private practice in that profession (AF-SFP-LGC-Va2 §4.2: the annuaire is what counts). */
export const isLiberal = (contenu: ContenuListe, profession: Profession): boolean =>
  contenu.activites.some((a) => a.mode === 'L' && isProfession(a, profession))

export const sameTranche = (a: string, b: string): boolean => normalizeTranche(a) === normalizeTranche(b)

/** « tranche b », « B » → `B`. */
export const normalizeTranche = (tranche: string): string =>
  tranche
    .trim()
    .replace(/^tranche\s*/i, '')
    .toUpperCase()
