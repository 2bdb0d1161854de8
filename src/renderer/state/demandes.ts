import { create } from 'zustand'
import type { TypeDemande } from '#domain/commande.ts'

/** Orders chosen elsewhere for a request, for `/demandes/preparer`. Null ids: every order of the scheme. */
export interface PerimetreDemandes {
  readonly type: TypeDemande
  readonly dispositif: string
  readonly commandeIds: readonly number[] | null
}

interface Demandes {
  readonly perimetre: PerimetreDemandes | null
}

export const usePerimetreDemandes = create<Demandes>()(() => ({ perimetre: null }))

export const adressePreparer = (type: TypeDemande): string =>
  type === 'solde' ? '/demandes/preparer/solde' : '/demandes/preparer'

/** Sets what the request will be about and gives the address of the screen that prepares it. */
export function preparerDemande(perimetre: PerimetreDemandes): string {
  usePerimetreDemandes.setState({ perimetre })
  return adressePreparer(perimetre.type)
}
