import { SITUATIONS_ARGENT, type SituationArgent } from '#contract/argent.ts'

type Situation = SituationArgent | 'a_recevoir' | 'toutes'

/** What the address of the screen says of its lines: `/argent?mois=2026-11&situation=recu`. */
export interface FiltreArgent {
  readonly mois: string | null
  readonly situation: Situation
  readonly referencementId: number | null
}

export const SITUATIONS: Readonly<Record<Situation, string>> = {
  a_recevoir: 'À recevoir',
  en_retard: 'En retard',
  attendu: 'Dans les temps',
  recu: 'Reçu',
  perdu: 'Perdu',
  toutes: 'Toutes',
}

/** A month alone shows all that it has; without anything, what is still to come: the late ones are first. */
export function readFiltre(recherche: string): FiltreArgent {
  const lus = new URLSearchParams(recherche)
  const mois = lus.get('mois')
  const situation = lus.get('situation')
  const connue = ([...SITUATIONS_ARGENT, 'a_recevoir', 'toutes'] as const).find((s) => s === situation)
  const produit = Number(lus.get('produit'))
  return {
    mois: mois !== null && /^\d{4}-\d{2}$/.test(mois) ? mois : null,
    situation: connue ?? (mois === null ? 'a_recevoir' : 'toutes'),
    referencementId: Number.isInteger(produit) && produit > 0 ? produit : null,
  }
}

export function adresseArgent({ mois, situation, referencementId }: FiltreArgent): string {
  const p = new URLSearchParams({ situation })
  if (mois !== null) p.set('mois', mois)
  if (referencementId !== null) p.set('produit', String(referencementId))
  return `/argent?${p}`
}
