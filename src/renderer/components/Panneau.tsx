import { type ReactNode, useId } from 'react'
import styles from './Panneau.module.css'

interface PanneauProps {
  readonly titre: ReactNode
  /** Grey text after the title: a count, a scope. */
  readonly compte?: ReactNode
  /** Right end of the head: one link or a small control. */
  readonly droite?: ReactNode
  /** Bar fixed at the bottom. */
  readonly pied?: ReactNode
  /** Padding of the body; `false` for tables and rows that touch the edges. */
  readonly rembourrage?: boolean
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** A panel: 36 px head, body, optional foot. Panels never nest. */
export function Panneau({
  titre,
  compte,
  droite,
  pied,
  rembourrage = true,
  className,
  children,
}: PanneauProps) {
  const id = useId()
  return (
    <section className={`${styles.panneau} ${className ?? ''}`} aria-labelledby={id}>
      <header className={styles.tete}>
        <h2 id={id} className={styles.titre} tabIndex={-1}>
          {titre}
        </h2>
        {compte !== undefined && <span className={styles.compte}>{compte}</span>}
        {droite !== undefined && <div className={styles.droite}>{droite}</div>}
      </header>
      <div className={styles.corps} data-rembourrage={rembourrage || undefined}>
        {children}
      </div>
      {pied !== undefined && pied !== false && <footer className={styles.pied}>{pied}</footer>}
    </section>
  )
}
