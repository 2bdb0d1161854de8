import { type ReactNode, useRef } from 'react'
import type { TypePiece } from '#domain/commande.ts'
import { deposerPieces } from '../cadre/depots.ts'
import { TYPE_PIECE_LIBELLES } from '../libelles.ts'
import { ACCEPTE_PIECES } from './formats.ts'

/** Asks for the file of one piece of one order; `element` must be drawn by the screen. */
export function useJoindre(): {
  joindre(commandeId: number, type: TypePiece): void
  readonly element: ReactNode
} {
  const champ = useRef<HTMLInputElement>(null)
  const pour = useRef<{ commandeId: number; type: TypePiece } | null>(null)
  const joindre = (commandeId: number, type: TypePiece) => {
    pour.current = { commandeId, type }
    champ.current?.setAttribute('aria-label', TYPE_PIECE_LIBELLES[type])
    champ.current?.click()
  }
  const element = (
    <input
      ref={champ}
      type="file"
      hidden
      multiple
      accept={ACCEPTE_PIECES}
      aria-label="Pièce"
      onChange={(e) => {
        const fichiers = [...(e.currentTarget.files ?? [])]
        e.currentTarget.value = ''
        if (fichiers.length > 0 && pour.current !== null) deposerPieces(fichiers, pour.current)
      }}
    />
  )
  return { joindre, element }
}
