import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { CategorieTiers, Profession } from '#domain/tiers.ts'
import { nomDeMemoire } from './memoire.ts'

/** Filter of the clients, kept from one screen and one day to the next. */
export interface FiltreClients {
  readonly texte: string
  readonly categories: readonly CategorieTiers[]
  readonly professions: readonly Profession[]
  readonly sansCommande: boolean
}

export const FILTRE_CLIENTS_VIDE: FiltreClients = {
  texte: '',
  categories: [],
  professions: [],
  sansCommande: false,
}

interface Clients {
  readonly filtre: FiltreClients
  filtrer(f: Partial<FiltreClients>): void
}

export const useClients = create<Clients>()(
  persist(
    (set) => ({
      filtre: FILTRE_CLIENTS_VIDE,
      filtrer: (f) => set((s) => ({ filtre: { ...s.filtre, ...f } })),
    }),
    { name: nomDeMemoire('liasse.clients') },
  ),
)
