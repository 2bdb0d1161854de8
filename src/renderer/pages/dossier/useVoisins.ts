import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import type { client } from '../../api.ts'
import { orpc } from '../../api.ts'
import { useCommandes } from '../../state/commandes.ts'
import { useTables } from '../../state/tables.ts'

type CleTri = NonNullable<Parameters<typeof client.commande.lister>[0]['tri']>

export interface Voisins {
  /** 1-based; 0 when the order is not in the list as it is filtered. */
  readonly rang: number
  readonly total: number
  aller(pas: 1 | -1): void
}

/** Place of an order in the list as it is filtered and sorted, and the way to its neighbours. */
export function useVoisins(id: number): Voisins {
  const [, aller] = useLocation()
  const filtre = useCommandes((s) => s.filtre)
  const tri = useTables((s) => s.tables.commandes?.tri) ?? null
  const input = useMemo(
    () => ({
      ...filtre,
      etats: [...filtre.etats],
      ...(tri && { tri: tri.cle as CleTri, sens: tri.sens }),
    }),
    [filtre, tri],
  )
  const ids = useQuery(orpc.commande.selectionner.queryOptions({ input })).data ?? []
  const index = ids.indexOf(id)
  return {
    rang: index + 1,
    total: ids.length,
    aller: (pas) => {
      const suivant = ids[index + pas]
      if (index >= 0 && suivant !== undefined) aller(`/commandes/${suivant}`)
    },
  }
}
