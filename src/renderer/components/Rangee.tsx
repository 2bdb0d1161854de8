import { Checkbox } from '@mantine/core'
import { memo } from 'react'
import styles from './GrandeTable.module.css'
import type { Colonne } from './useGrandeTable.ts'

/** What a row can do, under one identity for the life of the table. */
export interface Gestes<T> {
  nommer(ligne: T): string
  ouvrir(ligne: T): void
  cocher(ligne: T): void
  choisir(index: number, etendre: boolean): void
}

interface RangeeProps<T> {
  readonly id: string
  readonly index: number
  readonly debut: number
  readonly hauteur: number
  readonly gabarit: string
  readonly visibles: readonly Colonne<T>[]
  readonly ligne: T | undefined
  readonly actif: boolean
  /** Null when rows cannot be ticked. */
  readonly coche: boolean | null
  readonly gestes: Gestes<T>
}

function RangeeLibre<T>(props: RangeeProps<T>) {
  const { id, index, debut, hauteur, gabarit, visibles, ligne, actif, coche, gestes } = props
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={coche ?? undefined}
      className={styles.ligne}
      data-actif={actif || undefined}
      data-coche={coche || undefined}
      style={{ gridTemplateColumns: gabarit, height: hauteur, transform: `translateY(${debut}px)` }}
      onClick={(e) => gestes.choisir(index, e.shiftKey)}
      onDoubleClick={() => ligne !== undefined && gestes.ouvrir(ligne)}
    >
      {coche !== null && (
        <td className={styles.case}>
          {ligne !== undefined && (
            <Checkbox
              tabIndex={-1}
              checked={coche}
              onChange={() => gestes.cocher(ligne)}
              aria-label={gestes.nommer(ligne)}
            />
          )}
        </td>
      )}
      {visibles.map((c) => (
        <td key={c.id} className={styles.cellule} data-droite={c.droite || undefined}>
          {ligne !== undefined && c.cellule(ligne, actif)}
        </td>
      ))}
    </tr>
  )
}

/** One row of a big table, drawn again only when its own data change. */
export const Rangee = memo(RangeeLibre) as typeof RangeeLibre
