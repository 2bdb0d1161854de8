import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LigneArgent } from '#contract/argent.ts'
import { computeAvance, computeSolde } from '#domain/proposition.ts'
import { addDemande, addOrders, type DemandeExemple } from './argentOutils.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'

/** The day on which everything is looked at: the schemes' closing days are set around it. */
const JOUR = '2026-11-17'
let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

const DISPOSITIF = 'MDV-LGC-Va1'
const regler = (cle: string, valeur: string) =>
  app.client.dispositif.regler({ code: DISPOSITIF, cle, valeur, note: 'Courrier de l’agence du 03/11/2026' })
const lister = async (plus: Parameters<ApplicationTest['client']['argent']['lister']>[0] = {}) =>
  app.client.argent.lister({ nombre: 1000, ...plus })

/** Both lines of one order, advance then balance. */
async function linesOf(
  demandes: readonly Omit<DemandeExemple, 'commandeId'>[],
): Promise<readonly LigneArgent[]> {
  const { ids } = await addOrders(app.contexte, 1)
  for (const d of demandes) await addDemande(app.contexte, { ...d, commandeId: ids[0] as number })
  const { lignes } = await lister()
  return lignes.toSorted((a, b) => (a.type < b.type ? -1 : 1))
}

describe('the shares of a scheme', () => {
  test('always add up, whatever the amount and the share', () => {
    const part = fc.integer({ min: 0, max: 10_000 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), part, (ttc, valeur) => {
        const source = { document: 'X', passage: 'Y' }
        const datee = [{ de: null, jusqua: null, valeur, source, confiance: 'atteste' as const }]
        const dispositif = {
          ...app.contexte.catalogue.base(DISPOSITIF),
          parts: { avance: datee, solde: datee },
        }
        const avance = computeAvance(dispositif, ttc, JOUR) as number
        const solde = computeSolde(dispositif, ttc, JOUR) as number
        expect(avance + solde).toBe(ttc)
        expect(Math.min(avance, solde)).toBeGreaterThanOrEqual(0)
        // Rounded half up: never more than half a cent away.
        expect(Math.abs(avance * 10_000 - ttc * valeur) * 2).toBeLessThanOrEqual(10_000)
      }),
    )
  })

  test('an order asks for its whole amount, the request written or not', async () => {
    for (const share of ['30 %', '33,33 %', '0,01 %', '100 %']) {
      await regler('parts.avance', share)
      const avant = await linesOfFresh()
      expect(avant.reduce((n, l) => n + (l.attendu ?? 0), 0)).toBe(43000)
    }
  })
  async function linesOfFresh() {
    if ((await lister()).total === 0) await addOrders(app.contexte, 1)
    return (await lister()).lignes
  }
})

describe('one order', () => {
  // Open until the end of 2026: what is not asked for is still expected.
  beforeEach(async () => {
    await regler('finPrestations', '2026-12-01')
    await regler('finSoldes', '2026-12-31')
  })
  const CAS: readonly [string, readonly Omit<DemandeExemple, 'commandeId'>[], object, object][] = [
    [
      'nothing asked for: the last day and the delay',
      [],
      { situation: 'attendu', attendu: 12900, recu: 0, jour: '2027-01-30', demandeId: null },
      { situation: 'attendu', attendu: 30100, jour: '2027-03-01' },
    ],
    [
      'deposited: sixty days after',
      [{ deposeLe: '2026-10-05' }],
      { situation: 'attendu', attendu: 12900, jour: '2026-12-04', mois: '2026-12' },
      { situation: 'attendu', attendu: 30100 },
    ],
    ['the last day of the delay', [{ deposeLe: '2026-09-18' }], { situation: 'attendu', jour: JOUR }, {}],
    ['the day after: late', [{ deposeLe: '2026-09-17' }], { situation: 'en_retard', jour: '2026-11-16' }, {}],
    [
      'validated, late',
      [{ etat: 'validee', deposeLe: '2026-09-01', valideeLe: '2026-10-30' }],
      { situation: 'en_retard' },
      {},
    ],
    [
      'contested: still expected',
      [{ etat: 'contestee', deposeLe: '2026-10-05' }],
      { situation: 'attendu' },
      { situation: 'attendu' },
    ],
    [
      'paid',
      [{ etat: 'payee', payeLe: '2026-10-20', montantPaye: 12900 }],
      { situation: 'recu', recu: 12900, attendu: 12900, jour: '2026-10-20' },
      { situation: 'attendu', attendu: 30100, recu: 0 },
    ],
    [
      'paid in part',
      [{ etat: 'payee', payeLe: '2026-10-20', montantPaye: 10000 }],
      { situation: 'recu', recu: 10000, attendu: 12900 },
      { situation: 'attendu', attendu: 30100 },
    ],
    [
      'paid, the amount unknown: what was asked for',
      [{ etat: 'payee', payeLe: '2026-10-20' }],
      { situation: 'recu', recu: 12900 },
      {},
    ],
    [
      'refused: both are lost',
      [{ etat: 'rejetee' }],
      { situation: 'perdu', jour: null },
      { situation: 'perdu', jour: null },
    ],
    [
      'sent back: to ask for again',
      [{ etat: 'a_corriger' }],
      { situation: 'attendu', jour: '2027-01-30' },
      {},
    ],
    [
      'asked for again: the last attempt speaks',
      [
        { etat: 'remplacee', deposeLe: '2026-01-05' },
        { tentative: 2, deposeLe: '2026-11-02' },
      ],
      { situation: 'attendu', jour: '2027-01-01' },
      {},
    ],
    [
      'an intent is no request',
      [{ etat: 'validee' }, { type: 'solde', etat: 'preparee', deposeLe: null, attendu: 1 }],
      { situation: 'attendu' },
      { situation: 'attendu', attendu: 30100, demandeId: null },
    ],
    [
      'both paid',
      [
        { etat: 'payee', payeLe: '2026-08-20', montantPaye: 12900 },
        { type: 'solde', etat: 'payee', payeLe: '2026-11-10', montantPaye: 30100 },
      ],
      { situation: 'recu', mois: '2026-08' },
      { situation: 'recu', recu: 30100, mois: '2026-11' },
    ],
    [
      'the balance refused',
      [
        { etat: 'payee', payeLe: '2026-08-20', montantPaye: 12900 },
        { type: 'solde', etat: 'rejetee' },
      ],
      { situation: 'recu' },
      { situation: 'perdu', attendu: 30100 },
    ],
  ]
  test.each(CAS)('%s', async (_nom, demandes, avance, solde) => {
    const [a, s] = await linesOf(demandes)
    expect(a).toMatchObject({ type: 'avance', ...avance })
    expect(s).toMatchObject({ type: 'solde', ...solde })
  })

  test('a form signed and checked is expected as if it left today', async () => {
    const { ids } = await addOrders(app.contexte, 1)
    await app.client.commande.lister({})
    const brut = app.contexte.registre.brut
    brut.prepare("UPDATE resume SET etat = 'avance_a_deposer' WHERE id = ?").run(ids[0] as number)
    const { lignes } = await lister()
    expect(lignes.map((l) => [l.type, l.jour])).toEqual([
      ['avance', '2027-01-16'],
      ['solde', '2027-03-01'],
    ])
  })

  test('cancelled: nothing is expected, what was received stays', async () => {
    const { ids } = await addOrders(app.contexte, 2)
    await addDemande(app.contexte, {
      commandeId: ids[0] as number,
      etat: 'payee',
      payeLe: '2026-10-20',
      montantPaye: 12900,
    })
    app.contexte.registre.brut.exec("UPDATE commande SET annuleeLe = '2026-11-01', verifieeLe = NULL")
    expect((await lister()).lignes).toMatchObject([{ type: 'avance', situation: 'recu', recu: 12900 }])
    expect(await app.client.argent.resumer({})).toMatchObject({ recu: 12900, resteARecevoir: 0 })
  })

  test('a share that nobody knows is counted, never summed', async () => {
    const { ids } = await addOrders(app.contexte, 1)
    await addDemande(app.contexte, { commandeId: ids[0] as number, attendu: null })
    await app.client.commande.lister({})
    app.contexte.registre.brut.exec('UPDATE resume SET avance = NULL, solde = NULL')
    expect(await app.client.argent.resumer({})).toMatchObject({ sansPart: 2, resteARecevoir: 0 })
    expect((await lister()).lignes.map((l) => l.attendu)).toEqual([null, null])
  })
})

describe('the closing days', () => {
  const situations = async () =>
    Object.fromEntries(
      (await lister()).lignes.map((l) => [
        `${l.type}${l.demandeId === null ? '' : ' demandée'}`,
        l.situation,
      ]),
    )

  test('the balance: until its hour, lost after; what is deposited is not', async () => {
    await regler('finSoldes', '2026-11-17')
    const { ids } = await addOrders(app.contexte, 2)
    await addDemande(app.contexte, { commandeId: ids[1] as number, etat: 'validee', deposeLe: '2026-10-05' })
    await addDemande(app.contexte, { commandeId: ids[1] as number, type: 'solde', deposeLe: '2026-11-10' })
    // 14 h in Paris.
    app.avancer('2026-11-17T13:00:00.000Z')
    expect(await situations()).toMatchObject({ solde: 'attendu', 'solde demandée': 'attendu' })
    app.avancer('2026-11-17T13:00:00.001Z')
    expect(await situations()).toMatchObject({ solde: 'perdu', 'solde demandée': 'attendu' })
  })

  test('the end of services only warns: no advance is lost by it', async () => {
    await regler('finPrestations', '2026-11-16')
    await regler('finSoldes', '2026-12-31')
    await addOrders(app.contexte, 1)
    const [avance, solde] = (await lister()).lignes.toSorted((a, b) => (a.type < b.type ? -1 : 1))
    expect(avance).toMatchObject({ situation: 'attendu', jour: null })
    expect(solde).toMatchObject({ situation: 'attendu', jour: '2027-03-01' })
    expect(await app.client.argent.resumer({})).toMatchObject({ sansMois: { recu: 0, attendu: 12900 } })
  })

  test.each([
    ['2026-11-17', 'attendu', 'attendu'],
    ['2026-11-16', 'perdu', 'perdu'],
  ])(
    'where the advance closes for good on %s, it is %s, and its balance with it',
    async (date4, avance, solde) => {
      const brut = app.contexte.registre.brut
      await addOrders(app.contexte, 2)
      await app.client.commande.lister({})
      // Date 4 is Date 0 and 28 months.
      const date0 = `2024-07-${date4.slice(-2)}`
      await app.client.dispositif.regler({
        code: 'SFP-LGC-Va2',
        cle: 'date0',
        valeur: date0,
        note: 'JO',
      })
      brut.exec(
        "UPDATE commande SET dispositif = 'SFP-LGC-Va2'; UPDATE resume SET dispositif = 'SFP-LGC-Va2'",
      )
      await addDemandeSansVerifier(2)
      expect(await situations()).toEqual({ avance, solde, 'avance demandée': 'attendu' })
      // The balance of the deposited advance is still to come.
      const { lignes } = await lister()
      expect(
        lignes
          .filter((l) => l.type === 'solde')
          .map((l) => l.situation)
          .sort(),
      ).toEqual([solde, 'attendu'].sort())
    },
  )
  const addDemandeSansVerifier = async (commandeId: number) => {
    await addDemande(app.contexte, { commandeId, deposeLe: '2026-11-10' })
    app.contexte.registre.brut.exec("UPDATE commande SET verifieeLe = '2026-11-17'")
  }
})

describe('sums', () => {
  const ETATS = ['', 'exportee', 'deposee', 'validee', 'payee', 'rejetee', 'contestee', 'a_corriger'] as const
  const jourDe = (n: number) => new Date(Date.UTC(2026, 7, 1 + n)).toISOString().slice(0, 10)
  /** A register of every situation, drawn from numbers. */
  const demande = fc.record({
    avance: fc.constantFrom(...ETATS),
    solde: fc.constantFrom(...ETATS),
    depot: fc.integer({ min: 0, max: 100 }),
    paye: fc.option(fc.integer({ min: 1, max: 12900 })),
    part: fc.option(fc.integer({ min: 0, max: 43000 }), { freq: 5 }),
  })
  test('every figure is the sum of the list that it opens', async () => {
    await regler('finSoldes', '2026-12-31')
    const { ids } = await addOrders(app.contexte, 12)
    await app.client.commande.lister({})
    const brut = app.contexte.registre.brut
    await fc.assert(
      fc.asyncProperty(fc.array(demande, { minLength: 1, maxLength: 12 }), async (tires) => {
        brut.exec('DELETE FROM demande')
        for (const [i, d] of tires.entries())
          for (const type of ['avance', 'solde'] as const) {
            const etat = d[type]
            if (etat === '') continue
            const deposeLe = etat === 'exportee' ? null : jourDe(d.depot)
            await addDemande(app.contexte, {
              commandeId: ids[i] as number,
              type,
              etat,
              deposeLe,
              attendu: d.part,
              ...(etat === 'payee' && { payeLe: jourDe(d.depot + 5), montantPaye: d.paye }),
            })
          }
        const r = await app.client.argent.resumer({})
        const sommeOf = async (plus: Parameters<typeof lister>[0]) => (await lister(plus)).somme
        expect(await sommeOf({ situation: 'recu' })).toBe(r.recu)
        expect(await sommeOf({ situation: 'a_recevoir' })).toBe(r.resteARecevoir)
        expect(await sommeOf({ situation: 'perdu' })).toBe(r.perdu)
        expect(await sommeOf({})).toBe(r.recu + r.resteARecevoir + r.perdu)
        const retard = await lister({ situation: 'en_retard' })
        expect(r.enRetard).toEqual({ montant: retard.somme, demandes: retard.total })
        for (const m of r.parMois) {
          expect(await sommeOf({ mois: m.mois, situation: 'recu' })).toBe(m.recu)
          expect(await sommeOf({ mois: m.mois, situation: 'a_recevoir' })).toBe(m.attendu)
        }
        for (const cle of ['recu', 'attendu'] as const) {
          const total = cle === 'recu' ? r.recu : r.resteARecevoir
          const add = (lignes: readonly { readonly recu: number; readonly attendu: number }[]) =>
            lignes.reduce((n, l) => n + l[cle], 0)
          expect(add(r.parMois) + r.sansMois[cle]).toBe(total)
          expect(add(r.parDispositif)).toBe(total)
          expect(add(r.parProduit)).toBe(total)
        }
        const { lignes, total } = await lister()
        expect(total).toBe(lignes.length)
        expect(lignes.every((l) => l.mois === (l.jour?.slice(0, 7) ?? null))).toBe(true)
        const enMoins = lignes.filter((l) => l.situation === 'recu' && l.recu < (l.attendu ?? 0))
        expect(r.enMoins).toEqual({
          demandes: enMoins.length,
          montant: enMoins.reduce((n, l) => n + (l.attendu ?? 0) - l.recu, 0),
        })
        expect(r.sansPart).toBe(
          lignes.filter(
            (l) => l.attendu === null && (l.situation === 'attendu' || l.situation === 'en_retard'),
          ).length,
        )
      }),
      { numRuns: 12 },
    )
  })

  test('a payment matched with the bank is said so; a product and a scheme filter both', async () => {
    const { ids, vendeur } = await addOrders(app.contexte, 1)
    const demandeId = await addDemande(app.contexte, { commandeId: ids[0] as number })
    const r = await app.client.reglement.saisir({ date: '2026-11-02', montant: 12900 })
    const rapproches = async () => (await lister()).lignes.map((l) => [l.type, l.rapproche])
    expect((await rapproches()).every(([, rapproche]) => !rapproche)).toBe(true)
    await app.client.reglement.rapprocher({ reglementId: r.id, demandes: [{ demandeId, montant: 12900 }] })
    expect(await rapproches()).toContainEqual(['avance', true])
    expect((await lister({ referencementId: vendeur.referencementId })).total).toBe(2)
    expect((await lister({ referencementId: vendeur.referencementId + 1 })).total).toBe(0)
    expect((await lister({ dispositif: 'SFP-LGC-Va2' })).total).toBe(0)
    expect((await app.client.argent.resumer({ dispositif: 'SFP-LGC-Va2' })).parProduit).toEqual([])
  })
})
