import type { ReactNode } from 'react'
import styles from './Faits.module.css'

export interface Fait {
  readonly libelle: string
  readonly valeur: ReactNode
  /** Right end: where the value comes from, a verdict, a link. */
  readonly droite?: ReactNode
}

/** Facts: grey label, plain value. `serre`: rows of 26. */
export function Faits({
  faits,
  serre = false,
}: {
  readonly faits: readonly Fait[]
  readonly serre?: boolean
}) {
  return (
    <dl className={styles.faits} data-serre={serre || undefined}>
      {faits.map((f) => (
        <div key={f.libelle} className={styles.fait}>
          <dt>{f.libelle}</dt>
          <dd>
            <span className={styles.valeur}>{f.valeur}</span>
            {f.droite !== undefined && <span className={styles.droite}>{f.droite}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
