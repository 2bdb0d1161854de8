import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ResultatEmission } from '#contract/document.ts'
import { client } from '../api.ts'
import { ChoixDossier } from '../components/ChoixDossier.tsx'
import { EtatChip } from '../components/EtatChip.tsx'
import { Progression } from '../components/Progression.tsx'
import { useAvancement } from '../components/useAvancement.ts'
import { useDossierSortie } from '../components/useDossierSortie.ts'
import { useEtatSysteme } from '../etat.ts'
import { formatCompte } from '../format.ts'
import styles from './bdc.module.css'

interface EmissionProps {
  /** Orders to print; null: closed. */
  readonly commandeIds: readonly number[] | null
  readonly onFermer: () => void
}

/** Prints order forms into a folder: summary, progress, cancel, what was printed and what was refused. */
export function Emission({ commandeIds, onFermer }: EmissionProps) {
  const travail = useAvancement<ResultatEmission>()
  const { phase } = travail.etat
  const fermer = () => {
    travail.fermer()
    onFermer()
  }
  const n = commandeIds?.length ?? 0
  return (
    <Modal
      opened={commandeIds !== null}
      onClose={fermer}
      title={n === 1 ? 'Émettre le bon de commande' : `Émettre ${formatCompte(n, 'bon')} de commande`}
      size="lg"
      closeOnClickOutside={phase !== 'cours'}
      closeOnEscape={phase !== 'cours'}
      withCloseButton={phase !== 'cours'}
    >
      <Stack gap="md">
        {(phase === 'repos' || phase === 'echec') && commandeIds !== null && (
          <Reglage ids={commandeIds} lancer={travail.lancer} onFermer={fermer} />
        )}
        <Progression travail={travail} titre="Impression des bons de commande" attendus={n} />
        {travail.etat.phase === 'fini' && <Resultat resultat={travail.etat.resultat} />}
        {(phase === 'fini' || phase === 'annule') && (
          <Group justify="flex-end">
            <Button variant="filled" size="md" onClick={fermer} data-autofocus>
              Fermer
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  )
}

interface ReglageProps {
  readonly ids: readonly number[]
  readonly lancer: ReturnType<typeof useAvancement<ResultatEmission>>['lancer']
  readonly onFermer: () => void
}

function Reglage({ ids, lancer, onFermer }: ReglageProps) {
  const [sortie, choisir, retenir] = useDossierSortie()
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (sortie.trim() === '') return
        void lancer((signal) =>
          client.bdc.emettre({ commandeIds: [...ids], sortie: sortie.trim() }, { signal }),
        ).then((r) => r !== null && retenir(sortie))
      }}
    >
      <Stack gap="md">
        <p className={styles.phrase}>
          Un PDF par commande, nommé par son numéro. La date d’émission est portée au journal ; la commande
          attend ensuite la signature du client.
        </p>
        <ChoixDossier libelle="Dossier où écrire les PDF" valeur={sortie} onChange={choisir} />
        <Group justify="flex-end" gap="sm">
          <Button size="md" onClick={onFermer}>
            Annuler
          </Button>
          <Button size="md" variant="filled" type="submit" data-autofocus>
            {ids.length === 1
              ? 'Émettre le bon de commande'
              : `Émettre les ${formatCompte(ids.length, 'bon')}`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Resultat({ resultat }: { readonly resultat: ResultatEmission }) {
  const ouvrir = useEtatSysteme()?.capacites.ouvrirDossier === true
  const { emis, refuses, avertissements, dossier } = resultat
  return (
    <Stack gap="md" role="status">
      {emis.length > 0 && (
        <Group justify="space-between">
          <span>
            <EtatChip aspect="ok">{formatCompte(emis.length, 'émis', 'émis')}</EtatChip> dans{' '}
            <span className={styles.chemin}>{dossier}</span>
          </span>
          {ouvrir && (
            <Button onClick={() => void client.systeme.ouvrirDossier({ chemin: dossier })}>
              Ouvrir le dossier
            </Button>
          )}
        </Group>
      )}
      {refuses.length > 0 && (
        <section>
          <EtatChip aspect="arret">{formatCompte(refuses.length, 'refusé')}</EtatChip>
          <ul className={styles.refus}>
            {refuses.map((r) => (
              <li key={r.commandeId}>
                <strong>{r.numero}</strong>
                <span>{r.raisons.join(' ')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {avertissements.length > 0 && (
        <section>
          <EtatChip aspect="attention">imprimé autrement</EtatChip>
          <ul className={styles.refus}>
            {avertissements.map((a) => (
              <li key={a.phrase}>
                <strong>{nommer(a.numeros)}</strong>
                <span>{a.phrase}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Stack>
  )
}

const NOMMES = 3

/** « BDC0001, BDC0002, BDC0003 et 12 autres ». */
function nommer(numeros: readonly string[]): string {
  const autres = numeros.length - NOMMES
  if (autres <= 0) return numeros.join(', ')
  return `${numeros.slice(0, NOMMES).join(', ')} et ${autres} ${autres > 1 ? 'autres' : 'autre'}`
}
