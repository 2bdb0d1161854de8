import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../api.ts'
import { OuvrirAilleurs } from '../components/OuvrirAilleurs.tsx'
import { PagesPdf } from '../components/PagesPdf.tsx'
import { RefusMessage } from '../components/Refus.tsx'

interface ApercuBdcProps {
  readonly commandeId: number
  readonly numero: string
  readonly ouvert: boolean
  readonly onFermer: () => void
  /** Records the issue and writes the file; absent when it is already issued or cannot be. */
  readonly onEmettre?: (() => void) | undefined
}

/** The order form as it would be printed now. Looking at it records nothing. */
export function ApercuBdc({ commandeId, numero, ouvert, onFermer, onEmettre }: ApercuBdcProps) {
  const apercu = useQuery({
    ...orpc.bdc.apercu.queryOptions({ input: { commandeId } }),
    enabled: ouvert,
    gcTime: 0,
  })
  const { data } = apercu
  return (
    <Modal opened={ouvert} onClose={onFermer} title={`Bon de commande ${numero}, aperçu`} size="50rem">
      <RefusMessage erreur={apercu.error} />
      {data !== undefined && (
        <PagesPdf fichier={data} libelle={`Bon de commande ${numero}`} hauteur="calc(100dvh - 15rem)" />
      )}
      <Group justify="flex-end" gap="sm" mt="md">
        <OuvrirAilleurs fichier={data} libelle="Ouvrir pour imprimer" />
        {onEmettre !== undefined && (
          <Button size="md" variant="filled" onClick={onEmettre} data-autofocus>
            Émettre le BDC
          </Button>
        )}
      </Group>
    </Modal>
  )
}
