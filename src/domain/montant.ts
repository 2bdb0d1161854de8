/** Money is integer cents, rates are basis points (2000 = 20 %): exact decimal arithmetic without fractions. */
export type Centimes = number
export type Taux = number

/**
 * Rounds `centimes × points / 10000` half up to the cent (away from zero), in exact arithmetic.
 * Refuses what is not an integer, or would leave the exact range.
 */
function multiply(centimes: Centimes, points: number): Centimes {
  if (!Number.isSafeInteger(centimes) || !Number.isSafeInteger(points)) throw new RangeError('not exact')
  const produit = BigInt(centimes) * BigInt(points)
  const demi = produit < 0n ? -5000n : 5000n
  const arrondi = Number((produit + demi) / 10000n)
  if (!Number.isSafeInteger(arrondi)) throw new RangeError('not exact')
  return arrondi
}

/** VAT of an amount, rounded half up (Modèles de documents SONS du 28/07/2023, « règle de calcul des montants HT/TTC »). */
export function computeTva(ht: Centimes, taux: Taux): Centimes {
  return computeTtc(ht, taux) - ht
}

/** TTC = HT × (1 + rate), rounded half up to the cent (225,00 at 8,5 %: 244,13). */
export function computeTtc(ht: Centimes, taux: Taux): Centimes {
  return multiply(ht, 10000 + taux)
}

/** Share of an amount and its complement: both in cents, always adding up. */
export function share(total: Centimes, part: number): readonly [Centimes, Centimes] {
  const premiere = multiply(total, part)
  return [premiere, total - premiere]
}

/**
 * Reads `1 234,56 €`, `1234.56`, `358,33`. At most two decimals, no sign.
 * Null when it is not an amount: `1.234,56` is read (thousands dot), `1.234` is refused as ambiguous,
 * and so are digits grouped otherwise than by three.
 */
export function parseMontant(texte: string): Centimes | null {
  if (texte.length > 60) return null
  const propre = texte
    .trim()
    .replace(/\s*(?:€|EUR)$/i, '')
    .replace(/^€\s*/, '')
    .replace(/\s/g, ' ')
  const m = /^(\d{1,3}(?: \d{3})+|\d{1,3}(?:\.\d{3})+(?=,)|\d+)(?:[.,](\d{1,2}))?$/.exec(propre)
  if (m === null) return null
  const centimes = Number((m[1] as string).replace(/[. ]/g, '')) * 100 + Number((m[2] ?? '').padEnd(2, '0'))
  return Number.isSafeInteger(centimes) ? centimes : null
}

/** Reads `20`, `20 %`, `8,5`, `5.50 %`, into basis points; null when it is not a rate from 0 to 100. */
export function parseTaux(texte: string): Taux | null {
  const m = /^(\d{1,3})(?:[.,](\d{1,2}))?%?$/.exec(texte.replace(/[\s\u00a0\u202f]/g, ''))
  if (m === null) return null
  const taux = Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0'))
  return taux <= 10000 ? taux : null
}

/** `178879` → `1 788,79 €`, with no-break spaces (U+00A0: the fonts have no U+202F). */
export function formatMontant(centimes: Centimes): string {
  return `${formatDecimal(centimes)}\u00a0€`
}

/** `178879` → `1 788,79`. */
export function formatDecimal(centimes: Centimes): string {
  const absolu = Math.abs(centimes)
  const euros = String(Math.trunc(absolu / 100)).replace(/\B(?=(\d{3})+$)/g, '\u00a0')
  return `${centimes < 0 ? '−' : ''}${euros},${String(absolu % 100).padStart(2, '0')}`
}

/** `2000` → `20 %`, `850` → `8,5 %`. */
export function formatTaux(taux: Taux): string {
  const decimales = String(taux % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${Math.trunc(taux / 100)}${decimales === '' ? '' : `,${decimales}`}\u00a0%`
}
