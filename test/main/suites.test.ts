import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ETATS_DEMANDE } from '#domain/commande.ts'
import { addDays, type Jour } from '#domain/dates.ts'
import { type EvenementDemande, transitionDemande } from '#domain/etats.ts'
import {
  type CadreSuite,
  type DemandeExistante,
  resolveSuite,
  type SuiteLue,
  SuiteRefusee,
} from '#main/imports/suites.ts'

const JOUR: Jour = '2026-11-25'
const jour = fc.integer({ min: -200, max: 20 }).map((n) => addDays(JOUR, n))
const peutEtre = <T>(a: fc.Arbitrary<T>) => fc.option(a, { nil: null })

const existante: fc.Arbitrary<DemandeExistante> = fc.record({
  id: fc.constant(1),
  envoiId: peutEtre(fc.constant(7)),
  etat: fc.constantFrom(...ETATS_DEMANDE.filter((e) => e !== 'preparee' && e !== 'abandonnee')),
  numeroAsp: peutEtre(fc.constantFrom('A1', 'A2')),
  deposeLe: peutEtre(jour),
  valideeLe: peutEtre(jour),
  payeLe: peutEtre(jour),
  montantPaye: peutEtre(fc.integer({ min: 0, max: 50_000 })),
  motif: fc.constantFrom('', 'Pièce illisible'),
  retourLe: peutEtre(jour),
})
const lue: fc.Arbitrary<SuiteLue> = fc.record({
  deposeLe: peutEtre(jour),
  numeroAsp: fc.constantFrom('', 'A1', 'A2'),
  issue: peutEtre(fc.constantFrom('deposee', 'incomplete', 'validee', 'payee', 'rejetee', 'a_corriger')),
  montantPaye: peutEtre(fc.integer({ min: 0, max: 50_000 })),
  payeLe: peutEtre(jour),
  valideeLe: peutEtre(jour),
  refuseeLe: peutEtre(jour),
  motif: fc.constantFrom('', 'Client déjà financé'),
})
const cadreOf = (d: DemandeExistante | null, type: CadreSuite['type']): CadreSuite => ({
  type,
  dateEmission: '2026-01-02',
  jour: JOUR,
  ttc: 43_000,
  existante: d,
})

const EVENEMENTS: readonly EvenementDemande[] = [
  'deposer',
  'valider',
  'payer',
  'rejeter',
  'contester',
  'retourner',
]
/** States that the table of moves reaches from one, itself included. */
function reachable(depart: DemandeExistante['etat']): ReadonlySet<string> {
  const vus = new Set<DemandeExistante['etat']>([depart])
  for (const etat of vus)
    for (const evenement of EVENEMENTS)
      try {
        vus.add(transitionDemande(etat, evenement))
      } catch {
        // Not in the table.
      }
  return vus
}

describe('what is said of a request', () => {
  const type = fc.constantFrom('avance', 'solde')

  test('moves it by the table or is refused, and said again changes nothing', () => {
    fc.assert(
      fc.property(existante, lue, type, (d, dit, t) => {
        let suite: ReturnType<typeof resolveSuite>
        try {
          suite = resolveSuite(dit, cadreOf(d, t))
        } catch (erreur) {
          expect(erreur).toBeInstanceOf(SuiteRefusee)
          return
        }
        if (suite === null) return
        if (suite.existante !== null) expect(reachable(d.etat)).toContain(suite.etat)
        else expect([d.etat, suite.remplacee]).toEqual(['a_corriger', d])
        const apres: DemandeExistante = {
          id: 1,
          envoiId: null,
          ...suite.faits,
          etat: suite.etat,
          retourLe: suite.refuseeLe ?? (suite.existante === null ? null : (d.retourLe ?? null)),
        }
        expect(resolveSuite(dit, cadreOf(apres, t))).toBeNull()
      }),
      { numRuns: 3000 },
    )
  })

  test('never pays more than the order, in the future, or before the deposit', () => {
    fc.assert(
      fc.property(existante, lue, type, (d, dit, t) => {
        let suite: ReturnType<typeof resolveSuite> = null
        try {
          suite = resolveSuite(dit, cadreOf(d, t))
        } catch {
          return
        }
        if (suite === null) return
        const { payeLe, montantPaye, deposeLe } = suite.faits
        if (dit.montantPaye !== null) expect(montantPaye).toBeLessThanOrEqual(43_000)
        if (dit.payeLe !== null) expect([payeLe! <= JOUR, payeLe! >= deposeLe!]).toEqual([true, true])
      }),
      { numRuns: 2000 },
    )
  })
})
