import { afterEach, beforeEach, expect, test } from 'vitest'
import { isNumeroLisible } from '#domain/identifiants.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineFournisseur,
  defineMedecin,
  defineProduit,
  defineVendeur,
  openTestApplication,
  refusOf,
  rpps,
  siret,
} from './outils.ts'

let app: ApplicationTest
let vendeur: Awaited<ReturnType<typeof defineVendeur>>
beforeEach(async () => {
  app = await openTestApplication()
  vendeur = await defineVendeur(app)
})
afterEach(() => app.fermer())

const define = async (n: number, saisie: Parameters<typeof defineCommande>[3] = {}) =>
  defineCommande(app, vendeur, (await defineMedecin(app, n)).id, saisie)

/** What another room writes when the form comes back signed. */
const attachPiece = (commandeId: number) =>
  app.contexte.registre.ecrire(async (tx) => {
    const { id } = await tx
      .insertInto('piece')
      .values({
        sha256: String(commandeId).padStart(64, '0'),
        nom: 'bdc.pdf',
        type: 'BDC',
        etat: 'rattachee',
        format: 'pdf',
        taille: 1000,
        pages: 1,
        ajouteeLe: '2026-11-17T08:00:00.000Z',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx.insertInto('piece_commande').values({ pieceId: id, commandeId }).execute()
    await tx.updateTable('commande').set({ verifieeLe: null }).where('id', '=', commandeId).execute()
  })

const addDemande = (commandeId: number, etat: string, tentative = 1) =>
  app.contexte.registre.ecrire(async (tx) => {
    await tx
      .insertInto('demande')
      .values({
        commandeId,
        type: 'avance',
        tentative,
        etat,
        envoiId: null,
        numLigne: null,
        numeroAsp: null,
        deposeLe: etat === 'deposee' ? '2026-11-16' : null,
        ttc: 43000,
        attendu: null,
      })
      .execute()
    await tx.updateTable('commande').set({ verifieeLe: null }).where('id', '=', commandeId).execute()
  })

test('an order is numbered, its amounts proposed from the ceiling and the vendor rate', async () => {
  const { resume, dossier, journal, etapes } = await define(1)
  expect(resume).toMatchObject({
    numero: 'BDC 2026 0001',
    ht: 35833,
    ttc: 43000,
    client: 'Témoin1 Claude',
    revision: 1,
  })
  expect(isNumeroLisible(resume.numero)).toBe(true)
  expect(dossier.commande.numeroAttribue).toBe(true)
  expect(dossier.lignes).toMatchObject([{ ht: 35833, taux: 2000, tva: 7167, ttc: 43000, plafondHt: 35833 }])
  expect(journal.map((j) => j.action)).toEqual(['creation'])
  expect(etapes.map((e) => e.cle)).toEqual([
    'commande',
    'bdc',
    'avance',
    'installation',
    'facture',
    'reception',
    'solde',
  ])
  expect((await define(2)).resume.numero).toBe('BDC 2026 0002')
})

test('a lower amount is accepted, one cent above the ceiling is refused with the text', async () => {
  const { id: tiersId } = await defineMedecin(app, 1)
  const avec = (ht: number) => defineCommande(app, vendeur, tiersId, { lignes: [{ tiersId, ht }] })
  const refus = await refusOf(avec(35834))
  expect(refus).toMatchObject({ code: 'REFUS', ou: `lignes.${tiersId}.ht` })
  expect(refus.phrase).toContain('358,33\u00a0€')
  expect(refus.regle).toBeTruthy()
  expect((await avec(30000)).resume).toMatchObject({ ht: 30000, ttc: 36000 })
})

test('a vendor outside VAT invoices its amount HT, whatever rate is typed', async () => {
  const f = await defineFournisseur(app, {
    denomination: 'Association',
    siret: siret(2),
    assujettiTva: false,
  })
  const produit = await defineProduit(app, { fournisseurId: f.id, solution: 'Autre', numeroAns: 'X2' })
  const { id: tiersId } = await defineMedecin(app, 1)
  const { dossier } = await defineCommande(app, { produit, fournisseur: f }, tiersId, {
    lignes: [{ tiersId, ht: 20000, taux: 2000 }],
  })
  expect(dossier.lignes).toMatchObject([{ ht: 20000, taux: 0, tva: 0, ttc: 20000 }])
})

test('the rate of a territory is proposed (AF-SFP-LGC-Va2 §5.2)', async () => {
  const sfp = await defineProduit(app, {
    fournisseurId: vendeur.fournisseur.id,
    dispositif: 'SFP-LGC-Va2',
    numeroAns: 'SFP1',
  })
  const c = await defineMedecin(app, 1, {
    profession: 'sage_femme',
    adresse: { lignes: '', codePostal: '97110', commune: 'Pointe-à-Pitre' },
  })
  const demande = { referencementId: sfp.id, fournisseurId: vendeur.fournisseur.id, dateEmission: null }
  const [propose] = await app.client.commande.proposer({ ...demande, tiersIds: [c.id] })
  expect(propose).toMatchObject({ plafondHt: 33333, ht: 33333, taux: 850, ttc: 36166 })
})

test('numbers: one of the vendor’s is kept, a second one is refused with the name', async () => {
  const { resume, dossier } = await define(1, { numero: 'CRM-77' })
  expect(resume.numero).toBe('CRM-77')
  expect(dossier.commande.numeroAttribue).toBe(false)
  const refus = await refusOf(define(2, { numero: 'CRM-77' }))
  expect(refus).toMatchObject({ ou: 'numero' })
  expect(refus.phrase).toContain('Claude Témoin1')
})

test('numbers of a second vendor carry its letters', async () => {
  await define(1)
  const f = await defineFournisseur(app, { denomination: 'Éditions Modèle', siret: siret(2) })
  const produit = await defineProduit(app, { fournisseurId: f.id, solution: 'Autre', numeroAns: 'X2' })
  const { id } = await defineMedecin(app, 2)
  expect((await defineCommande(app, { produit, fournisseur: f }, id)).resume.numero).toBe('BDC EDI 2026 0001')
})

test('a vendor chooses the prefix of the numbers to come', async () => {
  const { fournisseur } = vendeur
  expect(fournisseur.numerotation).toEqual({ prefixe: 'BDC', prochain: 'BDC 2026 0001' })
  await define(1)
  const { numerotation: _, logo: __, ...saisie } = fournisseur
  const change = (prefixe: string) =>
    app.client.fournisseur.definir({ ...saisie, revision: undefined, prefixe })
  for (const refuse of ['', ' ', 'BDC-26', 'É', 'n° 1', 'A'.repeat(21)])
    expect(await refusOf(change(refuse)), refuse).toMatchObject({ ou: 'prefixe' })
  expect((await change(' EX  26 ')).numerotation).toEqual({ prefixe: 'EX 26', prochain: 'EX 26 2026 0001' })
  expect((await define(2)).resume.numero).toBe('EX 26 2026 0001')
  expect((await app.client.fournisseur.lister())[0]?.numerotation.prochain).toBe('EX 26 2026 0002')
  // A number names one order of the register: neither the prefix of another, nor one that numbered its orders.
  for (const prefixe of ['ex 26', 'BDC'])
    expect(
      await refusOf(defineFournisseur(app, { denomination: 'Éditions Modèle', siret: siret(2), prefixe })),
    ).toMatchObject({ ou: 'prefixe', phrase: expect.stringContaining(fournisseur.denomination) })
  expect(await app.client.fournisseur.lister()).toHaveLength(1)
})

test('the history of an order holds its signatures, its attestations and the aid of its client', async () => {
  const produit = await defineProduit(app, {
    fournisseurId: vendeur.fournisseur.id,
    dispositif: 'SFP-LGC-Va2',
    numeroAns: 'SFP1',
  })
  const order = async (n: number) =>
    defineCommande(
      app,
      { ...vendeur, produit },
      (await defineMedecin(app, n, { profession: 'sage_femme' })).id,
    )
  const { resume, dossier } = await order(1)
  const autre = await order(2)
  for (const { id } of [resume, autre.resume]) await attachPiece(id)
  const { dossier: avec } = await app.client.commande.lire({ id: resume.id })
  const pieceId = avec.pieces[0]?.id as number
  const tiersId = dossier.participations[0]?.tiers.id as number
  await app.client.piece.signer({ pieceId, signataire: 'Ada Un', date: '2026-11-16', nature: 'manuscrite' })
  await app.client.client.declarerAide({
    tiersId,
    reglement: '(UE) 2023/2832',
    montant: 100,
    le: '2026-11-16',
    source: '',
  })
  await app.client.commande.attester({ code: 'psc-operateur', commandeIds: [resume.id], le: '2026-11-16' })
  const actions = async (id: number) =>
    (await app.client.commande.lire({ id })).journal.map((l) => `${l.sujet} ${l.action}`)
  expect(await actions(resume.id)).toEqual([
    'fournisseur attestation',
    'client aide_declaree',
    'piece signature',
    'commande creation',
  ])
  expect(await actions(autre.resume.id)).toEqual(['fournisseur attestation', 'commande creation'])
})

test('a save keeps the number, bumps the revision, and a stale one is refused', async () => {
  const { resume, dossier } = await define(1)
  const tiersId = dossier.participations[0]!.tiers.id
  const encore = (revision: number, fichierAttendu: string) =>
    defineCommande(app, vendeur, tiersId, { id: resume.id, revision, fichierAttendu })
  const saved = await encore(1, 'bon 1.pdf')
  expect(saved.resume).toMatchObject({ numero: 'BDC 2026 0001', revision: 2 })
  expect(saved.journal[0]?.detail).toBe('Fichier attendu\u00a0: vide → bon 1.pdf')
  const refus = await refusOf(encore(1, 'autre'))
  expect(refus).toMatchObject({
    code: 'REVISION_PERIMEE',
    actuelle: { commande: { fichierAttendu: 'bon 1.pdf', revision: 2 } },
  })
})

test('what no order can be is refused: case, product of another vendor, unknown client, line without client', async () => {
  const { id } = await defineMedecin(app, 1)
  expect((await refusOf(defineCommande(app, vendeur, id, { cas: 'Z' }))).ou).toBe('cas')
  const f = await defineFournisseur(app, { siret: siret(2), denomination: 'Tiers' })
  expect((await refusOf(defineCommande(app, { ...vendeur, fournisseur: f }, id))).ou).toBe('referencementId')
  expect((await refusOf(defineCommande(app, vendeur, 999))).code).toBe('INTROUVABLE')
  const autre = await defineMedecin(app, 2)
  const ligne = { lignes: [{ tiersId: autre.id, ht: 1000 }] }
  expect((await refusOf(defineCommande(app, vendeur, id, ligne))).ou).toBe('lignes')
  const deux = { participations: [1, 2].map(() => ({ role: 'client' as const, tiersId: id })) }
  expect((await refusOf(defineCommande(app, vendeur, id, deux))).ou).toBe('participations[1]')
  expect((await app.client.commande.lister({})).total).toBe(0)
  expect((await app.client.systeme.journal({ sujet: 'commande' })).total).toBe(0)
})

test('a client financed twice under a scheme blocks both orders, until one is cancelled', async () => {
  const { id } = await defineMedecin(app, 1)
  const premiere = await defineCommande(app, vendeur, id)
  const seconde = await defineCommande(app, vendeur, id)
  expect(seconde.dossier.doublons).toMatchObject([{ tiersId: id, commandeNumero: premiere.resume.numero }])
  const double = async (commandeId: number) =>
    (await app.client.commande.lire({ id: commandeId })).constats.find((c) => c.code === 'UNI-CLIENT')?.issue
  expect(await double(premiere.resume.id)).toBe('enfreint')
  const avant = (await app.client.commande.lire({ id: premiere.resume.id })).resume.bloquants
  await app.client.commande.annuler({ id: seconde.resume.id, revision: 1, motif: 'doublon' })
  expect(await double(premiere.resume.id)).toBe('respecte')
  const { lignes } = await app.client.commande.lister({ etats: [], texte: premiere.resume.numero })
  expect(lignes[0]?.bloquants).toBe(avant - 1)
})

test('a client whose order was cancelled here while the agency has its request is said, and stops nothing', async () => {
  const { id } = await defineMedecin(app, 1)
  const premiere = await defineCommande(app, vendeur, id)
  const { id: commandeId } = premiere.resume
  await app.contexte.registre.ecrire((tx) =>
    tx
      .insertInto('demande')
      .values({ commandeId, type: 'avance', tentative: 1, etat: 'payee', ttc: 43_000, attendu: 12_900 })
      .execute(),
  )
  await app.client.commande.annuler({ id: commandeId, revision: 1, motif: 'client parti' })
  const seconde = await defineCommande(app, vendeur, id)
  expect(seconde.constats.find((c) => c.code === 'UNI-CLIENT')).toMatchObject({
    issue: 'enfreint',
    gravite: 'alerte',
    phrase: expect.stringContaining(premiere.resume.numero),
  })
})

test.each([
  ['deposee', 'Notez sa réponse'],
  ['contestee', 'Notez sa réponse'],
  ['validee', 'Gardez la commande'],
  ['payee', 'Gardez la commande'],
])('an order whose balance is %s is not cancelled before the agency is told', async (etat, remede) => {
  const { resume } = await define(1)
  const { id: commandeId } = resume
  await app.contexte.registre.ecrire((tx) =>
    tx
      .insertInto('demande')
      .values({ commandeId, type: 'solde', tentative: 1, etat, ttc: 43_000, attendu: 30_100 })
      .execute(),
  )
  const refus = await refusOf(app.client.commande.annuler({ id: commandeId, revision: 1, motif: 'erreur' }))
  expect(refus.phrase).toContain('l’agence a sa demande de solde')
  expect(refus.remede).toContain('Prévenez d’abord l’agence')
  expect(refus.remede).toContain(remede)
  const { dossier } = await app.client.commande.lire({ id: commandeId })
  expect(dossier.commande.annuleeLe).toBeNull()
})

test('two doctors of one site share its FINESS, not their financing', async () => {
  const site = { type: 'FINESS_PMSI' as const, valeur: '990001000' }
  const medecins = [1, 2].map((n) =>
    defineMedecin(app, n, { identifiants: [{ type: 'RPPS', valeur: rpps(n) }, site] }),
  )
  const [premier, second] = await Promise.all(medecins)
  const commande = await defineCommande(app, vendeur, premier?.id ?? 0)
  await defineCommande(app, vendeur, second?.id ?? 0)
  const { constats, dossier } = await app.client.commande.lire({ id: commande.resume.id })
  expect(dossier.doublons).toMatchObject([{ tiersId: premier?.id, par: 'FINESS_PMSI' }])
  expect(constats.find((c) => c.code === 'UNI-CLIENT')?.issue).toBe('respecte')
})

test('cancelling says why, once, and stops every change', async () => {
  const { resume, dossier } = await define(1)
  expect((await refusOf(app.client.commande.annuler({ id: resume.id, revision: 9, motif: 'x' }))).code).toBe(
    'REVISION_PERIMEE',
  )
  const fiche = await app.client.commande.annuler({ id: resume.id, revision: 1, motif: 'Le client renonce.' })
  expect(fiche.resume).toMatchObject({ etat: 'annulee', porteur: 'clos', etape: 'aucune', echeance: null })
  expect(fiche.resume.depuis.slice(0, 10)).toBe('2026-11-17')
  expect(fiche.journal[0]).toMatchObject({ action: 'annulation', detail: 'Le client renonce.' })
  const encore = { id: resume.id, revision: 2, motif: 'x' }
  expect((await refusOf(app.client.commande.annuler(encore))).phrase).toContain('déjà annulée')
  const tiersId = dossier.participations[0]!.tiers.id
  expect((await refusOf(defineCommande(app, vendeur, tiersId, { id: resume.id }))).phrase).toContain(
    '17/11/2026',
  )
})

test('the state follows the facts, and each step since when', async () => {
  const { resume, dossier } = await define(1, { formulaireExterne: true })
  const etat = async () => (await app.client.commande.lire({ id: resume.id })).resume
  expect(await etat()).toMatchObject({
    etat: 'bdc_a_signer',
    porteur: 'client',
    depuis: '2026-11-17T08:02:00.000Z',
  })
  app.avancer('2026-11-18T09:00:00.000Z')
  await attachPiece(resume.id)
  expect(await etat()).toMatchObject({ etat: 'avance_a_deposer', depuis: '2026-11-18T09:00:00.000Z' })
  app.avancer('2026-11-19T09:00:00.000Z')
  expect(await etat()).toMatchObject({ etat: 'avance_a_deposer', depuis: '2026-11-18T09:00:00.000Z' })
  await addDemande(resume.id, 'preparee')
  expect((await etat()).etat).toBe('avance_a_deposer')
  await addDemande(resume.id, 'a_corriger', 2)
  expect((await etat()).etat).toBe('avance_retournee')
  await addDemande(resume.id, 'deposee', 3)
  expect(await etat()).toMatchObject({
    etat: 'avance_deposee',
    porteur: 'agence',
    depuis: '2026-11-16T00:00:00.000Z',
  })
  const tiersId = dossier.participations[0]!.tiers.id
  const modifiee = { id: resume.id, formulaireExterne: true, dateEmission: '2022-03-02' }
  expect((await refusOf(defineCommande(app, vendeur, tiersId, modifiee))).phrase).toContain('déposée')
  const fichier = { id: resume.id, formulaireExterne: true, fichierAttendu: 'bon.pdf' }
  expect((await defineCommande(app, vendeur, tiersId, fichier)).dossier.commande.fichierAttendu).toBe(
    'bon.pdf',
  )
})

test('a printed form that no longer says what the order says is to be printed again', async () => {
  const { resume, dossier } = await define(1)
  const tiersId = dossier.participations[0]!.tiers.id
  await app.contexte.registre.ecrire((tx) =>
    tx.updateTable('commande').set({ bdcEmisLe: '2026-11-17', verifieeLe: null }).execute(),
  )
  const fichier = await defineCommande(app, vendeur, tiersId, { id: resume.id, fichierAttendu: 'x.pdf' })
  expect(fichier.dossier.commande.bdcEmisLe).toBe('2026-11-17')
  const change = await defineCommande(app, vendeur, tiersId, {
    id: resume.id,
    lignes: [{ tiersId, ht: 100 }],
  })
  expect(change.dossier.commande.bdcEmisLe).toBeNull()
  expect(change.journal[0]?.action).toBe('bdc_perime')
  await app.contexte.registre.ecrire((tx) =>
    tx.updateTable('commande').set({ bdcEmisLe: '2026-11-17', verifieeLe: null }).execute(),
  )
  const bdcEmisLe = async () => (await app.client.commande.lire({ id: resume.id })).dossier.commande.bdcEmisLe
  await defineMedecin(app, 1, { id: tiersId, reference: 'C12' })
  expect(await bdcEmisLe()).toBe('2026-11-17')
  await defineMedecin(app, 1, { id: tiersId, nom: 'Autre' })
  expect(await bdcEmisLe()).toBeNull()
})

test('each count follows the other filters, sums follow all of them', async () => {
  const a = await define(1)
  const b = await define(2, { formulaireExterne: true })
  const c = await define(3)
  await app.client.commande.annuler({ id: c.resume.id, revision: 1, motif: 'x' })
  const tout = await app.client.commande.lister({})
  expect(tout).toMatchObject({
    total: 3,
    sommes: { ttc: 129000 },
    parPorteur: { nous: 1, client: 1, agence: 0, clos: 1 },
    parEtat: { bdc_a_emettre: 1, bdc_a_signer: 1, annulee: 1 },
    parDispositif: { 'MDV-LGC-Va1': 3 },
  })
  expect(tout.lignes.map((l) => l.etat)).toEqual(['bdc_a_emettre', 'bdc_a_signer', 'annulee'])
  const client = await app.client.commande.lister({ porteur: 'client' })
  expect(client).toMatchObject({
    total: 1,
    sommes: { ttc: 43000 },
    parPorteur: { nous: 1, client: 1, clos: 1 },
  })
  expect(client.lignes.map((l) => l.id)).toEqual([b.resume.id])
  expect(client.parEtat).toEqual({ bdc_a_signer: 1 })
  const rien = await app.client.commande.lister({ dispositif: 'SFP-LGC-Va2' })
  expect(rien).toMatchObject({ total: 0, parDispositif: { 'MDV-LGC-Va1': 3 }, lignes: [] })
  const ids = await app.client.commande.selectionner({ tri: 'numero', sens: 'desc', porteur: 'nous' })
  expect(ids).toEqual([a.resume.id])
  const parClient = await app.client.commande.lister({ clientId: a.resume.clientId })
  expect(parClient.total).toBe(1)
})

test('every sort gives every order once, page after page', async () => {
  for (let n = 1; n <= 5; n++) await define(n)
  for (const tri of ['numero', 'client', 'etat', 'depuis', 'echeance', 'ttc', 'emission'] as const)
    for (const sens of ['asc', 'desc'] as const) {
      const pages = await Promise.all(
        [0, 2, 4].map((debut) => app.client.commande.lister({ tri, sens, debut, nombre: 2 })),
      )
      const ids = pages.flatMap((p) => p.lignes.map((l) => l.id))
      expect(new Set(ids).size).toBe(5)
      expect(ids).toEqual(await app.client.commande.selectionner({ tri, sens }))
    }
})

test('orders are found by number, client, identifier, and by a client renamed', async () => {
  const { resume, dossier } = await define(1, { fichierAttendu: 'BC_Dupont.pdf' })
  await define(2)
  const total = async (texte: string) => (await app.client.commande.lister({ texte })).total
  expect(await total('2026 0001')).toBe(1)
  expect(await total('bdc20260001')).toBe(1)
  expect(await total('dupont')).toBe(1)
  expect(await total('temoin2')).toBe(1)
  const { tiers } = dossier.participations[0]!
  await defineMedecin(app, 1, { id: tiers.id, nom: 'Renommée' })
  expect(await total('renommee')).toBe(1)
  const { lignes } = await app.client.commande.lister({ texte: 'renommee' })
  expect(lignes[0]).toMatchObject({ id: resume.id, client: 'Renommée Claude' })
})

test('a client’s change is seen by the controls of its orders at once', async () => {
  const { resume, dossier } = await define(1)
  expect(resume.etat).toBe('bdc_a_emettre')
  const { tiers } = dossier.participations[0]!
  await defineMedecin(app, 1, { id: tiers.id, identifiants: [] })
  const { lignes } = await app.client.commande.lister({})
  expect(lignes[0]).toMatchObject({ id: resume.id, etat: 'a_completer', etape: 'completer' })
})

test('controls come with their sentences', async () => {
  const { resume } = await define(1)
  const [controle] = await app.client.commande.controler({ commandeIds: [resume.id] })
  expect(controle).toMatchObject({ id: resume.id, numero: resume.numero })
  expect(controle?.constats.length).toBeGreaterThan(10)
  for (const c of controle?.constats ?? []) expect(c.phrase).not.toBe('')
})

test('an attestation answers for its subject, is journaled, and may be taken back', async () => {
  const produit = await defineProduit(app, {
    fournisseurId: vendeur.fournisseur.id,
    dispositif: 'SFP-LGC-Va2',
    numeroAns: 'SFP1',
  })
  const c = await defineMedecin(app, 1, { profession: 'sage_femme' })
  const { resume } = await defineCommande(app, { ...vendeur, produit }, c.id)
  const issue = async () =>
    (await app.client.commande.lire({ id: resume.id })).constats.find((x) => x.code === 'ATT-psc-operateur')
      ?.issue
  expect(await issue()).toBe('inconnu')
  const attester = (code: string, le = '2026-11-16') =>
    app.client.commande.attester({ code, commandeIds: [resume.id], le })
  expect((await refusOf(attester('inconnue'))).phrase).toContain('inconnue')
  expect((await refusOf(attester('psc-operateur', '2026-11-18'))).ou).toBe('le')
  expect(await attester('ATT-psc-operateur')).toEqual({ posees: 1 })
  expect(await issue()).toBe('respecte')
  const { dossier } = await app.client.commande.lire({ id: resume.id })
  expect(dossier.attestations).toMatchObject([
    { code: 'psc-operateur', sujet: 'fournisseur', par: 'Camille Test' },
  ])
  await app.client.commande.retirerAttestation({ id: dossier.attestations[0]!.id })
  expect(await issue()).toBe('inconnu')
  const { lignes } = await app.client.systeme.journal({
    sujet: 'fournisseur',
    sujetId: vendeur.fournisseur.id,
  })
  expect(lignes.slice(0, 2).map((l) => l.action)).toEqual(['attestation_retiree', 'attestation'])
})
