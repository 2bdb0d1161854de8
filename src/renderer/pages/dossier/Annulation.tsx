import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Commande } from '#domain/commande.ts'
import { orpc, queryClient } from '../../api.ts'
import { RefusMessage } from '../../components/Refus.tsx'

interface AnnulationProps {
  readonly commande: Commande
  readonly ouverte: boolean
  readonly onFermer: () => void
}

/** Cancels an order: irreversible, hence said in full, with a reason for the journal. */
export function Annulation({ commande, ouverte, onFermer }: AnnulationProps) {
  const [motif, setMotif] = useState('')
  const annuler = useMutation(
    orpc.commande.annuler.mutationOptions({
      onSuccess: async () => {
        onFermer()
        await queryClient.invalidateQueries()
      },
    }),
  )
  const pret = motif.trim() !== ''
  return (
    <Modal opened={ouverte} onClose={onFermer} title={`Annuler la commande ${commande.numero}`}>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          if (pret) annuler.mutate({ id: commande.id, revision: commande.revision, motif: motif.trim() })
        }}
      >
        <Stack gap="md">
          <p style={{ margin: 0 }}>
            Une commande annulée ne revient pas. Elle reste au registre avec ses pièces et son historique, et
            libère son client pour une autre commande du même dispositif.
          </p>
          <TextInput
            label="Motif, pour le journal"
            value={motif}
            onChange={(e) => setMotif(e.currentTarget.value)}
            data-autofocus
            required
          />
          <RefusMessage erreur={annuler.error} />
          <Group justify="flex-end" gap="sm">
            <Button size="md" onClick={onFermer}>
              Garder la commande
            </Button>
            <Button size="md" variant="filled" type="submit" aria-disabled={!pret}>
              Annuler la commande
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
