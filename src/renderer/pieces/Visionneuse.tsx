import { Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { orpc } from '../api.ts'
import { OuvrirAilleurs } from '../components/OuvrirAilleurs.tsx'
import { PagesPdf } from '../components/PagesPdf.tsx'
import { RefusMessage } from '../components/Refus.tsx'
import { ouvrirPiece, usePieceOuverte } from './ouvrirPiece.ts'
import styles from './pieces.module.css'

const HAUTEUR = 'calc(100dvh - 15rem)'

/** A piece as it was received, over the screen that asked for it. */
export function Visionneuse() {
  const { pieceId } = usePieceOuverte()
  const piece = useQuery({
    ...orpc.piece.lire.queryOptions({ input: { pieceId: pieceId ?? 1 } }),
    enabled: pieceId !== null,
    gcTime: 0,
  })
  const fichier = pieceId === null ? undefined : piece.data
  return (
    <Modal
      opened={pieceId !== null}
      onClose={() => ouvrirPiece(null)}
      title={fichier?.name ?? 'Pièce'}
      size="50rem"
    >
      <RefusMessage erreur={piece.error} />
      {fichier !== undefined && <Contenu fichier={fichier} />}
      <Group justify="flex-end" mt="md">
        <OuvrirAilleurs fichier={fichier} libelle="Ouvrir avec l’application du poste" />
      </Group>
    </Modal>
  )
}

function Contenu({ fichier }: { readonly fichier: File }) {
  const nom = fichier.name.toLowerCase()
  if (nom.endsWith('.pdf')) return <PagesPdf fichier={fichier} libelle={fichier.name} hauteur={HAUTEUR} />
  if (/\.(png|jpe?g)$/.test(nom)) return <Image fichier={fichier} />
  return <p>Une image TIFF ne s’affiche pas dans cette fenêtre. Elle partira telle quelle dans la demande.</p>
}

function Image({ fichier }: { readonly fichier: File }) {
  const [adresse, setAdresse] = useState<string | null>(null)
  useEffect(() => {
    const a = URL.createObjectURL(fichier)
    setAdresse(a)
    return () => URL.revokeObjectURL(a)
  }, [fichier])
  if (adresse === null) return null
  return <img src={adresse} alt={fichier.name} className={styles.image} style={{ maxHeight: HAUTEUR }} />
}
