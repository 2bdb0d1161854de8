import { Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Page } from '#contract/commun.ts'
import { formatNombre } from '../format.ts'
import { usePreferences } from '../state/preferences.ts'
import styles from './GrandeTable.module.css'
import { type Gestes, Rangee } from './Rangee.tsx'
import { RefusMessage } from './Refus.tsx'
import type { Colonne, ModeleTable } from './useGrandeTable.ts'

interface GrandeTableProps<T, P extends Page<T>> {
  readonly modele: ModeleTable<T, P>
  /** Name said to readers. */
  readonly libelle: string
  readonly onOuvrir: (ligne: T) => void
  /** Ticks every row of the filter; absent: rows cannot be ticked. */
  readonly onTout?: () => Promise<ReadonlySet<number>>
  /** What a row is called when its box is ticked. */
  readonly nomLigne: (ligne: T) => string
  /** Foot: sums of the filter; the right end holds the keys. */
  readonly pied?: ReactNode
  readonly touches?: ReactNode
  /** Shown instead of rows when the list is empty. */
  readonly vide?: ReactNode
}

const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/**
 * A list of any length: head and foot fixed, rows drawn as they come in sight, one tab stop.
 * Arrows move, Maj extends, Espace ticks, Entrée opens, Ctrl A ticks all, Début and Fin go to the ends.
 */
export function GrandeTable<T, P extends Page<T>>(props: GrandeTableProps<T, P>) {
  const { modele, libelle, onOuvrir, onTout, nomLigne, pied, touches, vide } = props
  const { fenetre, table, selection, actif, cle } = modele
  const serree = usePreferences((p) => p.lignes === 'serrees')
  const id = useId()
  const defile = useRef<HTMLDivElement>(null)
  const ancre = useRef<number | null>(null)
  const virtuel = useVirtualizer({
    count: fenetre.total,
    getScrollElement: () => defile.current,
    estimateSize: () => (serree ? 1.625 : 2) * rem(),
    overscan: 8,
    scrollPaddingStart: 1.75 * rem(),
    scrollPaddingEnd: 3 * rem(),
    // Room under the last row for the bar of the selection.
    paddingEnd: selection.size > 0 ? 3.5 * rem() : 0,
  })
  const items = virtuel.getVirtualItems()
  const premier = items[0]?.index ?? 0
  const dernier = items.at(-1)?.index ?? 0
  const { montrer } = fenetre
  useEffect(() => montrer(premier, dernier), [montrer, premier, dernier])
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are measured again when the density changes
  useEffect(() => virtuel.measure(), [serree])

  const montrees = table.getVisibleLeafColumns().map((c) => c.id)
  const signature = montrees.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature says which columns are shown
  const visibles = useMemo(
    () => montrees.map((c) => modele.colonnes.find((d) => d.id === c) as Colonne<T>),
    [signature, modele.colonnes],
  )
  const gabarit = [
    ...(onTout === undefined ? [] : ['2.25rem']),
    ...visibles.map((c) => (c.souple ? `minmax(${c.largeur}rem, 1fr)` : `${c.largeur}rem`)),
  ].join(' ')
  const toutCoche = fenetre.total > 0 && selection.size >= fenetre.total

  const go = (index: number) => {
    const i = Math.max(0, Math.min(fenetre.total - 1, index))
    modele.activer(i)
    virtuel.scrollToIndex(i, { align: 'auto' })
    return i
  }
  const toggle = (ligne: T) => {
    const suite = new Set(selection)
    if (!suite.delete(cle(ligne))) suite.add(cle(ligne))
    modele.selectionner(suite)
  }
  const extend = async (vers: number) => {
    const de = ancre.current ?? Math.max(0, actif)
    ancre.current = de
    const lignes = await fenetre.lire(Math.min(de, vers), Math.max(de, vers))
    modele.selectionner(new Set([...selection, ...lignes.map(cle)]))
  }
  const tickAll = async () => {
    if (onTout !== undefined) modele.selectionner(toutCoche ? new Set() : await onTout())
  }

  const courant = useRef<Gestes<T> | null>(null)
  courant.current = {
    nommer: nomLigne,
    ouvrir: onOuvrir,
    cocher: toggle,
    choisir: (index, etendre) => {
      modele.activer(index)
      if (etendre && onTout !== undefined) void extend(index)
      else ancre.current = index
    },
  }
  // One identity for ever: a row is drawn again only when its own data change.
  const [gestes] = useState<Gestes<T>>(() => ({
    nommer: (l) => courant.current?.nommer(l) ?? '',
    ouvrir: (l) => courant.current?.ouvrir(l),
    cocher: (l) => courant.current?.cocher(l),
    choisir: (i, e) => courant.current?.choisir(i, e),
  }))

  const onKeyDown = (e: KeyboardEvent) => {
    const cible = e.target as HTMLElement
    if (fenetre.total === 0 || (cible !== e.currentTarget && !cible.matches('[type="checkbox"]'))) return
    if (cible !== e.currentTarget && e.key === ' ') return
    const pas: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 15,
      PageUp: -15,
      Home: -fenetre.total,
      End: fenetre.total,
    }
    const saut = pas[e.key]
    if (saut !== undefined) {
      e.preventDefault()
      if (!e.shiftKey) ancre.current = null
      else ancre.current ??= Math.max(0, actif)
      const i = go(actif < 0 && saut > 0 && Math.abs(saut) === 1 ? 0 : actif + saut)
      if (e.shiftKey && onTout !== undefined) void extend(i)
      return
    }
    const ligne = modele.ligneActive
    if (e.key === 'a' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault()
      void tickAll()
    } else if (e.key === ' ' && ligne !== undefined && onTout !== undefined) {
      e.preventDefault()
      ancre.current = actif
      toggle(ligne)
    } else if (e.key === 'Enter' && ligne !== undefined) {
      e.preventDefault()
      onOuvrir(ligne)
    }
  }

  const hauteur = (serree ? 1.625 : 2) * rem()
  const defilement = virtuel.scrollOffset ?? 0
  const debut = Math.floor(defilement / hauteur) + 1
  const vus = Math.floor(((virtuel.scrollRect?.height ?? 0) - 1.75 * rem()) / hauteur)
  const fin = Math.max(debut, Math.min(fenetre.total, debut + vus - 1))
  return (
    <div className={styles.cadre}>
      <RefusMessage erreur={fenetre.erreur} />
      <div ref={defile} className={styles.defile}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: one tab stop, arrows inside (ARIA grid)
          role="grid"
          className={styles.table}
          aria-label={libelle}
          aria-rowcount={fenetre.total + 1}
          aria-multiselectable={onTout !== undefined}
          aria-activedescendant={
            actif >= 0 && modele.ligneActive !== undefined ? `${id}-${actif}` : undefined
          }
          tabIndex={0}
          onKeyDown={onKeyDown}
          data-grande-table
        >
          <thead className={styles.tete}>
            <tr aria-rowindex={1} className={styles.ligneTete} style={{ gridTemplateColumns: gabarit }}>
              {onTout !== undefined && (
                <th scope="col" className={styles.case}>
                  <Checkbox
                    tabIndex={-1}
                    checked={toutCoche}
                    indeterminate={selection.size > 0 && !toutCoche}
                    onChange={() => void tickAll()}
                    aria-label={
                      toutCoche ? 'Tout décocher' : `Cocher les ${formatNombre(fenetre.total)} lignes`
                    }
                  />
                </th>
              )}
              {visibles.map((c) => (
                <TitreColonne key={c.id} colonne={c} modele={modele} />
              ))}
            </tr>
          </thead>
          <tbody className={styles.corps} style={{ height: virtuel.getTotalSize() }}>
            {items.map((item) => {
              const ligne = fenetre.ligne(item.index)
              return (
                <Rangee
                  key={item.key}
                  id={`${id}-${item.index}`}
                  index={item.index}
                  debut={item.start}
                  hauteur={item.size}
                  gabarit={gabarit}
                  visibles={visibles}
                  ligne={ligne}
                  actif={item.index === actif}
                  coche={onTout === undefined ? null : ligne !== undefined && selection.has(cle(ligne))}
                  gestes={gestes}
                />
              )
            })}
          </tbody>
        </table>
        {fenetre.total === 0 && fenetre.entete !== undefined && <div className={styles.vide}>{vide}</div>}
      </div>
      <div className={styles.pied}>
        <span role="status">
          {fenetre.total > 0 && (
            <>
              Lignes {formatNombre(debut)} à {formatNombre(fin)} sur{' '}
              <strong>{formatNombre(fenetre.total)}</strong>
            </>
          )}
        </span>
        {pied}
        {touches !== undefined && <span className={styles.touches}>{touches}</span>}
      </div>
    </div>
  )
}

function TitreColonne<T, P extends Page<T>>(props: { colonne: Colonne<T>; modele: ModeleTable<T, P> }) {
  const { colonne, modele } = props
  const trie = colonne.tri !== undefined && modele.tri.cle === colonne.tri
  const Fleche = modele.tri.sens === 'asc' ? IconArrowUp : IconArrowDown
  return (
    <th
      scope="col"
      className={styles.titre}
      data-droite={colonne.droite || undefined}
      aria-sort={trie ? (modele.tri.sens === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {colonne.tri === undefined ? (
        colonne.titre
      ) : (
        <button type="button" onClick={() => modele.trier(colonne.tri as string)}>
          {colonne.titre}
          {trie && <Fleche size={12} stroke={2} aria-hidden />}
        </button>
      )}
    </th>
  )
}
