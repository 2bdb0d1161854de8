import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { ImpressionBdc } from '#domain/commande.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import { among, groupBy } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

/** Name of the journal's action; its lines carry the file and its hash. */
export const ACTION_BDC = 'bdc'

/** Orders whose form is printed on each model, all versions together: the last printing of each counts. */
export async function countEmis(db: Kysely<Tables>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ modele: string; nombre: number }>`
    SELECT e.modele, count(*) AS nombre FROM commande c
    JOIN impression_bdc e ON e.id = (SELECT max(id) FROM impression_bdc WHERE commandeId = c.id)
    WHERE c.bdcEmisLe IS NOT NULL GROUP BY e.modele`.execute(db)
  return new Map(rows.map((l) => [l.modele, l.nombre]))
}

/** Every printing of these orders, the oldest first. */
export async function readImpressions(
  db: Kysely<Tables>,
  commandeIds: readonly number[],
): Promise<readonly (ImpressionBdc & { readonly commandeId: number })[]> {
  const lignes = await db
    .selectFrom('impression_bdc')
    .selectAll()
    .where('commandeId', 'in', among(commandeIds))
    .orderBy('id')
    .execute()
  return lignes.map((e) => ({ ...e, mention: e.mention === null ? null : e.mention === 1 }))
}

/** Hashes of every order form printed so far for these orders: what may be replaced by a new printing. */
export async function readEmpreintes(
  db: Kysely<Tables>,
  commandeIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const siennes = groupBy(await readImpressions(db, commandeIds), (e) => e.commandeId)
  return new Map([...siennes].map(([id, imprimes]) => [id, new Set(imprimes.map((e) => e.sha256))]))
}

/** 1 when the content of that hash is a form printed for that order. Both are columns, `table.colonne`. */
export const isEmise = (commandeId: string, sha256: string): RawBuilder<0 | 1> =>
  sql<
    0 | 1
  >`EXISTS (SELECT 1 FROM impression_bdc e WHERE e.commandeId = ${sql.ref(commandeId)} AND e.sha256 = ${sql.ref(sha256)})`

/** Where the order, its product and its vendor stand now: another mark, and a form drawn before says something else. */
export async function readMarques(
  tx: Kysely<Tables>,
  commandeIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const lignes = await tx
    .selectFrom('commande as c')
    .innerJoin('referencement as r', 'r.id', 'c.referencementId')
    .innerJoin('fournisseur as f', 'f.id', 'c.fournisseurId')
    .select(['c.id', 'c.revision', 'r.revision as produit', 'f.revision as vendeur'])
    .where('c.id', 'in', among(commandeIds))
    .execute()
  return new Map(lignes.map((l) => [l.id, `${l.revision} ${l.produit} ${l.vendeur}`]))
}

/** What was printed for an order. */
export interface Impression {
  readonly commandeId: number
  readonly modele: string
  readonly version: number
  readonly sha256: string
  readonly numeroAns: string
  readonly mention: boolean
  /** Issue date given by the printing, or null when the order had one. */
  readonly dateEmission: Jour | null
}

/** Records that an order form was printed. Giving an issue date is an edit of the order: its revision moves. */
export async function recordEmission(
  tx: Ecriture,
  { dateEmission, mention, ...impression }: Impression,
  jour: Jour,
  instant: Instant,
): Promise<void> {
  await tx
    .insertInto('impression_bdc')
    .values({ ...impression, mention: mention ? 1 : 0, le: jour })
    .execute()
  await tx
    .updateTable('commande')
    .set((eb) => ({
      bdcEmisLe: jour,
      modifieeLe: instant,
      ...(dateEmission === null ? {} : { dateEmission, revision: eb('revision', '+', 1) }),
    }))
    .where('id', '=', impression.commandeId)
    .execute()
}
