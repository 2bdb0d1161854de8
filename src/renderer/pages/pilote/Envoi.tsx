import { Button, Group, Modal, Radio, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { FichePilote } from '#contract/pilote.ts'
import type { Jour } from '#domain/dates.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { ChoixDossier } from '../../components/ChoixDossier.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Faute } from '../../components/saisie/Champ.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import texte from '../../components/texte.module.css'
import { useDossierSortie } from '../../components/useDossierSortie.ts'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte } from '../../format.ts'
import styles from './pilote.module.css'

interface Props {
  readonly fiche: FichePilote
  readonly ouvert: boolean
  readonly onFermer: () => void
}

const cleOf = ({ fournisseurId, referencementId }: FichePilote) => ({ fournisseurId, referencementId })

interface FormulaireProps {
  readonly onSubmit: () => void
  readonly onFermer: () => void
  readonly erreur: unknown
  readonly bouton: string
  readonly children: ReactNode
}

function Formulaire({ onSubmit, onFermer, erreur, bouton, children }: FormulaireProps) {
  const envoyer = (e: FormEvent) => {
    e.preventDefault()
    onSubmit()
  }
  return (
    <form onSubmit={envoyer} className={texte.pile} noValidate>
      {children}
      <RefusMessage erreur={erreur} />
      <Group justify="flex-end" gap={8}>
        <Button size="md" onClick={onFermer}>
          Annuler
        </Button>
        <Button size="md" variant="filled" type="submit">
          {bouton}
        </Button>
      </Group>
    </form>
  )
}

/** The bundle: the signed PV, the material and the list of both, in one file. */
export function Preparation({ fiche, ouvert, onFermer }: Props) {
  const [sortie, choisir, retenir] = useDossierSortie()
  const montrable = useEtatSysteme()?.capacites.ouvrirDossier === true
  const preparer = useMutation(
    orpc.pilote.preparerDossier.mutationOptions({
      onSuccess: () => {
        retenir(sortie)
        return queryClient.invalidateQueries()
      },
    }),
  )
  const fermer = () => {
    preparer.reset()
    onFermer()
  }
  const fait = preparer.data
  return (
    <Modal opened={ouvert} onClose={fermer} title="Préparer l’envoi à l’ANS" size="lg">
      {fait === undefined ? (
        <Formulaire
          bouton={preparer.isPending ? 'Écriture…' : 'Écrire le dossier'}
          erreur={preparer.error}
          onFermer={fermer}
          onSubmit={() =>
            sortie.trim() !== '' &&
            !preparer.isPending &&
            preparer.mutate({ ...cleOf(fiche), sortie: sortie.trim() })
          }
        >
          <p>
            Les {fiche.taille} PV signés, les {fiche.supports.attendus} contenus de formation et leur liste,
            dans un seul fichier ZIP, écrit puis relu. Rien n’est envoyé : vous le transmettez vous-même à
            l’ANS.
          </p>
          <ChoixDossier libelle="Dossier où écrire" valeur={sortie} onChange={choisir} />
        </Formulaire>
      ) : (
        <div className={texte.pile}>
          <p role="status">
            <strong>{formatCompte(fait.pieces, 'pièce')}</strong> dans{' '}
            <span className={styles.chemin}>{fait.fichier}</span>. Transmettez-le à l’ANS, puis notez l’envoi.
          </p>
          <Group justify="flex-end" gap={8}>
            {montrable && (
              <Button size="md" onClick={() => void client.systeme.ouvrirDossier({ chemin: sortie.trim() })}>
                Ouvrir le dossier
              </Button>
            )}
            <Button size="md" variant="filled" onClick={fermer} data-autofocus>
              Fermer
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  )
}

/** The day on which the bundle went to the ANS. */
export function Transmission({ fiche, ouvert, onFermer }: Props) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [choisi, setLe] = useState<Jour | null>(null)
  const transmettre = useMutation(
    orpc.pilote.transmettre.mutationOptions({
      onSuccess: () => {
        onFermer()
        return queryClient.invalidateQueries()
      },
    }),
  )
  const le = choisi ?? aujourdhui
  return (
    <Modal opened={ouvert} onClose={onFermer} title="Noter l’envoi à l’ANS">
      <Formulaire
        bouton="Noter l’envoi"
        erreur={transmettre.error}
        onFermer={onFermer}
        onSubmit={() => le !== null && transmettre.mutate({ ...cleOf(fiche), le })}
      >
        <p>Les places et les supports ne changent plus jusqu’à la décision de l’ANS.</p>
        <ChampJour label="Transmis le" valeur={le} onValeur={setLe} />
      </Formulaire>
    </Modal>
  )
}

/** What the ANS answered: conform, every balance of the product opens; not conform, the pilot is taken up again. */
export function Decision({ fiche, ouvert, onFermer }: Props) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [decision, setDecision] = useState<'conforme' | 'non_conforme'>('conforme')
  const [choisi, setLe] = useState<Jour | null>(null)
  const [commentaire, setCommentaire] = useState('')
  const [essaye, setEssaye] = useState(false)
  const decider = useMutation(
    orpc.pilote.decider.mutationOptions({
      onSuccess: () => {
        onFermer()
        return queryClient.invalidateQueries()
      },
    }),
  )
  const le = choisi ?? aujourdhui
  const muet = decision === 'non_conforme' && commentaire.trim() === ''
  return (
    <Modal opened={ouvert} onClose={onFermer} title="Noter la décision de l’ANS">
      <Formulaire
        bouton={decision === 'conforme' ? 'Noter la conformité' : 'Noter le refus'}
        erreur={decider.error}
        onFermer={onFermer}
        onSubmit={() => {
          setEssaye(true)
          if (le !== null && !muet)
            decider.mutate({ ...cleOf(fiche), decision, le, commentaire: commentaire.trim() })
        }}
      >
        <Radio.Group
          label="Décision"
          value={decision}
          onChange={(d) => setDecision(d as 'conforme' | 'non_conforme')}
        >
          <div className={styles.choix}>
            <Radio value="conforme" label="Conforme : les soldes de ce produit peuvent partir" />
            <Radio value="non_conforme" label="Non conforme : les PV sont à reprendre" />
          </div>
        </Radio.Group>
        <ChampJour label="Décidé le" valeur={le} onValeur={setLe} />
        <Textarea
          label="Commentaire"
          autosize
          minRows={2}
          value={commentaire}
          onChange={(e) => setCommentaire(e.currentTarget.value)}
          error={essaye && muet && <Faute>Dites ce que l’ANS demande de reprendre.</Faute>}
        />
      </Formulaire>
    </Modal>
  )
}
