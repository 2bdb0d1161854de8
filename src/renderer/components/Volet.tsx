import { Popover, type PopoverProps } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

interface VoletProps {
  /** Name of what opens, said to readers. */
  readonly libelle: string
  readonly ouvert: boolean
  readonly onOuvert: (ouvert: boolean) => void
  /** The button that opens it: given what its click does. */
  readonly bouton: (basculer: () => void) => ReactElement
  readonly position?: PopoverProps['position']
  readonly children: ReactNode
}

/** What unfolds under its button: takes the keyboard, gives it back when it closes. */
export function Volet({
  libelle,
  ouvert,
  onOuvert,
  bouton,
  position = 'bottom-start',
  children,
}: VoletProps) {
  return (
    <Popover
      opened={ouvert}
      onChange={onOuvert}
      trapFocus
      returnFocus
      position={position}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>{bouton(() => onOuvert(!ouvert))}</Popover.Target>
      <Popover.Dropdown aria-label={libelle}>{children}</Popover.Dropdown>
    </Popover>
  )
}
