import { IconFileTypePdf, IconPhoto } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { FicheCommande } from '#contract/commande.ts'
import { type Piece, TYPES_SIGNES } from '#domain/commande.ts'
import { bloque } from '#domain/constat.ts'
import type { Jour } from '#domain/dates.ts'
import { orpc, queryClient } from '../../api.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { formatCompte, formatInstant, formatJour, formatTaille } from '../../format.ts'
import { TYPE_PIECE_LIBELLES } from '../../libelles.ts'
import { ouvrirPiece } from '../../pieces/ouvrirPiece.ts'
import styles from './dossier.module.css'
import { Signature } from './Signature.tsx'
import { useSignatureVisee } from './signatureVisee.ts'

const isSignee = (piece: Piece) => TYPES_SIGNES.some((t) => t === piece.type)

/** One piece received: what is known of its signature, and what can be done with it. */
export function LignePiece({
  piece,
  fiche,
  aujourdhui,
}: {
  piece: Piece
  fiche: FicheCommande
  aujourdhui: Jour
}) {
  const { pieceId, viser } = useSignatureVisee()
  const dissocier = useMutation(
    orpc.piece.dissocier.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }),
  )
  const Icone = piece.format === 'pdf' ? IconFileTypePdf : IconPhoto
  const ouverte = pieceId === piece.id
  const nom = TYPE_PIECE_LIBELLES[piece.type]
  return (
    <div className={styles.piece}>
      <span className={styles.feuille} aria-hidden>
        <Icone size={16} stroke={1.75} />
      </span>
      <div className={styles.pieceTexte}>
        <span className={styles.titrePiece}>
          <strong>{nom}</strong>
          <span className={styles.gestes}>
            <button
              type="button"
              className={styles.lien}
              aria-label={`Ouvrir ${piece.nom}`}
              onClick={() => ouvrirPiece(piece.id)}
            >
              Ouvrir
            </button>
            {isSignee(piece) && (
              <button
                type="button"
                className={styles.lien}
                aria-expanded={ouverte}
                onClick={() => viser(ouverte ? null : piece.id)}
              >
                Signature
              </button>
            )}
            <button
              type="button"
              className={styles.lien}
              aria-label={`Détacher ${piece.nom}`}
              onClick={() => dissocier.mutate({ pieceId: piece.id, commandeId: fiche.resume.id })}
            >
              Détacher
            </button>
          </span>
        </span>
        <span className={styles.sous} title={`Reçue le ${formatInstant(piece.ajouteeLe)}`}>
          {piece.nom} · {piece.pages !== null && `${formatCompte(piece.pages, 'page')} · `}
          {formatTaille(piece.taille)}
        </span>
        {isSignee(piece) && <EtatSignature piece={piece} contredite={isContradicted(piece, fiche)} />}
        <RefusMessage erreur={dissocier.error} />
      </div>
      {ouverte && (
        <Signature piece={piece} fiche={fiche} aujourdhui={aujourdhui} onFini={() => viser(null)} />
      )}
    </div>
  )
}

/** Does a point to lift say that this piece, or the signature of the order form, is not as it must be? */
const isContradicted = (piece: Piece, { constats }: FicheCommande) =>
  constats.some(
    (c) =>
      bloque(c) &&
      c.issue === 'enfreint' &&
      (c.sujet === `pieces.${piece.id}` ||
        c.sujet === `pieces.${piece.type}.signature` ||
        (piece.type === 'BDC' && c.sujet === 'pieces.signature')),
  )

interface EtatSignatureProps {
  readonly piece: Piece
  readonly contredite: boolean
}

function EtatSignature({ piece, contredite }: EtatSignatureProps) {
  const declaree = piece.signatures.find((s) => s.origine === 'declaree')
  const pdf = piece.signatures.filter((s) => s.origine === 'pdf')
  const datee = declaree ?? pdf.find((s) => s.date !== null)
  return (
    <span className={styles.liens}>
      {datee?.date != null ? (
        <EtatChip aspect={contredite ? 'arret' : 'ok'}>
          signé le {formatJour(datee.date)}
          {datee.signataire !== '' && ` par ${datee.signataire}`}
        </EtatChip>
      ) : (
        <EtatChip aspect="attention">
          {datee === undefined ? 'signature à renseigner' : 'signé, date absente'}
        </EtatChip>
      )}
      {pdf.length > 0 &&
        (pdf.some((s) => s.couvreTout === true) ? (
          <EtatChip aspect="ok">signature électronique, fichier entier</EtatChip>
        ) : (
          <EtatChip aspect="arret">modifié après la signature électronique</EtatChip>
        ))}
    </span>
  )
}
