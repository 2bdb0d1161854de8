import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { EtatCommande, Porteur } from '#domain/commande.ts'
import { nomDeMemoire } from './memoire.ts'

/** Filter of the orders, shared by the list, the board and the neighbours of a dossier. */
export interface FiltreCommandes {
  readonly texte: string
  readonly dispositif: string | null
  readonly etats: readonly EtatCommande[]
  readonly porteur: Porteur | null
  readonly referencementId: number | null
  /** A name; empty: the orders of nobody; null: everybody's. */
  readonly assigneA: string | null
}

export interface VueGardee {
  readonly nom: string
  readonly filtre: FiltreCommandes
}

interface Commandes {
  readonly filtre: FiltreCommandes
  readonly vue: 'liste' | 'tableau'
  readonly gardees: readonly VueGardee[]
  filtrer(f: Partial<FiltreCommandes>): void
  voir(vue: 'liste' | 'tableau'): void
  garder(nom: string): void
  oublier(nom: string): void
}

export const FILTRE_VIDE: FiltreCommandes = {
  texte: '',
  dispositif: null,
  etats: [],
  porteur: null,
  referencementId: null,
  assigneA: null,
}

/** Filters stay: from one screen to another and from one day to the next. */
export const useCommandes = create<Commandes>()(
  persist(
    (set) => ({
      filtre: FILTRE_VIDE,
      vue: 'liste',
      gardees: [],
      filtrer: (f) => set((s) => ({ filtre: { ...s.filtre, ...f } })),
      voir: (vue) => set({ vue }),
      garder: (nom) =>
        set((s) => ({
          gardees: [...s.gardees.filter((v) => v.nom !== nom), { nom, filtre: s.filtre }],
        })),
      oublier: (nom) => set((s) => ({ gardees: s.gardees.filter((v) => v.nom !== nom) })),
    }),
    {
      name: nomDeMemoire('liasse.commandes'),
      // A filter kept before a criterion existed does not have it.
      merge: (gardee, neuve) => {
        const lue = (gardee ?? {}) as Partial<Commandes>
        return {
          ...neuve,
          ...lue,
          filtre: { ...FILTRE_VIDE, ...lue.filtre },
          gardees: (lue.gardees ?? []).map((v) => ({ ...v, filtre: { ...FILTRE_VIDE, ...v.filtre } })),
        }
      },
    },
  ),
)

/** Shows the orders under that filter alone: what a figure of another screen opens. */
export function montrerCommandes(filtre: Partial<FiltreCommandes>): void {
  useCommandes.setState({ filtre: { ...FILTRE_VIDE, ...filtre }, vue: 'liste' })
}
