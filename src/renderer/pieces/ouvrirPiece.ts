import { client } from '../api.ts'

/** Shows a stored piece in a tab of its own. */
export async function ouvrirPiece(pieceId: number): Promise<void> {
  const fichier = await client.piece.lire({ pieceId })
  const adresse = URL.createObjectURL(fichier)
  window.open(adresse, '_blank', 'noopener')
  window.setTimeout(() => URL.revokeObjectURL(adresse), 60_000)
}
