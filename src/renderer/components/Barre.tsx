import type { ReactNode } from 'react'
import classes from './Barre.module.css'

interface BarreProps {
  /** Name of the region. */
  readonly libelle: string
  /** A file: its glyph, its name, what was seen of it. */
  readonly fichier?: { readonly icone: ReactNode; readonly nom: string; readonly precision: ReactNode }
  /** Settings, facts, the chip of a verdict. */
  readonly children: ReactNode
}

/** A framed row over a screen: the file that it is about, and how it is read. */
export function Barre({ libelle, fichier, children }: BarreProps) {
  return (
    <section className={classes.barre} aria-label={libelle}>
      {fichier !== undefined && (
        <>
          {fichier.icone}
          <div className={classes.fichier}>
            <strong>{fichier.nom}</strong>
            <span>{fichier.precision}</span>
          </div>
        </>
      )}
      {children}
    </section>
  )
}
