import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { OuvrirAilleurs } from '../components/OuvrirAilleurs.tsx'
import { PagesPdf } from '../components/PagesPdf.tsx'
import { RefusMessage } from '../components/Refus.tsx'
import { IMPRIMABLES, type Imprimable } from './documents.ts'

interface ApercuDocumentProps {
  readonly commandeId: number
  readonly numero: string
  /** Null: closed. */
  readonly quoi: Imprimable | null
  readonly onFermer: () => void
  /** Records the issue and writes the file; absent when it is already issued or cannot be. */
  readonly onEmettre?: ((quoi: Imprimable) => void) | undefined
}

/** A document of an order as it would be printed now. Looking at it records nothing. */
export function ApercuDocument({ commandeId, numero, quoi, onFermer, onEmettre }: ApercuDocumentProps) {
  const { nom, un, apercu } = IMPRIMABLES[quoi ?? 'bdc']
  const { data, error } = useQuery({ ...apercu(commandeId), enabled: quoi !== null, gcTime: 0 })
  const titre =
    data !== undefined && quoi === 'reception' ? data.name.replace(/\.pdf$/i, '') : `${nom} ${numero}`
  return (
    <Modal opened={quoi !== null} onClose={onFermer} title={`${titre}, aperçu`} size="50rem">
      <RefusMessage erreur={error} />
      {data !== undefined && <PagesPdf fichier={data} libelle={titre} hauteur="calc(100dvh - 15rem)" />}
      <Group justify="flex-end" gap="sm" mt="md">
        <OuvrirAilleurs fichier={data} libelle="Ouvrir pour imprimer" />
        {onEmettre !== undefined && quoi !== null && error === null && (
          <Button size="md" variant="filled" onClick={() => onEmettre(quoi)} data-autofocus>
            {un}
          </Button>
        )}
      </Group>
    </Modal>
  )
}
