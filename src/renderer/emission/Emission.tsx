import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import type { ResultatEmission } from '#contract/document.ts'
import type { Jour } from '#domain/dates.ts'
import { client } from '../api.ts'
import { ChoixDossier } from '../components/ChoixDossier.tsx'
import { EtatChip } from '../components/EtatChip.tsx'
import { Progression } from '../components/Progression.tsx'
import { ChampJour } from '../components/saisie/ChampJour.tsx'
import { useAvancement } from '../components/useAvancement.ts'
import { useDossierSortie } from '../components/useDossierSortie.ts'
import { useEtatSysteme } from '../etat.ts'
import { formatCompte } from '../format.ts'
import { IMPRIMABLES, type Imprimable } from './documents.ts'
import styles from './emission.module.css'

interface EmissionProps {
  /** Orders to print; null: closed. */
  readonly commandeIds: readonly number[] | null
  readonly quoi?: Imprimable
  readonly onFermer: () => void
}

/** Prints documents into a folder: summary, progress, cancel, what was printed and what was refused. */
export function Emission({ commandeIds, quoi = 'bdc', onFermer }: EmissionProps) {
  const mots = IMPRIMABLES[quoi]
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
      title={n === 1 ? mots.un : `Émettre ${formatCompte(n, ...mots.compte)}`}
      size="lg"
      closeOnClickOutside={phase !== 'cours'}
      closeOnEscape={phase !== 'cours'}
      withCloseButton={phase !== 'cours'}
    >
      <Stack gap="md">
        {(phase === 'repos' || phase === 'echec') && commandeIds !== null && (
          <Reglage ids={commandeIds} quoi={quoi} lancer={travail.lancer} onFermer={fermer} />
        )}
        <Progression travail={travail} titre={mots.progression} attendus={n} />
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
  readonly quoi: Imprimable
  readonly lancer: ReturnType<typeof useAvancement<ResultatEmission>>['lancer']
  readonly onFermer: () => void
}

function Reglage({ ids, quoi, lancer, onFermer }: ReglageProps) {
  const [sortie, choisir, retenir] = useDossierSortie()
  const aujourdhui = useEtatSysteme()?.aujourdhui
  const [date, setDate] = useState<Jour | null>(null)
  const mots = IMPRIMABLES[quoi]
  const futur = date !== null && aujourdhui !== undefined && date > aujourdhui
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (sortie.trim() === '' || futur) return
        void lancer((signal) => mots.emettre({ commandeIds: ids, sortie: sortie.trim(), date }, signal)).then(
          (r) => r !== null && retenir(sortie),
        )
      }}
    >
      <Stack gap="md">
        <p className={styles.phrase}>{mots.phrase}</p>
        {quoi === 'facture' && (
          <ChampJour
            label="Date de la facture"
            description="Vide : aujourd’hui, ou la date notée au dossier."
            valeur={date}
            onValeur={setDate}
            error={futur ? 'Ce jour n’est pas encore venu.' : undefined}
          />
        )}
        <ChoixDossier libelle="Dossier où écrire les PDF" valeur={sortie} onChange={choisir} />
        <Group justify="flex-end" gap="sm">
          <Button size="md" onClick={onFermer}>
            Annuler
          </Button>
          <Button size="md" variant="filled" type="submit" data-autofocus>
            {ids.length === 1 ? mots.un : `Émettre les ${formatCompte(ids.length, ...mots.compte)}`}
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

/** « BDC0001, BDC0002, BDC0003 et 12 autres ». */
function nommer(numeros: readonly string[]): string {
  const autres = numeros.length - NOMMES
  if (autres <= 0) return numeros.join(', ')
  return `${numeros.slice(0, NOMMES).join(', ')} et ${autres} ${autres > 1 ? 'autres' : 'autre'}`
}
