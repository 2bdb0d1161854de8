import { type ColumnDef, getCoreRowModel, type Table, useReactTable } from '@tanstack/react-table'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { Page } from '#contract/commun.ts'
import { type Tri, useTables } from '../state/tables.ts'
import { type Fenetre, type OptionsPage, useFenetre } from './useFenetre.ts'

export interface Colonne<T> {
  readonly id: string
  readonly titre: string
  /** Width in rem; `souple` lets it take what is left. */
  readonly largeur: number
  readonly souple?: boolean
  readonly droite?: boolean
  /** Sort key of the operation; absent: not sortable. */
  readonly tri?: string
  /** Cannot be hidden. */
  readonly fixe?: boolean
  /** Hidden until chosen. */
  readonly masquee?: boolean
  /** Buttons and links inside take `tabIndex={actif ? 0 : -1}`: only the current row's are tab stops. */
  readonly cellule: (ligne: T, actif: boolean) => ReactNode
}

export interface ModeleTable<T, P extends Page<T> = Page<T>> {
  readonly nom: string
  readonly colonnes: readonly Colonne<T>[]
  readonly table: Table<T>
  readonly fenetre: Fenetre<T, P>
  readonly cle: (ligne: T) => number
  readonly tri: Tri
  trier(cle: string): void
  readonly selection: ReadonlySet<number>
  selectionner(ids: ReadonlySet<number>): void
  /** Index of the current row, -1 before any. */
  readonly actif: number
  activer(index: number): void
  readonly ligneActive: T | undefined
}

interface Options<T, P extends Page<T>> {
  /** Under this name the columns and the sort are remembered. */
  readonly nom: string
  readonly colonnes: readonly Colonne<T>[]
  readonly cle: (ligne: T) => number
  /** Query of a slice under the filter and this sort; wrap in `useCallback`. */
  readonly page: (tri: Tri, debut: number, nombre: number) => ReturnType<OptionsPage<P>>
  readonly triInitial: Tri
}

/** State of a big table: window of rows, columns chosen, sort, selection, current row. Show it with `GrandeTable`. */
export function useGrandeTable<T, P extends Page<T> = Page<T>>(options: Options<T, P>): ModeleTable<T, P> {
  const { nom, colonnes, cle, page, triInitial } = options
  const choix = useTables((s) => s.tables[nom])
  const set = useTables((s) => s.set)
  const tri = choix?.tri ?? triInitial
  const { cle: cleTri, sens } = tri
  const pageTriee = useCallback<OptionsPage<P>>(
    (debut, nombre) => page({ cle: cleTri, sens }, debut, nombre),
    [page, cleTri, sens],
  )
  const fenetre = useFenetre<T, P>(pageTriee)
  const [selection, selectionner] = useState<ReadonlySet<number>>(new Set())
  const [actif, activer] = useState(-1)

  const definitions = useMemo<ColumnDef<T>[]>(
    () =>
      colonnes.map((c) => ({
        id: c.id,
        header: c.titre,
        enableHiding: c.fixe !== true,
        enableSorting: c.tri !== undefined,
        size: c.largeur,
        accessorFn: (ligne: T) => ligne,
        cell: ({ row }) => c.cellule(row.original, false),
      })),
    [colonnes],
  )
  const visibles = useMemo(() => {
    const masquees = choix?.masquees ?? colonnes.filter((c) => c.masquee).map((c) => c.id)
    return Object.fromEntries(colonnes.map((c) => [c.id, c.fixe === true || !masquees.includes(c.id)]))
  }, [colonnes, choix?.masquees])
  const table = useReactTable<T>({
    data: (fenetre.entete?.lignes ?? []) as T[],
    columns: definitions,
    state: { columnVisibility: visibles, sorting: [{ id: cleTri, desc: sens === 'desc' }] },
    onColumnVisibilityChange: (maj) => {
      const suite = typeof maj === 'function' ? maj(visibles) : maj
      set(nom, { masquees: colonnes.filter((c) => suite[c.id] === false).map((c) => c.id) })
    },
    manualSorting: true,
    getCoreRowModel: getCoreRowModel(),
    getRowId: (ligne) => String(cle(ligne)),
  })

  return {
    nom,
    colonnes,
    table,
    fenetre,
    cle,
    tri,
    trier: (c) => set(nom, { tri: { cle: c, sens: c === tri.cle && tri.sens === 'asc' ? 'desc' : 'asc' } }),
    selection,
    selectionner,
    actif: Math.min(actif, fenetre.total - 1),
    activer,
    ligneActive: actif < 0 ? undefined : fenetre.ligne(Math.min(actif, fenetre.total - 1)),
  }
}
