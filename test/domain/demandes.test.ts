import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Demande, Dossier, EtatDemande, Installation, Ligne } from '#domain/commande.ts'
import { asServi, avanceOf, montantsOf, piecesOf } from '#domain/demandes.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { perimetreOf } from '#domain/suite.ts'
import { openCatalogue } from '#main/catalogue.ts'
import {
  dossierExemple,
  participation,
  rppsOf,
  SCENARIO_EXEMPLE,
  tiersExemple,
} from '../main/dossierExemple.ts'

const JOUR = '2023-09-12'
const MDV = openCatalogue().base('MDV-LGC-Va1')
/** The scheme with another share of the advance, in basis points; null: unknown. */
const withPart = (valeur: number | null): Dispositif => {
  const [part] = MDV.parts.avance
  return { ...MDV, parts: { ...MDV.parts, avance: part === undefined ? [] : [{ ...part, valeur }] } }
}

const installed = (plus: Partial<Installation> = {}): Installation => ({
  revision: 1,
  prevueLe: null,
  realiseeLe: '2022-09-05',
  scenario: SCENARIO_EXEMPLE,
  formation: {},
  livrables: {},
  tachesClient: '',
  preuves: [],
  nonServis: [],
  ...plus,
})
const advance = (attendu: number | null, etat: EtatDemande = 'payee'): Demande => ({
  id: 1,
  type: 'avance',
  tentative: 1,
  etat,
  envoiId: null,
  numLigne: 1,
  numeroAsp: 'ASP1',
  deposeLe: '2022-07-01',
  valideeLe: null,
  payeLe: null,
  montantPaye: null,
  motif: '',
  attendu,
  codeTraitement: '',
  libelleTraitement: '',
  perimetre: null,
  refusee: false,
})
const line = (tiersId: number, ttc: number): Ligne => ({
  id: tiersId,
  tiersId,
  ht: ttc,
  taux: 0,
  tva: 0,
  ttc,
  tranche: null,
  plafondHt: null,
  plafondSource: null,
})
/** An order of several doctors, numbered from 1, of these amounts. */
const orderOf = (ttcs: readonly number[], plus: Partial<Dossier> = {}): Dossier =>
  dossierExemple(1, {
    participations: ttcs.map((_, i) =>
      participation('client', tiersExemple(i + 1, `S${i + 1}`, 'praticien', { RPPS: rppsOf(i + 1) }), i),
    ),
    lignes: ttcs.map((ttc, i) => line(i + 1, ttc)),
    ...plus,
  })

const ttcs = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 6 })
const parts = fc.integer({ min: 1, max: 9999 })

describe('what is left after the advance', () => {
  test('advance and balance always add up to the cent, whatever became of the share since', () => {
    fc.assert(
      fc.property(ttcs, parts, parts, (montants, alors, depuis) => {
        const avant = orderOf(montants)
        const demandee = montantsOf(avant, withPart(alors), 'avance', JOUR).attendu as number
        const dossier = orderOf(montants, { demandes: [advance(demandee)], installation: installed() })
        const solde = montantsOf(dossier, withPart(depuis), 'solde', JOUR)
        expect(solde.attendu).toBe(solde.ttc - demandee)
        expect(solde.ttc).toBe(montants.reduce((a, b) => a + b, 0))
        expect(avanceOf(dossier, withPart(depuis), JOUR)).toBe(demandee)
      }),
    )
  })

  test('clients that were not served are taken off the balance, never off the advance', () => {
    fc.assert(
      fc.property(ttcs, parts, fc.array(fc.integer({ min: 1, max: 6 })), (montants, part, absents) => {
        const nonServis = [...new Set(absents)]
          .filter((id) => id <= montants.length)
          .map((tiersId) => ({ tiersId, motif: 'Cabinet fermé' }))
        const avance = montantsOf(orderOf(montants), withPart(part), 'avance', JOUR).attendu as number
        const dossier = orderOf(montants, {
          demandes: [advance(avance)],
          installation: installed({ nonServis }),
        })
        const retires = nonServis.reduce((total, { tiersId }) => total + (montants[tiersId - 1] as number), 0)
        const total = montants.reduce((a, b) => a + b, 0)
        expect(montantsOf(dossier, withPart(part), 'solde', JOUR)).toEqual({
          ttc: total - retires,
          attendu: total - retires - avance,
        })
        expect(montantsOf(dossier, withPart(part), 'avance', JOUR).ttc).toBe(total)
      }),
    )
  })

  test('an advance of an unknown amount is what the share says; an unknown share leaves it unknown', () => {
    const dossier = orderOf([43000], { demandes: [advance(null)], installation: installed() })
    expect(montantsOf(dossier, withPart(3000), 'solde', JOUR)).toEqual({ ttc: 43000, attendu: 30100 })
    expect(montantsOf(dossier, withPart(null), 'solde', JOUR)).toEqual({ ttc: 43000, attendu: null })
  })

  test('a request that came back is asked again at the share of the day', () => {
    const dossier = orderOf([43000], { demandes: [advance(1, 'a_corriger')] })
    expect(avanceOf(dossier, withPart(4000), JOUR)).toBe(17200)
  })
})

describe('what each request speaks of', () => {
  const installation = installed({
    scenario: { ...SCENARIO_EXEMPLE, isDirectToDMP: false, isPFIToDMP: true },
    nonServis: [{ tiersId: 2, motif: 'Départ en retraite' }],
  })
  const dossier = orderOf([43000, 43000], { installation })

  test('the advance: what was ordered; the balance: what was installed, for those served', () => {
    expect(perimetreOf(dossier, 'avance')).toEqual({
      clients: [
        { tiersId: 1, nom: 'S1' },
        { tiersId: 2, nom: 'S2' },
      ],
      scenario: SCENARIO_EXEMPLE,
    })
    expect(perimetreOf(dossier)).toEqual({
      clients: [{ tiersId: 1, nom: 'S1' }],
      scenario: installation.scenario,
    })
    const servi = asServi(dossier)
    expect([servi.scenario, servi.participations.length, servi.lignes.length]).toEqual([
      installation.scenario,
      1,
      1,
    ])
  })

  test('a mandataire stays, served or not', () => {
    const mandataire = participation('mandataire', tiersExemple(2, 'S2', 'praticien', { RPPS: rppsOf(2) }))
    const avec = { ...dossier, participations: [...dossier.participations, mandataire] }
    expect(asServi(avec).participations.map((p) => p.role)).toEqual(['client', 'mandataire'])
  })

  test('of the VA and the MOM, the one that the installed scenario designates', () => {
    const types = (d: Dossier) => piecesOf(d, MDV, 'solde').map((p) => p.attendue.type)
    expect(types(dossier)).toEqual(['FACTURE', 'VA'])
    expect(types({ ...dossier, installation: installed() })).toEqual(['FACTURE', 'MOM'])
    expect(piecesOf(dossier, MDV, 'solde').every((p) => p.piece === null)).toBe(true)
    expect(piecesOf(dossier, MDV, 'avance').map((p) => p.attendue.type)).toEqual(['BDC'])
  })
})
