import type { Contexte } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'

/**
 * Gives orders to somebody, or to nobody (empty). Neither the revision nor the printed form moves: who works on a
 * dossier is no part of it. Returns the number of orders that changed hands.
 */
export async function assignCommandes(
  ctx: Contexte,
  tx: Ecriture,
  { commandeIds, assigneA }: { readonly commandeIds: readonly number[]; readonly assigneA: string },
): Promise<number> {
  const nom = assigneA.trim().replace(/\s+/g, ' ')
  const commandes = await tx
    .selectFrom('commande')
    .select(['id', 'assigneA'])
    .where('id', 'in', among(commandeIds))
    .execute()
  if (commandes.length < new Set(commandeIds).size)
    introuvable('Une des commandes à assigner n’est plus dans le registre.')
  const changees = commandes.filter((c) => c.assigneA !== nom)
  if (changees.length === 0) return 0
  await tx
    .updateTable('commande')
    .set({ assigneA: nom })
    .where('id', 'in', among(changees.map((c) => c.id)))
    .execute()
  await journaliser(
    tx,
    ctx,
    changees.map((c) => ({
      sujet: 'commande' as const,
      sujetId: c.id,
      action: 'assignation',
      de: c.assigneA === '' ? null : c.assigneA,
      vers: nom === '' ? 'personne' : nom,
    })),
  )
  return changees.length
}

/** Adds a note to an order, under the name of who writes it. */
export async function addNote(
  ctx: Contexte,
  tx: Ecriture,
  { id, texte }: { readonly id: number; readonly texte: string },
): Promise<void> {
  const propre = texte.trim()
  if (propre === '') refuser('La note est vide.', { ou: 'texte' })
  const commande = await tx.selectFrom('commande').select('id').where('id', '=', id).executeTakeFirst()
  if (commande === undefined) introuvable('Cette commande n’est pas dans le registre.')
  await tx
    .insertInto('note')
    .values({ commandeId: id, instant: ctx.maintenant(), par: await ctx.utilisateur(), texte: propre })
    .execute()
  await journaliser(tx, ctx, [{ sujet: 'commande', sujetId: id, action: 'note' }])
}

/** Removes a note, text included, and returns the order: what was written of a person can be taken back. */
export async function removeNote(ctx: Contexte, tx: Ecriture, noteId: number): Promise<number> {
  const note = await tx
    .selectFrom('note')
    .select(['commandeId', 'par'])
    .where('id', '=', noteId)
    .executeTakeFirst()
  if (note === undefined) introuvable('Cette note n’est pas dans le registre.')
  await tx.deleteFrom('note').where('id', '=', noteId).execute()
  await journaliser(tx, ctx, [
    { sujet: 'commande', sujetId: note.commandeId, action: 'note_retiree', detail: note.par },
  ])
  return note.commandeId
}
