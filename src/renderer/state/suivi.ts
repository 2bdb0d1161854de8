import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { nomDeMemoire } from './memoire.ts'

interface Suivi {
  /** Scheme that the day, its money and its calendar are about; null: all of them. */
  readonly dispositif: string | null
  choisir(dispositif: string | null): void
}

/** The scheme looked at, kept from one screen and one day to the next. */
export const useSuivi = create<Suivi>()(
  persist(
    (set) => ({
      dispositif: null,
      choisir: (dispositif) => set({ dispositif }),
    }),
    { name: nomDeMemoire('liasse.suivi') },
  ),
)
