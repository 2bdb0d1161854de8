import { ActionBar, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { formatCompte, formatMontant, formatNombre } from '../../format.ts'
import { Assigner } from './Assigner.tsx'
import styles from './commandes.module.css'
import { RemedesSelection } from './RemedesSelection.tsx'
import type { PartSelection } from './usePartsSelection.ts'

interface SelectionProps {
  readonly taille: number
  /** Rows that are ticked. */
  readonly ids: readonly number[]
  /** Rows of the filter; null once they are all ticked. */
  readonly tout: number | null
  readonly parts: readonly PartSelection[]
  /** Advance in cents of the selection, null when some of its rows are not known. */
  readonly avance: number | null
  readonly onTout: () => void
  readonly onAction: (part: PartSelection) => void
  readonly onQuitter: () => void
}

/** Bar over the list: how many rows, what can be done with how many of them. */
export function Selection({ taille, ids, tout, parts, avance, onTout, onAction, onQuitter }: SelectionProps) {
  return (
    <ActionBar
      opened={taille > 0}
      aria-label="Actions sur la sélection"
      transitionProps={{ duration: 0 }}
      withinPortal={false}
      position={{ bottom: '3.75rem', left: 'var(--app-shell-navbar-offset)', right: 0 }}
      className={styles.flottante ?? ''}
    >
      <div className={styles.barre}>
        <span role="status">
          <strong>{formatCompte(taille, 'commande')}</strong>
          {avance !== null && ` · ${formatMontant(avance)} d’avance`}
        </span>
        {tout !== null && (
          <button type="button" className={styles.action} onClick={onTout}>
            Tout ({formatNombre(tout)})
          </button>
        )}
      </div>
      <ActionBar.Divider />
      <div className={styles.barre}>
        {parts.map((p, i) => (
          <Button
            key={p.libelle}
            variant={i === 0 ? 'filled' : 'default'}
            onClick={() => onAction(p)}
            rightSection={formatNombre(p.ids.length)}
          >
            {p.libelle}
          </Button>
        ))}
        {parts.length === 0 && <span className={styles.gris}>Aucune étape commune à faire ici</span>}
        <RemedesSelection ids={ids} />
        <Assigner ids={ids} />
        <Button variant="subtle" leftSection={<IconX size={14} aria-hidden />} onClick={onQuitter}>
          Désélectionner
        </Button>
      </div>
    </ActionBar>
  )
}
