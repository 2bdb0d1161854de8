import { useState } from 'react'
import { useEtatSysteme } from '../etat.ts'
import { usePreferences } from '../state/preferences.ts'

/**
 * Where files are written: the folder last used on this workstation, or the one that the application proposes.
 * A folder is kept once something was written in it.
 */
export function useDossierSortie(): readonly [
  sortie: string,
  choisir: (chemin: string) => void,
  retenir: (chemin: string) => void,
] {
  const propose = useEtatSysteme()?.dossierExports ?? ''
  const dernier = usePreferences((s) => s.dossierSortie)
  const [choisi, setChoisi] = useState<string | null>(null)
  const retenir = (chemin: string) => usePreferences.getState().set({ dossierSortie: chemin.trim() })
  return [choisi ?? (dernier === '' ? propose : dernier), setChoisi, retenir]
}
