import type { ReactNode } from 'react'
import { Link } from 'wouter'
import actions from '../../components/Action.module.css'

interface Props {
  readonly vers: string
  /** Only the current row of a big table is a tab stop. */
  readonly actif: boolean
  readonly libelle: string
  readonly children: ReactNode
}

export function LienLigne({ vers, actif, libelle, children }: Props) {
  return (
    <Link href={vers} className={actions.action ?? ''} tabIndex={actif ? 0 : -1} aria-label={libelle}>
      {children}
    </Link>
  )
}
