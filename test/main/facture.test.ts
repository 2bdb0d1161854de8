import { afterEach, expect, test } from 'vitest'
import { type ApplicationTest, openTestApplication, refusOf } from './outils.ts'
import { openAvancesPayees, writeSolde } from './service.ts'

const aFermer: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const fermer of aFermer.splice(0).reverse()) await fermer()
})
async function open(nombre = 1) {
  const app = await openTestApplication({ maintenant: '2022-11-02T08:02:00.000Z' })
  aFermer.push(app.fermer)
  return { app, ...(await openAvancesPayees(app, nombre)) }
}
const EXTERNE = {
  externe: true,
  numero: 'F-77',
  date: '2022-10-12',
  finaliseeLe: '2022-10-10',
  client: 'Claude Témoin1',
}
const constatOf = async (app: ApplicationTest, commandeId: number, code: string) =>
  (await app.client.facture.lire({ commandeId })).constats.find((c) => c.code === code)

test('the vendor’s own invoice: its facts are kept and looked at', async () => {
  const { app, id } = await open()
  const vide = await app.client.facture.lire({ commandeId: id })
  expect(vide.facture).toBeNull()
  expect(vide.proposition).toMatchObject({ client: 'Claude Témoin1', externe: false, date: '2022-11-02' })
  const { ht, tva, ttc } = vide.proposition
  const fiche = await app.client.facture.definir({ commandeId: id, ...EXTERNE, ht, tva, ttc })
  expect(fiche.facture).toMatchObject({ ...EXTERNE, ht, tva, ttc, lignePrestation: null, revision: 1 })
  const issues = (codes: readonly string[]) =>
    codes.map((code) => fiche.constats.find((c) => c.code === code)?.issue)
  expect(issues(['FAC-MONTANT', 'FAC-SOMME', 'FAC-LIGNE', 'FAC-MENTION', 'ATT-facture-externe'])).toEqual([
    'respecte',
    'respecte',
    'inconnu',
    'inconnu',
    'inconnu',
  ])
  await app.client.facture.definir({
    commandeId: id,
    revision: 1,
    ...EXTERNE,
    ht,
    tva,
    ttc,
    lignePrestation: true,
    mentionEtat: false,
  })
  expect((await constatOf(app, id, 'FAC-LIGNE'))?.issue).toBe('respecte')
  expect((await constatOf(app, id, 'FAC-MENTION'))?.issue).toBe('enfreint')
  await app.client.commande.attester({ code: 'facture-externe', commandeIds: [id], le: '2022-11-01' })
  expect((await constatOf(app, id, 'ATT-facture-externe'))?.issue).toBe('respecte')
  const { journal } = await app.client.commande.lire({ id })
  expect(journal.filter((l) => l.action === 'facture')).toHaveLength(2)
  // Another invoice is to be read in its turn.
  await app.client.facture.retirer({ commandeId: id })
  await app.client.facture.definir({ commandeId: id, ...EXTERNE, numero: 'F-78', ht, tva, ttc })
  expect((await constatOf(app, id, 'ATT-facture-externe'))?.issue).toBe('inconnu')
})

test('refusals: no number, a number taken, a day to come, a stale save, an unknown order', async () => {
  const { app, ids } = await open(2)
  const [un, deux] = ids as [number, number]
  const definir = app.client.facture.definir
  expect(await refusOf(definir({ commandeId: un, ...EXTERNE, numero: ' ' }))).toMatchObject({ ou: 'numero' })
  expect(await refusOf(definir({ commandeId: un, ...EXTERNE, date: '2022-11-03' }))).toMatchObject({
    ou: 'date',
  })
  expect(await refusOf(definir({ commandeId: un, ...EXTERNE, finaliseeLe: '2022-11-03' }))).toMatchObject({
    ou: 'finaliseeLe',
  })
  await definir({ commandeId: un, ...EXTERNE })
  expect(await refusOf(definir({ commandeId: deux, ...EXTERNE }))).toMatchObject({
    ou: 'numero',
    phrase: expect.stringContaining('commande N1'),
  })
  expect(await refusOf(definir({ commandeId: un, ...EXTERNE, client: 'X' }))).toMatchObject({
    code: 'REVISION_PERIMEE',
    actuelle: { numero: 'F-77' },
  })
  expect(await refusOf(app.client.facture.lire({ commandeId: 999 }))).toMatchObject({ code: 'INTROUVABLE' })
  expect((await app.client.facture.lire({ commandeId: deux })).facture).toBeNull()
})

test('another client than the advance’s: an avenant is waited for, until the name is put right', async () => {
  const { app, id } = await open()
  const ouvertes = () => app.client.echeance.lister({ commandeId: id, ouvertes: true })
  await app.client.facture.definir({ commandeId: id, ...EXTERNE, client: 'Cabinet des Tilleuls' })
  expect((await ouvertes()).map((e) => [e.nature, e.objet])).toEqual([
    ['avenant', 'Facture au nom de «\u00a0Cabinet des Tilleuls\u00a0»\u00a0: avenant attendu'],
  ])
  await app.client.facture.definir({
    commandeId: id,
    revision: 1,
    ...EXTERNE,
    client: 'Cabinet des Tilleuls',
    date: '2022-10-13',
  })
  expect(await ouvertes()).toHaveLength(1)
  await app.client.facture.definir({ commandeId: id, revision: 2, ...EXTERNE })
  expect(await ouvertes()).toEqual([])
})

test('an invoice that Liasse will print: number given, amounts and client of the order', async () => {
  const { app, id } = await open()
  const { proposition } = await app.client.facture.lire({ commandeId: id })
  const { facture } = await app.client.facture.definir({ commandeId: id })
  expect(facture).toMatchObject({ ...proposition, revision: 1 })
  expect(facture?.numero).not.toBe('')
  expect((await constatOf(app, id, 'FAC-LIGNE'))?.issue).toBe('respecte')
})

test('the number of an invoice taken back is never given again', async () => {
  const { app, ids } = await open(2)
  const [un, deux] = ids as [number, number]
  const premiere = (await app.client.facture.definir({ commandeId: un })).facture?.numero ?? ''
  await app.client.facture.retirer({ commandeId: un })
  const seconde = (await app.client.facture.definir({ commandeId: deux })).facture?.numero ?? ''
  expect([premiere, seconde].map((n) => n.slice(-4))).toEqual(['0001', '0002'])
})

test('an invoice is taken back, but not from under a balance', async () => {
  const { app, ids } = await open(2)
  const [un, deux] = ids as [number, number]
  await app.client.facture.definir({ commandeId: un, ...EXTERNE, client: 'Cabinet des Tilleuls' })
  expect((await app.client.facture.retirer({ commandeId: un })).facture).toBeNull()
  expect(await app.client.echeance.lister({ commandeId: un, ouvertes: true })).toEqual([])
  expect(await refusOf(app.client.facture.retirer({ commandeId: un }))).toMatchObject({ ou: 'facture' })
  await app.client.facture.definir({ commandeId: deux, ...EXTERNE })
  await writeSolde(app, deux, 'deposee', '2022-10-20')
  for (const appel of [
    app.client.facture.retirer({ commandeId: deux }),
    app.client.facture.definir({ commandeId: deux, revision: 1, ...EXTERNE, client: 'Autre' }),
  ])
    expect(await refusOf(appel)).toMatchObject({ phrase: expect.stringContaining('déposé le 20/10/2022') })
})

test('controls before any step; the next request when none is said', async () => {
  const { app, id } = await open()
  const pour = async (quoi: 'avance' | 'solde' | 'reception' | 'facture' | null) =>
    (await app.client.commande.controler({ commandeIds: [id], pour: quoi }))[0]
  expect((await pour(null))?.pour).toBe('solde')
  const codes = async (quoi: 'avance' | 'solde' | 'reception' | 'facture') =>
    (await pour(quoi))?.constats.map((c) => c.code) ?? []
  expect(await codes('solde')).toContain('AVANCE-ACQUISE')
  expect(await codes('solde')).not.toContain('CLI-MAIL')
  expect(await codes('avance')).toContain('CLI-MAIL')
  expect(await codes('reception')).toContain('REC-CHOIX')
  expect(await codes('facture')).toContain('FAC-POSITIF')
})

test('attestations of the balance are recorded for the order, the product, once', async () => {
  const { app, ids } = await open(2)
  expect(
    await app.client.commande.attester({ code: 'fin-prestation', commandeIds: ids, le: '2022-11-01' }),
  ).toEqual({
    posees: 2,
  })
  expect(
    await app.client.commande.attester({ code: 'seuil-dmp', commandeIds: ids, le: '2022-11-01' }),
  ).toEqual({
    posees: 2,
  })
})
