import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** What this workstation remembers of the interface. Nothing of the register is here. */
export interface Preferences {
  readonly lignes: 'normales' | 'serrees'
  /** Single-letter shortcuts can be switched off (WCAG 2.1.4). */
  readonly lettres: boolean
  set(p: Partial<Pick<Preferences, 'lignes' | 'lettres'>>): void
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      lignes: 'normales',
      lettres: true,
      set: (p) => set(p),
    }),
    { name: 'liasse.preferences' },
  ),
)
