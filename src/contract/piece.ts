import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Piece, TYPES_PIECE, TYPES_SIGNES } from '#domain/commande.ts'
import { type Avancement, base, chemin, id, jour, type Rejet, texte } from './commun.ts'

export const typePiece = z.enum(TYPES_PIECE)
export const natureSignature = z.enum(['manuscrite', 'cpx', 'psc', 'rgs', 'eidas', 'inconnue'])

export interface ResultatRattachement {
  readonly recues: number
  readonly rattachees: readonly { readonly nom: string; readonly numero: string; readonly pieceId: number }[]
  /** Stored, but no order was found: to be matched by hand. */
  readonly aRattacher: readonly { readonly nom: string; readonly pieceId: number; readonly phrase: string }[]
  readonly dejaLa: readonly { readonly nom: string; readonly pieceId: number }[]
  readonly rejets: readonly Rejet[]
}

export interface ResultatSignatures {
  /** Pieces whose signature was recorded. */
  readonly signees: number
  /** Pieces whose signature was complete, and is unchanged. */
  readonly gardees: number
  /** Numbers of the orders that lack the document to sign. */
  readonly sansPiece: readonly string[]
}

export const piece = {
  /** Files or folders; each file is stored, then matched to an order by its name or by the announced file name. */
  rattacher: base
    .input(
      z.object({
        chemins: z.array(chemin).min(1),
        type: typePiece.default('BDC'),
        /** CSV `numero;date;signataire;nature`. */
        signatures: chemin.nullable().default(null),
        signeeLe: jour.nullable().default(null),
        /** With `signeeLe`: each piece was signed that day by the client of its order, in this way. */
        parClient: natureSignature.nullable().default(null),
        /** Drop on one order: no matching by name. */
        commandeId: id.nullable().default(null),
      }),
    )
    .output(eventIterator(z.custom<Avancement<ResultatRattachement>>())),
  aRattacher: base.output(type<readonly Piece[]>()),
  associer: base
    .input(z.object({ pieceId: id, commandeId: id, type: typePiece.default('BDC') }))
    .output(type<Piece>()),
  dissocier: base.input(z.object({ pieceId: id, commandeId: id })).output(type<void>()),
  ecarter: base.input(z.object({ pieceId: id })).output(type<void>()),
  /** Records who signed, when and how; replaces the declared signature of that piece. */
  signer: base
    .input(z.object({ pieceId: id, signataire: texte, date: jour.nullable(), nature: natureSignature }))
    .output(type<Piece>()),
  /**
   * The document of each order was signed that day by its client, or by whom represents it; a MOM, by the vendor.
   * A signature already recorded with its signatory and its date is kept.
   */
  signerPlusieurs: base
    .input(
      z.object({
        commandeIds: z.array(id).min(1),
        type: z.enum(TYPES_SIGNES).default('BDC'),
        date: jour,
        nature: natureSignature,
      }),
    )
    .output(type<ResultatSignatures>()),
  lire: base.input(z.object({ pieceId: id })).output(type<File>()),
}
