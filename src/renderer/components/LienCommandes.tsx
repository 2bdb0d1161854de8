import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { type FiltreCommandes, montrerCommandes } from '../state/commandes.ts'
import actions from './Action.module.css'

interface Props {
  readonly filtre: Partial<FiltreCommandes>
  readonly children: ReactNode
  /** Read out instead of a word or a figure that says little alone. */
  readonly libelle?: string
  readonly className?: string | undefined
}

/** A figure, or a word, that opens the list of orders behind it. */
export function LienCommandes({ filtre, children, libelle, className = actions.action }: Props) {
  return (
    <Link
      href="/commandes"
      className={className ?? ''}
      aria-label={libelle}
      onClick={() => montrerCommandes(filtre)}
    >
      {children}
    </Link>
  )
}
