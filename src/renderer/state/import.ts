import type { z } from 'zod'
import { create } from 'zustand'
import type { correspondance, lecture } from '#contract/import.ts'

/** The file being imported and what the person changed of what was detected; kept across screens. */
export interface Import {
  readonly chemin: string | null
  readonly dispositif: string | null
  readonly referencementId: number | null
  readonly fournisseurId: number | null
  readonly lecture: z.infer<typeof lecture> | null
  readonly colonnes: z.infer<typeof correspondance> | null
  readonly memoriserSous: string
}

const RIEN: Import = {
  chemin: null,
  dispositif: null,
  referencementId: null,
  fournisseurId: null,
  lecture: null,
  colonnes: null,
  memoriserSous: '',
}

export const useImport = create<
  Import & { changer(i: Partial<Import>): void; ouvrir(chemin: string | null): void }
>()((set) => ({
  ...RIEN,
  changer: (i) => set(i),
  // Another file keeps the target: a client list, then its orders.
  ouvrir: (chemin) => set({ chemin, lecture: null, colonnes: null, memoriserSous: '' }),
}))
