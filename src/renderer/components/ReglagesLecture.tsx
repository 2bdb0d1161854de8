import { NativeSelect, NumberInput } from '@mantine/core'
import type { AnalyseImport } from '#contract/import.ts'

const ENCODAGES = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252' },
  { value: 'utf-16le', label: 'UTF-16' },
]
const SEPARATEURS = [
  { value: ';', label: 'point-virgule' },
  { value: ',', label: 'virgule' },
  { value: '\t', label: 'tabulation' },
  { value: '|', label: 'barre' },
]

type Reglages = AnalyseImport['lecture']

interface Props {
  readonly analyse: Pick<AnalyseImport, 'lecture' | 'nature' | 'feuilles'>
  readonly onLecture: (lecture: Reglages) => void
}

/** Encoding, separator, sheet and line of the headings of a file: found by themselves, changed here. */
export function ReglagesLecture({ analyse: { lecture: l, nature, feuilles }, onLecture }: Props) {
  const poser = (modifs: Partial<Reglages>) => onLecture({ ...l, ...modifs })
  return (
    <>
      {nature === 'csv' && (
        <>
          <NativeSelect
            size="xs"
            label="Encodage"
            data={ENCODAGES}
            value={l.encodage}
            onChange={(e) => poser({ encodage: e.currentTarget.value as Reglages['encodage'] })}
          />
          <NativeSelect
            size="xs"
            label="Séparateur"
            data={SEPARATEURS}
            value={l.separateur}
            onChange={(e) => poser({ separateur: e.currentTarget.value as Reglages['separateur'] })}
          />
        </>
      )}
      {feuilles.length > 1 && (
        <NativeSelect
          size="xs"
          label="Feuille"
          data={[...feuilles]}
          value={l.feuille ?? ''}
          onChange={(e) => poser({ feuille: e.currentTarget.value })}
        />
      )}
      <NumberInput
        size="xs"
        w="7rem"
        label="Ligne des titres"
        min={0}
        max={50}
        clampBehavior="strict"
        value={l.ligneTitres}
        onChange={(v) => typeof v === 'number' && v !== l.ligneTitres && poser({ ligneTitres: v })}
      />
    </>
  )
}
