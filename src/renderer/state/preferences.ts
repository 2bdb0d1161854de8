import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** What this workstation remembers of the interface. Nothing of the register is here. */
export interface Preferences {
  readonly lignes: 'normales' | 'serrees'
  /** Single-letter shortcuts can be switched off (WCAG 2.1.4). */
  readonly lettres: boolean
  /** Folder of this machine last written to; empty before the first. */
  readonly dossierSortie: string
  /** First steps put off: no longer in the navigation, still at their address. */
  readonly premiersPasPlusTard: boolean
  set(p: Partial<Omit<Preferences, 'set'>>): void
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      lignes: 'normales',
      lettres: true,
      dossierSortie: '',
      premiersPasPlusTard: false,
      set: (p) => set(p),
    }),
    { name: 'liasse.preferences' },
  ),
)
