import { type Kysely, sql } from 'kysely'
import type { Page } from '#contract/commun.ts'
import type { LigneJournal } from '#contract/systeme.ts'
import type { SujetJournal } from '#domain/journal.ts'
import type { Contexte } from '../contexte.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

export interface EntreeJournal {
  readonly sujet: SujetJournal
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

/** Entries of a client, a vendor or a product that matter to each of its orders. */
const FAITS = ['attestation', 'attestation_retiree', 'aide_declaree', 'aide_retiree'] as const

/** An entry of the journal and the name of what it is about, when it still has one. */
export type EntreeExportee = LigneJournal & { readonly objet: string | null }

/** The entries before `avant`, the latest first: what a whole journal is read by, whatever is written meanwhile. */
export async function readJournalBefore(
  db: Kysely<Tables>,
  filtre: { readonly sujet: string | null; readonly sujetId: number | null },
  { avant, nombre }: { readonly avant: number; readonly nombre: number },
): Promise<readonly EntreeExportee[]> {
  const { rows } = await sql<EntreeExportee>`
    SELECT j.*, CASE j.sujet
      WHEN 'commande' THEN (SELECT numero FROM commande WHERE id = j.sujetId)
      WHEN 'client' THEN (SELECT trim(nom || ' ' || prenom) FROM tiers WHERE id = j.sujetId)
      WHEN 'envoi' THEN (SELECT reference FROM envoi WHERE id = j.sujetId)
      WHEN 'piece' THEN (SELECT nom FROM piece WHERE id = j.sujetId)
      WHEN 'fournisseur' THEN (SELECT denomination FROM fournisseur WHERE id = j.sujetId)
      WHEN 'reglement' THEN (SELECT libelle FROM reglement WHERE id = j.sujetId)
    END AS objet
    FROM journal j
    WHERE j.id < ${avant} AND (${filtre.sujet} IS NULL OR j.sujet = ${filtre.sujet})
      AND (${filtre.sujetId} IS NULL OR j.sujetId = ${filtre.sujetId})
    ORDER BY j.id DESC LIMIT ${nombre}`.execute(db)
  return rows
}

/**
 * What happened to one order, the latest first: its own entries, the signatures of its pieces, and the attestations
 * and aid of whom it is made of, which are written under their own subject.
 */
export async function readHistorique(
  db: Kysely<Tables>,
  { commandeId, nombre }: { readonly commandeId: number; readonly nombre: number },
): Promise<readonly LigneJournal[]> {
  const { rows } = await sql<LigneJournal>`
    SELECT journal.* FROM commande AS c JOIN journal ON
      (journal.sujet = 'commande' AND journal.sujetId = c.id)
      OR (journal.sujet = 'piece' AND journal.action = 'signature'
        AND journal.sujetId IN (SELECT pieceId FROM piece_commande WHERE commandeId = ${commandeId}))
      OR (journal.sujet = 'client' AND journal.action IN (${sql.join(FAITS)})
        AND journal.sujetId IN (SELECT tiersId FROM participation WHERE commandeId = ${commandeId}))
      OR (journal.sujet = 'fournisseur' AND journal.action IN (${sql.join(FAITS)})
        AND journal.sujetId = c.fournisseurId)
      OR (journal.sujet = 'referencement' AND journal.action IN (${sql.join(FAITS)})
        AND journal.sujetId = c.referencementId)
    WHERE c.id = ${commandeId} ORDER BY journal.id DESC LIMIT ${nombre}`.execute(db)
  return rows
}
