import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import SQLite from 'better-sqlite3'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFormat } from '#main/formats/format.ts'
import { openMagasin, sha256Of } from '#main/pieces/magasin.ts'
import { SCENARIO_EXEMPLE } from './dossierExemple.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'
import { addVendeur, readJson, resultOf, sentenceFrom, type VendeurExemple } from './registreExemple.ts'
import { addSoldes, attach, PREFIXE, SEPTEMBRE, type SoldeExemple } from './soldeExemple.ts'

const DISPOSITIF = 'MDV-LGC-Va1'

let travail: string
let sortie: string
let app: ApplicationTest
let vendeur: VendeurExemple
const open = () => openTestApplication({ dossier: path.join(travail, 'registre'), maintenant: SEPTEMBRE })
beforeEach(async () => {
  travail = mkdtempSync(path.join(tmpdir(), 'liasse-soldes-'))
  sortie = path.join(travail, 'sortie')
  app = await open()
  vendeur = await addVendeur(app.contexte)
})
afterEach(async () => {
  await app.fermer()
  rmSync(travail, { recursive: true, force: true })
})

const ready = (commandes: readonly SoldeExemple[]) => addSoldes(app, vendeur, travail, commandes)
const orders = (nombre: number, debut = 1): SoldeExemple[] =>
  Array.from({ length: nombre }, (_, i) => ({
    numero: `EX${String(debut + i).padStart(4, '0')}`,
    rang: debut + i,
  }))
const prepare = (a = app, dossier = sortie) =>
  resultOf(a.client.solde.preparer({ dispositif: DISPOSITIF, sortie: dossier }))
const examine = () => app.client.solde.examiner({ dispositif: DISPOSITIF })
const files = (dossier = sortie) => (existsSync(dossier) ? readdirSync(dossier).sort() : [])
const states = () =>
  app.contexte.registre
    .lire((db) => db.selectFrom('commande_etat').select('etat').orderBy('id').execute())
    .then((l) => l.map((c) => c.etat))
const requests = (commandeId: number, type: 'avance' | 'solde' = 'solde') =>
  app.contexte.registre.lire((db) =>
    db
      .selectFrom('demande')
      .select(['tentative', 'etat', 'ttc', 'attendu', 'perimetre'])
      .where('commandeId', '=', commandeId)
      .where('type', '=', type)
      .orderBy('tentative')
      .execute(),
  )

describe('from installed orders to the two files', () => {
  test('JSON and ZIP agree with each other, with the register and with the hashes', async () => {
    const ids = await ready(orders(2))
    expect((await app.client.commande.lister({ etats: ['solde_a_deposer'] })).total).toBe(2)
    const { envois, examen } = await prepare()
    expect(examen).toMatchObject({
      signes: 2,
      refus: [],
      partent: { ttc: 86000, attendu: 60200, pieces: 4 },
      lots: [{ nom: `${PREFIXE}1`, formatConfirme: false, attendu: 60200 }],
    })
    const [envoi] = envois as [(typeof envois)[0]]
    expect(envoi).toMatchObject({ type: 'solde', format: 'mdv-lgc-va1-solde', etat: 'exporte' })
    expect(files()).toEqual([`${PREFIXE}1.json`, `${PREFIXE}1.zip`])
    const octets = readFileSync(path.join(sortie, envoi.json.nom))
    const zip = readFileSync(path.join(sortie, envoi.zip.nom))
    expect([sha256Of(octets), sha256Of(zip)]).toEqual([envoi.json.sha256, envoi.zip.sha256])
    const { lignesImport } = readJson(path.join(sortie, envoi.json.nom))
    expect(lignesImport[1]).toMatchObject({
      numLigne: 2,
      typeAction: 'C',
      numeroASP: 'ASP-EX0002',
      numeroEditeur: 'EX0002',
      facture: {
        numeroFacture: 'FEX0002',
        dateEditionFacture: '06/09/2022',
        dateRealisationPrestation: '05/09/2022',
        nomClientFacture: 'SPECIMEN 2',
        montantSegurHT: 358.33,
        montantSegurTTC: 430,
      },
      reception: { dateSignatureVA: null, dateSignatureMOM: '12/09/2022' },
      piecesJustificatives: [
        { nomFichier: 'EX0002-FACTURE.pdf', formatFichier: 'PDF', typeFichier: 'FACTURE' },
        { nomFichier: 'EX0002-MOM.pdf', formatFichier: 'PDF', typeFichier: 'MOM' },
      ],
      scenarioInstallation: SCENARIO_EXEMPLE,
    })
    const entrees = unzipSync(zip)
    expect(Object.keys(entrees)).toEqual(openFormat('mdv-lgc-va1-solde').readPieces(octets))
    expect(Buffer.from(entrees['EX0002-MOM.pdf'] as Uint8Array).toString('latin1')).toContain(
      '% MOM EX0002.pdf',
    )
    expect(await states()).toEqual(['solde_exporte', 'solde_exporte'])
    const fiche = await app.client.envoi.lire({ id: envoi.id })
    expect(fiche.lignes.map((l) => [l.commandeId, l.pieces])).toEqual(
      ids.map((id, i) => [id, [`EX000${i + 1}-FACTURE.pdf`, `EX000${i + 1}-MOM.pdf`]]),
    )
    const [demande] = await requests(ids[0] as number)
    expect(demande).toMatchObject({ tentative: 1, etat: 'exportee', ttc: 43000, attendu: 30100 })
    expect(JSON.parse(demande?.perimetre ?? '')).toMatchObject({
      clients: [{ nom: 'SPECIMEN 1' }],
      scenario: SCENARIO_EXEMPLE,
    })
    const journal = await app.contexte.registre.lire((db) =>
      db
        .selectFrom('journal')
        .select(['action', 'vers', 'sha256'])
        .where('sujet', '=', 'commande')
        .where('sujetId', '=', ids[0] as number)
        .where('action', 'in', ['avance', 'solde'])
        .execute(),
    )
    expect(journal).toEqual([{ action: 'solde', vers: 'exportee', sha256: envoi.json.sha256 }])
    expect((await prepare()).envois).toEqual([])
  })

  test('the scenario installed is the one told, whatever was ordered; a VA then goes in place of the MOM', async () => {
    const [id] = (await ready([{ numero: 'EX0001', rang: 1, sans: ['MOM'] }])) as [number]
    const installe = { ...SCENARIO_EXEMPLE, isDirectToDMP: false, isPFIToDMP: true }
    await app.contexte.registre.ecrire((tx) =>
      tx
        .updateTable('installation')
        .set({ scenario: JSON.stringify(installe) })
        .where('commandeId', '=', id)
        .execute(),
    )
    expect((await examine()).partent.commandeIds).toEqual([])
    await attach(app, travail, 'VA', ['EX0001'], '2022-09-14')
    const { envois } = await prepare()
    const { lignesImport } = readJson(path.join(sortie, envois[0]?.json.nom ?? ''))
    expect(lignesImport[0]).toMatchObject({
      reception: { dateSignatureVA: '14/09/2022', dateSignatureMOM: null },
      scenarioInstallation: installe,
      piecesJustificatives: [{ typeFichier: 'FACTURE' }, { typeFichier: 'VA' }],
    })
    const [avance] = await requests(id, 'avance')
    const [solde] = await requests(id)
    expect(JSON.parse(avance?.perimetre ?? '').scenario).toEqual(SCENARIO_EXEMPLE)
    expect(JSON.parse(solde?.perimetre ?? '').scenario).toEqual(installe)
  })

  test('what the advance asked for decides the rest, whatever the share says now', async () => {
    const [un, deux, trois] = (await ready([
      { numero: 'EX0001', rang: 1, attendu: 17199 },
      { numero: 'EX0002', rang: 2, attendu: 12900 },
      { numero: 'EX0003', rang: 3, attendu: null },
    ])) as [number, number, number]
    const { envois } = await prepare()
    const demandees = await Promise.all([un, deux, trois].map((id) => requests(id)))
    expect(demandees.map((d) => d[0]?.attendu)).toEqual([43000 - 17199, 30100, 30100])
    expect(envois[0]?.attendu).toBe(25801 + 30100 + 30100)
    const { lignes } = await app.client.commande.lister({})
    expect(lignes.map((c) => (c.avance ?? 0) + (c.solde ?? 0))).toEqual([43000, 43000, 43000])
  })
})

describe('beneficiaries that were not served', () => {
  /** A second client on the order; the installation did not serve it. */
  async function addNonServi(commandeId: number, attendu: number): Promise<void> {
    await app.contexte.registre.ecrire(async (tx) => {
      const { id } = await tx
        .insertInto('tiers')
        .values({
          categorie: 'praticien',
          nom: 'ABSENT',
          prenom: '',
          profession: 'medecin',
          modeExercice: 'liberal',
          adresse: '1 rue de l’Exemple',
          codePostal: '75001',
          commune: 'Paris',
          telephone: '0100000009',
          mail: 'absent@example.org',
          reference: '',
          tranche: null,
          parentId: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('identifiant')
        .values({ type: 'RPPS', valeur: '99900009000', tiersId: id })
        .execute()
      await tx
        .insertInto('participation')
        .values({ commandeId, tiersId: id, role: 'client', rang: 1, representant: null })
        .execute()
      const { id: _, ...ligne } = await tx
        .selectFrom('ligne')
        .selectAll()
        .where('commandeId', '=', commandeId)
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('ligne')
        .values({ ...ligne, tiersId: id })
        .execute()
      await tx.updateTable('commande').set({ cas: 'C' }).where('id', '=', commandeId).execute()
      await tx
        .updateTable('installation')
        .set({ nonServis: JSON.stringify([{ tiersId: id, motif: 'Cabinet fermé' }]) })
        .where('commandeId', '=', commandeId)
        .execute()
      const { perimetre } = await tx
        .selectFrom('demande')
        .select('perimetre')
        .where('commandeId', '=', commandeId)
        .executeTakeFirstOrThrow()
      const dit = JSON.parse(perimetre)
      await tx
        .updateTable('demande')
        .set({
          attendu,
          montantPaye: attendu,
          ttc: 86000,
          perimetre: JSON.stringify({ ...dit, clients: [...dit.clients, { tiersId: id, nom: 'ABSENT' }] }),
        })
        .where('commandeId', '=', commandeId)
        .execute()
    })
  }

  test('the file, the amount and the perimeter are those of the clients served', async () => {
    const [id] = (await ready(orders(1))) as [number]
    await addNonServi(id, 25800)
    const { envois, examen } = await prepare()
    expect(examen.partent).toMatchObject({ ttc: 43000, attendu: 43000 - 25800 })
    const { lignesImport } = readJson(path.join(sortie, envois[0]?.json.nom ?? ''))
    expect(lignesImport[0]).toMatchObject({
      commande: { montantSegurHT: 358.33 },
      beneficiaires: { liberal: [{ nomMedecin: 'SPECIMEN 1' }] },
    })
    expect(lignesImport[0].beneficiaires.liberal).toHaveLength(1)
    const [solde] = await requests(id)
    expect(solde).toMatchObject({ ttc: 43000, attendu: 17200 })
    expect(JSON.parse(solde?.perimetre ?? '').clients).toEqual([
      { tiersId: expect.any(Number), nom: 'SPECIMEN 1' },
    ])
  })

  test('an advance that covers all that was served leaves nothing to ask for', async () => {
    const [id] = (await ready(orders(1))) as [number]
    await addNonServi(id, 43000)
    const { refus, partent } = await examine()
    expect(partent.commandeIds).toEqual([])
    expect(refus).toMatchObject([{ code: 'SOL-MONTANT', commandes: [{ numero: 'EX0001' }] }])
    expect(refus[0]?.commandes[0]?.constat.phrase).toMatch(/L’avance couvre déjà les 430,00\u00a0€ TTC/)
  })
})

describe('what does not go', () => {
  test('accepted and installed orders that lack something are grouped by reason; the others are not looked at', async () => {
    await ready([
      { numero: 'EX0001', rang: 1 },
      { numero: 'EX0002', rang: 2, sans: ['facture'] },
      { numero: 'EX0003', rang: 3, sans: ['MOM'] },
      { numero: 'EX0004', rang: 4, sans: ['MOM'] },
      { numero: 'EX0005', rang: 5, sans: ['installation', 'MOM', 'facture'] },
      { numero: 'EX0006', rang: 6, avance: 'deposee' },
    ])
    const { envois, examen } = await prepare()
    expect(envois.map((e) => e.demandes)).toEqual([1])
    expect(examen.signes).toBe(4)
    const refusees = new Set(examen.refus.flatMap((g) => g.commandes.map((c) => c.numero)))
    expect([...refusees].sort()).toEqual(['EX0002', 'EX0003', 'EX0004'])
    const manquantes = examen.refus.filter((g) => g.code.startsWith('PIE-REQUISE'))
    expect(manquantes.map((g) => [g.phrase, g.commandes.map((c) => c.numero)])).toEqual([
      ['Pièce manquante\u00a0: Mise en ordre de marche signée par le Fournisseur', ['EX0003', 'EX0004']],
      ['Pièce manquante\u00a0: Copie de la facture', ['EX0002']],
    ])
    expect(examen.refus[0]).toBe(manquantes[0])
    expect(examen.refus.every((g) => g.phrase !== '' && g.regle !== '')).toBe(true)
    expect(
      examen.refus
        .flatMap((g) => g.commandes)
        .every((c) => c.constat.phrase !== '' && c.constat.remede !== ''),
    ).toBe(true)
  })

  test('an advance without its number at the agency is refused by the schema, with its key', async () => {
    await ready([{ numero: 'EX0001', rang: 1, numeroAsp: null }])
    expect((await examine()).refus).toMatchObject([
      {
        code: 'FORMAT-numeroASP',
        phrase: 'Demande de solde MDV-LGC-Va1\u00a0: N° ASP de l’avance',
        commandes: [{ numero: 'EX0001' }],
      },
    ])
  })

  test('an invoice changed while the file was prepared gives the file up before it is written', async () => {
    const [id] = (await ready(orders(1))) as [number]
    const { registre } = app.contexte
    let change = true
    const ecrire: typeof registre.ecrire = async (f) => {
      if (change) {
        change = false
        await registre.ecrire((tx) =>
          tx
            .updateTable('facture')
            .set((eb) => ({ revision: eb('revision', '+', 1), numero: 'AUTRE' }))
            .where('commandeId', '=', id)
            .execute(),
        )
      }
      return registre.ecrire(f)
    }
    Object.assign(app.contexte, { registre: { ...registre, ecrire } })
    expect(await sentenceFrom(() => prepare())).toMatch(/La commande EX0001 a changé pendant la préparation/)
    Object.assign(app.contexte, { registre })
    expect([files(), (await app.client.envoi.lister({})).total]).toEqual([[], 0])
    expect((await prepare()).envois).toHaveLength(1)
  })
})

describe('after the export', () => {
  test('deposit, steps, reminder; the list by kind of request; the same bytes again', async () => {
    await ready(orders(2))
    const { envois } = await prepare()
    const id = envois[0]?.id as number
    const fiche = await app.client.envoi.deposer({ id, le: '2023-09-12', numeroDepot: 'D-7' })
    expect(fiche.rappel).toMatch(/les 2 demandes de solde paraissent/)
    expect(await states()).toEqual(['solde_depose', 'solde_depose'])
    await app.client.envoi.cocher({ id, suite: 'paraitAuPortail', fait: true })
    expect((await app.client.envoi.cocher({ id, suite: 'rienIncomplet', fait: true })).rappel).toBeNull()
    expect((await app.client.envoi.lister({ type: 'solde' })).lignes.map((e) => e.id)).toEqual([id])
    expect((await app.client.envoi.lister({ type: 'avance' })).total).toBe(0)
    const ailleurs = path.join(travail, 'ailleurs')
    await app.client.envoi.reexporter({ id, sortie: ailleurs })
    expect(files(ailleurs)).toEqual(files())
    for (const nom of files())
      expect(readFileSync(path.join(ailleurs, nom)).equals(readFileSync(path.join(sortie, nom)))).toBe(true)
  })

  test('given up: the orders are free; returned: a new file takes the place of the former request', async () => {
    const [id] = (await ready(orders(1))) as [number]
    const [premier] = (await prepare()).envois
    await app.client.envoi.abandonner({ id: premier?.id as number, motif: 'mauvais jour' })
    expect(await states()).toEqual(
      ['solde_a_deposer'].map(() => expect.stringMatching(/^solde_a_|avance_validee/)),
    )
    const [second] = (await prepare()).envois
    expect(second?.reference).toBe(`${PREFIXE}2`)
    await app.client.envoi.deposer({ id: second?.id as number, le: '2023-09-12' })
    await app.client.retour.noter({
      commandeIds: [id],
      type: 'solde',
      issue: 'a_corriger',
      le: '2023-09-12',
      motif: 'Facture illisible',
    })
    expect(await states()).toEqual(['solde_retourne'])
    const [troisieme] = (await prepare()).envois
    await app.client.envoi.deposer({ id: troisieme?.id as number, le: '2023-09-12' })
    expect((await requests(id)).map((d) => [d.tentative, d.etat])).toEqual([
      [1, 'abandonnee'],
      [2, 'remplacee'],
      [3, 'deposee'],
    ])
    expect((await requests(id, 'avance')).map((d) => d.etat)).toEqual(['payee'])
    // Refused and taken up again is another thing than sent back.
    for (const issue of ['rejetee', 'a_corriger'] as const)
      await app.client.retour.noter({
        commandeIds: [id],
        type: 'solde',
        issue,
        le: '2023-09-12',
        motif: 'VA illisible',
      })
    const { demandes } = (await app.client.commande.lire({ id })).dossier
    expect(demandes.filter((d) => d.type === 'solde').map((d) => [d.etat, d.refusee])).toEqual([
      ['abandonnee', false],
      ['remplacee', false],
      ['a_corriger', true],
    ])
  })

  test('the agency’s return file is joined to the balance: accepted, then paid; returned, then out again', async () => {
    const [un, deux] = (await ready(orders(2))) as [number, number]
    const [envoi] = (await prepare()).envois
    await app.client.envoi.deposer({ id: envoi?.id as number, le: '2023-09-12' })
    const retour = readJson(path.join(sortie, envoi?.json.nom ?? ''))
    retour.lignesImport[0].codeTraitement = '0000'
    retour.lignesImport[1].codeTraitement = 'R7'
    retour.lignesImport[1].libelleTraitement = 'Facture illisible'
    const chemin = path.join(travail, `${envoi?.reference}_FichierRetour.json`)
    writeFileSync(chemin, JSON.stringify(retour))
    const lu = await resultOf(app.client.retour.importer({ chemins: [chemin] }))
    expect(lu.rejets).toEqual([])
    expect(lu.changees.map((c) => c.numero)).toEqual(['EX0001', 'EX0002'])
    await app.client.retour.reglerCode({ code: 'R7', issue: 'a_corriger' })
    expect(await states()).toEqual(['solde_depose', 'solde_retourne'])
    const [nouveau] = (await prepare()).envois
    expect(nouveau).toMatchObject({ reference: `${PREFIXE}2`, demandes: 1 })
    await app.client.envoi.deposer({ id: nouveau?.id as number, le: '2023-09-12' })
    for (const issue of ['validee', 'payee'] as const)
      await app.client.retour.noter({ commandeIds: [un, deux], type: 'solde', issue, le: '2023-09-12' })
    expect(await states()).toEqual(['soldee', 'soldee'])
    expect((await requests(un, 'avance')).map((d) => d.etat)).toEqual(['payee'])
  })

  test('the return file of a balance: accepted stays deposited, refused goes out again, the advance is left alone', async () => {
    const [, deux] = (await ready(orders(2))) as [number, number]
    const [envoi] = (await prepare()).envois as [Awaited<ReturnType<typeof prepare>>['envois'][0]]
    await app.client.envoi.deposer({ id: envoi.id, le: '2023-09-12' })
    const json = readJson(path.join(sortie, envoi.json.nom))
    const lignes = json.lignesImport as { numeroASP: string }[]
    const retour = path.join(travail, `${envoi.reference}_FichierRetour.json`)
    const repondues = lignes.map((l, i) => ({
      ...l,
      codeTraitement: i === 0 ? '0000' : 'S4',
      libelleTraitement: 'dit',
    }))
    writeFileSync(retour, JSON.stringify({ ...json, lignesImport: repondues }))
    await app.client.retour.reglerCode({ code: 'S4', issue: 'a_corriger' })
    const lu = await resultOf(app.client.retour.importer({ chemins: [retour] }))
    expect(lu.rejets).toEqual([])
    expect(lu.changees.map((c) => [c.numero, c.type, c.vers, c.numeroAsp])).toEqual([
      ['EX0001', 'solde', 'deposee', lignes[0]?.numeroASP],
      ['EX0002', 'solde', 'a_corriger', lignes[1]?.numeroASP],
    ])
    expect(await states()).toEqual(['solde_depose', 'solde_retourne'])
    expect((await requests(deux, 'avance')).map((d) => d.etat)).toEqual(['payee'])
  })

  test('the lists of requests say which they are, what they ask for and their pieces', async () => {
    await ready(orders(1))
    await prepare()
    const fichier = path.join(travail, 'demandes.csv')
    await resultOf(
      app.client.exports.exporter({
        liste: 'demandes',
        format: 'csv',
        sortie: fichier,
        filtre: { type: 'solde' },
        colonnes: ['type', 'numero', 'attendu', 'pieces'],
      }),
    )
    expect(readFileSync(fichier, 'utf8').trim().split(/\r?\n/).slice(1)).toEqual([
      'Solde;EX0001;"301,00";"EX0001-FACTURE.pdf, EX0001-MOM.pdf"',
    ])
  })
})

describe('a preparation that dies', () => {
  async function kill(moment: string): Promise<void> {
    await app.fermer()
    const mort = spawnSync(
      process.execPath,
      [
        path.join(import.meta.dirname, 'preparationTuee.ts'),
        path.join(travail, 'registre'),
        sortie,
        moment,
        'solde',
        SEPTEMBRE,
      ],
      { encoding: 'utf8' },
    )
    expect([mort.signal, mort.stderr]).toEqual(['SIGKILL', ''])
  }

  test('after the intent: no file, nothing exported, and the orders go at the next preparation', async () => {
    const [id] = (await ready(orders(2))) as [number]
    await kill('intention')
    expect(files()).toEqual([])
    app = await open()
    expect((await app.client.envoi.lister({})).lignes.map((e) => e.etat)).toEqual(['abandonne'])
    expect((await prepare()).envois.map((e) => [e.reference, e.demandes])).toEqual([[`${PREFIXE}2`, 2]])
    expect((await requests(id)).map((d) => d.etat)).toEqual(['abandonnee', 'exportee'])
  })

  test('a ZIP without its JSON, and a file cut short, are removed', async () => {
    await ready(orders(2))
    await kill('intention')
    const base = new SQLite(path.join(travail, 'registre', 'liasse.sqlite'), { readonly: true })
    const { zipSha256 } = base.prepare('SELECT zipSha256 FROM envoi').get() as { zipSha256: string }
    base.close()
    cpSync(
      openMagasin(path.join(travail, 'registre')).chemin(zipSha256),
      path.join(sortie, `${PREFIXE}1.zip`),
    )
    writeFileSync(path.join(sortie, `${PREFIXE}1.json.abc.liasse-en-cours`), '{')
    app = await open()
    expect(files()).toEqual([])
  })

  test('once both files are whole: the export is recorded at the next opening', async () => {
    await ready(orders(2))
    await kill('fichiers')
    expect(files()).toEqual([`${PREFIXE}1.json`, `${PREFIXE}1.zip`])
    app = await open()
    expect((await app.client.envoi.lister({})).lignes).toMatchObject([
      { etat: 'exporte', type: 'solde', demandes: 2 },
    ])
    expect(await states()).toEqual(['solde_exporte', 'solde_exporte'])
    expect((await prepare()).envois).toEqual([])
  })

  test('anywhere in the files that follow the first: each order goes once, in files that are whole', async () => {
    const ids: number[] = []
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const produit = await addVendeur(app.contexte, { version: `9.${n}`, numeroAns: `099000010${n}` })
      ids.push(...(await addSoldes(app, produit, travail, orders(3, n * 10))))
    }
    for (const attente of [0, 4, 15, 40]) {
      await kill(`suite:${attente}`)
      app = await open()
      for (const nom of files()) expect(nom).toMatch(/^SOLDE-.*\.(json|zip)$/)
    }
    await prepare()
    const { lignes } = await app.client.envoi.lister({ nombre: 100 })
    const exportes = lignes.filter((e) => e.etat === 'exporte')
    expect(lignes.every((e) => e.etat === 'exporte' || e.etat === 'abandonne')).toBe(true)
    // What is in the folder is what the register says, to the byte.
    expect(files()).toEqual(exportes.flatMap((e) => [e.json.nom, e.zip.nom]).sort())
    for (const envoi of exportes)
      for (const { nom, sha256 } of [envoi.json, envoi.zip])
        expect(sha256Of(readFileSync(path.join(sortie, nom)))).toBe(sha256)
    const vivantes = await app.contexte.registre.lire((db) =>
      db
        .selectFrom('demande')
        .select('commandeId')
        .where('type', '=', 'solde')
        .where('etat', '=', 'exportee')
        .execute(),
    )
    expect(vivantes.map((d) => d.commandeId).sort((a, b) => a - b)).toEqual([...ids])
  })
})
