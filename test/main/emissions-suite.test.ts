import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPdfJs } from './lecturePdf.ts'
import { type ApplicationTest, openTestApplication, refusOf, SCENARIO_MDV } from './outils.ts'
import { resultOf } from './registreExemple.ts'
import { openAvancesPayees } from './service.ts'

let app: ApplicationTest
let sortie = ''
let ids: number[]

/** Orders installed with the software feeding the DMP itself (MOM) or through another one (VA). */
const install = (commandeIds: readonly number[], envoi: 'direct' | 'tiers' | 'aucun' = 'tiers') =>
  Promise.all(
    commandeIds.map((commandeId) =>
      app.client.installation.definir({
        commandeId,
        realiseeLe: '2022-10-10',
        // The MOM certifies ten documents sent (Modèles du 28/07/2023, §3).
        preuves: envoi === 'direct' ? [{ flux: 'dmp', nombre: 12, releveLe: '2022-10-12' }] : [],
        scenario: { ...SCENARIO_MDV, isDirectToDMP: envoi === 'direct', isPFIToDMP: envoi === 'tiers' },
      }),
    ),
  )
const invoice = (commandeIds: number[], date: string | null = null) =>
  resultOf(app.client.facture.emettre({ commandeIds, sortie, date }))
const receive = (commandeIds: number[], type: 'VA' | 'MOM' | null = null) =>
  resultOf(app.client.reception.emettre({ commandeIds, sortie, type }))
const factureOf = async (commandeId: number) => (await app.client.facture.lire({ commandeId })).facture
const files = () => (existsSync(sortie) ? readdirSync(sortie).sort() : [])
const dossierOf = async (id: number) => (await app.client.commande.lire({ id })).dossier
const readFile = (nom: string) => readPdfJs(readFileSync(path.join(sortie, nom)))

beforeEach(async () => {
  app = await openTestApplication({ maintenant: '2022-11-02T08:02:00.000Z' })
  sortie = path.join(app.dossier, 'sortie')
  ids = (await openAvancesPayees(app, 4)).ids
})
afterEach(() => app.fermer())

test('invoices: numbers in order, the whole amount, each attached to its order as it was printed', async () => {
  await install(ids)
  const [a, b] = ids as [number, number]
  const { emis, refuses } = await invoice([b, a])
  expect(refuses).toEqual([])
  expect(emis.map((e) => [e.numero, e.type, path.basename(e.fichier)])).toEqual([
    ['N2', 'FACTURE', 'FACTURE-N2.pdf'],
    ['N1', 'FACTURE', 'FACTURE-N1.pdf'],
  ])
  expect(await factureOf(b)).toMatchObject({ numero: 'FA 2022 0001', externe: false })
  expect(await factureOf(a)).toMatchObject({
    numero: 'FA 2022 0002',
    date: '2022-11-02',
    finaliseeLe: '2022-10-10',
    client: 'Claude Témoin1',
    ht: 35_833,
    tva: 7167,
    ttc: 43_000,
  })
  const { texte } = await readFile('FACTURE-N1.pdf')
  expect(texte).toContain('N° de facture FA 2022 0002')
  expect(texte).toContain('Date de finalisation de la Prestation Ségur 10/10/2022')
  const dossier = await dossierOf(a)
  expect(dossier.impressions.map((e) => [e.type, e.modele, e.numeroAns])).toEqual([
    ['FACTURE', 'FACTURE-MDV-LGC-Va1', null],
  ])
  expect(dossier.pieces).toMatchObject([
    { type: 'FACTURE', etat: 'rattachee', nom: 'FACTURE-N1.pdf', emiseParNous: true, pages: 1 },
  ])
  const { journal, resume } = await app.client.commande.lire({ id: a })
  expect(journal.map((l) => l.action)).toEqual(expect.arrayContaining(['facture_numerotee', 'facture_emise']))
  expect(resume.etat).toBe('reception_a_emettre')
  expect((await app.client.document.modeles()).find((m) => m.code === 'FACTURE-MDV-LGC-Va1')?.emis).toBe(2)

  const encore = await invoice([a])
  expect(encore.emis).toEqual([])
  expect(encore.refuses[0]?.raisons[0]).toContain('FA 2022 0002 est déjà émise')
})

test('a number is not lost: neither to a foreign file, nor to a missing date, nor to a piece taken off', async () => {
  const [a, b, c] = ids as [number, number, number]
  await install([a, c])
  mkdirSync(sortie)
  writeFileSync(path.join(sortie, 'FACTURE-N1.pdf'), 'signed elsewhere')
  const { emis, refuses } = await invoice([a, b, c])
  expect(refuses.map((r) => r.numero).sort()).toEqual(['N1', 'N2'])
  expect(refuses.find((r) => r.numero === 'N2')?.raisons.join()).toContain('date de finalisation')
  expect(emis.map((e) => e.numero)).toEqual(['N3'])
  expect(readFileSync(path.join(sortie, 'FACTURE-N1.pdf'), 'utf8')).toBe('signed elsewhere')
  expect(await factureOf(a)).toBeNull()
  expect(await factureOf(c)).toMatchObject({ numero: 'FA 2022 0001' })
  // Set aside by mistake: printed again, it is the same invoice.
  const [piece] = (await dossierOf(c)).pieces
  await app.client.piece.ecarter({ pieceId: piece?.id as number })
  app.avancer('2022-11-03T08:02:00.000Z')
  expect((await invoice([c])).refuses).toEqual([])
  expect(await factureOf(c)).toMatchObject({ numero: 'FA 2022 0001', date: '2022-11-02' })
})

test('dates of invoices: never to come, never before the last numbered; the year is the invoice’s', async () => {
  await install(ids)
  const [a, b] = ids as [number, number]
  expect((await refusOf(invoice([a], '2022-11-03'))).phrase).toContain('jour à venir')
  // The service was over on the 10th: an invoice of the eve cannot say so.
  expect((await invoice([a], '2022-10-09')).refuses[0]?.raisons[0]).toContain('finalisée le 10/10/2022')
  expect(await factureOf(a)).toBeNull()
  await invoice([a], '2022-10-31')
  expect(await factureOf(a)).toMatchObject({ date: '2022-10-31' })
  expect((await refusOf(invoice([b], '2022-10-30'))).phrase).toContain('La dernière facture numérotée')
  app.avancer('2023-01-04T08:02:00.000Z')
  await invoice([b])
  expect(await factureOf(b)).toMatchObject({ numero: 'FA 2023 0001', date: '2023-01-04' })
})

test('the preview has the number to come and records nothing; the vendor’s own invoice is not printed', async () => {
  await install(ids)
  const [a] = ids as [number]
  const apercu = await app.client.facture.apercu({ commandeId: a })
  expect(apercu.name).toBe('FACTURE-N1.pdf')
  const lu = await readPdfJs(new Uint8Array(await apercu.arrayBuffer()))
  expect(lu.titre).toBe('Facture FA 2022 0001')
  expect(await factureOf(a)).toBeNull()
  await app.client.facture.definir({ commandeId: a, externe: true, numero: 'F-77', date: '2022-10-12' })
  expect((await invoice([a])).refuses[0]?.raisons[0]).toContain('F-77')
  expect((await refusOf(app.client.facture.apercu({ commandeId: a }))).phrase).toContain('la vôtre')
})

test('VA or MOM: the installed scenario says which, after the invoice whose number they carry', async () => {
  const [va, mom, rien, sansFacture] = ids as [number, number, number, number]
  await install([va, sansFacture], 'tiers')
  await install([mom], 'direct')
  await install([rien], 'aucun')
  await invoice([va, mom, rien])
  const propose = await app.client.reception.proposer({ commandeIds: ids })
  expect(propose.map((p) => [p.type, p.constats.length > 0])).toEqual([
    ['VA', false],
    ['MOM', false],
    [null, true],
    ['VA', true],
  ])
  const { emis, refuses } = await receive(ids)
  expect(emis.map((e) => [e.type, path.basename(e.fichier)])).toEqual([
    ['VA', 'VA-N1.pdf'],
    ['MOM', 'MOM-N2.pdf'],
  ])
  expect(refuses.map((r) => r.numero)).toEqual(['N3', 'N4'])
  expect(refuses.every((r) => r.raisons.length > 0)).toBe(true)
  expect((await readFile('VA-N1.pdf')).texte).toContain('associé à la présente VA FA 2022 0001')
  expect((await readFile('MOM-N2.pdf')).texte).toContain('associé à la présente MOM FA 2022 0002')
  expect((await app.client.commande.lire({ id: va })).resume.etat).toBe('reception_a_signer')
  expect(files()).toEqual(['FACTURE-N1.pdf', 'FACTURE-N2.pdf', 'FACTURE-N3.pdf', 'MOM-N2.pdf', 'VA-N1.pdf'])
  // Of a wanted type, the others are told.
  const autre = await receive([va, mom], 'MOM')
  expect(autre.emis.map((e) => e.numero)).toEqual(['N2'])
  expect(autre.refuses[0]?.raisons[0]).toContain('VA')
  expect((await refusOf(app.client.reception.apercu({ commandeId: rien }))).phrase).toContain('scénario')
})

test('signed copies: found by the order or the invoice, signed by the client or by the vendor', async () => {
  const [va, mom] = ids as [number, number]
  await install([va], 'tiers')
  await install([mom], 'direct')
  await invoice([va, mom])
  await receive([va, mom])
  const retour = path.join(app.dossier, 'retour')
  mkdirSync(retour)
  writeFileSync(
    path.join(retour, 'scan FA 2022 0001.pdf'),
    Buffer.concat([readFileSync(path.join(sortie, 'VA-N1.pdf')), Buffer.from('\n% signée\n')]),
  )
  writeFileSync(
    path.join(retour, 'MOM-N2.pdf'),
    Buffer.concat([readFileSync(path.join(sortie, 'MOM-N2.pdf')), Buffer.from('\n% signée\n')]),
  )
  const attach = (nom: string, type: 'VA' | 'MOM') =>
    resultOf(app.client.piece.rattacher({ chemins: [path.join(retour, nom)], type }))
  expect((await attach('scan FA 2022 0001.pdf', 'VA')).rattachees).toMatchObject([{ numero: 'N1' }])
  expect((await attach('MOM-N2.pdf', 'MOM')).rattachees).toMatchObject([{ numero: 'N2' }])
  const sign = (type: 'VA' | 'MOM') =>
    app.client.piece.signerPlusieurs({
      commandeIds: [va, mom],
      type,
      date: '2022-11-02',
      nature: 'manuscrite',
    })
  expect(await sign('VA')).toEqual({ signees: 1, gardees: 0, sansPiece: ['N2'] })
  expect(await sign('MOM')).toEqual({ signees: 1, gardees: 0, sansPiece: ['N1'] })
  const signataires = async (id: number, type: string) =>
    (await dossierOf(id)).pieces
      .filter((p) => p.type === type)
      .flatMap((p) => p.signatures.map((s) => s.signataire))
  expect(await signataires(va, 'VA')).toEqual(['Claude Témoin1'])
  const { fournisseur } = await dossierOf(mom)
  expect(await signataires(mom, 'MOM')).toEqual([fournisseur.responsable.nom])
})

test('a VA signed for an invoice taken back is not that of the next one', async () => {
  const [va] = ids as [number]
  await install([va], 'tiers')
  await invoice([va])
  const { emis } = await receive([va])
  const signee = path.join(app.dossier, 'VA-N1.pdf')
  writeFileSync(
    signee,
    Buffer.concat([readFileSync(emis[0]?.fichier as string), Buffer.from('\n% signée\n')]),
  )
  await resultOf(
    app.client.piece.rattacher({
      chemins: [signee],
      type: 'VA',
      signeeLe: '2022-11-02',
      parClient: 'manuscrite',
    }),
  )
  const dite = async () => {
    const [c] = await app.client.commande.controler({ commandeIds: [va], pour: 'solde' })
    return c?.constats.find((x) => x.code === 'REC-FACTURE' && x.issue !== 'respecte')?.phrase
  }
  expect(await dite()).toBeUndefined()
  await app.client.facture.retirer({ commandeId: va })
  expect(await dite()).toBeUndefined()
  rmSync(path.join(sortie, 'FACTURE-N1.pdf'))
  expect((await invoice([va])).refuses).toEqual([])
  expect(await dite()).toContain(
    'VA de la facture FA 2022 0001\u00a0; la facture de la commande est la FA 2022 0002',
  )
})

test('a VA or a MOM keeps the clients and the scenario that it was printed for; an invoice has none', async () => {
  const [va] = ids as [number]
  await install([va], 'tiers')
  await invoice([va])
  await receive([va])
  const { impressions, installation } = await dossierOf(va)
  const [facture, recue] = impressions
  expect([facture?.type, facture?.perimetre]).toEqual(['FACTURE', null])
  expect(recue?.perimetre).toEqual({
    clients: [{ tiersId: expect.any(Number), nom: 'Claude Témoin1' }],
    scenario: installation?.scenario,
  })
})

test('stopped on the way, numbers given are kept for their orders', async () => {
  await install(ids)
  const [a] = ids as [number]
  for await (const e of await app.client.facture.emettre({ commandeIds: ids, sortie, date: null }))
    if (e.type === 'progres') break
  const avant = await factureOf(a)
  expect(avant?.numero).toBe('FA 2022 0001')
  const { emis } = await invoice(ids)
  expect(new Set([...emis.map((e) => e.commandeId), ...ids]).size).toBe(4)
  const numeros = await Promise.all(ids.map(async (id) => (await factureOf(id))?.numero))
  expect(numeros).toEqual([1, 2, 3, 4].map((n) => `FA 2022 000${n}`))
  expect(files().every((f) => f.endsWith('.pdf'))).toBe(true)
})

test('a PV is printed for a client of the pilot only, a document without a model is refused', async () => {
  const [a] = ids as [number]
  const { refuses } = await resultOf(app.client.pilote.emettrePv({ commandeIds: [a], sortie }))
  expect(refuses[0]?.raisons[0]).toContain('Liasse n’a pas de modèle de PV pour MDV-LGC-Va1')
  expect(files()).toEqual([])
})
