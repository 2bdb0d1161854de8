import { Button, Progress } from '@mantine/core'
import { formatNombre } from '../format.ts'
import styles from './Progression.module.css'
import { RefusMessage } from './Refus.tsx'
import type { Travail } from './useAvancement.ts'

interface ProgressionProps<R> {
  readonly travail: Travail<R>
  /** What is being done: « Impression des bons de commande ». */
  readonly titre: string
  /** How many are to be done, known before the first answer. */
  readonly attendus?: number
}

/** Bar, count and cancel of a long operation started with `useAvancement`. Nothing while it rests or is done. */
export function Progression<R>({ travail, titre, attendus }: ProgressionProps<R>) {
  const { etat } = travail
  if (etat.phase === 'echec') return <RefusMessage erreur={etat.erreur} />
  if (etat.phase === 'annule')
    return (
      <p role="status" className={styles.annule}>
        Annulé : {formatNombre(etat.fait)} déjà {etat.fait < 2 ? 'fait' : 'faits'}.
      </p>
    )
  if (etat.phase !== 'cours') return null
  const total = etat.total ?? attendus ?? null
  const part = etat.total === null || etat.total === 0 ? null : (100 * etat.fait) / etat.total
  return (
    <div className={styles.progression}>
      <div className={styles.ligne}>
        <span className={styles.titre}>{titre}</span>
        <span role="status" className={styles.compte}>
          {formatNombre(etat.fait)}
          {total !== null && ` sur ${formatNombre(total)}`}
          {etat.libelle !== '' && ` · ${etat.libelle}`}
        </span>
        <Button onClick={travail.annuler}>Annuler</Button>
      </div>
      <Progress.Root size="sm">
        <Progress.Section
          value={part ?? 100}
          animated={part === null}
          striped={part === null}
          aria-label={titre}
        />
      </Progress.Root>
    </div>
  )
}
