import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import { usePreferences } from '../state/preferences.ts'

/** A shortcut of a screen. `touche`: `event.key`, never `event.code` (AZERTY); `Ctrl+` before it when needed. */
export interface Raccourci {
  readonly touche: string
  /** As printed on the key: « Entrée », « Maj ↑ ». */
  readonly affichee?: string
  readonly sens: string
  /** Absent when the element that has the focus takes the key itself: the line only tells. */
  readonly agir?: () => void
}

interface Registre {
  readonly ecrans: ReadonlyMap<symbol, readonly Raccourci[]>
  mettre(cle: symbol, r: readonly Raccourci[]): void
  oter(cle: symbol): void
}

/** What is listed under `?`: the shortcuts of the screens now mounted. */
export const useRaccourcisActifs = create<Registre>()((set) => ({
  ecrans: new Map(),
  mettre: (cle, r) => set((s) => ({ ecrans: new Map(s.ecrans).set(cle, r) })),
  oter: (cle) =>
    set((s) => {
      const ecrans = new Map(s.ecrans)
      ecrans.delete(cle)
      return { ecrans }
    }),
}))

/** True where typing must stay typing. */
export function isSaisie(cible: EventTarget | null): boolean {
  if (!(cible instanceof HTMLElement)) return false
  return (
    cible.isContentEditable || cible.matches('input:not([type="checkbox"],[type="radio"]), textarea, select')
  )
}

const flottant = () => document.querySelector('[role="dialog"], [role="menu"]') !== null

// A dialog that this very key closes is gone when the screen hears it: looked at before anything answers.
let couvert = false
window.addEventListener(
  'keydown',
  () => {
    couvert = flottant()
  },
  { capture: true },
)

function matches(e: KeyboardEvent, touche: string): boolean {
  const ctrl = touche.startsWith('Ctrl+')
  const cle = ctrl ? touche.slice(5) : touche
  if (ctrl !== (e.ctrlKey || e.metaKey) || e.altKey) return false
  return cle.length === 1 ? e.key.toLowerCase() === cle.toLowerCase() : e.key === cle
}

/**
 * Keyboard of a screen. Single letters are silent in fields, under an open dialog, and when the person
 * switched them off (WCAG 2.1.4); `Ctrl+…` keys always work.
 */
export function useRaccourcis(raccourcis: readonly Raccourci[]): void {
  const courants = useRef(raccourcis)
  courants.current = raccourcis
  const { mettre, oter } = useRaccourcisActifs.getState()
  const signature = raccourcis.map((r) => `${r.touche}${r.sens}`).join('|')

  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature says when the list shown changed
  useEffect(() => {
    const cle = Symbol('ecran')
    mettre(cle, courants.current)
    return () => oter(cle)
  }, [signature, mettre, oter])

  useEffect(() => {
    const ecouter = (e: KeyboardEvent) => {
      if (e.defaultPrevented) return
      const r = courants.current.find((x) => x.agir !== undefined && matches(e, x.touche))
      if (r?.agir === undefined) return
      const lettre = !r.touche.startsWith('Ctrl+') && r.touche.length === 1
      if (couvert) return
      if (!r.touche.startsWith('Ctrl+') && isSaisie(e.target)) return
      if (lettre && !usePreferences.getState().lettres) return
      e.preventDefault()
      r.agir()
    }
    window.addEventListener('keydown', ecouter)
    return () => window.removeEventListener('keydown', ecouter)
  }, [])
}
