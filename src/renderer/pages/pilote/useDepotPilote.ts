import { type DragEvent, useEffect, useState } from 'react'
import { deposerPieces } from '../../cadre/depots.ts'

const porteFichiers = (e: { readonly dataTransfer: DataTransfer | null }) =>
  e.dataTransfer?.types.includes('Files') === true

/** Files dropped on the screen of a pilot are signed PV, unless a content of the training took them. */
export function useDepotPilote(): void {
  useEffect(() => {
    const deposer = (e: globalThis.DragEvent) => {
      if (!porteFichiers(e) || (e.target as Element).closest('[data-depot]') !== null) return
      const fichiers = [...(e.dataTransfer?.files ?? [])]
      if (fichiers.length > 0) deposerPieces(fichiers, { commandeId: null, type: 'PV' })
    }
    window.addEventListener('drop', deposer)
    return () => window.removeEventListener('drop', deposer)
  }, [])
}

/** A content of the training that takes the files dropped on it; `survol` while they are over it. */
export function useDepotContenu(onFichiers: (fichiers: readonly File[]) => void) {
  const [survol, setSurvol] = useState(false)
  const zone = {
    'data-depot': true,
    onDragOver: (e: DragEvent) => {
      if (!porteFichiers(e)) return
      e.preventDefault()
      setSurvol(true)
    },
    onDragLeave: () => setSurvol(false),
    onDrop: (e: DragEvent) => {
      if (!porteFichiers(e)) return
      e.preventDefault()
      setSurvol(false)
      const fichiers = [...e.dataTransfer.files]
      if (fichiers.length > 0) onFichiers(fichiers)
    },
  }
  return { survol, zone }
}
