import { Button, Group, Modal } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../api.ts'
import { PagesPdf } from '../components/PagesPdf.tsx'
import { RefusMessage } from '../components/Refus.tsx'
import { imprimer } from './imprimer.ts'

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
        <Button
          size="md"
          leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden />}
          aria-disabled={data === undefined}
          onClick={() => data !== undefined && imprimer(data)}
        >
          Imprimer
        </Button>
        {onEmettre !== undefined && (
          <Button size="md" variant="filled" onClick={onEmettre} data-autofocus>
            Émettre le BDC
          </Button>
        )}
      </Group>
    </Modal>
  )
}
