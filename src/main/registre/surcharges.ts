import type { Kysely } from 'kysely'
import type { Dispositif, Surcharge } from '#domain/dispositif.ts'
import type { Catalogue } from '../contexte.ts'
import type { Tables } from './schema.ts'

/** The user's values over one scheme. */
export async function listSurcharges(db: Kysely<Tables>, code: string): Promise<readonly Surcharge[]> {
  const lignes = await db
    .selectFrom('surcharge')
    .selectAll()
    .where('dispositif', '=', code)
    .orderBy('cle')
    .execute()
  return lignes.map(({ dispositif: _, valeur, ...reste }) => ({ ...reste, valeur: JSON.parse(valeur) }))
}

/** Every scheme with the user's values over it, by code. */
export async function loadDispositifs(
  db: Kysely<Tables>,
  catalogue: Catalogue,
): Promise<ReadonlyMap<string, Dispositif>> {
  const dispositifs = new Map<string, Dispositif>()
  for (const code of catalogue.codes)
    dispositifs.set(code, catalogue.avec(code, await listSurcharges(db, code)))
  return dispositifs
}
