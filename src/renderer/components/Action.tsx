import type { ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './Action.module.css'

interface Props {
  readonly children: ReactNode
  /** Where it goes; without it, `onClick` acts. */
  readonly vers?: string
  readonly onClick?: () => void
  /** Read out instead of a word that repeats on every row. */
  readonly libelle?: string
  readonly deplie?: boolean
}

/** The action of a row: text, not a framed button. */
export function Action({ children, vers, onClick, libelle, deplie }: Props) {
  if (vers !== undefined)
    return (
      <Link href={vers} className={classes.action} aria-label={libelle}>
        {children}
      </Link>
    )
  return (
    <button
      type="button"
      className={classes.action}
      onClick={onClick}
      aria-label={libelle}
      aria-expanded={deplie}
    >
      {children}
    </button>
  )
}
