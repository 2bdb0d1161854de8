import { useQuery } from '@tanstack/react-query'
import type { EtatSysteme } from '#contract/systeme.ts'
import { orpc } from './api.ts'

/** Who else has the register open moves without the register: asked again, milliseconds. */
const RELECTURE = 20_000

/** What the application says of itself: day, register, counts, capabilities. Undefined until the first answer. */
export function useEtatSysteme(): EtatSysteme | undefined {
  return useQuery(orpc.systeme.etat.queryOptions({ refetchInterval: RELECTURE })).data
}
