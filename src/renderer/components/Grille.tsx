import type { CSSProperties, ReactNode } from 'react'
import classes from './Grille.module.css'

/** Columns of a screen, one above the other when the window is narrow or zoomed. `colonnes`: a grid template. */
export function Grille({ colonnes, children }: { readonly colonnes: string; readonly children: ReactNode }) {
  return (
    <div className={classes.grille} style={{ '--colonnes': colonnes } as CSSProperties}>
      {children}
    </div>
  )
}

export function Colonne({ children }: { readonly children: ReactNode }) {
  return <div className={classes.colonne}>{children}</div>
}
