import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../api.ts'

interface ChoixCommandeProps {
  readonly libelle: string
  readonly onChoix: (commandeId: number) => void
}

/** Finds one order by number, client or identifier. */
export function ChoixCommande({ libelle, onChoix }: ChoixCommandeProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [saisie, setSaisie] = useState('')
  const [texte] = useDebouncedValue(saisie.trim(), 80)
  const commandes = useQuery(
    orpc.commande.lister.queryOptions({
      input: { texte, nombre: 8 },
      enabled: texte !== '',
      placeholderData: keepPreviousData,
    }),
  )
  const lignes = texte === '' ? [] : (commandes.data?.lignes ?? [])
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        setSaisie('')
        combobox.closeDropdown()
        onChoix(Number(id))
      }}
    >
      <Combobox.Target>
        <TextInput
          size="xs"
          aria-label={libelle}
          placeholder="N° ou client"
          value={saisie}
          rightSection={commandes.isFetching ? <Loader size={12} /> : null}
          onChange={(e) => {
            setSaisie(e.currentTarget.value)
            combobox.openDropdown()
            combobox.selectFirstOption()
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={texte === ''}>
        <Combobox.Options>
          {lignes.map((c) => (
            <Combobox.Option key={c.id} value={String(c.id)}>
              {c.numero} · {c.client}
            </Combobox.Option>
          ))}
          {lignes.length === 0 && <Combobox.Empty>Aucune commande ne correspond.</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
