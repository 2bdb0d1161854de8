import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addDemande, addOrders, type DemandeExemple } from './argentOutils.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

const MDV = 'MDV-LGC-Va1'
const lire = (dispositif: string | null = null) => app.client.aujourdhui.lire({ dispositif })
const regler = (cle: string, valeur: string) =>
  app.client.dispositif.regler({ code: MDV, cle, valeur, note: 'Courrier de l’agence du 03/11/2026' })

/** Orders in many states: one for each list of requests. */
async function fill(suites: readonly (readonly Omit<DemandeExemple, 'commandeId'>[])[]) {
  const { ids } = await addOrders(app.contexte, suites.length)
  for (const [i, demandes] of suites.entries())
    for (const d of demandes) await addDemande(app.contexte, { ...d, commandeId: ids[i] as number })
  return ids
}

const PAYEE = { etat: 'payee', payeLe: '2026-08-20', montantPaye: 12900 } as const
const SUITES = [
  [],
  [],
  [{ deposeLe: '2026-11-02' }],
  [{ deposeLe: '2026-08-03' }],
  [{ etat: 'contestee', deposeLe: '2026-10-01' }],
  [{ etat: 'rejetee', deposeLe: '2026-10-01' }],
  [{ etat: 'a_corriger', deposeLe: '2026-10-01' }],
  [{ etat: 'validee', deposeLe: '2026-10-01' }],
  [PAYEE],
  [PAYEE, { type: 'solde', deposeLe: '2026-11-03' }],
  [PAYEE, { type: 'solde', etat: 'validee', deposeLe: '2026-11-03' }],
  [PAYEE, { type: 'solde', etat: 'a_corriger', deposeLe: '2026-10-03' }],
  [PAYEE, { type: 'solde', etat: 'rejetee', deposeLe: '2026-10-03' }],
  [PAYEE, { type: 'solde', etat: 'payee', payeLe: '2026-11-10', montantPaye: 30100 }],
] as const

describe('every figure opens its list', () => {
  test('states, returns, money, funnel', async () => {
    const ids = await fill(SUITES)
    app.contexte.registre.brut
      .prepare("UPDATE commande SET annuleeLe = '2026-11-01', verifieeLe = NULL WHERE id = ?")
      .run(ids[1] as number)
    const jour = await lire()
    expect(jour.lignes.map((l) => [l.etat, l.nombre])).toEqual([
      ['solde_retourne', 1],
      ['avance_retournee', 1],
      ['avance_rejetee', 1],
      ['solde_rejete', 1],
      ['installation_a_faire', 2],
      ['bdc_a_signer', 1],
      ['avance_deposee', 2],
      ['avance_contestee', 1],
      ['solde_depose', 1],
      ['solde_valide', 1],
    ])
    for (const l of jour.lignes) {
      const { lignes, total } = await app.client.commande.lister({ etats: [l.etat] })
      expect([total, l.parDispositif]).toEqual([l.nombre, [{ dispositif: MDV, nombre: l.nombre }]])
      const montant = (c: (typeof lignes)[number]) =>
        l.etat.startsWith('solde') || l.etat === 'installation_a_faire' ? c.solde : c.avance
      expect(l.enJeu).toBe(lignes.reduce((n, c) => n + (montant(c) ?? 0), 0))
      expect(lignes.every((c) => c.etape === l.etape && c.porteur === l.porteur)).toBe(true)
    }
    expect(jour.retours.total).toBe(4)
    expect(jour.retours.premiers).toHaveLength(3)
    for (const r of jour.retours.premiers)
      expect(r.type).toBe(r.etat.startsWith('solde') ? 'solde' : 'avance')
    const resume = await app.client.argent.resumer({})
    expect(jour.argent).toEqual({
      resteARecevoir: resume.resteARecevoir,
      recu: resume.recu,
      parMois: resume.parMois,
    })
    expect(jour.entonnoir.map((e) => [e.cle, e.nombre])).toEqual([
      ['commandes', 13],
      ['signees', 12],
      ['deposees', 12],
      ['acceptees', 7],
      ['installees', 5],
      ['soldes', 5],
      ['soldees', 1],
    ])
    for (const e of jour.entonnoir) expect(e.montant).toBe(e.nombre * 43000)
  })

  test('one scheme at a time, and an empty register', async () => {
    expect(await lire()).toMatchObject({ lignes: [], echeances: [], dispositifs: [], retours: { total: 0 } })
    await fill(SUITES)
    expect((await lire('SFP-LGC-Va2')).lignes).toEqual([])
    expect((await lire('SFP-LGC-Va2')).dispositifs.map((d) => d.code)).toEqual([MDV])
    expect((await lire(MDV)).lignes).toEqual((await lire()).lignes)
  })
})

describe('late, and since when', () => {
  const lineOf = async (etat: string) => (await lire()).lignes.find((l) => l.etat === etat)

  test('at the agency: sixty days are in time, the next one is late, as for the money', async () => {
    await fill([[{ deposeLe: '2026-09-18' }], [{ deposeLe: '2026-10-30' }]])
    expect(await lineOf('avance_deposee')).toMatchObject({ nombre: 2, enRetard: 0, plusAncien: 60 })
    expect((await app.client.argent.resumer({})).enRetard.demandes).toBe(0)
    app.avancer('2026-11-17T22:59:59.999Z')
    expect(await lineOf('avance_deposee')).toMatchObject({ enRetard: 0, plusAncien: 60 })
    // Midnight in Paris.
    app.avancer('2026-11-17T23:00:00.000Z')
    expect(await lineOf('avance_deposee')).toMatchObject({ enRetard: 1, plusAncien: 61 })
    expect((await app.client.argent.resumer({})).enRetard).toEqual({ montant: 12900, demandes: 1 })
  })

  test('at the client’s: a form printed twenty-one days ago is to be asked for', async () => {
    const [a, b] = await fill([[], []])
    const emettre = app.contexte.registre.brut.prepare(
      'UPDATE commande SET bdcEmisLe = ?, verifieeLe = NULL WHERE id = ?',
    )
    emettre.run('2026-10-27', a as number)
    emettre.run('2026-10-26', b as number)
    expect(await lineOf('bdc_a_signer')).toMatchObject({ nombre: 2, enRetard: 1, plusAncien: 22 })
  })

  test('ours: past the last day of the scheme', async () => {
    await regler('finPrestations', '2026-11-17')
    await fill([[PAYEE]])
    expect(await lineOf('installation_a_faire')).toMatchObject({ enRetard: 0, plusAncien: null })
    app.avancer('2026-11-18T08:00:00.000Z')
    expect(await lineOf('installation_a_faire')).toMatchObject({ enRetard: 1, plusAncien: null })
  })

  test('the dates of a scheme: what is left, done, ready, not ready; gone once nothing waits for them', async () => {
    await regler('finPrestations', '2026-11-17')
    await regler('finSoldes', '2026-12-14')
    await fill(SUITES)
    const of = async (quoi: string) => (await lire()).echeances.find((e) => e.quoi === quoi)
    expect(await of('prestations')).toMatchObject({
      jour: '2026-11-17',
      reste: 0,
      faites: 5,
      pretes: 2,
      pasPretes: 7,
      parVous: true,
    })
    expect(await of('avances')).toMatchObject({
      cle: 'finPrestations',
      faites: 10,
      pretes: 0,
      pasPretes: 4,
      enJeu: 4 * 12900,
    })
    expect(await of('soldes')).toMatchObject({
      jour: '2026-12-14',
      reste: 27,
      faites: 3,
      pretes: 0,
      pasPretes: 11,
      enJeu: 11 * 30100,
    })
    const jours = (await lire()).echeances.map((e) => e.jour)
    expect(jours).toEqual(jours.toSorted())
    app.avancer('2026-11-18T08:00:00.000Z')
    expect(await of('prestations')).toMatchObject({ reste: -1 })
    app.contexte.registre.brut.exec(
      "UPDATE commande SET annuleeLe = '2026-11-18', verifieeLe = NULL WHERE id < 14",
    )
    expect(await of('prestations')).toBeUndefined()
    expect(await of('soldes')).toMatchObject({ faites: 1, pasPretes: 0, reste: 26 })
  })
})

describe('returns and news', () => {
  test('the first to answer first, with its day', async () => {
    const ids = await fill([
      [{ etat: 'a_corriger' }],
      [{ etat: 'rejetee' }],
      [PAYEE, { type: 'solde', etat: 'a_corriger' }],
    ])
    const ouvrir = (i: number, echeanceLe: string) =>
      app.client.echeance.definir({
        commandeId: ids[i] as number,
        nature: 'complement',
        objet: 'Pièce illisible',
        recueLe: '2026-11-02',
        echeanceLe,
      })
    await ouvrir(2, '2026-11-25')
    await ouvrir(1, '2026-11-20')
    const { retours } = await lire()
    expect(retours.premiers.map((r) => [r.commandeId, r.echeanceLe])).toEqual([
      [ids[1], '2026-11-20'],
      [ids[2], '2026-11-25'],
      [ids[0], null],
    ])
  })

  test('since yesterday: paid once each, forms that came, returns', async () => {
    const ids = await fill([[{}], [{}], [{ etat: 'validee' }]])
    const payer = async (montant: number, demandeId: number, date: string) => {
      const r = await app.client.reglement.saisir({ date, montant })
      await app.client.reglement.rapprocher({ reglementId: r.id, demandes: [{ demandeId, montant }] })
    }
    app.avancer('2026-11-15T22:59:00.000Z')
    await payer(12900, 1, '2026-11-15')
    app.avancer('2026-11-15T23:00:00.000Z')
    await payer(10000, 3, '2026-11-15')
    app.avancer('2026-11-17T08:00:00.000Z')
    // A second payment of the same request is no second advance.
    await payer(2900, 3, '2026-11-17')
    expect((await lire()).depuisHier).toEqual({ bdcSignes: 0, avancesPayees: 1, soldesPayes: 0, retours: 0 })
    expect((await lire('SFP-LGC-Va2')).depuisHier.avancesPayees).toBe(0)
    expect(ids).toHaveLength(3)
  })
})
