import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { type FiltreCommandes, montrerCommandes } from '../state/commandes.ts'
import { useTables } from '../state/tables.ts'
import actions from './Action.module.css'

interface Props {
  readonly filtre: Partial<FiltreCommandes>
  readonly children: ReactNode
  /** Read out instead of a word or a figure that says little alone. */
  readonly libelle?: string
  readonly className?: string | undefined
  /** Order of the list, the oldest first: how long in the state, or the day to keep. As it was chosen when absent. */
  readonly dAbord?: 'depuis' | 'echeance'
}

/** A figure, or a word, that opens the list of orders behind it. */
export function LienCommandes({ filtre, children, libelle, className = actions.action, dAbord }: Props) {
  return (
    <Link
      href="/commandes"
      className={className ?? ''}
      aria-label={libelle}
      onClick={() => {
        montrerCommandes(filtre)
        if (dAbord !== undefined) useTables.getState().set('commandes', { tri: { cle: dAbord, sens: 'asc' } })
      }}
    >
      {children}
    </Link>
  )
}
