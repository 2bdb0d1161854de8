import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { FichePilote, PlacePilote } from '#contract/pilote.ts'
import { orpc, queryClient } from '../../api.ts'
import { RefusMessage } from '../../components/Refus.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import texte from '../../components/texte.module.css'

interface Props {
  readonly fiche: FichePilote
  readonly place: PlacePilote | null
  readonly onFermer: () => void
  readonly onRetire: (rang: number) => void
}

/** Takes a client out of the pilot, with the reason. Its order and its advance stay as they are. */
export function Retrait({ fiche, place, onFermer, onRetire }: Props) {
  const [motif, setMotif] = useState('')
  const [essaye, setEssaye] = useState(false)
  const retirer = useMutation(orpc.pilote.retirer.mutationOptions())
  const fermer = () => {
    setMotif('')
    setEssaye(false)
    retirer.reset()
    onFermer()
  }
  const envoyer = (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (motif.trim() === '' || place === null) return
    const { fournisseurId, referencementId } = fiche
    retirer.mutate(
      { fournisseurId, referencementId, rang: place.rang, motif: motif.trim() },
      {
        onSuccess: async () => {
          await queryClient.invalidateQueries()
          fermer()
          onRetire(place.rang)
        },
      },
    )
  }
  return (
    <Modal
      opened={place !== null}
      onClose={fermer}
      title={`Retirer ${place?.occupant?.client ?? ''} du pilote ?`}
    >
      <form onSubmit={envoyer} className={texte.pile}>
        <p>
          La place {place?.rang} redevient libre. {place?.occupant?.client} garde sa commande et son avance :
          il n’est plus que hors du pilote. Les autres PV restent valables.
        </p>
        <TextInput
          label="Pourquoi"
          value={motif}
          onChange={(e) => setMotif(e.currentTarget.value)}
          error={essaye && motif.trim() === '' && <Faute>Dites pourquoi : le motif reste au journal.</Faute>}
          data-autofocus
        />
        <RefusMessage erreur={retirer.error} />
        <Group justify="flex-end" gap={8}>
          <Button size="md" onClick={fermer}>
            Garder
          </Button>
          <Button size="md" variant="filled" type="submit">
            Retirer du pilote
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
