import type { ReactNode } from 'react'
import classes from './Ecran.module.css'

/** A screen under its head: its parts one under the other, 12 apart. */
export function Ecran({ children }: { readonly children: ReactNode }) {
  return <div className={classes.ecran}>{children}</div>
}
