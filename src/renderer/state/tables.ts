import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export interface Tri {
  readonly cle: string
  readonly sens: 'asc' | 'desc'
}

interface ChoixTable {
  readonly masquees: readonly string[]
  readonly tri: Tri | null
}

interface Tables {
  readonly tables: Readonly<Record<string, ChoixTable>>
  set(nom: string, choix: Partial<ChoixTable>): void
}

/** Columns and sort chosen for each big table, kept from one session to the next. */
export const useTables = create<Tables>()(
  persist(
    (set) => ({
      tables: {},
      set: (nom, choix) =>
        set((s) => ({
          tables: {
            ...s.tables,
            [nom]: { ...(s.tables[nom] ?? { masquees: [], tri: null }), ...choix },
          },
        })),
    }),
    { name: 'liasse.tables' },
  ),
)
