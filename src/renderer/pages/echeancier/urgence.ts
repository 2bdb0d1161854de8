import type { EcheanceDispositif } from '#contract/aujourdhui.ts'

/** Red below 30 days with something not ready, amber below 90, otherwise nothing. */
export function urgenceOf(
  e: Pick<EcheanceDispositif, 'reste' | 'pretes' | 'pasPretes'>,
): 'rouge' | 'ambre' | undefined {
  if (e.pasPretes + (e.reste < 0 ? e.pretes : 0) === 0) return undefined
  return e.reste < 30 ? 'rouge' : e.reste < 90 ? 'ambre' : undefined
}

const MOTS = {
  avances: 'Fin des avances',
  prestations: 'Fin des prestations',
  soldes: 'Fin des soldes',
} as const

export const motsEcheance = (quoi: EcheanceDispositif['quoi']): string => MOTS[quoi]
