import { useCallback, useEffect, useRef, useState } from 'react'
import type { Avancement } from '#contract/commun.ts'
import { queryClient } from '../api.ts'

export type EtatAvancement<R> =
  | { readonly phase: 'repos' }
  | {
      readonly phase: 'cours'
      readonly fait: number
      readonly total: number | null
      readonly libelle: string
    }
  | { readonly phase: 'fini'; readonly resultat: R }
  | { readonly phase: 'annule'; readonly fait: number }
  | { readonly phase: 'echec'; readonly erreur: unknown }

export interface Travail<R> {
  readonly etat: EtatAvancement<R>
  /** Starts an operation of the contract that reports progress; resolves to its result, or null. */
  lancer(ouvrir: (signal: AbortSignal) => Promise<AsyncIterable<Avancement<R>>>): Promise<R | null>
  annuler(): void
  fermer(): void
}

/** Follows one long operation: progress, cancel, result or failure. Leaving the screen does not cancel it. */
export function useAvancement<R>(): Travail<R> {
  const [etat, setEtat] = useState<EtatAvancement<R>>({ phase: 'repos' })
  const controle = useRef<AbortController | null>(null)
  const monte = useRef(true)
  useEffect(() => {
    monte.current = true
    return () => {
      monte.current = false
    }
  }, [])

  const lancer = useCallback<Travail<R>['lancer']>(async (ouvrir) => {
    const c = new AbortController()
    controle.current = c
    let fait = 0
    const dire = (e: EtatAvancement<R>) => {
      if (monte.current && controle.current === c) setEtat(e)
    }
    dire({ phase: 'cours', fait: 0, total: null, libelle: '' })
    try {
      for await (const a of await ouvrir(c.signal)) {
        if (a.type === 'resultat') {
          // What is on screen is no longer what is in the register.
          await queryClient.invalidateQueries()
          dire({ phase: 'fini', resultat: a.resultat })
          return a.resultat
        }
        fait = a.fait
        dire({ phase: 'cours', fait: a.fait, total: a.total, libelle: a.libelle })
      }
      dire({ phase: 'annule', fait })
    } catch (erreur) {
      dire(c.signal.aborted ? { phase: 'annule', fait } : { phase: 'echec', erreur })
    }
    return null
  }, [])

  const annuler = useCallback(() => controle.current?.abort(), [])
  const fermer = useCallback(() => setEtat({ phase: 'repos' }), [])
  return { etat, lancer, annuler, fermer }
}
