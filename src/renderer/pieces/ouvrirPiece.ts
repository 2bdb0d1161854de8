import { create } from 'zustand'

interface PieceOuverte {
  readonly pieceId: number | null
}

export const usePieceOuverte = create<PieceOuverte>()(() => ({ pieceId: null }))

/** Shows a stored piece over the screen; null closes it. */
export function ouvrirPiece(pieceId: number | null): void {
  usePieceOuverte.setState({ pieceId })
}
