import { Button, Group, Modal } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { nomComplet, type Tiers } from '#domain/tiers.ts'
import { client, queryClient } from '../../api.ts'
import { RefusMessage } from '../../components/Refus.tsx'

/** Removes a client that no order names: asked twice, because it does not come back. */
export function Suppression({ tiers }: { readonly tiers: Tiers }) {
  const [ouvert, setOuvert] = useState(false)
  const [erreur, setErreur] = useState<unknown>(null)
  const [, aller] = useLocation()
  const supprimer = async () => {
    try {
      await client.client.supprimer({ id: tiers.id })
      aller('/clients', { replace: true })
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  return (
    <>
      <Button size="md" onClick={() => setOuvert(true)}>
        Supprimer
      </Button>
      <Modal opened={ouvert} onClose={() => setOuvert(false)} title={`Supprimer ${nomComplet(tiers)} ?`}>
        <p style={{ marginTop: 0 }}>
          La fiche, ses contacts et ses déclarations d’aide quittent le registre. Le journal garde la trace de
          la suppression.
        </p>
        <RefusMessage erreur={erreur} />
        <Group justify="flex-end" gap={8}>
          <Button onClick={() => setOuvert(false)} data-autofocus>
            Garder
          </Button>
          <Button variant="filled" onClick={() => void supprimer()}>
            Supprimer la fiche
          </Button>
        </Group>
      </Modal>
    </>
  )
}
