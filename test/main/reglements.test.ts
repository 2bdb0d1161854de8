import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { addDemande, addEnvoi, addOrders } from './argentOutils.ts'
import { openAtelierImport } from './importsOutils.ts'
import { openTestApplication, refusOf } from './outils.ts'
import { resultOf } from './registreExemple.ts'

type Atelier = Awaited<ReturnType<typeof openAtelierImport>>
let atelier: Atelier
beforeEach(async () => {
  atelier = await openAtelierImport()
})

type Importer = Atelier['client']['reglement']['importer']
const importer = (chemin: string, plus: Partial<Parameters<Importer>[0]> = {}) =>
  resultOf(atelier.client.reglement.importer({ chemin, ...plus }))

const RELEVE = [
  'Banque Exemple;;;;',
  'Compte;FR76 0000 0000 0000;;;',
  'Période du;01/10/2026;au;31/10/2026;',
  ';;;;',
  'Date opération;Date valeur;Libellé;Débit;Crédit',
  '12/10/2026;13/10/2026;VIR ASP SEGUR BDC 2026 0001;;129,00',
  '13/10/2026;13/10/2026;VIR CLIENT MARTIN;;1 234,56',
  '14/10/2026;14/10/2026;PRLV LOYER;1 000,00;',
  '15/10/2026;15/10/2026;"AGENCE DE SERVICES ET DE PAIEMENT; lot";;258,00',
  ';;suite du libellé;;',
  'Total;;;1 000,00;1 621,56',
  'Solde au 31/10/2026;;;;9 999,99',
  '',
].join('\r\n')

const demandeOf = (id: number) =>
  atelier.contexte.registre.lire((db) =>
    db.selectFrom('demande').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
const listed = async () => (await atelier.client.reglement.lister({})).lignes

describe('a bank statement', () => {
  test('only the credits of the agency are kept; the preamble, totals and others are not', async () => {
    const resultat = await importer(atelier.write('releve.csv', RELEVE))
    expect(resultat).toEqual({
      lues: 4,
      nouveaux: 2,
      dejaLa: 0,
      rapproches: 0,
      aRapprocher: 2,
      ignores: 2,
      rejets: [],
    })
    expect((await listed()).map((r) => [r.date, r.montant, r.libelle])).toEqual([
      ['2026-10-15', 25800, 'AGENCE DE SERVICES ET DE PAIEMENT; lot'],
      ['2026-10-12', 12900, 'VIR ASP SEGUR BDC 2026 0001'],
    ])
  })

  const UNE = [
    [
      'signed, comma, Windows',
      'Date,Libellé,Montant\n12/10/2026,Réf. ASP Ségur,"129,00"\n13/10/2026,ASP,"-1 234,56"\n',
      'win1252',
    ],
    ['tab, ISO days', 'Date\tLibellé\tMontant\n2026-10-12\tRéf. ASP Ségur\t+129.00\n', 'utf8'],
    [
      'UTF-8 mark, quotes, sign after',
      '\uFEFF"Date comptable";"Libellé";"Montant en EUR"\n"12/10/2026";"Réf. ASP Ségur";"129,00 €"\n"12/10/2026";"ASP";"5,00-"\n',
      'utf8',
    ],
    [
      'side of the operation',
      'Date;Libellé;Montant;Sens\n12/10/2026;Réf. ASP Ségur;129,00;C\n12/10/2026;ASP;44,00;Débit\n',
      'utf8',
    ],
    [
      'no-break thousands',
      'Jour;Libellé opération;Crédit euros;Débit euros\n12/10/26;Réf. ASP Ségur;129,00;\n',
      'win1252',
    ],
    ['old Mac ends of lines', 'Date;Libellé;Montant\r12/10/2026;Réf. ASP Ségur;129,00\r', 'utf8'],
  ] as const
  test.each(UNE)('%s', async (_nom, contenu, encodage) => {
    const chemin = atelier.write('releve.csv', contenu, encodage)
    expect(await importer(chemin)).toMatchObject({ nouveaux: 1, rejets: [] })
    expect(await listed()).toMatchObject([{ date: '2026-10-12', montant: 12900, libelle: 'Réf. ASP Ségur' }])
  })

  test('a workbook is read like a text', async () => {
    const jour = (le: string) => ({ value: new Date(`${le}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy' })
    const classeur = await writeXlsxFile([
      [{ value: 'Compte' }, { value: '0001' }],
      ['Date', 'Libellé', 'Débit', 'Crédit'].map((value) => ({ value })),
      [jour('2026-10-12'), { value: 'VIR ASP' }, null, { value: 1234.56, type: Number }],
      [jour('2026-10-13'), { value: 'LOYER' }, { value: 900, type: Number }, null],
    ]).toBuffer()
    const chemin = atelier.write('releve.xlsx', classeur)
    expect(await importer(chemin)).toMatchObject({ lues: 2, nouveaux: 1, ignores: 1 })
    expect(await listed()).toMatchObject([{ date: '2026-10-12', montant: 123456 }])
  })

  test('imported twice, from another export, a line is there once; two equal lines are two', async () => {
    const deux = 'Date;Libellé;Montant\n12/10/2026;VIR ASP;129,00\n12/10/2026;VIR ASP;129,00\n'
    expect(await importer(atelier.write('a.csv', deux))).toMatchObject({ nouveaux: 2, dejaLa: 0 })
    expect(await importer(atelier.write('a.csv', deux))).toMatchObject({
      nouveaux: 0,
      dejaLa: 2,
      aRapprocher: 2,
    })
    const autre =
      'Date,Libellé,Débit,Crédit\n2026-10-12,vir  asp,,"129,00"\n2026-10-12,vir  asp,,"129,00"\n2026-10-12,vir  asp,,"129,00"\n'
    expect(await importer(atelier.write('b.csv', autre))).toMatchObject({ nouveaux: 1, dejaLa: 2 })
    expect(await listed()).toHaveLength(3)
    const entrees = await atelier.contexte.registre.lire((db) =>
      db.selectFrom('journal').select('detail').where('action', '=', 'releve_importe').execute(),
    )
    expect(entrees).toHaveLength(2)
  })

  test('a bad line of the agency is listed, the good ones go', async () => {
    const lignes = [
      'Date;Libellé;Débit;Crédit',
      '31/02/2026;VIR ASP;;129,00',
      '12/10/2026;VIR ASP;;cent euros',
      '12/10/2026;VIR ASP;10,00;129,00',
      '12/10/2027;VIR ASP;;129,00',
      ';VIR ASP;;129,00',
      '12/10/2026;=HYPERLINK("x") ASP;;129,00',
      '12/10/2026;VIR AUTRE;;cent euros',
      '12/10/2026;"VIR ASP;;129,00',
    ]
    const { rejets, nouveaux, ignores } = await importer(atelier.write('r.csv', lignes.join('\n')))
    expect(rejets.map((r) => [r.ligne, r.colonne])).toEqual([
      [2, 'Date'],
      [3, 'Crédit'],
      [4, 'Crédit'],
      [5, 'Date'],
      [6, 'Date'],
      [9, null],
    ])
    expect(rejets[1]?.phrase).toBe('«\u00a0cent euros\u00a0» n’est pas un montant.')
    expect({ nouveaux, ignores }).toEqual({ nouveaux: 1, ignores: 1 })
    expect((await listed())[0]?.libelle).toBe('=HYPERLINK("x") ASP')
  })

  test('a payment called « solde » is no balance of the account', async () => {
    const lignes = [
      'Date;Libellé;Montant',
      ';Solde initial;1 000,00',
      ';Ancien solde au 30/09/2026;1 000,00',
      'Solde créditeur;;1 000,00',
      ';TOTAUX;387,00',
      '12/10/2026;SOLDE SEGUR ASP;129,00',
      '13/10/2026;Solde SFP ASP;129,00',
      '31/02/2026;SOLDE ASP;129,00',
      ';SOLDE SEGUR ASP;129,00',
    ]
    const { lues, nouveaux, rejets } = await importer(atelier.write('r.csv', lignes.join('\n')))
    expect({ lues, nouveaux, rejets: rejets.map((r) => r.ligne) }).toEqual({
      lues: 4,
      nouveaux: 2,
      rejets: [8, 9],
    })
  })

  test('the columns and the senders can be said', async () => {
    const chemin = atelier.write(
      'x.csv',
      'quand;quoi;combien\n12/10/2026;DRFIP 75;129,00\n12/10/2026;ASP;1,00\n',
    )
    const refus = await refusOf(importer(chemin))
    expect(refus.phrase).toContain(
      'il manque «\u00a0Date\u00a0», «\u00a0Libellé\u00a0», «\u00a0Montant signé ou Crédit\u00a0»',
    )
    expect(refus.remede).toContain('quand, quoi, combien')
    const colonnes = { quand: 'date', quoi: 'libelle', combien: 'montant' } as const
    expect(await importer(chemin, { colonnes, emetteurs: ['Drfip'] })).toMatchObject({
      nouveaux: 1,
      ignores: 1,
    })
    expect(await listed()).toMatchObject([{ libelle: 'DRFIP 75', montant: 12900 }])
    expect((await refusOf(importer(chemin, { colonnes: { absente: 'date' } }))).phrase).toContain('absente')
  })

  test('a file that is no statement is refused in French', async () => {
    const refuse = async (nom: string, contenu: string | Buffer) =>
      (await refusOf(importer(atelier.write(nom, contenu)))).phrase
    expect(await refuse('vide.csv', '')).toContain('est vide')
    expect(await refuse('image.csv', Buffer.from('%PDF-1.7 x'))).toContain('est un PDF')
    expect(await refuse('clients.csv', 'Nom;RPPS\nA;1\n')).toContain('relevé bancaire')
    expect(await refuse('gros.csv', `Date;Libellé;Montant\n${'x;ASP;y\n'.repeat(1100)}`)).toContain(
      'plus de 1000 lignes illisibles',
    )
    expect(await listed()).toEqual([])
  })

  test('a payment typed by hand becomes the line of the statement', async () => {
    const { client } = atelier
    const saisi = await client.reglement.saisir({ date: '2026-10-12', montant: 12900, libelle: 'virement' })
    expect(saisi).toMatchObject({ source: 'saisie', affecte: 0, demandes: [] })
    expect(await importer(atelier.write('releve.csv', RELEVE))).toMatchObject({ nouveaux: 1, dejaLa: 1 })
    expect((await listed()).find((r) => r.id === saisi.id)).toMatchObject({
      source: 'releve',
      libelle: 'VIR ASP SEGUR BDC 2026 0001',
    })
    const refus = await refusOf(client.reglement.saisir({ date: '2026-11-18', montant: 1 }))
    expect(refus.phrase).toContain('17/11/2026')
  })
})

describe('matched alone, only when sure', () => {
  const releve = (libelle: string, montant: string, date = '12/10/2026') =>
    atelier.write('r.csv', `Date;Libellé;Montant\n${date};${libelle};${montant}\n`)

  const CAS: readonly [string, string, string, boolean, string?][] = [
    ['order number and amount', 'VIR ASP BDC 2026 0001', '129,00', true],
    ['order number written together', 'VIR ASP BDC20260001', '129,00', true],
    ['n° ASP', 'VIR SEGUR ASP-900123', '129,00', true],
    ['another amount', 'VIR ASP BDC 2026 0001', '128,99', false],
    ['the number of another', 'VIR ASP BDC 2026 00012', '129,00', false],
    ['nothing named', 'VIR ASP', '129,00', false],
    ['before its deposit', 'VIR ASP BDC 2026 0001', '129,00', false, '04/10/2026'],
    ['the day of its deposit', 'VIR ASP BDC 2026 0001', '129,00', true, '05/10/2026'],
  ]
  test.each(CAS)('%s', async (_nom, libelle, montant, sur, date = '12/10/2026') => {
    const { ids } = await addOrders(atelier.contexte, 2)
    const id = await addDemande(atelier.contexte, { commandeId: ids[0] as number, numeroAsp: 'ASP-900123' })
    await addDemande(atelier.contexte, { commandeId: ids[1] as number })
    expect(await importer(releve(libelle, montant, date))).toMatchObject({
      rapproches: sur ? 1 : 0,
      aRapprocher: sur ? 0 : 1,
    })
    const demande = await demandeOf(id)
    expect([demande.etat, demande.payeLe, demande.montantPaye]).toEqual(
      sur ? ['payee', date.split('/').reverse().join('-'), 12900] : ['deposee', null, null],
    )
  })

  test('a file whose unpaid requests make up the amount; one already paid is not counted', async () => {
    const { contexte } = atelier
    const { vendeur, ids } = await addOrders(contexte, 3)
    const envoiId = await addEnvoi(
      contexte,
      vendeur.fournisseurId,
      'AVANCE-MDV-LGC-Va1-20261005-1',
      'D-778899',
    )
    const [a, b, c] = ids as [number, number, number]
    const payee = await addDemande(contexte, { commandeId: a, envoiId })
    const autres = [
      await addDemande(contexte, { commandeId: b, envoiId, etat: 'validee' }),
      await addDemande(contexte, { commandeId: c, envoiId, attendu: 5000 }),
    ]
    expect(await importer(releve('ASP BDC 2026 0001', '129,00'))).toMatchObject({ rapproches: 1 })
    expect(await importer(releve('ASP D 778899', '179,00', '13/10/2026'))).toMatchObject({ rapproches: 1 })
    for (const id of [payee, ...autres]) expect((await demandeOf(id)).etat).toBe('payee')
    const [reglement] = await listed()
    expect(reglement).toMatchObject({ affecte: 17900, montant: 17900 })
    expect(reglement?.demandes.map((d) => [d.numero, d.montant])).toEqual([
      ['BDC 2026 0002', 12900],
      ['BDC 2026 0003', 5000],
    ])
  })

  test('two readings are none: the advance and the balance of one order, for one amount', async () => {
    const { contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const commandeId = ids[0] as number
    await addDemande(contexte, { commandeId, etat: 'validee', attendu: 21500 })
    await addDemande(contexte, { commandeId, type: 'solde', attendu: 21500 })
    expect(await importer(releve('ASP BDC 2026 0001', '215,00'))).toMatchObject({
      rapproches: 0,
      aRapprocher: 1,
    })
  })

  test('what the portal said paid is matched too, and keeps what it said', async () => {
    const { contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const id = await addDemande(contexte, {
      commandeId: ids[0] as number,
      etat: 'payee',
      payeLe: '2026-10-11',
      montantPaye: 12850,
    })
    expect(await importer(releve('ASP BDC 2026 0001', '128,50'))).toMatchObject({ rapproches: 1 })
    expect(await demandeOf(id)).toMatchObject({ etat: 'payee', payeLe: '2026-10-11', montantPaye: 12850 })
  })

  test('what a person took back is not matched again by the next statement', async () => {
    const { client, contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const id = await addDemande(contexte, { commandeId: ids[0] as number })
    const chemin = releve('ASP BDC 2026 0001', '129,00')
    expect(await importer(chemin)).toMatchObject({ rapproches: 1, aRapprocher: 0 })
    await client.reglement.rapprocher({ reglementId: (await listed())[0]?.id as number, demandes: [] })
    expect(await importer(chemin)).toMatchObject({ rapproches: 0, aRapprocher: 1 })
    expect((await demandeOf(id)).etat).toBe('deposee')
    expect((await client.reglement.lister({ situation: 'a_rapprocher' })).total).toBe(1)
  })

  test('a request deposited before its order is left to a person, with the line; the others go on', async () => {
    const { contexte } = atelier
    const { ids } = await addOrders(contexte, 2)
    const contredite = await addDemande(contexte, { commandeId: ids[0] as number })
    const saine = await addDemande(contexte, { commandeId: ids[1] as number })
    await contexte.registre.ecrire((tx) =>
      tx
        .updateTable('commande')
        .set({ dateEmission: '2026-10-06' })
        .where('id', '=', ids[0] as number)
        .execute(),
    )
    const chemin = atelier.write(
      'r.csv',
      'Date;Libellé;Montant\n12/10/2026;ASP BDC 2026 0001;129,00\n12/10/2026;ASP BDC 2026 0002;129,00\n',
    )
    const { rejets, ...resultat } = await importer(chemin)
    expect(resultat).toMatchObject({ nouveaux: 2, rapproches: 1, aRapprocher: 1 })
    expect(rejets).toEqual([
      {
        ligne: 2,
        colonne: null,
        valeur: 'ASP BDC 2026 0001',
        regle: 'date du dépôt',
        phrase:
          'Ce règlement reste à rapprocher. BDC 2026 0001\u00a0: Le dépôt du 05/10/2026 est avant la commande, du 06/10/2026.',
      },
    ])
    expect((await demandeOf(contredite)).etat).toBe('deposee')
    expect((await demandeOf(saine)).etat).toBe('payee')
  })

  test('a request that comes later is found at the next import', async () => {
    const { contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const chemin = releve('ASP BDC 2026 0001', '129,00')
    expect(await importer(chemin)).toMatchObject({ rapproches: 0 })
    await addDemande(contexte, { commandeId: ids[0] as number })
    expect(await importer(chemin)).toMatchObject({ nouveaux: 0, rapproches: 1, aRapprocher: 0 })
  })
})

describe('matched by a person', () => {
  const enter = (montant: number, libelle = 'ASP') =>
    atelier.client.reglement.saisir({ date: '2026-11-02', montant, libelle })

  test('one, a whole file, a part of it: each says why, to the cent', async () => {
    const { client, contexte } = atelier
    const { vendeur, ids } = await addOrders(contexte, 6)
    const envoiId = await addEnvoi(contexte, vendeur.fournisseurId, 'AVANCE-X-1')
    const montants = [12900, 12900, 7000, 5000]
    for (const [i, attendu] of montants.entries())
      await addDemande(contexte, { commandeId: ids[i] as number, envoiId, attendu })
    await addDemande(contexte, { commandeId: ids[4] as number, attendu: 12900, deposeLe: '2026-10-20' })
    await addDemande(contexte, { commandeId: ids[5] as number, attendu: null })
    const propose = async (montant: number, libelle?: string) =>
      client.reglement.proposer({ reglementId: (await enter(montant, libelle)).id })
    const seule = await propose(7000)
    expect(seule.lignes).toMatchObject([
      {
        exacte: true,
        raison: 'Une avance de ce montant, déposée le 05/10/2026.',
        demandes: [{ numero: 'BDC 2026 0003', montant: 7000 }],
      },
    ])
    expect(seule.avis).toContain('1 demande sans montant connu')
    const entier = await propose(37800)
    expect(entier.lignes[0]?.raison).toBe('Toutes les demandes non payées de l’envoi AVANCE-X-1.')
    expect(entier.lignes[0]?.demandes).toHaveLength(4)
    const partie = await propose(17900)
    expect(partie.lignes[0]).toMatchObject({
      exacte: true,
      raison: '2 avances de l’envoi AVANCE-X-1, parmi 4, les plus anciennes d’abord.',
      demandes: [{ numero: 'BDC 2026 0001' }, { numero: 'BDC 2026 0004' }],
    })
    expect((await propose(12899)).lignes).toEqual([])
    const enPartie = await propose(10000, 'ASP BDC 2026 0002')
    expect(enPartie.lignes).toMatchObject([
      { exacte: false, demandes: [{ numero: 'BDC 2026 0002', montant: 10000, attendu: 12900 }] },
    ])
    for (const p of [seule, entier, partie])
      for (const l of p.lignes) expect(l.demandes.every((d) => d.montant === d.attendu)).toBe(true)
  })

  test('a lower amount is a part, the rest may come later; paid on the day of the last one', async () => {
    const { client, contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const demandeId = await addDemande(contexte, { commandeId: ids[0] as number, etat: 'validee' })
    const un = await enter(10000)
    const apres = await client.reglement.rapprocher({
      reglementId: un.id,
      demandes: [{ demandeId, montant: 10000 }],
    })
    expect(apres.demandes).toMatchObject([{ montant: 10000, attendu: 12900 }])
    expect(await demandeOf(demandeId)).toMatchObject({
      etat: 'payee',
      payeLe: '2026-11-02',
      montantPaye: 10000,
    })
    const deux = await client.reglement.saisir({ date: '2026-11-05', montant: 5000 })
    const refus = await refusOf(
      client.reglement.rapprocher({ reglementId: deux.id, demandes: [{ demandeId, montant: 5000 }] }),
    )
    expect(refus.phrase).toContain('n’attend plus que 29,00\u00a0€')
    await client.reglement.rapprocher({ reglementId: deux.id, demandes: [{ demandeId, montant: 2900 }] })
    expect(await demandeOf(demandeId)).toMatchObject({
      etat: 'payee',
      payeLe: '2026-11-05',
      montantPaye: 12900,
    })
    const { journal: historique } = await client.commande.lire({ id: ids[0] as number })
    expect(historique.filter((h) => h.action === 'avance').map((h) => [h.de, h.vers, h.detail])).toEqual([
      ['payee', 'payee', '129,00\u00a0€, règlement du 05/11/2026'],
      ['validee', 'payee', '100,00\u00a0€, en partie, sur 129,00\u00a0€, règlement du 02/11/2026'],
    ])
    const situations = async (situation: 'a_rapprocher' | 'rapproches' | 'ecartes') =>
      (await client.reglement.lister({ situation })).lignes.map((r) => r.id)
    expect(await situations('rapproches')).toEqual([un.id])
    expect(await situations('a_rapprocher')).toEqual([deux.id])
    // The first one taken back, what the second gave stays.
    await client.reglement.rapprocher({ reglementId: un.id, demandes: [] })
    expect(await demandeOf(demandeId)).toMatchObject({ etat: 'payee', montantPaye: 2900 })
    await client.reglement.rapprocher({ reglementId: deux.id, demandes: [] })
    expect(await demandeOf(demandeId)).toMatchObject({ etat: 'validee', payeLe: null, montantPaye: null })
  })

  test.each(['deposee', 'validee', 'payee'] as const)(
    'taken back, a request %s is so again',
    async (etat) => {
      const { client, contexte } = atelier
      const { ids } = await addOrders(contexte, 1)
      const dite = etat === 'payee' ? { payeLe: '2026-10-30', montantPaye: 12900 } : {}
      const demandeId = await addDemande(contexte, { commandeId: ids[0] as number, etat, ...dite })
      const avant = await demandeOf(demandeId)
      const { id: reglementId } = await enter(12900)
      await client.reglement.rapprocher({ reglementId, demandes: [{ demandeId, montant: 12900 }] })
      expect((await demandeOf(demandeId)).etat).toBe('payee')
      const etats = async () => (await client.commande.lister({})).lignes.map((c) => c.etat)
      expect(await etats()).toEqual(['installation_a_faire'])
      await client.reglement.rapprocher({ reglementId, demandes: [] })
      expect(await demandeOf(demandeId)).toEqual(avant)
      expect(await etats()).toEqual([etat === 'deposee' ? 'avance_deposee' : 'installation_a_faire'])
    },
  )

  test('what the agency said of the payment since stands', async () => {
    const { client, contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const commandeId = ids[0] as number
    const demandeId = await addDemande(contexte, { commandeId, etat: 'validee' })
    const { id: reglementId } = await enter(12900)
    await client.reglement.rapprocher({ reglementId, demandes: [{ demandeId, montant: 12900 }] })
    const issue = { issue: 'payee', le: '2026-11-10', montant: 12850 } as const
    await client.retour.noter({ commandeIds: [commandeId], type: 'avance', ...issue })
    await client.reglement.rapprocher({ reglementId, demandes: [] })
    expect(await demandeOf(demandeId)).toMatchObject({
      etat: 'payee',
      payeLe: '2026-11-10',
      montantPaye: 12850,
    })
  })

  test('once the balance is asked for, the payment of the advance stands', async () => {
    const { client, contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const commandeId = ids[0] as number
    const demandeId = await addDemande(contexte, { commandeId, etat: 'validee' })
    const { id: reglementId } = await enter(12900)
    await client.reglement.rapprocher({ reglementId, demandes: [{ demandeId, montant: 12900 }] })
    await addDemande(contexte, { commandeId, type: 'solde', deposeLe: '2026-11-10' })
    const refus = await refusOf(client.reglement.rapprocher({ reglementId, demandes: [] }))
    expect(refus.phrase).toContain('Le solde de BDC 2026 0001 est déjà demandé')
    expect((await demandeOf(demandeId)).etat).toBe('payee')
  })

  test('what cannot be is refused in French, and nothing changes', async () => {
    const { client, contexte } = atelier
    const { ids } = await addOrders(contexte, 3)
    const [a, b, c] = ids as [number, number, number]
    const bonne = await addDemande(contexte, { commandeId: a })
    const rejetee = await addDemande(contexte, { commandeId: b, etat: 'rejetee' })
    const tardive = await addDemande(contexte, { commandeId: c, deposeLe: '2026-11-03' })
    const { id: reglementId } = await enter(20000)
    const refuse = async (demandes: { demandeId: number; montant: number }[]) =>
      (await refusOf(client.reglement.rapprocher({ reglementId, demandes }))).phrase
    const un = { demandeId: bonne, montant: 12900 }
    expect(await refuse([un, { demandeId: rejetee, montant: 1 }])).toContain('la demande est rejetée')
    expect(await refuse([un, { demandeId: tardive, montant: 1 }])).toContain(
      'déposée le 03/11/2026, après ce règlement',
    )
    expect(await refuse([un, un])).toContain('deux fois')
    expect(await refuse([{ demandeId: bonne, montant: 12901 }])).toContain('n’attend plus que 129,00')
    expect(await refuse([un, { demandeId: rejetee, montant: 12900 }])).toContain('le règlement est de 200,00')
    expect(await refuse([{ demandeId: 999, montant: 1 }])).toContain('pas dans le registre')
    expect((await demandeOf(bonne)).etat).toBe('deposee')
    expect((await listed())[0]?.demandes).toEqual([])
    expect(await refusOf(client.reglement.proposer({ reglementId: 999 }))).toMatchObject({
      code: 'INTROUVABLE',
    })
  })

  test('set aside and taken again, never while it pays something', async () => {
    const { client, contexte } = atelier
    const { ids } = await addOrders(contexte, 1)
    const demandeId = await addDemande(contexte, { commandeId: ids[0] as number })
    const { id: reglementId } = await enter(12900, 'ASP BDC 2026 0001')
    const ecarte = await client.reglement.ecarter({
      reglementId,
      ecarte: true,
      commentaire: 'aide à l’emploi',
    })
    expect(ecarte).toMatchObject({ ecarteLe: '2026-11-17', commentaire: 'aide à l’emploi' })
    expect(await client.reglement.proposer({ reglementId })).toEqual({ lignes: [], avis: null })
    const demandes = [{ demandeId, montant: 12900 }]
    expect((await refusOf(client.reglement.rapprocher({ reglementId, demandes }))).phrase).toContain(
      'est écarté',
    )
    expect(
      await importer(atelier.write('r.csv', 'Date;Libellé;Montant\n03/11/2026;ASP;1,00\n')),
    ).toMatchObject({
      aRapprocher: 1,
    })
    await client.reglement.ecarter({ reglementId, ecarte: false })
    await client.reglement.rapprocher({ reglementId, demandes })
    expect((await refusOf(client.reglement.ecarter({ reglementId, ecarte: true }))).phrase).toContain(
      'paie des demandes',
    )
  })
})

describe('nothing half done', () => {
  test('a process killed in the middle of an import leaves nothing; the next one does it all, once', async () => {
    const { contexte, dossier } = await openTestApplication({ dossier: atelier.dossierFichiers })
    const { ids } = await addOrders(contexte, 1)
    const id = await addDemande(contexte, { commandeId: ids[0] as number })
    await contexte.registre.fermer()
    const chemin = atelier.write('releve.csv', RELEVE)
    const enfant = path.join(import.meta.dirname, 'releveTue.ts')
    const mort = spawnSync(process.execPath, [enfant, dossier, chemin])
    expect(mort.signal).toBe('SIGKILL')
    const app = await openTestApplication({ dossier })
    const read = () =>
      app.contexte.registre.lire(async (db) => ({
        reglements: (await db.selectFrom('reglement').select('id').execute()).length,
        etat: (await db.selectFrom('demande').select('etat').where('id', '=', id).executeTakeFirstOrThrow())
          .etat,
      }))
    expect(await read()).toEqual({ reglements: 0, etat: 'deposee' })
    const resultat = await resultOf(app.client.reglement.importer({ chemin }))
    expect(resultat).toMatchObject({ nouveaux: 2, rapproches: 1, aRapprocher: 1 })
    expect(await read()).toEqual({ reglements: 2, etat: 'payee' })
    await app.fermer()
  })

  test('stopped while it is read, an import leaves nothing', async () => {
    const lignes = Array.from({ length: 20_000 }, (_, i) => `12/10/2026;VIR ASP ${i};1,00`)
    const chemin = atelier.write('gros.csv', ['Date;Libellé;Montant', ...lignes].join('\n'))
    for await (const pas of await atelier.client.reglement.importer({ chemin }))
      if (pas.type === 'progres') break
    expect(await listed()).toEqual([])
  })
})
