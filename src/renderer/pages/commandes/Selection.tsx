import { ActionBar, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import type { EtatCommande } from '#domain/commande.ts'
import { orpc } from '../../api.ts'
import { formatCompte, formatMontant, formatNombre } from '../../format.ts'
import { FILTRE_VIDE } from '../../state/commandes.ts'
import styles from './commandes.module.css'

export type ActionSelection = 'preparer_avance' | 'emettre_bdc'

const ACTIONS: readonly {
  readonly cle: ActionSelection
  readonly libelle: string
  readonly etat: EtatCommande
}[] = [
  { cle: 'preparer_avance', libelle: 'Préparer l’avance', etat: 'avance_a_deposer' },
  { cle: 'emettre_bdc', libelle: 'Émettre les BDC', etat: 'bdc_a_emettre' },
]

export interface PartSelection {
  readonly cle: ActionSelection
  readonly libelle: string
  readonly ids: readonly number[]
}

/** What each action takes of a selection, whichever rows are loaded. Actions that take none are left out. */
export function usePartsSelection(selection: ReadonlySet<number>): readonly PartSelection[] {
  const parEtat = useQueries({
    queries: ACTIONS.map((a) => ({
      ...orpc.commande.selectionner.queryOptions({ input: { ...FILTRE_VIDE, etats: [a.etat] } }),
      enabled: selection.size > 0,
    })),
  })
  return ACTIONS.map((a, i) => ({
    cle: a.cle,
    libelle: a.libelle,
    ids: (parEtat[i]?.data ?? []).filter((id) => selection.has(id)),
  })).filter((p) => p.ids.length > 0)
}

interface SelectionProps {
  readonly taille: number
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
export function Selection({ taille, tout, parts, avance, onTout, onAction, onQuitter }: SelectionProps) {
  return (
    <ActionBar opened={taille > 0} aria-label="Actions sur la sélection" transitionProps={{ duration: 0 }}>
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
            key={p.cle}
            variant={i === 0 ? 'filled' : 'default'}
            onClick={() => onAction(p)}
            rightSection={formatNombre(p.ids.length)}
          >
            {p.libelle}
          </Button>
        ))}
        {parts.length === 0 && <span className={styles.gris}>Aucune étape commune à faire ici</span>}
        <Button variant="subtle" leftSection={<IconX size={14} aria-hidden />} onClick={onQuitter}>
          Désélectionner
        </Button>
      </div>
    </ActionBar>
  )
}
