import { ActionBar, ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconDots, IconX } from '@tabler/icons-react'
import texte from '../../components/texte.module.css'
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

/** Steps that stand as buttons: with two, the bar keeps to one line at 1280 px. */
const EN_BOUTONS = 2

/** Bar over the list: how many rows, what can be done with how many of them. */
export function Selection({ taille, ids, tout, parts, avance, onTout, onAction, onQuitter }: SelectionProps) {
  const etapes = groupParts(parts.filter((p) => p.etape))
  const montrees = etapes.slice(0, EN_BOUTONS)
  const reste = [...etapes.slice(EN_BOUTONS).flat(), ...parts.filter((p) => !p.etape)]
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
        {montrees.map((g, i) => (
          <ActionGroupe key={g[0].cle} parts={g} principale={i === 0} onAction={onAction} />
        ))}
        {parts.length === 0 && <span className={texte.gris}>Aucune étape commune à faire ici</span>}
        <RemedesSelection ids={ids} />
        <Assigner ids={ids} />
        {reste.length > 0 && <Autres parts={reste} onAction={onAction} />}
        <Tooltip label="Désélectionner (Échap)">
          <ActionIcon aria-label="Désélectionner" onClick={onQuitter}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </ActionBar>
  )
}

/** The other actions, each with how many rows it takes. */
function Autres({
  parts,
  onAction,
}: {
  readonly parts: readonly PartSelection[]
  readonly onAction: (part: PartSelection) => void
}) {
  return (
    <Menu position="top-end" transitionProps={{ duration: 0 }} withinPortal={false}>
      <Menu.Target>
        <ActionIcon aria-label="Autres actions sur la sélection">
          <IconDots size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {parts.map((p) => (
          <Menu.Item
            key={`${p.cle}/${p.dispositif}`}
            onClick={() => onAction(p)}
            rightSection={formatNombre(p.ids.length)}
          >
            {p.libelle}
            {p.dispositif !== null && `, ${p.dispositif}`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

type Groupe = readonly [PartSelection, ...PartSelection[]]

/** Parts of one action together: a request is about one scheme, a selection may span several. */
function groupParts(parts: readonly PartSelection[]): readonly Groupe[] {
  const groupes = new Map<PartSelection['cle'], [PartSelection, ...PartSelection[]]>()
  for (const p of parts) {
    const groupe = groupes.get(p.cle)
    if (groupe === undefined) groupes.set(p.cle, [p])
    else groupe.push(p)
  }
  return [...groupes.values()]
}

interface GroupeProps {
  readonly parts: Groupe
  readonly principale: boolean
  readonly onAction: (part: PartSelection) => void
}

/** One action and how many rows it takes; a menu of schemes when there are several. */
function ActionGroupe({ parts, principale, onAction }: GroupeProps) {
  const [seule, ...autres] = parts
  const variant = principale ? 'filled' : 'default'
  if (autres.length === 0)
    return (
      <Button variant={variant} onClick={() => onAction(seule)} rightSection={formatNombre(seule.ids.length)}>
        {seule.libelle}
      </Button>
    )
  return (
    <Menu position="top-start" withinPortal={false}>
      <Menu.Target>
        <Button variant={variant} rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}>
          {seule.libelle} {formatNombre(parts.reduce((n, p) => n + p.ids.length, 0))}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {parts.map((p) => (
          <Menu.Item key={p.dispositif} onClick={() => onAction(p)} rightSection={formatNombre(p.ids.length)}>
            {p.dispositif}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
