import type { ReactNode } from 'react'
import classes from './Tableau.module.css'

interface Props {
  /** Said to readers; the panel's title is what is seen. */
  readonly libelle: string
  readonly serre?: boolean
  /** `<thead>` and `<tbody>`; `data-nombre` on a cell aligns an amount, `data-gris` greys it. */
  readonly children: ReactNode
}

/** A small table inside a panel. Thousands of rows go to `GrandeTable`. */
export function Tableau({ libelle, serre = false, children }: Props) {
  return (
    <div className={classes.defile}>
      <table className={classes.tableau} aria-label={libelle} {...(serre ? { 'data-serre': true } : {})}>
        {children}
      </table>
    </div>
  )
}
