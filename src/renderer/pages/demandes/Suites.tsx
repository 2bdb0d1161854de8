import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { FicheEnvoi } from '#contract/avance.ts'
import { client, queryClient } from '../../api.ts'
import { ChoixDossier } from '../../components/ChoixDossier.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import texte from '../../components/texte.module.css'
import { useDossierSortie } from '../../components/useDossierSortie.ts'
import { formatCompte } from '../../format.ts'

interface Props {
  readonly envoi: FicheEnvoi
  readonly ouvert: boolean
  readonly onFermer: () => void
}

/** Files never deposited are given up; their requests are free again. */
export function Abandon({ envoi, ouvert, onFermer }: Props) {
  const [motif, setMotif] = useState('')
  const [essaye, setEssaye] = useState(false)
  const [erreur, setErreur] = useState<unknown>(null)
  const abandonner = async (e: FormEvent) => {
    e.preventDefault()
    setEssaye(true)
    if (motif.trim() === '') return
    try {
      await client.envoi.abandonner({ id: envoi.id, motif: motif.trim() })
      await queryClient.invalidateQueries()
      onFermer()
    } catch (x) {
      setErreur(x)
    }
  }
  return (
    <Modal opened={ouvert} onClose={onFermer} title={`Abandonner l’envoi ${envoi.reference} ?`}>
      <form onSubmit={(e) => void abandonner(e)} className={texte.pile}>
        <p>
          {envoi.demandes === 1
            ? 'La demande redevient libre'
            : `Les ${formatCompte(envoi.demandes, 'demande')} redeviennent libres`}{' '}
          et pourront repartir dans un autre envoi. Les fichiers écrits restent où ils sont : ne les déposez
          plus.
        </p>
        <TextInput
          label="Pourquoi"
          value={motif}
          onChange={(e) => setMotif(e.currentTarget.value)}
          error={essaye && motif.trim() === '' && <Faute>Dites pourquoi : le motif reste au journal.</Faute>}
          data-autofocus
        />
        <RefusMessage erreur={erreur} />
        <Group justify="flex-end" gap={8}>
          <Button size="md" onClick={onFermer}>
            Garder l’envoi
          </Button>
          <Button size="md" variant="filled" type="submit">
            Abandonner l’envoi
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** The same bytes again, in a folder. */
export function Reexport({ envoi, ouvert, onFermer }: Props) {
  const [sortie, choisir, retenir] = useDossierSortie()
  const [erreur, setErreur] = useState<unknown>(null)
  const [fait, setFait] = useState<string | null>(null)
  const fermer = () => {
    setFait(null)
    setErreur(null)
    onFermer()
  }
  const reexporter = async (e: FormEvent) => {
    e.preventDefault()
    if (sortie.trim() === '') return
    try {
      await client.envoi.reexporter({ id: envoi.id, sortie: sortie.trim() })
      setErreur(null)
      setFait(sortie.trim())
      retenir(sortie)
      await queryClient.invalidateQueries()
    } catch (x) {
      setErreur(x)
    }
  }
  return (
    <Modal opened={ouvert} onClose={fermer} title={`Réexporter ${envoi.reference}`} size="lg">
      <form onSubmit={(e) => void reexporter(e)} className={texte.pile}>
        <p>Les mêmes octets que la première fois, JSON et ZIP, vérifiés par leur empreinte.</p>
        <ChoixDossier libelle="Dossier où écrire" valeur={sortie} onChange={choisir} />
        <RefusMessage erreur={erreur} />
        <p role="status">{fait === null ? '' : `Écrits dans ${fait}.`}</p>
        <Group justify="flex-end" gap={8}>
          <Button size="md" onClick={fermer}>
            Fermer
          </Button>
          <Button size="md" variant="filled" type="submit">
            Réexporter les deux fichiers
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
