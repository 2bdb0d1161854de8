import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Impression, PerimetreDemande, TypeDocument } from '#domain/commande.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import { among, groupBy } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

/**
 * Orders whose document is printed on each model, all versions together: the last printing of each counts. An order
 * form to be printed again is not one (`bdcEmisLe` says it).
 */
export async function countEmis(db: Kysely<Tables>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ modele: string; nombre: number }>`
    SELECT modele, count(*) AS nombre FROM (
      SELECT e.modele, max(e.id) FROM impression e JOIN commande c ON c.id = e.commandeId
      WHERE e.type <> 'BDC' OR c.bdcEmisLe IS NOT NULL GROUP BY e.commandeId, e.type
    ) GROUP BY modele`.execute(db)
  return new Map(rows.map((l) => [l.modele, l.nombre]))
}

/** Every printing of these orders, the oldest first. */
export async function readImpressions(
  db: Kysely<Tables>,
  commandeIds: readonly number[],
): Promise<readonly (Impression & { readonly commandeId: number })[]> {
  const lignes = await db
    .selectFrom('impression')
    .selectAll()
    .where('commandeId', 'in', among(commandeIds))
    .orderBy('id')
    .execute()
  return lignes.map((e) => ({
    ...e,
    mention: e.mention === null ? null : e.mention === 1,
    perimetre: e.perimetre === null ? null : (JSON.parse(e.perimetre) as PerimetreDemande),
  }))
}

/** Hashes of every document of one type printed so far for these orders: what may be replaced by a new printing. */
export async function readEmpreintes(
  db: Kysely<Tables>,
  commandeIds: readonly number[],
  type: TypeDocument,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const siennes = (await readImpressions(db, commandeIds)).filter((e) => e.type === type)
  return new Map(
    [...groupBy(siennes, (e) => e.commandeId)].map(([id, imprimes]) => [
      id,
      new Set(imprimes.map((e) => e.sha256)),
    ]),
  )
}

/** 1 when the content of that hash is a document printed for that order. Both are columns, `table.colonne`. */
export const isEmise = (commandeId: string, sha256: string): RawBuilder<0 | 1> =>
  sql<
    0 | 1
  >`EXISTS (SELECT 1 FROM impression e WHERE e.commandeId = ${sql.ref(commandeId)} AND e.sha256 = ${sql.ref(sha256)})`

/**
 * Where the order, its product, its vendor, its installation and its invoice stand now: another mark, and a document
 * drawn before says something else.
 */
export async function readMarques(
  tx: Kysely<Tables>,
  commandeIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const lignes = await tx
    .selectFrom('commande as c')
    .innerJoin('referencement as r', 'r.id', 'c.referencementId')
    .innerJoin('fournisseur as f', 'f.id', 'c.fournisseurId')
    .leftJoin('installation as i', 'i.commandeId', 'c.id')
    .leftJoin('facture as t', 't.commandeId', 'c.id')
    .select(['c.id', 'c.revision', 'r.revision as produit', 'f.revision as vendeur'])
    .select(['i.revision as installation', 't.revision as facture', 't.id as factureId'])
    .where('c.id', 'in', among(commandeIds))
    .execute()
  return new Map(
    lignes.map((l) => [
      l.id,
      marqueOf(l.revision, l.produit, l.vendeur, l.installation, l.factureId, l.facture),
    ]),
  )
}

/** The mark of what a document was drawn from; see `readMarques`. */
export const marqueOf = (...revisions: readonly (number | null)[]): string => revisions.join(' ')

/** Records that a document was printed. What else a printing changes is said by its document. */
export async function insertImpression(
  tx: Ecriture,
  { mention, perimetre, ...impression }: Omit<Impression, 'id'> & { readonly commandeId: number },
): Promise<void> {
  await tx
    .insertInto('impression')
    .values({
      ...impression,
      mention: mention === null ? null : mention ? 1 : 0,
      perimetre: perimetre === null ? null : JSON.stringify(perimetre),
    })
    .execute()
}

/** The order form is printed. Giving an issue date, null when the order had one, is an edit: its revision moves. */
export async function markBdcEmis(
  tx: Ecriture,
  commandeId: number,
  { jour, dateEmission, instant }: { jour: Jour; dateEmission: Jour | null; instant: Instant },
): Promise<void> {
  await tx
    .updateTable('commande')
    .set((eb) => ({
      bdcEmisLe: jour,
      modifieeLe: instant,
      ...(dateEmission === null ? {} : { dateEmission, revision: eb('revision', '+', 1) }),
    }))
    .where('id', '=', commandeId)
    .execute()
}
