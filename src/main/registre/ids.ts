import { sql } from 'kysely'

/** `where('id', 'in', among(ids))`: one parameter however many there are, one statement to compile for all sizes. */
export const among = (ids: readonly number[]) =>
  sql<number>`(SELECT value FROM json_each(${JSON.stringify(ids)}))`

/** Rows by a key, in their order. */
export function groupBy<K, V>(lignes: readonly V[], cle: (ligne: V) => K): ReadonlyMap<K, readonly V[]> {
  const groupes = new Map<K, V[]>()
  for (const ligne of lignes) {
    const k = cle(ligne)
    const groupe = groupes.get(k)
    if (groupe === undefined) groupes.set(k, [ligne])
    else groupe.push(ligne)
  }
  return groupes
}

export const byId = <V extends { readonly id: number }>(lignes: readonly V[]): ReadonlyMap<number, V> =>
  new Map(lignes.map((ligne) => [ligne.id, ligne]))
