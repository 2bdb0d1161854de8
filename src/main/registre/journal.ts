import type { Kysely } from 'kysely'
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

/** Writes what changed: who, when, from, to, why, file and hash. Called inside the transaction that makes the change. */
export async function journaliser(
  tx: Ecriture,
  ctx: Pick<Contexte, 'maintenant' | 'utilisateur'>,
  entrees: readonly EntreeJournal[],
): Promise<void> {
  if (entrees.length === 0) return
  const instant = ctx.maintenant()
  const par = await ctx.utilisateur()
  const lignes = entrees.map((e) => ({
    instant,
    par,
    sujet: e.sujet,
    sujetId: e.sujetId,
    action: e.action,
    de: e.de ?? null,
    vers: e.vers ?? null,
    detail: e.detail ?? '',
    fichier: e.fichier ?? null,
    sha256: e.sha256 ?? null,
  }))
  for (let i = 0; i < lignes.length; i += 500)
    await tx
      .insertInto('journal')
      .values(lignes.slice(i, i + 500))
      .execute()
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
