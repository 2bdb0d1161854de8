import { IconAlertCircle } from '@tabler/icons-react'
import { readRefus } from '../api.ts'
import styles from './Refus.module.css'

/** Why something was not done: the sentence, the rule, what to do. Announced to readers, never a toast. */
export function RefusMessage({ erreur }: { readonly erreur: unknown }) {
  if (erreur === null || erreur === undefined) return null
  const refus = readRefus(erreur)
  return (
    <div role="alert" className={styles.refus}>
      <IconAlertCircle size={16} stroke={1.75} aria-hidden />
      <div>
        <strong>{refus.phrase}</strong>
        {refus.remede !== null && <p>{refus.remede}</p>}
        {refus.regle !== null && <p className={styles.regle}>{refus.regle}</p>}
      </div>
    </div>
  )
}
