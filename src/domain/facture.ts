import type { Dossier } from './commande.ts'
import { asServi } from './demandes.ts'

/** Amounts of an invoice, cents. */
export interface Montants {
  readonly ht: number
  readonly tva: number
  readonly ttc: number
}

/**
 * What the invoice of an order must say: its whole amount, never only the share asked for (AF-SFP-LGC-Va2 §4.4), less
 * the clients that were not served. Null while the order has no amount.
 */
export function montantAFacturer(dossier: Dossier): Montants | null {
  const { lignes } = asServi(dossier)
  if (lignes.length === 0) return null
  const sum = (cle: keyof Montants) => lignes.reduce((somme, l) => somme + l[cle], 0)
  return { ht: sum('ht'), tva: sum('tva'), ttc: sum('ttc') }
}
