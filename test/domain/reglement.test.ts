import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DemandeDue,
  findRapprochement,
  findSubset,
  indexDues,
  namesEmetteur,
  proposeRapprochements,
} from '#domain/reglement.ts'

const due = (id: number, du: number | null, plus: Partial<DemandeDue> = {}): DemandeDue => ({
  id,
  type: 'avance',
  numero: `BDC ${1000 + id}`,
  numeroAsp: null,
  envoiId: null,
  reference: '',
  numeroDepot: '',
  deposeLe: '2026-10-05',
  valideeLe: null,
  du,
  ...plus,
})
const paiement = (montant: number, texte = '') => ({ date: '2026-11-01', montant, texte })

describe('some of the requests that make up a payment', () => {
  const montants = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 })
  test('found whenever there are some, exact, each once', () => {
    fc.assert(
      fc.property(montants, fc.integer({ min: 1, max: 120 }), (dus, montant) => {
        const demandes = dus.map((du, id) => ({ id, du }))
        const possible = Array.from({ length: 2 ** dus.length }, (_, m) =>
          dus.reduce((somme, du, i) => somme + ((m >> i) & 1) * du, 0),
        ).includes(montant)
        const trouvee = findSubset(demandes, montant, { essais: 1e6 })
        expect(trouvee !== null).toBe(possible)
        if (trouvee === null) return
        expect(trouvee.reduce((somme, d) => somme + d.du, 0)).toBe(montant)
        expect(new Set(trouvee.map((d) => d.id)).size).toBe(trouvee.length)
      }),
    )
  })
  test('of those that wait for the same amount, the first ones', () => {
    const demandes = [1, 2, 3, 4].map((id) => ({ id, du: 12900 }))
    expect(findSubset(demandes, 25800, { essais: 100 })?.map((d) => d.id)).toEqual([1, 2])
  })
  test('never slow: the trials run out, and it is said', () => {
    // Even amounts above, odd ones to make it hard: no sum of them is the payment.
    const demandes = Array.from({ length: 3000 }, (_, i) => due(i + 1, 100_003 + 2 * i * i))
    const montant = 987_654_321
    const budget = { essais: 5000 }
    const debut = performance.now()
    findSubset(demandes as { du: number }[], montant, budget)
    const { avis, lignes } = proposeRapprochements(indexDues(demandes), paiement(montant))
    expect(performance.now() - debut).toBeLessThan(3000)
    if (lignes.length === 0) expect(avis).toContain('Trop de demandes')
  })
  test('a hundred thousand equal requests', () => {
    const demandes = Array.from({ length: 100_000 }, (_, i) => due(i + 1, 12900))
    const debut = performance.now()
    const { lignes } = proposeRapprochements(indexDues(demandes), paiement(12900 * 2500))
    expect(lignes[0]?.demandes).toHaveLength(2500)
    expect(performance.now() - debut).toBeLessThan(3000)
  })
})

describe('what a proposal may be', () => {
  const demandes = fc.array(
    fc.record({ du: fc.integer({ min: 1, max: 60 }), envoiId: fc.constantFrom(1, 2, null) }),
    { maxLength: 12 },
  )
  test('never above the payment, nor above what a request waits for; exact ones are exact', () => {
    fc.assert(
      fc.property(
        demandes,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 11 }),
        (dues, montant, nommee) => {
          const toutes = dues.map((d, i) =>
            due(i, d.du, { envoiId: d.envoiId, reference: `ENVOI-${d.envoiId}0000` }),
          )
          const p = paiement(montant, `ASP BDC ${1000 + nommee}`)
          for (const c of proposeRapprochements(indexDues(toutes), p).lignes) {
            const somme = c.demandes.reduce((n, d) => n + d.montant, 0)
            if (c.exacte) expect(somme).toBe(montant)
            expect(somme).toBeLessThanOrEqual(montant)
            for (const d of c.demandes) expect(d.montant).toBeLessThanOrEqual(toutes[d.id]?.du ?? 0)
          }
          const seule = findRapprochement(indexDues(toutes), p)
          if (seule !== null) expect(seule.demandes).toEqual([{ id: nommee, montant: toutes[nommee]?.du }])
        },
      ),
    )
  })
})

describe('what names a request', () => {
  const one = (numero: string, texte: string) =>
    findRapprochement(indexDues([due(1, 100, { numero })]), paiement(100, texte)) !== null
  test.each([
    ['BDC 2026 0001', 'VIR ASP /BDC-2026-0001/ AVANCE', true],
    ['bdc20260001', 'ASP BDC 2026 0001', true],
    ['BDC 2026 0001', 'ASP BDC 2026 00010', false],
    ['BDC 2026 0001', 'ASP XBDC20260001', false],
    // A year, a short number: they may mean anything.
    ['2026', 'ASP 2026', false],
    ['12345', 'ASP 12345', false],
    ['123456', 'ASP 123456', true],
    ['A12', 'ASP A12', false],
    ['DURAND', 'ASP DURAND', false],
  ])('%s in « %s »: %s', (numero, texte, attendu) => expect(one(numero, texte)).toBe(attendu))
  test('a sender by its words, never by a part of a word', () => {
    expect(namesEmetteur('Vir. a.s.p', ['ASP'])).toBe(false)
    expect(namesEmetteur('VIR SEPA/ASP-LIMOGES', ['ASP'])).toBe(true)
    expect(namesEmetteur('CASPER', ['ASP'])).toBe(false)
    expect(namesEmetteur('aide ségur', ['SEGUR'])).toBe(true)
    expect(namesEmetteur('x', [' - '])).toBe(false)
  })
})
