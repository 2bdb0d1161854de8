import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { nomDeMemoire } from './memoire.ts'

/** What was typed in a form and is not in the register yet, with the revision it was typed on. */
export interface Brouillon {
  readonly modifs: Readonly<Record<string, unknown>>
  readonly revision: number | null
}

interface Brouillons {
  readonly parCle: Readonly<Record<string, Brouillon>>
  poser(cle: string, brouillon: Brouillon): void
  oter(cle: string): void
}

/** Drafts of every form, kept across screens and reloads of the window. */
export const useBrouillons = create<Brouillons>()(
  persist(
    (set) => ({
      parCle: {},
      poser: (cle, brouillon) => set((s) => ({ parCle: { ...s.parCle, [cle]: brouillon } })),
      oter: (cle) =>
        set((s) => {
          const { [cle]: _, ...reste } = s.parCle
          return { parCle: reste }
        }),
    }),
    { name: nomDeMemoire('liasse.brouillons'), storage: createJSONStorage(() => sessionStorage) },
  ),
)
