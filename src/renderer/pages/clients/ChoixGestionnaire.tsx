import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../../api.ts'

interface Props {
  readonly parentId: number | null
  readonly onParent: (id: number | null) => void
}

/** The entity that holds an establishment, searched among the managing bodies of the register. */
export function ChoixGestionnaire({ parentId, onParent }: Props) {
  const [texte, setTexte] = useState('')
  const { data } = useQuery({
    ...orpc.client.lister.queryOptions({ input: { texte, categories: ['gestionnaire'], nombre: 20 } }),
    placeholderData: keepPreviousData,
  })
  const { data: actuel } = useQuery(
    orpc.client.lire.queryOptions({ input: { id: parentId ?? 1 }, enabled: parentId !== null }),
  )
  const options = (data?.lignes ?? []).map((c) => ({
    value: String(c.id),
    label: `${c.nom} ${c.identifiant}`.trim(),
  }))
  if (parentId !== null && actuel !== undefined && options.every((o) => o.value !== String(parentId)))
    options.unshift({ value: String(parentId), label: actuel.tiers.nom })
  return (
    <Select
      label="Organisme gestionnaire"
      description="L’entité juridique qui tient l’établissement, si elle est dans vos clients."
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      placeholder="Aucun"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Retirer l’organisme gestionnaire' }}
      nothingFoundMessage="Aucun organisme gestionnaire à ce nom"
      data={options}
      filter={({ options: o }) => o}
      value={parentId === null ? null : String(parentId)}
      onChange={(v) => onParent(v === null ? null : Number(v))}
      onSearchChange={setTexte}
    />
  )
}
