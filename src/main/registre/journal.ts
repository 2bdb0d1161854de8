import { type Kysely, sql } from 'kysely'
import type { Page } from '#contract/commun.ts'
import type { LigneJournal } from '#contract/systeme.ts'
import type { Contexte } from '../contexte.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

export interface EntreeJournal {
  readonly sujet:
    | 'fournisseur'
    | 'referencement'
    | 'client'
    | 'commande'
    | 'piece'
    | 'envoi'
    | 'dispositif'
    | 'import'
  readonly sujetId: number
  readonly action: string
  readonly de?: string | null
  readonly vers?: string | null
  readonly detail?: string
  readonly fichier?: string | null
  readonly sha256?: string | null
}

/** Entries written by one statement. */
const LOT = 5000

/** Writes what changed: who, when, from, to, why, file and hash. Called inside the transaction that makes the change. */
export async function journaliser(
  tx: Ecriture,
  ctx: Pick<Contexte, 'maintenant' | 'utilisateur'>,
  entrees: readonly EntreeJournal[],
): Promise<void> {
  if (entrees.length === 0) return
  const instant = ctx.maintenant()
  const par = await ctx.utilisateur()
  for (let i = 0; i < entrees.length; i += LOT) {
    const lot = JSON.stringify(entrees.slice(i, i + LOT))
    await sql`
      INSERT INTO journal (instant, par, sujet, sujetId, action, de, vers, detail, fichier, sha256)
      SELECT ${instant}, ${par}, e.value ->> 'sujet', e.value ->> 'sujetId', e.value ->> 'action', e.value ->> 'de',
        e.value ->> 'vers', coalesce(e.value ->> 'detail', ''), e.value ->> 'fichier', e.value ->> 'sha256'
      FROM json_each(${lot}) e ORDER BY e.key`.execute(tx)
  }
}

/** A slice of the journal, the latest first, of one subject or of all. */
export async function readJournal(
  db: Kysely<Tables>,
  demande: {
    readonly sujet?: string | undefined
    readonly sujetId?: number | undefined
    readonly debut: number
    readonly nombre: number
  },
): Promise<Page<LigneJournal>> {
  let requete = db.selectFrom('journal')
  if (demande.sujet !== undefined) requete = requete.where('sujet', '=', demande.sujet)
  if (demande.sujetId !== undefined) requete = requete.where('sujetId', '=', demande.sujetId)
  const { total } = await requete
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const lignes = await requete
    .selectAll()
    .orderBy('id', 'desc')
    .limit(demande.nombre)
    .offset(demande.debut)
    .execute()
  return { lignes, total }
}
