import { Autocomplete, Button, Stack } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc, queryClient } from '../../api.ts'
import { RefusMessage } from '../../components/Refus.tsx'
import { Volet } from '../../components/Volet.tsx'
import { useEtatSysteme } from '../../etat.ts'

interface AssignerProps {
  readonly ids: readonly number[]
  /** Who has them now, when it is one person. */
  readonly actuelle?: string
  readonly libelle?: string
  /** Beside the main action of a screen. */
  readonly grand?: boolean
}

/** Gives orders to yourself, to somebody, or to nobody. */
export function Assigner({ ids, actuelle = '', libelle = 'Assigner', grand = false }: AssignerProps) {
  const [ouvert, setOuvert] = useState(false)
  return (
    <Volet
      libelle="Assigner"
      ouvert={ouvert}
      onOuvert={setOuvert}
      position="bottom-end"
      bouton={(basculer) => (
        <Button
          size={grand ? 'md' : 'sm'}
          leftSection={<IconUser size={16} stroke={1.75} aria-hidden />}
          onClick={basculer}
        >
          {libelle}
        </Button>
      )}
    >
      <Choix ids={ids} actuelle={actuelle} onFait={() => setOuvert(false)} />
    </Volet>
  )
}

function Choix({
  ids,
  actuelle,
  onFait,
}: {
  readonly ids: readonly number[]
  readonly actuelle: string
  readonly onFait: () => void
}) {
  const moi = useEtatSysteme()?.utilisateur ?? ''
  const personnes = useQuery(orpc.commande.personnes.queryOptions()).data ?? []
  const [nom, setNom] = useState(actuelle)
  const assigner = useMutation(
    orpc.commande.assigner.mutationOptions({
      onSuccess: async () => {
        onFait()
        await queryClient.invalidateQueries()
      },
    }),
  )
  const donner = (assigneA: string) => assigner.mutate({ commandeIds: [...ids], assigneA })
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (nom.trim() !== '') donner(nom)
      }}
    >
      <Stack gap="sm" w="16rem">
        <Autocomplete
          label="À qui"
          data={[...personnes]}
          value={nom}
          onChange={setNom}
          comboboxProps={{ withinPortal: false }}
          openOnFocus={false}
          data-autofocus
        />
        <RefusMessage erreur={assigner.error} />
        <Button type="submit" variant="filled" aria-disabled={nom.trim() === ''}>
          Assigner
        </Button>
        <Button onClick={() => donner(moi)}>À moi</Button>
        <Button variant="subtle" onClick={() => donner('')}>
          À personne
        </Button>
      </Stack>
    </form>
  )
}
