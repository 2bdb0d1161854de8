import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  computeTtc,
  computeTva,
  formatDecimal,
  formatMontant,
  formatTaux,
  parseMontant,
  parseTaux,
  share,
} from '#domain/montant.ts'
import { openCatalogue } from '#main/catalogue.ts'

const montants = fc.integer({ min: 0, max: 100_000_000_00 })
const taux = fc.integer({ min: 0, max: 10_000 })

describe('amounts', () => {
  it('HT + TVA = TTC, to the cent, always', () => {
    fc.assert(fc.property(montants, taux, (ht, t) => ht + computeTva(ht, t) === computeTtc(ht, t)))
  })

  it('rounds to the nearest cent, the half up', () => {
    fc.assert(
      fc.property(montants, taux, (ht, t) => {
        const reste = BigInt(computeTtc(ht, t)) * 10_000n - BigInt(ht) * BigInt(10_000 + t)
        expect(reste > -5000n && reste <= 5000n).toBe(true)
      }),
    )
  })

  it('shares add up to the whole', () => {
    fc.assert(
      fc.property(montants, taux, (total, part) => {
        const [avance, solde] = share(total, part)
        expect(avance + solde).toBe(total)
        expect(Math.min(avance, solde)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it.each([
    [22500, 850, 24413],
    [33333, 2000, 40000],
    [33333, 850, 36166],
    [894397, 2000, 1073276],
    [157500, 850, 170888],
    [22500, 0, 22500],
  ])('%i at %i basis points: %i', (ht, t, ttc) => expect(computeTtc(ht, t)).toBe(ttc))

  it.each([
    [36167, 14467, 21700],
    [24413, 9765, 14648],
    [439425, 175770, 263655],
  ])('40/60 of %i: %i and %i', (total, avance, solde) => expect(share(total, 4000)).toEqual([avance, solde]))

  it('refuses what is not exact', () => {
    expect(() => computeTtc(0.5, 2000)).toThrow(RangeError)
    expect(() => computeTtc(Number.MAX_SAFE_INTEGER, 2000)).toThrow(RangeError)
    expect(() => share(Number.NaN, 4000)).toThrow(RangeError)
  })

  it('the published ceilings of SFP-LGC-Va2 are the computed ones, but for the known cent', () => {
    const ecarts = openCatalogue()
      .base('SFP-LGC-Va2')
      .plafonds.flatMap(({ cle, montant }) =>
        montant.flatMap(({ valeur }) =>
          Object.entries(valeur?.ttc ?? {}).map(([t, publie]) => ({
            cle,
            taux: Number(t),
            ecart: publie - computeTtc(valeur?.ht ?? 0, Number(t)),
          })),
        ),
      )
    expect(ecarts).toHaveLength(14)
    expect(ecarts.filter((e) => e.ecart !== 0)).toEqual([{ cle: 'SF_IPA', taux: 850, ecart: 1 }])
  })
})

describe('amounts as people write them', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(montants, (centimes) => {
        expect(parseMontant(formatMontant(centimes))).toBe(centimes)
        expect(parseMontant(formatDecimal(centimes))).toBe(centimes)
        expect(parseMontant((centimes / 100).toFixed(2))).toBe(centimes)
      }),
    )
    fc.assert(fc.property(taux, (t) => parseTaux(formatTaux(t)) === t))
  })

  it.each([
    ['1 234,56 €', 123456],
    ['1\u202f234,5', 123450],
    ['358,33', 35833],
    ['358.33 EUR ', 35833],
    ['€ 12', 1200],
    ['1.234,56', 123456],
    ['1.234.567,8', 123456780],
    ['0', 0],
  ])('« %s » is %i cents', (texte, centimes) => expect(parseMontant(texte)).toBe(centimes))

  it.each([
    '1.234',
    '1,234.56',
    '12 34',
    '-5',
    '12€50',
    '1,5e3',
    '358,333',
    '',
    '€',
    '=1+1',
    '9'.repeat(20),
    ' '.repeat(100_000),
  ])('« %s » is not an amount', (texte) => expect(parseMontant(texte)).toBeNull())

  it.each([
    ['20', 2000],
    ['8,5 %', 850],
    ['5.50 %', 550],
    ['100', 10000],
  ])('« %s » is %i basis points', (texte, points) => expect(parseTaux(texte)).toBe(points))
  it.each(['101', '-1', '20,555', 'vingt', ''])('« %s » is not a rate', (texte) =>
    expect(parseTaux(texte)).toBeNull(),
  )

  it('prints with no-break spaces, never a narrow one', () => {
    expect(formatMontant(123456789)).toBe('1\u00a0234\u00a0567,89\u00a0€')
    expect(formatDecimal(-5)).toBe('−0,05')
    expect(formatTaux(850)).toBe('8,5\u00a0%')
  })
})
