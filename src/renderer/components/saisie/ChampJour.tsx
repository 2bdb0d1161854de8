import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { useEffect, useId, useState } from 'react'
import { formatJour, isJour, type Jour, parseJour } from '#domain/dates.ts'
import { Faute } from './Champ.tsx'

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> {
  readonly valeur: Jour | null
  readonly onValeur: (jour: Jour | null) => void
}

/** A day, typed as `JJ/MM/AAAA` or picked. A text that is no day stays on screen with its sentence. */
export function ChampJour({ valeur, onValeur, error, description, ...reste }: Props) {
  const ecrit = valeur === null ? '' : formatJour(valeur)
  const [texte, setTexte] = useState(ecrit)
  const [ouvert, setOuvert] = useState(false)
  const idGrille = useId()
  useEffect(() => setTexte(ecrit), [ecrit])

  const lu = parseJour(texte)
  const illisible = texte.trim() !== '' && lu === null
  const complet = texte.trim().length >= 8
  const faute = illisible && complet ? 'Jour illisible : écrivez JJ/MM/AAAA.' : error

  const quitter = () => {
    if (illisible) return
    if (lu !== valeur) onValeur(lu)
    setTexte(lu === null ? '' : formatJour(lu))
  }
  return (
    <TextInput
      {...reste}
      placeholder="JJ/MM/AAAA"
      inputMode="numeric"
      value={texte}
      onChange={(e) => setTexte(e.currentTarget.value)}
      onBlur={quitter}
      onKeyDown={(e) => {
        if (e.key === 'Enter') quitter()
      }}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      description={faute === undefined || faute === null || faute === false ? description : undefined}
      error={typeof faute === 'string' ? <Faute>{faute}</Faute> : faute}
      rightSectionPointerEvents="all"
      rightSection={
        <Popover opened={ouvert} onChange={setOuvert} position="bottom-end" trapFocus withinPortal>
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label="Choisir le jour dans un calendrier"
              aria-haspopup="dialog"
              aria-expanded={ouvert}
              onClick={() => setOuvert((o) => !o)}
            >
              <IconCalendar size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown id={idGrille} aria-label="Calendrier">
            <DatePicker
              locale="fr"
              weekendDays={[]}
              value={valeur}
              {...(valeur === null ? {} : { defaultDate: valeur })}
              onChange={(choisi) => {
                if (choisi !== null && isJour(choisi)) onValeur(choisi)
                setOuvert(false)
              }}
            />
          </Popover.Dropdown>
        </Popover>
      }
    />
  )
}
