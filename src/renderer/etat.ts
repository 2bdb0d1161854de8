import { useQuery } from '@tanstack/react-query'
import type { EtatSysteme } from '#contract/systeme.ts'
import { orpc } from './api.ts'

/** What the application says of itself: day, register, counts, capabilities. Undefined until the first answer. */
export function useEtatSysteme(): EtatSysteme | undefined {
  return useQuery(orpc.systeme.etat.queryOptions()).data
}
