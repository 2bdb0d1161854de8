import type { Dossier, Facture } from './commande.ts'
import type { Jour } from './dates.ts'
import { asServi } from './demandes.ts'
import { nomComplet } from './tiers.ts'

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

/**
 * The invoice that Liasse would print: in the name of the clients served and never of the agency (Modèles du
 * 28/07/2023, §12), the whole amount, the day of the whole service. What was recorded of it is kept.
 */
export function factureAEmettre(
  dossier: Dossier,
  numero: string,
  date: Jour | null,
): Omit<Facture, 'id' | 'revision'> {
  const { facture, installation } = dossier
  const montants = montantAFacturer(dossier)
  const clients = asServi(dossier).participations.filter((p) => p.role === 'client')
  return {
    numero,
    date,
    finaliseeLe: facture?.finaliseeLe ?? installation?.realiseeLe ?? null,
    client: facture?.client || clients.map((p) => nomComplet(p.tiers)).join(', '),
    ht: montants?.ht ?? null,
    tva: montants?.tva ?? null,
    ttc: montants?.ttc ?? null,
    externe: false,
    lignePrestation: null,
    mentionEtat: null,
  }
}
