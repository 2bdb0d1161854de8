import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, type Jour } from '#domain/dates.ts'
import { addWorkingDays, isJourOuvre, joursFeries, paques } from '#domain/joursOuvres.ts'

const jours = fc
  .integer({ min: 0, max: 109_000 })
  .map((n): Jour => new Date(Date.UTC(1900, 0, 1) + n * 86_400_000).toISOString().slice(0, 10))
const weekday = (jour: Jour) => new Date(`${jour}T00:00:00Z`).getUTCDay()

describe('public holidays', () => {
  // Published dates, the earliest and the latest Easter of the calendar included.
  it.each([
    [1818, '1818-03-22'],
    [1943, '1943-04-25'],
    [2000, '2000-04-23'],
    [2019, '2019-04-21'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
  ])('Easter of %i', (annee, jour) => expect(paques(annee)).toBe(jour))

  it('are the eleven of the law', () => {
    expect([...joursFeries(2026)].sort()).toEqual([
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ])
  })

  it('follow Easter on their own weekdays', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2199 }), (annee) => {
        const dimanche = paques(annee)
        expect(weekday(dimanche)).toBe(0)
        expect(dimanche >= `${annee}-03-22` && dimanche <= `${annee}-04-25`).toBe(true)
        for (const [n, jour] of [
          [1, 1],
          [39, 4],
          [50, 1],
        ] as const) {
          expect(weekday(addDays(dimanche, n))).toBe(jour)
          expect(joursFeries(annee).has(addDays(dimanche, n))).toBe(true)
        }
      }),
    )
  })
})

describe('working days', () => {
  it.each([
    // Two week-ends, and nothing else.
    ['2026-11-16', 10, '2026-11-30'],
    // All Saints' Day is a Sunday, 11/11 a Wednesday.
    ['2026-10-30', 10, '2026-11-16'],
    // Good Friday is worked, Easter Monday is not.
    ['2026-04-02', 2, '2026-04-07'],
    // Christmas and the new year.
    ['2026-12-24', 5, '2027-01-04'],
    // Labour Day, 8 May, Ascension.
    ['2026-04-30', 10, '2026-05-19'],
    // From a Saturday, the Monday is the first day.
    ['2026-11-14', 1, '2026-11-16'],
  ])('%s and %i working days: %s', (de, n, a) => expect(addWorkingDays(de, n)).toBe(a))

  it('are counted one by one, the first day left out', () => {
    fc.assert(
      fc.property(jours, fc.integer({ min: 1, max: 60 }), (de, n) => {
        const fin = addWorkingDays(de, n)
        expect(isJourOuvre(fin)).toBe(true)
        let comptes = 0
        for (let i = 1; i <= daysBetween(de, fin); i++) if (isJourOuvre(addDays(de, i))) comptes++
        expect(comptes).toBe(n)
      }),
      { numRuns: 200 },
    )
  })

  it('add up', () => {
    fc.assert(
      fc.property(jours, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (de, a, b) => {
        expect(addWorkingDays(addWorkingDays(de, a), b)).toBe(addWorkingDays(de, a + b))
      }),
      { numRuns: 200 },
    )
  })

  it('are never a week-end or a holiday', () => {
    fc.assert(
      fc.property(jours, (jour) => {
        const repos = [0, 6].includes(weekday(jour)) || joursFeries(Number(jour.slice(0, 4))).has(jour)
        expect(isJourOuvre(jour)).toBe(!repos)
      }),
    )
  })

  it.each([0, -1, 1.5])('%d is refused', (n) => expect(() => addWorkingDays('2026-11-16', n)).toThrow())
})
