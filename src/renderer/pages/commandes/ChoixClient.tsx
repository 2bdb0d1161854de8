import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { CATEGORIE_LIBELLES, type CategorieTiers, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import { orpc } from '../../api.ts'
import { Faute } from '../../components/saisie/Champ.tsx'
import styles from './formulaire.module.css'

interface ChoixClientProps {
  readonly exclus: readonly number[]
  /** Those that the scheme finances; empty: all. */
  readonly categories: readonly CategorieTiers[]
  readonly erreur: string | undefined
  readonly onChoix: (tiersId: number) => void
}

/** Finds a client by name, number or town; one that is not there is created in its own form, this one kept. */
export function ChoixClient({ exclus, categories, erreur, onChoix }: ChoixClientProps) {
  const [, aller] = useLocation()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [saisie, setSaisie] = useState('')
  const [texte] = useDebouncedValue(saisie.trim(), 80)
  const clients = useQuery(
    orpc.client.lister.queryOptions({
      input: { texte, categories: [...categories], nombre: 10 },
      placeholderData: keepPreviousData,
    }),
  )
  const lignes = (clients.data?.lignes ?? []).filter((c) => !exclus.includes(c.id))
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(v) => {
        combobox.closeDropdown()
        if (v === 'nouveau') return aller('/clients/nouveau')
        setSaisie('')
        onChoix(Number(v))
      }}
    >
      <Combobox.Target>
        <TextInput
          label={exclus.length === 0 ? 'Client' : 'Ajouter un client'}
          placeholder="Nom, RPPS, FINESS ou commune"
          data-champ="clients"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          value={saisie}
          error={erreur === undefined ? undefined : <Faute>{erreur}</Faute>}
          onChange={(e) => {
            setSaisie(e.currentTarget.value)
            combobox.openDropdown()
            combobox.selectFirstOption()
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          {lignes.map((c) => (
            <Combobox.Option key={c.id} value={String(c.id)}>
              <span className={styles.option}>
                <strong>{c.nom}</strong>
                <span>
                  {[
                    c.profession === null
                      ? CATEGORIE_LIBELLES[c.categorie]
                      : PROFESSION_LIBELLES[c.profession],
                    c.identifiant,
                    c.commune,
                  ]
                    .filter((x) => x !== '')
                    .join(' · ')}
                </span>
              </span>
            </Combobox.Option>
          ))}
          <Combobox.Option value="nouveau">
            <span className={styles.option}>
              <strong>{texte === '' ? 'Créer un client' : 'Créer ce client'}</strong>
              <span>cette commande reste en brouillon, comme elle est</span>
            </span>
          </Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
