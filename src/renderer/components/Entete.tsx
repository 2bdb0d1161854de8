import { IconChevronRight } from '@tabler/icons-react'
import { Fragment, type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import styles from './Entete.module.css'

export interface Miette {
  readonly libelle: string
  /** Absent for the last one, and for what is no screen. */
  readonly vers?: string
}

interface EnteteProps {
  readonly titre: string
  /** Grey text after the title, or the chip of a state. */
  readonly apres?: ReactNode
  readonly fil?: readonly Miette[]
  /** View controls then actions, the main one last: one filled button per screen. */
  readonly actions?: ReactNode
  /** Second lines under the title. */
  readonly children?: ReactNode
}

/** Head of a screen: breadcrumb, title (the only h1), controls. */
export function Entete({ titre, apres, fil, actions, children }: EnteteProps) {
  useEffect(() => {
    document.title = `${titre} · Liasse`
  }, [titre])
  return (
    <header className={styles.entete}>
      <div className={styles.gauche}>
        {fil !== undefined && (
          <nav aria-label="Fil d’Ariane" className={styles.fil}>
            {fil.map((m, i) => (
              <Fragment key={m.libelle}>
                {i > 0 && <IconChevronRight size={14} stroke={1.75} aria-hidden />}
                {m.vers === undefined ? <span>{m.libelle}</span> : <Link href={m.vers}>{m.libelle}</Link>}
              </Fragment>
            ))}
          </nav>
        )}
        <div className={styles.ligne}>
          <h1 className={styles.titre}>{titre}</h1>
          {apres !== undefined && <div className={styles.apres}>{apres}</div>}
        </div>
        {children !== undefined && <div className={styles.sous}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  )
}
