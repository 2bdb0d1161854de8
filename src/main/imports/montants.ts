import type { Jour } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { type Centimes, formatMontant, formatTaux, type Taux } from '#domain/montant.ts'
import { computeLigne, findPlafond, proposeLigne } from '#domain/proposition.ts'
import type { Tiers } from '#domain/tiers.ts'
import type { CommandeLue } from './lignes.ts'

/** A line of an order as it will be written. Cents and basis points. */
export interface Montants {
  readonly ht: Centimes
  readonly taux: Taux
  readonly tva: Centimes
  readonly ttc: Centimes
  readonly tranche: string | null
  readonly plafondHt: Centimes | null
  readonly plafondSource: string | null
}

export type MontantsLus =
  | { readonly ok: true; readonly montants: Montants | null; readonly donnes: boolean }
  | {
      readonly ok: false
      readonly champ: 'montantHt' | 'montantTtc' | 'taux'
      readonly regle: string
      readonly phrase: string
    }

const refus = (champ: 'montantHt' | 'montantTtc' | 'taux', regle: string, phrase: string): MontantsLus => ({
  ok: false,
  champ,
  regle,
  phrase,
})

/** The HT whose TTC is exactly that, or null: one TTC in six is reached by no HT at 20 %. */
function htOfTtc(ttc: Centimes, taux: Taux): Centimes | null {
  const proche = Math.round((ttc * 10000) / (10000 + taux))
  for (const ht of [proche, proche - 1, proche + 1]) if (computeLigne(ht, taux).ttc === ttc) return ht
  return null
}

/**
 * Amounts of a client's line: the ceiling when the file gives none, the HT given, or the HT of the TTC given.
 * A TTC published with the ceiling stands for it (333,33 at 8,5 %: 361,67). Above the ceiling: refused.
 * `montants` is null when nothing gives an amount: the ceiling is unknown.
 */
export function readMontants(
  lue: Pick<CommandeLue, 'ht' | 'ttc' | 'taux'>,
  tiers: Pick<Tiers, 'id' | 'categorie' | 'profession' | 'tranche' | 'adresse'>,
  dispositif: Dispositif,
  fournisseur: Pick<Fournisseur, 'assujettiTva' | 'tauxTva'>,
  jour: Jour,
): MontantsLus {
  const proposition = proposeLigne(dispositif, fournisseur, tiers, jour)
  const plafond = findPlafond(dispositif, tiers, jour)
  const taux = lue.taux ?? proposition.taux
  if (taux > 0 && !fournisseur.assujettiTva)
    return refus(
      'taux',
      'taux de TVA',
      'Le fournisseur n’est pas assujetti à la TVA\u00a0: le taux doit être 0.',
    )
  const publie = plafond === null ? undefined : plafond.ttc?.[String(taux)]
  const donnes = lue.ht !== null || lue.ttc !== null
  let ht = lue.ht ?? (lue.ttc === null ? proposition.ht : null)
  if (ht === null && lue.ttc !== null) {
    ht = plafond !== null && lue.ttc === publie ? plafond.ht : htOfTtc(lue.ttc, taux)
    if (ht === null)
      return refus(
        'montantTtc',
        'TTC = HT + TVA',
        `Aucun montant HT ne donne ${formatMontant(lue.ttc)} TTC à ${formatTaux(taux)}\u00a0: vérifiez le montant et le taux.`,
      )
  }
  if (ht === null) return { ok: true, montants: null, donnes }
  const { tva, ttc } = computeLigne(ht, taux)
  if (lue.ttc !== null && lue.ttc !== ttc && !(ht === plafond?.ht && lue.ttc === publie))
    return refus(
      'montantTtc',
      'TTC = HT + TVA',
      `${formatMontant(ht)} HT à ${formatTaux(taux)} font ${formatMontant(ttc)} TTC, et non ${formatMontant(lue.ttc)}.`,
    )
  if (plafond !== null && ht > plafond.ht)
    return refus(
      lue.ht === null ? 'montantTtc' : 'montantHt',
      `plafond (${plafond.source.document}, ${plafond.source.passage})`,
      `${formatMontant(ht)} HT dépassent le plafond de ${formatMontant(plafond.ht)} HT (${plafond.libelle}). Le montant est-il TTC\u00a0?`,
    )
  return {
    ok: true,
    donnes,
    montants: {
      ht,
      taux,
      tva,
      ttc,
      tranche: proposition.tranche,
      plafondHt: proposition.plafondHt,
      plafondSource: proposition.plafondSource,
    },
  }
}
