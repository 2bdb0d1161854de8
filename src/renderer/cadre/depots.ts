import { create } from 'zustand'
import type { TypePiece } from '#domain/commande.ts'

export interface DepotDemande {
  readonly fichiers: readonly File[]
  /** One order, without matching by name; null or absent: matched by the file's name. */
  readonly vers?: { readonly commandeId: number | null; readonly type: TypePiece }
}

interface Depots {
  readonly demande: DepotDemande | null
}

export const useDepots = create<Depots>()(() => ({ demande: null }))

/** Hands signed files to the frame, which asks of their signature, receives them and shows what became of each. */
export function deposerPieces(fichiers: readonly File[], vers?: DepotDemande['vers']): void {
  useDepots.setState({ demande: { fichiers, ...(vers && { vers }) } })
}
