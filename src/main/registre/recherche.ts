import { type Kysely, sql } from 'kysely'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

// The only SQL that belongs to FTS5. The text indexed for a row is composed here and nowhere else;
// `@ids` is the set of rows, a JSON array, or every row when null.

const TEXTE_TIERS = `
  SELECT t.id, t.nom || ' ' || t.prenom || ' ' || t.commune || ' ' || t.codePostal || ' ' || t.reference || ' ' ||
    t.mail || ' ' || t.telephone || ' ' ||
    coalesce((SELECT group_concat(i.valeur, ' ') FROM identifiant i WHERE i.tiersId = t.id), '')
  FROM tiers t`

const TEXTE_COMMANDE = `
  SELECT c.id, c.numero || ' ' || replace(c.numero, ' ', '') || ' ' || c.fichierAttendu || ' ' || coalesce((
    SELECT group_concat(t.nom || ' ' || t.prenom || ' ' || t.commune || ' ' || t.reference || ' ' ||
      coalesce((SELECT group_concat(i.valeur, ' ') FROM identifiant i WHERE i.tiersId = t.id), ''), ' ')
    FROM participation p JOIN tiers t ON t.id = p.tiersId WHERE p.commandeId = c.id), '')
  FROM commande c`

/** Rows of a `SELECT` by their ids; more of them written at once are a bulk path. */
const LOT = 500
/** Rows indexed by one statement: between two pauses of a bulk path. */
const LOT_MASSE = 10_000

type Index = 'recherche_tiers' | 'recherche_commande'

async function replaceTexts(
  tx: Ecriture,
  table: Index,
  textes: string,
  alias: 't' | 'c',
  ids: readonly number[],
): Promise<void> {
  const masse = ids.length > LOT
  if (masse) await setMerge(tx, table, 0)
  for (let i = 0; i < ids.length; i += LOT_MASSE) {
    const lot = JSON.stringify(ids.slice(i, i + LOT_MASSE))
    await sql`DELETE FROM ${sql.raw(table)} WHERE rowid IN (SELECT value FROM json_each(${lot}))`.execute(tx)
    await sql`INSERT INTO ${sql.raw(table)} (rowid, texte) ${sql.raw(textes)} WHERE ${sql.raw(alias)}.id IN (SELECT value FROM json_each(${lot}))`.execute(
      tx,
    )
  }
  if (masse) await setMerge(tx, table, AUTOMERGE)
}

/** Indexes again the orders given, after their lines were written. A deleted order leaves the index. */
export const indexCommandes = (tx: Ecriture, ids: readonly number[]): Promise<void> =>
  replaceTexts(tx, 'recherche_commande', TEXTE_COMMANDE, 'c', ids)

/** Indexes again the tiers given and the orders that name them. A deleted tiers leaves the index. */
export async function indexTiers(tx: Ecriture, ids: readonly number[]): Promise<void> {
  await replaceTexts(tx, 'recherche_tiers', TEXTE_TIERS, 't', ids)
  const nommees = new Set<number>()
  for (let i = 0; i < ids.length; i += LOT) {
    const commandes = await tx
      .selectFrom('participation')
      .select('commandeId')
      .distinct()
      .where('tiersId', 'in', ids.slice(i, i + LOT))
      .execute()
    for (const { commandeId } of commandes) nommees.add(commandeId)
  }
  await indexCommandes(tx, [...nommees])
}

/** Indexes rows that were just added, ids from `premier` to before `fin`: nothing of them is in the index yet. */
export async function indexNew(
  tx: Ecriture,
  table: Index,
  premier: number,
  fin: number,
  pause: () => Promise<void>,
): Promise<void> {
  const [textes, alias] = table === 'recherche_tiers' ? [TEXTE_TIERS, 't'] : [TEXTE_COMMANDE, 'c']
  const masse = fin - premier > LOT
  if (masse) await setMerge(tx, table, 0)
  for (let id = premier; id < fin; id += LOT_MASSE) {
    await sql`INSERT INTO ${sql.raw(table)} (rowid, texte) ${sql.raw(textes)}
      WHERE ${sql.raw(alias)}.id >= ${id} AND ${sql.raw(alias)}.id < ${Math.min(fin, id + LOT_MASSE)}`.execute(
      tx,
    )
    await pause()
  }
  if (masse) await setMerge(tx, table, AUTOMERGE)
}

/** FTS5's own default. */
const AUTOMERGE = 4
/** Segments of one level merged at once. At FTS5's own 16, the first card saved after an import would pay for all of it. */
const CRISISMERGE = 64

/**
 * Segments of a level that FTS5 begins to merge as it writes; 0 for none. A bulk path that merges what it has just
 * written spends a third more; left as they are, its segments are searched as fast, and merged little by little by
 * the writes that follow.
 */
async function setMerge(tx: Ecriture, table: Index, automerge: number): Promise<void> {
  for (const [cle, valeur] of Object.entries({ automerge, crisismerge: CRISISMERGE }))
    await sql`INSERT INTO ${sql.raw(table)} (${sql.raw(table)}, rank) VALUES (${cle}, ${sql.lit(valeur)})`.execute(
      tx,
    )
}

/** Empties and fills both indexes: after an import that touched a large part of the register. */
export async function rebuildSearch(tx: Ecriture): Promise<void> {
  await sql`INSERT INTO recherche_tiers (recherche_tiers) VALUES ('delete-all')`.execute(tx)
  await sql`INSERT INTO recherche_tiers (rowid, texte) ${sql.raw(TEXTE_TIERS)}`.execute(tx)
  await sql`INSERT INTO recherche_commande (recherche_commande) VALUES ('delete-all')`.execute(tx)
  await sql`INSERT INTO recherche_commande (rowid, texte) ${sql.raw(TEXTE_COMMANDE)}`.execute(tx)
}

/**
 * What is typed, as an FTS5 query: every word, each by its beginning, in any order.
 * Numbers typed in groups (« 810 012 345 6 ») also match as one. Null when nothing can be searched.
 */
export function toQuery(texte: string): string | null {
  const mots = texte.normalize('NFKC').match(/[\p{L}\p{N}]+/gu)
  if (mots === null) return null
  const phrase = mots.map((mot) => `"${mot}"*`).join(' ')
  return mots.length > 1 && mots.every((mot) => /^\d+$/.test(mot))
    ? `(${phrase}) OR "${mots.join('')}"*`
    : phrase
}

/** Rows that match, as a table to be joined: `db.selectFrom(…).innerJoin(matching(…).as('f'), 'f.id', …)`. */
export const matching = (table: 'recherche_tiers' | 'recherche_commande', requete: string) =>
  sql<{ id: number }>`(SELECT rowid AS id FROM ${sql.raw(table)} WHERE ${sql.raw(table)} MATCH ${requete})`

/** Identifiers of the best matches, at most `nombre`: the latest rows of those found first. */
export async function findMatching(
  db: Kysely<Tables>,
  table: Index,
  requete: string,
  nombre: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    SELECT rowid AS id FROM ${sql.raw(table)} WHERE ${sql.raw(table)} MATCH ${requete} ORDER BY rowid DESC LIMIT ${nombre}`.execute(
    db,
  )
  return rows.map((r) => r.id)
}
