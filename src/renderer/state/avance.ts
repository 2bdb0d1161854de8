import { create } from 'zustand'

/** Orders chosen elsewhere for a request, for `/demandes/preparer`. Null ids: every order of the scheme. */
export interface PerimetreAvance {
  readonly dispositif: string
  readonly commandeIds: readonly number[] | null
}

interface Avance {
  readonly perimetre: PerimetreAvance | null
}

export const usePerimetreAvance = create<Avance>()(() => ({ perimetre: null }))

/** Sets what the request will be about and gives the address of the screen that prepares it. */
export function preparerAvance(perimetre: PerimetreAvance): string {
  usePerimetreAvance.setState({ perimetre })
  return '/demandes/preparer'
}
