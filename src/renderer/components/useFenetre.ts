import { type QueryKey, type UseQueryOptions, useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Page } from '#contract/commun.ts'

/** Rows asked at once. */
export const TAILLE_PAGE = 100

export type OptionsPage<P> = (
  debut: number,
  nombre: number,
) => Pick<UseQueryOptions<P>, 'queryFn'> & { queryKey: QueryKey }

export interface Fenetre<T, P extends Page<T>> {
  /** First page: totals, sums, counts. The previous filter's until the new one answers. */
  readonly entete: P | undefined
  readonly total: number
  readonly erreur: unknown
  ligne(index: number): T | undefined
  /** Reads rows `de` to `a` included, loading what is not there. */
  lire(de: number, a: number): Promise<readonly T[]>
  /** Rows now shown: their pages are loaded. */
  montrer(de: number, a: number): void
}

/**
 * A window over a long list that the application keeps: only the pages in sight are asked.
 * `options` must change identity exactly when the filter changes.
 */
export function useFenetre<T, P extends Page<T>>(options: OptionsPage<P>): Fenetre<T, P> {
  const qc = useQueryClient()
  const [vue, setVue] = useState<readonly [number, number]>([0, 0])
  const pages = [...new Set([0, ...rangeOf(vue[0], vue[1])])]
  const requetes = useQueries({
    queries: pages.map((p) => ({ ...options(p * TAILLE_PAGE, TAILLE_PAGE), placeholderData: undefined })),
  })
  const donnees = new Map<number, P>()
  pages.forEach((p, i) => {
    const d = requetes[i]?.data as P | undefined
    if (d !== undefined) donnees.set(p, d)
  })

  // Until the new filter answers, the rows of the old one stay: no blank between two keystrokes.
  const gardees = useRef<ReadonlyMap<number, P>>(donnees)
  const prete = donnees.has(0)
  const servies = prete ? new Map([...donnees]) : gardees.current
  useEffect(() => {
    if (prete) gardees.current = donnees
  })

  const entete = servies.get(0)
  const lire = useCallback(
    async (de: number, a: number) => {
      const lus: T[] = []
      for (const p of rangeOf(Math.floor(de / TAILLE_PAGE), Math.floor(a / TAILLE_PAGE))) {
        const page = (await qc.fetchQuery(options(p * TAILLE_PAGE, TAILLE_PAGE) as never)) as P
        page.lignes.forEach((l, i) => {
          const index = p * TAILLE_PAGE + i
          if (index >= de && index <= a) lus.push(l)
        })
      }
      return lus
    },
    [qc, options],
  )
  const montrer = useCallback((de: number, a: number) => {
    const pde = Math.floor(de / TAILLE_PAGE)
    const pa = Math.floor(a / TAILLE_PAGE)
    setVue((v) => (v[0] === pde && v[1] === pa ? v : [pde, pa]))
  }, [])

  return {
    entete,
    total: entete?.total ?? 0,
    erreur: requetes[0]?.error ?? null,
    ligne: (index) => servies.get(Math.floor(index / TAILLE_PAGE))?.lignes[index % TAILLE_PAGE],
    lire,
    montrer,
  }
}

function rangeOf(de: number, a: number): number[] {
  return Array.from({ length: Math.max(0, a - de + 1) }, (_, i) => de + i)
}
