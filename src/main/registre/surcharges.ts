import type { Kysely } from 'kysely'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Catalogue } from '../contexte.ts'
import type { Tables } from './schema.ts'

/** Every scheme with the user's values over it, by code. */
export async function loadDispositifs(
  db: Kysely<Tables>,
  catalogue: Catalogue,
): Promise<ReadonlyMap<string, Dispositif>> {
  const surcharges = await db.selectFrom('surcharge').selectAll().execute()
  return new Map(
    catalogue.codes.map((code) => [
      code,
      catalogue.avec(
        code,
        surcharges
          .filter((s) => s.dispositif === code)
          .map(({ dispositif: _, ...s }) => ({ ...s, valeur: JSON.parse(s.valeur) as unknown })),
      ),
    ]),
  )
}
