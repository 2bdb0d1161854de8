import { type Kysely, sql } from 'kysely'
import type { NoteCommande } from '#contract/commande.ts'
import type { Tables } from './schema.ts'

/** Notes of an order, the latest first. */
export function readNotes(db: Kysely<Tables>, commandeId: number): Promise<readonly NoteCommande[]> {
  return db
    .selectFrom('note')
    .select(['id', 'instant', 'par', 'texte'])
    .where('commandeId', '=', commandeId)
    .orderBy('id', 'desc')
    .execute()
}

/** Names that orders were given to, or that wrote a note, in alphabetical order. */
export async function readPersonnes(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ nom: string }>`
    SELECT assigneA AS nom FROM commande WHERE assigneA <> '' UNION SELECT par FROM note WHERE par <> ''`.execute(
    db,
  )
  return rows.map((r) => r.nom)
}
