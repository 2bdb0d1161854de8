import { NativeSelect } from '@mantine/core'
import { useSuivi } from '../state/suivi.ts'

interface Props {
  readonly dispositifs: readonly { readonly code: string }[]
}

/** The scheme looked at, remembered; nothing while there is only one. */
export function ChoixDispositif({ dispositifs }: Props) {
  const { dispositif, choisir } = useSuivi()
  if (dispositifs.length < 2 && dispositif === null) return null
  return (
    <NativeSelect
      size="xs"
      aria-label="Dispositif"
      value={dispositif ?? ''}
      onChange={(e) => choisir(e.currentTarget.value === '' ? null : e.currentTarget.value)}
      data={[
        { value: '', label: 'Tous les dispositifs' },
        ...dispositifs.map((d) => ({ value: d.code, label: d.code })),
      ]}
    />
  )
}
