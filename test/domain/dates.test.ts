import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  daysBetween,
  formatJour,
  instantParis,
  isJour,
  type Jour,
  jourParis,
  parseJour,
} from '#domain/dates.ts'

/** Any day from 1900 to 2199, counted from the first by the test's own arithmetic. */
const jours = fc
  .integer({ min: 0, max: 109_000 })
  .map((n): Jour => new Date(Date.UTC(1900, 0, 1) + n * 86_400_000).toISOString().slice(0, 10))

describe('days', () => {
  it.each(['2024-02-29', '2000-02-29', '2026-12-31'])('%s exists', (jour) => expect(isJour(jour)).toBe(true))
  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '26-04-01',
    '2026-4-1',
    '',
    '0024-01-01T',
  ])('%s does not', (jour) => expect(isJour(jour)).toBe(false))

  it('counts days both ways', () => {
    fc.assert(
      fc.property(jours, fc.integer({ min: -5000, max: 5000 }), (jour, n) => {
        expect(daysBetween(jour, addDays(jour, n))).toBe(n)
        expect(addDays(addDays(jour, n), -n)).toBe(jour)
      }),
    )
  })

  it('adds calendar months: same day of the month, or its last day', () => {
    fc.assert(
      fc.property(jours, fc.integer({ min: 0, max: 60 }), (jour, mois) => {
        const [annee, m, j] = jour.split('-').map(Number) as [number, number, number]
        const rang = annee * 12 + (m - 1) + mois
        const dernier = new Date(Date.UTC(Math.floor(rang / 12), (rang % 12) + 1, 0)).getUTCDate()
        const attendu = [Math.floor(rang / 12), (rang % 12) + 1, Math.min(j, dernier)]
        expect(addMonths(jour, mois).split('-').map(Number)).toEqual(attendu)
      }),
    )
  })

  it.each([
    ['2024-08-31', 6, '2025-02-28'],
    ['2023-08-31', 6, '2024-02-29'],
    ['2024-08-07', 28, '2026-12-07'],
    ['2024-12-31', 2, '2025-02-28'],
  ])('%s + %i months: %s', (jour, mois, attendu) => expect(addMonths(jour, mois)).toBe(attendu))
})

describe('Paris', () => {
  it.each([
    ['2026-12-07T22:59:59.999Z', '2026-12-07'],
    ['2026-12-07T23:00:00.000Z', '2026-12-08'],
    ['2026-07-31T21:59:59.999Z', '2026-07-31'],
    ['2026-07-31T22:00:00.000Z', '2026-08-01'],
  ])('%s is the %s', (instant, jour) => expect(jourParis(instant)).toBe(jour))

  it.each([
    ['2023-12-14', '14:00', '2023-12-14T13:00:00.000Z'],
    ['2026-07-01', '00:00', '2026-06-30T22:00:00.000Z'],
  ])('%s %s is %s', (jour, heure, instant) => expect(instantParis(jour, heure)).toBe(instant))

  it('comes back to the same day from any hour that exists twice a year or always', () => {
    fc.assert(
      fc.property(jours, fc.integer({ min: 4, max: 23 }), (jour, heure) => {
        expect(jourParis(instantParis(jour, `${String(heure).padStart(2, '0')}:30`))).toBe(jour)
      }),
    )
  })

  it('refuses an unreadable instant', () => expect(() => jourParis('hier')).toThrow(RangeError))
})

describe('days as people write them', () => {
  it('reads back what it prints, in three writings', () => {
    fc.assert(
      fc.property(jours, (jour) => {
        expect(parseJour(formatJour(jour))).toBe(jour)
        expect(parseJour(jour)).toBe(jour)
        expect(parseJour(` ${formatJour(jour).replaceAll('/', '-')} `)).toBe(jour)
      }),
    )
  })

  it.each([
    ['1/2/2026', '2026-02-01'],
    ['01.02.26', '2026-02-01'],
    ['2026-2-1', '2026-02-01'],
    ['2026-11-17T08:02:00.000Z', '2026-11-17'],
    ['2026-11-17 08:02:00+01:00', '2026-11-17'],
    ['17/11/2026 00:00', '2026-11-17'],
    ['17/11/26 9h05', '2026-11-17'],
    ['17/11/2026 08:02:00 AM', '2026-11-17'],
  ])('%s is %s', (texte, jour) => expect(parseJour(texte)).toBe(jour))

  it.each([
    '31/02/2026',
    '13/13/2026',
    '12/03/2025 au 15/03/2025',
    '2026-11-17 ou 18',
    '17 novembre 2026',
    '45978',
    '',
    '17/11/226',
    '00/01/2026',
  ])('« %s » is not a day', (texte) => expect(parseJour(texte)).toBeNull())

  it('never throws, whatever a file holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (texte) => parseJour(texte) === null || isJour(parseJour(texte) ?? ''),
      ),
    )
  })
})
