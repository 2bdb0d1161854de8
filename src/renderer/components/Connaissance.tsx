import { IconBook2, IconEye, IconMathFunction, IconPencil } from '@tabler/icons-react'
import type { Confiance } from '#domain/dispositif.ts'
import styles from './Connaissance.module.css'
import { EtatChip } from './EtatChip.tsx'

const SENS = {
  atteste: { Glyphe: IconBook2, mot: 'attesté', sens: 'lu, passage cité' },
  derive: { Glyphe: IconMathFunction, mot: 'dérivé', sens: 'déduit, raison dite' },
  a_confirmer: { Glyphe: IconEye, mot: 'à confirmer', sens: 'rien de sûr' },
  par_vous: { Glyphe: IconPencil, mot: 'par vous', sens: 'avec votre source' },
} as const

interface ConnaissanceProps {
  readonly confiance: Confiance | 'par_vous'
  /** Amber tint for what is to be confirmed; plain in a legend or a dense table. */
  readonly teinte?: boolean
}

/** How a value of a scheme is known. Stands beside every such value. */
export function Connaissance({ confiance, teinte = true }: ConnaissanceProps) {
  const { Glyphe, mot } = SENS[confiance]
  if (confiance === 'a_confirmer' && teinte) return <EtatChip aspect="attention">{mot}</EtatChip>
  return (
    <span className={styles.connaissance} data-confiance={confiance}>
      <Glyphe size={14} stroke={1.75} aria-hidden />
      {mot}
    </span>
  )
}

/** What the four marks mean. */
export function LegendeConnaissance() {
  return (
    <dl className={styles.legende}>
      {(Object.keys(SENS) as (keyof typeof SENS)[]).map((c) => (
        <div key={c}>
          <dt>
            <Connaissance confiance={c} teinte={false} />
          </dt>
          <dd>{SENS[c].sens}</dd>
        </div>
      ))}
    </dl>
  )
}
