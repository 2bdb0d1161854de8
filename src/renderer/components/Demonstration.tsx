import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { client } from '../api.ts'
import styles from './Demonstration.module.css'
import { Progression } from './Progression.tsx'
import { useAvancement } from './useAvancement.ts'

interface OuvrirDemonstrationProps {
  readonly libelle: string
  readonly pleineLargeur?: boolean
}

/** One click to the demonstration: its progress while it is made, then the page begins again in it. */
export function OuvrirDemonstration({ libelle, pleineLargeur = false }: OuvrirDemonstrationProps) {
  const travail = useAvancement<null>()
  const ouvrir = () =>
    void travail.lancer((signal) => client.systeme.demonstration.ouvrir(undefined, { signal }))
  const { phase } = travail.etat
  return (
    <>
      {phase !== 'cours' && phase !== 'fini' && (
        <Button
          onClick={ouvrir}
          fullWidth={pleineLargeur}
          leftSection={<IconPlayerPlay size={14} stroke={1.75} aria-hidden />}
        >
          {libelle}
        </Button>
      )}
      {(phase === 'cours' || phase === 'echec') && (
        <div className={styles.suite}>
          <Progression travail={travail} titre="Préparation" />
        </div>
      )}
    </>
  )
}
