import { NativeSelect } from '@mantine/core'
import { NATURES_SIGNATURE, type NatureSignature } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { ChampJour } from '../components/saisie/ChampJour.tsx'
import f from '../components/saisie/formulaire.module.css'
import { useEtatSysteme } from '../etat.ts'

export interface Faits {
  readonly date: Jour | null
  readonly nature: NatureSignature
}

export const FAITS_INITIAUX: Faits = { date: null, nature: 'manuscrite' }

interface Props {
  readonly faits: Faits
  readonly onFaits: (faits: Faits) => void
  /** What an empty day means here. */
  readonly siVide?: string
}

/** The day and the nature of the signature of several pieces. */
export function FaitsSignature({ faits, onFaits, siVide }: Props) {
  return (
    <div className={f.champs}>
      <div className={f.demi}>
        <ChampJour
          label="Signés le"
          description={siVide}
          valeur={faits.date}
          onValeur={(date) => onFaits({ ...faits, date })}
          error={useFutur(faits.date) ? FUTUR : undefined}
        />
      </div>
      <NativeSelect
        className={f.demi ?? ''}
        label="Nature de la signature"
        value={faits.nature}
        onChange={(e) => onFaits({ ...faits, nature: e.currentTarget.value as NatureSignature })}
        data={Object.entries(NATURES_SIGNATURE).map(([value, label]) => ({ value, label }))}
      />
    </div>
  )
}

export const FUTUR = 'Ce jour n’est pas encore venu.'

/** A day after today. */
export function useFutur(jour: Jour | null): boolean {
  const aujourdhui = useEtatSysteme()?.aujourdhui
  return jour !== null && aujourdhui !== undefined && jour > aujourdhui
}
