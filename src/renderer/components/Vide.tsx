import { EmptyState } from '@mantine/core'
import type { ReactNode } from 'react'

interface VideProps {
  readonly icone?: ReactNode
  readonly titre: string
  /** One sentence that teaches what comes here and from where. */
  readonly children?: ReactNode
  /** One action. */
  readonly action?: ReactNode
}

/** An empty screen or panel: one sentence, one action. */
export function Vide({ icone, titre, children, action }: VideProps) {
  return (
    <EmptyState icon={icone} title={titre} description={children} size="sm" py="xl">
      {action !== undefined && <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  )
}
