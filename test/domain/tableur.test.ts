import fc from 'fast-check'
import { expect, test } from 'vitest'
import { neutralizeCellule, restoreCellule } from '#domain/tableur.ts'

const DANGER = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']

test('no cell is run by a spreadsheet, and every cell comes back', () => {
  const texte = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.string({ unit: fc.constantFrom("'", ...DANGER) }), fc.string()).map(([a, b]) => a + b),
  )
  fc.assert(
    fc.property(texte, (t) => {
      const neutre = neutralizeCellule(t)
      expect(DANGER).not.toContain(neutre[0])
      expect(restoreCellule(neutre)).toBe(t)
    }),
    { numRuns: 400 },
  )
})

test('a text that is no formula is written as it is, an apostrophe at its head included', () => {
  for (const t of ['', 'Dupont', "'s Gravenhage", "L'Haÿ", '1-2', ' =1']) {
    expect(neutralizeCellule(t)).toBe(t)
    expect(restoreCellule(t)).toBe(t)
  }
  expect(neutralizeCellule('=1+1')).toBe("'=1+1")
  expect(neutralizeCellule("'=1")).toBe("''=1")
})
