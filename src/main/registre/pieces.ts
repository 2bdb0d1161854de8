import { type Kysely, type Selectable, sql } from 'kysely'
import type { EtatPiece, NatureSignature, Piece, Signature, TypePiece } from '#domain/commande.ts'
import { transitionPiece } from '#domain/etats.ts'
import type { CommandeCherchee } from '../pieces/rapprochement.ts'
import type { SignaturePdf } from '../pieces/signatures.ts'
import { among, groupBy } from './ids.ts'
import { isEmise } from './impressions.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

const toPiece = (
  p: Selectable<Tables['piece']>,
  signatures: readonly Signature[],
  liens: readonly { readonly commandeId: number; readonly emise: 0 | 1 }[],
): Piece => ({
  id: p.id,
  sha256: p.sha256,
  nom: p.nom,
  type: p.type as TypePiece,
  etat: p.etat as EtatPiece,
  format: p.format as Piece['format'],
  taille: p.taille,
  pages: p.pages,
  ajouteeLe: p.ajouteeLe,
  emiseParNous: liens.some((l) => l.emise === 1),
  signatures,
  commandes: liens.map((l) => l.commandeId),
})

async function complete(db: Db, rows: readonly Selectable<Tables['piece']>[]): Promise<Piece[]> {
  const ids = rows.map((p) => p.id)
  const signatures = groupBy(
    await db.selectFrom('signature').selectAll().where('pieceId', 'in', among(ids)).orderBy('id').execute(),
    (s) => s.pieceId,
  )
  const liens = groupBy(
    await db
      .selectFrom('piece_commande as pc')
      .innerJoin('piece as p', 'p.id', 'pc.pieceId')
      .select(['pc.pieceId', 'pc.commandeId', isEmise('pc.commandeId', 'p.sha256').as('emise')])
      .where('pc.pieceId', 'in', among(ids))
      .orderBy('pc.commandeId')
      .execute(),
    (l) => l.pieceId,
  )
  return rows.map((p) =>
    toPiece(
      p,
      (signatures.get(p.id) ?? []).map(({ pieceId: _, nature, couvreTout, ...s }) => ({
        ...s,
        nature: nature as NatureSignature,
        couvreTout: couvreTout === null ? null : couvreTout === 1,
      })),
      liens.get(p.id) ?? [],
    ),
  )
}

/** Pieces of these identifiers, in no order; those that are not in the register are left out. */
export async function readPieces(db: Db, ids: readonly number[]): Promise<readonly Piece[]> {
  return complete(db, await db.selectFrom('piece').selectAll().where('id', 'in', among(ids)).execute())
}

/** Pieces of these contents, by their hash. */
export async function findPieces(db: Db, sha256: readonly string[]): Promise<ReadonlyMap<string, Piece>> {
  if (sha256.length === 0) return new Map()
  const rows = await db.selectFrom('piece').selectAll().where('sha256', 'in', sha256).execute()
  return new Map((await complete(db, rows)).map((p) => [p.sha256, p]))
}

/** Pieces that no order claims, the last ones first. */
export async function readPiecesARattacher(db: Db): Promise<readonly Piece[]> {
  return complete(
    db,
    await db
      .selectFrom('piece')
      .selectAll()
      .where('etat', '=', 'a_rattacher')
      .orderBy('id', 'desc')
      .execute(),
  )
}

/** An invoice, and what carries its number (Modèles de documents SONS du 28/07/2023, §3). */
const PAR_FACTURE: readonly TypePiece[] = ['FACTURE', 'VA', 'MOM']

/** Orders to which a file of that type may be attached: all but those cancelled. */
export function readCommandesCherchees(db: Db, type: TypePiece): Promise<readonly CommandeCherchee[]> {
  const numero = PAR_FACTURE.includes(type) ? sql<string>`coalesce(f.numero, '')` : sql<string>`''`
  return db
    .selectFrom('commande as c')
    .leftJoin('facture as f', 'f.commandeId', 'c.id')
    .select(['c.id', 'c.numero', 'c.fichierAttendu', numero.as('facture')])
    .where('c.annuleeLe', 'is', null)
    .orderBy('c.id')
    .execute()
}

/** Attached pieces of one type of the orders bearing these numbers: `numero` → piece identifiers, the last ones first. */
export async function findPiecesByNumero(
  db: Db,
  numeros: readonly string[],
  type: TypePiece,
): Promise<
  ReadonlyMap<
    string,
    readonly { readonly numero: string; readonly commandeId: number; readonly pieceId: number | null }[]
  >
> {
  const rows = await db
    .selectFrom('commande as c')
    .leftJoin(
      (eb) =>
        eb
          .selectFrom('piece_commande as pc')
          .innerJoin('piece as p', 'p.id', 'pc.pieceId')
          .select(['pc.commandeId', 'p.id as pieceId'])
          .where('p.type', '=', type)
          .where('p.etat', '=', 'rattachee')
          .as('j'),
      (join) => join.onRef('j.commandeId', '=', 'c.id'),
    )
    .select(['c.numero', 'c.id as commandeId', 'j.pieceId'])
    .where('c.numero', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(numeros)}))`)
    .where('c.annuleeLe', 'is', null)
    .orderBy('j.pieceId', 'desc')
    .execute()
  return groupBy(rows, (r) => r.numero)
}

export interface NouvellePiece {
  readonly sha256: string
  readonly nom: string
  readonly type: TypePiece
  readonly format: Piece['format']
  readonly taille: number
  readonly pages: number | null
  readonly signatures: readonly SignaturePdf[]
}

/** Records a content of the store, unmatched, with the signatures found in it. Returns its identifier. */
export async function insertPiece(tx: Ecriture, piece: NouvellePiece, ajouteeLe: string): Promise<number> {
  const { signatures, ...ligne } = piece
  const { id } = await tx
    .insertInto('piece')
    .values({ ...ligne, etat: 'a_rattacher', ajouteeLe })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (signatures.length > 0)
    await tx
      .insertInto('signature')
      .values(
        signatures.map((s) => ({
          pieceId: id,
          signataire: s.signataire,
          date: s.date,
          nature: 'inconnue',
          origine: 'pdf' as const,
          couvreTout: s.couvreTout ? 1 : 0,
        })),
      )
      .execute()
  return id
}

/** Attaches a piece to an order, under a type. Throws `TransitionRefusee` on a state that does not allow it. */
export async function linkPiece(
  tx: Ecriture,
  { id, etat }: Pick<Piece, 'id' | 'etat'>,
  commandeId: number,
  type: TypePiece,
): Promise<EtatPiece> {
  const vers = transitionPiece(etat, 'associer')
  await tx
    .insertInto('piece_commande')
    .values({ pieceId: id, commandeId })
    .onConflict((oc) => oc.doNothing())
    .execute()
  await tx.updateTable('piece').set({ etat: vers, type }).where('id', '=', id).execute()
  if (type === 'BDC') await declareAnnoncees(tx, id, commandeId)
  return vers
}

/** What a list said of the signatures of the order before its form came; what is declared on the form already stays. */
async function declareAnnoncees(tx: Ecriture, pieceId: number, commandeId: number): Promise<void> {
  const declaree = await tx
    .selectFrom('signature')
    .select('id')
    .where('pieceId', '=', pieceId)
    .where('origine', '=', 'declaree')
    .executeTakeFirst()
  if (declaree !== undefined) return
  const annoncees = await tx
    .selectFrom('signature_annoncee')
    .select(['signataire', 'date', 'nature'])
    .where('commandeId', '=', commandeId)
    .orderBy('rang')
    .execute()
  if (annoncees.length > 0)
    await tx
      .insertInto('signature')
      .values(annoncees.map((s) => ({ ...s, pieceId, origine: 'declaree' as const, couvreTout: null })))
      .execute()
}

/** Takes a piece off an order; off its last one, it waits again for an order. */
export async function unlinkPiece(tx: Ecriture, piece: Piece, commandeId: number): Promise<EtatPiece> {
  await tx
    .deleteFrom('piece_commande')
    .where('pieceId', '=', piece.id)
    .where('commandeId', '=', commandeId)
    .execute()
  if (piece.commandes.some((id) => id !== commandeId)) return piece.etat
  const vers = transitionPiece(piece.etat, 'dissocier')
  await tx.updateTable('piece').set({ etat: vers }).where('id', '=', piece.id).execute()
  return vers
}

/** Sets a piece aside, off every order. Its bytes stay in the store. */
export async function discardPiece(tx: Ecriture, piece: Piece): Promise<EtatPiece> {
  const vers = transitionPiece(piece.etat, 'ecarter')
  await tx.deleteFrom('piece_commande').where('pieceId', '=', piece.id).execute()
  await tx.updateTable('piece').set({ etat: vers }).where('id', '=', piece.id).execute()
  return vers
}

/** Records who signed, when and how, in place of what was declared before on that piece. */
export async function declareSignatures(
  tx: Ecriture,
  pieceId: number,
  signatures: readonly Pick<Signature, 'signataire' | 'date' | 'nature'>[],
): Promise<void> {
  await tx.deleteFrom('signature').where('pieceId', '=', pieceId).where('origine', '=', 'declaree').execute()
  await tx
    .insertInto('signature')
    .values(signatures.map((s) => ({ ...s, pieceId, origine: 'declaree' as const, couvreTout: null })))
    .execute()
}
