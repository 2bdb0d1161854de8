import { create } from 'zustand'

interface SignatureVisee {
  readonly pieceId: number | null
  viser(pieceId: number | null): void
}

/** The piece whose signature is being recorded, asked for by a point or by the piece itself. */
export const useSignatureVisee = create<SignatureVisee>()((set) => ({
  pieceId: null,
  viser: (pieceId) => set({ pieceId }),
}))
