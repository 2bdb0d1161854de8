import { refuser } from '../refus.ts'
import type { ColonneExport, Tableur, Valeur } from './tableur.ts'

/** Rows of a batch: what a long list holds in memory at once. */
export const LOT = 1000

export interface ColonneListe<L> extends ColonneExport {
  readonly valeur: (ligne: L) => Valeur
}

/** A list to export: what its columns are, and its rows by batches. */
export interface Liste {
  /** Rows to come, when they are counted; null otherwise. */
  readonly total: number | null
  /** The list under the columns chosen, in that order. Refuses a column that it does not have. */
  choose(cles: readonly string[] | undefined): Tableur
}

export function openListe<L>(
  colonnes: readonly ColonneListe<L>[],
  total: number | null,
  lots: () => AsyncIterable<readonly L[]>,
): Liste {
  return {
    total,
    choose(cles) {
      const inconnue = cles?.find((cle) => !colonnes.some((c) => c.cle === cle))
      if (inconnue !== undefined)
        refuser(`La colonne «\u00a0${inconnue}\u00a0» n’existe pas dans cette liste.`, {
          ou: 'colonnes',
          remede: `Ses colonnes sont\u00a0: ${colonnes.map((c) => c.cle).join(', ')}.`,
        })
      const choisies =
        cles === undefined
          ? colonnes
          : cles.map((cle) => colonnes.find((c) => c.cle === cle) as ColonneListe<L>)
      return { colonnes: choisies, lots: toCells(choisies, lots()) }
    },
  }
}

async function* toCells<L>(
  colonnes: readonly ColonneListe<L>[],
  lots: AsyncIterable<readonly L[]>,
): AsyncGenerator<readonly (readonly Valeur[])[]> {
  for await (const lot of lots) yield lot.map((ligne) => colonnes.map((c) => c.valeur(ligne)))
}

/** Rows read by batches of identifiers, in their order. */
export async function* readByIds<L>(
  ids: readonly number[],
  read: (ids: readonly number[]) => Promise<readonly L[]>,
  taille = LOT,
): AsyncGenerator<readonly L[]> {
  for (let i = 0; i < ids.length; i += taille) yield await read(ids.slice(i, i + taille))
}

/** Rows that are all there already. */
export async function* inOne<L>(lignes: readonly L[]): AsyncGenerator<readonly L[]> {
  for (let i = 0; i < lignes.length; i += LOT) yield lignes.slice(i, i + LOT)
}

export const enJour = (jour: string | null): Valeur => (jour === null ? null : { jour })
export const enInstant = (instant: string | null): Valeur => (instant === null ? null : { instant })
export const enMontant = (centimes: number | null): Valeur => (centimes === null ? null : { centimes })
