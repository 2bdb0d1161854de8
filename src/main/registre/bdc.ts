import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Instant, Jour } from '#domain/dates.ts'
import { among } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

/** Name of the journal's action; its lines carry the file and its hash. */
export const ACTION_BDC = 'bdc'

/** Orders printed on each model, all versions together. */
export async function countEmis(db: Kysely<Tables>): Promise<ReadonlyMap<string, number>> {
  const lignes = await db
    .selectFrom('commande')
    .select(['bdcModele', (eb) => eb.fn.countAll<number>().as('nombre')])
    .where('bdcModele', 'is not', null)
    .groupBy('bdcModele')
    .execute()
  return new Map(lignes.map((l) => [l.bdcModele as string, l.nombre]))
}

/** Hashes of every order form printed so far for these orders: what may be replaced by a new printing. */
export async function readEmpreintes(
  db: Kysely<Tables>,
  commandeIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const lignes = await db
    .selectFrom('journal')
    .select(['sujetId', 'sha256'])
    .where('sujet', '=', 'commande')
    .where('sujetId', 'in', among(commandeIds))
    .where('action', '=', ACTION_BDC)
    .execute()
  const empreintes = new Map<number, Set<string>>()
  for (const { sujetId, sha256 } of lignes) {
    const siennes = empreintes.get(sujetId) ?? new Set<string>()
    if (sha256 !== null) siennes.add(sha256)
    empreintes.set(sujetId, siennes)
  }
  return empreintes
}

/** 1 when the content of that hash is a form printed for that order. Both are columns, `table.colonne`. */
export const isEmise = (commandeId: string, sha256: string): RawBuilder<0 | 1> =>
  sql<
    0 | 1
  >`EXISTS (SELECT 1 FROM journal j WHERE j.sujet = 'commande' AND j.sujetId = ${sql.ref(commandeId)} AND j.action = ${ACTION_BDC} AND j.sha256 = ${sql.ref(sha256)})`

/** Revisions of orders as they are now. */
export async function readRevisions(
  tx: Ecriture,
  commandeIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const lignes = await tx
    .selectFrom('commande')
    .select(['id', 'revision'])
    .where('id', 'in', among(commandeIds))
    .execute()
  return new Map(lignes.map((l) => [l.id, l.revision]))
}

export interface Emission {
  readonly commandeId: number
  readonly modele: string
  readonly version: number
  /** Issue date given by the printing, or null when the order had one. */
  readonly dateEmission: Jour | null
}

/** Records that an order form was printed. Giving an issue date is an edit of the order: its revision moves. */
export async function recordEmission(
  tx: Ecriture,
  emission: Emission,
  jour: Jour,
  instant: Instant,
): Promise<void> {
  const { commandeId, modele, version, dateEmission } = emission
  await tx
    .updateTable('commande')
    .set((eb) => ({
      bdcEmisLe: jour,
      bdcModele: modele,
      bdcModeleVersion: version,
      modifieeLe: instant,
      ...(dateEmission === null ? {} : { dateEmission, revision: eb('revision', '+', 1) }),
    }))
    .where('id', '=', commandeId)
    .execute()
}
