import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import SQLite from 'better-sqlite3'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openFormat } from '#main/formats/format.ts'
import { openMagasin, sha256Of } from '#main/pieces/magasin.ts'
import { withKey } from './dossierExemple.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'
import {
  addCommandes,
  addVendeur,
  type CommandeExemple,
  readJson,
  resultOf,
  sentenceFrom,
  type VendeurExemple,
  writePdfs,
} from './registreExemple.ts'

const DISPOSITIF = 'MDV-LGC-Va1'
const JOUR = 'AVANCE-MDV-LGC-Va1-20261117-'

let travail: string
let sortie: string
let app: ApplicationTest
let vendeur: VendeurExemple
beforeEach(async () => {
  travail = mkdtempSync(path.join(tmpdir(), 'liasse-envois-'))
  sortie = path.join(travail, 'sortie')
  app = await openTestApplication({ dossier: path.join(travail, 'registre') })
  vendeur = await addVendeur(app.contexte)
})
afterEach(async () => {
  await app.fermer()
  rmSync(travail, { recursive: true, force: true })
})

/** Orders with their signed forms. */
async function signed(
  commandes: readonly CommandeExemple[],
  chez = vendeur,
  a = app,
): Promise<readonly number[]> {
  const ids = await addCommandes(a.contexte, chez, commandes)
  const entree = mkdtempSync(path.join(travail, 'entree-'))
  await writePdfs(
    entree,
    commandes.map((c) => `${c.numero}.pdf`),
  )
  await resultOf(a.client.piece.rattacher({ chemins: [entree], signeeLe: '2022-06-20' }))
  return ids
}
const orders = (nombre: number, debut = 1): CommandeExemple[] =>
  Array.from({ length: nombre }, (_, i) => ({
    numero: `EX${String(debut + i).padStart(4, '0')}`,
    rang: debut + i,
  }))
const prepare = (a = app, dossier = sortie) =>
  resultOf(a.client.avance.preparer({ dispositif: DISPOSITIF, sortie: dossier }))
const states = () =>
  app.contexte.registre
    .lire((db) => db.selectFrom('commande_etat').select('etat').orderBy('id').execute())
    .then((l) => l.map((c) => c.etat))
const attempts = (commandeId: number) =>
  app.contexte.registre.lire((db) =>
    db
      .selectFrom('demande')
      .select(['tentative', 'etat'])
      .where('commandeId', '=', commandeId)
      .orderBy('tentative')
      .execute(),
  )
const files = (dossier = sortie) => (existsSync(dossier) ? readdirSync(dossier).sort() : [])

describe('from signed forms to the two files', () => {
  test('JSON and ZIP agree with each other, with the register and with the hashes', async () => {
    const ids = await signed(orders(3))
    const { envois, examen } = await prepare()
    expect(examen).toMatchObject({
      signes: 3,
      refus: [],
      partent: { ttc: 129000, attendu: 38700, pieces: 3 },
    })
    expect(files()).toEqual([`${JOUR}1.json`, `${JOUR}1.zip`])
    const [envoi] = envois as [(typeof envois)[0]]
    const octets = readFileSync(path.join(sortie, envoi.json.nom))
    const zip = readFileSync(path.join(sortie, envoi.zip.nom))
    expect([sha256Of(octets), sha256Of(zip), octets.length, zip.length]).toEqual([
      envoi.json.sha256,
      envoi.zip.sha256,
      envoi.json.taille,
      envoi.zip.taille,
    ])
    const json = JSON.parse(octets.toString('utf8'))
    expect(
      json.lignesImport.map((l: { numLigne: number; numeroEditeur: string }) => [
        l.numLigne,
        l.numeroEditeur,
      ]),
    ).toEqual([
      [1, 'EX0001'],
      [2, 'EX0002'],
      [3, 'EX0003'],
    ])
    expect(Object.keys(unzipSync(zip))).toEqual(openFormat('mdv-lgc-va1-avance').readPieces(octets))
    expect(await states()).toEqual(['avance_exportee', 'avance_exportee', 'avance_exportee'])
    const journal = await app.contexte.registre.lire((db) =>
      db.selectFrom('journal').select(['action', 'vers', 'sha256']).where('sujet', '=', 'envoi').execute(),
    )
    expect(journal).toEqual([
      { action: 'preparation', vers: 'prepare', sha256: null },
      { action: 'export', vers: 'exporte', sha256: envoi.json.sha256 },
      { action: 'export', vers: 'exporte', sha256: envoi.zip.sha256 },
    ])
    expect((await prepare()).envois).toEqual([])
    expect((await app.client.envoi.lire({ id: envoi.id })).lignes.map((l) => l.commandeId)).toEqual(ids)
  })

  test('201 requests make two files, lines numbered from 1 in each', async () => {
    await signed(orders(201))
    const apercu = await app.client.avance.apercu({ dispositif: DISPOSITIF, lot: 1 })
    const { envois, examen } = await prepare()
    expect(examen.lots.map((l) => [l.nom, l.commandeIds.length])).toEqual([
      [`${JOUR}1`, 200],
      [`${JOUR}2`, 1],
    ])
    expect(envois.map((e) => [e.reference, e.demandes, e.zip.pieces])).toEqual([
      [`${JOUR}1`, 200, 200],
      [`${JOUR}2`, 1, 1],
    ])
    const [premier, second] = envois.map((e) => readJson(path.join(sortie, e.json.nom)))
    expect(premier.lignesImport.map((l: { numLigne: number }) => l.numLigne)).toEqual(
      Array.from({ length: 200 }, (_, i) => i + 1),
    )
    expect(second.lignesImport).toMatchObject([{ numLigne: 1, numeroEditeur: 'EX0201' }])
    expect(JSON.parse(apercu.json)).toEqual(second)
    expect(apercu.pieces.map((p) => p.nom)).toEqual(['EX0201.pdf'])
  })

  test('one file per vendor and reference number', async () => {
    const autreVersion = await addVendeur(app.contexte, { version: '8', numeroAns: '0990000043' })
    const autreVendeur = await addVendeur(app.contexte, {
      siret: withKey('9900014220002'),
      nom: 'Autre',
      version: '1',
    })
    await signed([{ numero: 'A1000', rang: 1 }])
    await signed([{ numero: 'A2000', rang: 2 }], autreVersion)
    await signed([{ numero: 'A3000', rang: 3 }], autreVendeur)
    const { envois } = await prepare()
    const lus = envois.map((e) => readJson(path.join(sortie, e.json.nom)))
    expect(lus.map((j) => [j.siret, j.numeroAns, j.lignesImport[0].numeroEditeur])).toEqual([
      [withKey('9900014220001'), '0990000042', 'A1000'],
      [withKey('9900014220001'), '0990000043', 'A2000'],
      [withKey('9900014220002'), '0990000042', 'A3000'],
    ])
  })

  test('the same register at the same instant gives the same bytes', async () => {
    await signed(orders(4))
    await app.fermer()
    cpSync(path.join(travail, 'registre'), path.join(travail, 'copie'), { recursive: true })
    app = await openTestApplication({ dossier: path.join(travail, 'registre') })
    const copie = await openTestApplication({ dossier: path.join(travail, 'copie') })
    await prepare()
    await prepare(copie, path.join(travail, 'ailleurs'))
    await copie.fermer()
    expect(files(path.join(travail, 'ailleurs'))).toEqual(files())
    for (const nom of files())
      expect(
        readFileSync(path.join(sortie, nom)).equals(readFileSync(path.join(travail, 'ailleurs', nom))),
      ).toBe(true)
  })

  test('names are never taken twice: in the register, in the folder, another day', async () => {
    mkdirSync(sortie)
    writeFileSync(path.join(sortie, `${JOUR.toLowerCase()}1.JSON`), 'un autre')
    await signed(orders(1))
    expect((await prepare()).envois[0]?.reference).toBe(`${JOUR}2`)
    await signed(orders(1, 2))
    expect((await prepare(app, path.join(travail, 'vide'))).envois[0]?.reference).toBe(`${JOUR}3`)
    app.avancer('2026-11-17T23:30:00.000Z')
    await signed(orders(1, 3))
    expect((await prepare()).envois[0]?.reference).toBe('AVANCE-MDV-LGC-Va1-20261118-1')
    expect(readFileSync(path.join(sortie, `${JOUR.toLowerCase()}1.JSON`), 'utf8')).toBe('un autre')
  })

  test('names that the ZIP cannot bear follow the order number; one piece twice is one entry', async () => {
    const [un, deux] = (await addCommandes(app.contexte, vendeur, orders(2))) as [number, number]
    const entree = path.join(travail, 'entree')
    mkdirSync(entree)
    await writePdfs(entree, ['✍️ signé.pdf', 'commun.pdf'])
    await resultOf(
      app.client.piece.rattacher({
        chemins: [path.join(entree, '✍️ signé.pdf')],
        commandeId: un,
        signeeLe: '2022-06-20',
      }),
    )
    await resultOf(
      app.client.piece.rattacher({
        chemins: [path.join(entree, 'commun.pdf')],
        commandeId: deux,
        signeeLe: '2022-06-20',
      }),
    )
    const trois = (await addCommandes(app.contexte, vendeur, orders(1, 3)))[0] as number
    await resultOf(
      app.client.piece.rattacher({ chemins: [path.join(entree, 'commun.pdf')], commandeId: trois }),
    )
    const { envois } = await prepare()
    const [envoi] = envois as [(typeof envois)[0]]
    expect(envoi.zip.pieces).toBe(2)
    const json = readJson(path.join(sortie, envoi.json.nom))
    const noms = json.lignesImport.map(
      (l: { piecesJustificatives: { nomFichier: string }[] }) => l.piecesJustificatives[0]?.nomFichier,
    )
    expect(noms).toEqual(['EX0001.pdf', 'commun.pdf', 'commun.pdf'])
    expect(Object.keys(unzipSync(readFileSync(path.join(sortie, envoi.zip.nom))))).toEqual([
      'EX0001.pdf',
      'commun.pdf',
    ])
  })
})

describe('what does not go', () => {
  test('refusals are grouped by reason, the largest first; the others go', async () => {
    await signed([
      { numero: 'EX1000', rang: 1 },
      { numero: 'EX2000', rang: 2, ht: 40000 },
      { numero: 'EX3000', rang: 3, ht: 50000 },
      { numero: 'EX4000', rang: 4, mail: 'pas un mail' },
    ])
    await addCommandes(app.contexte, vendeur, [{ numero: 'EX5000', rang: 5 }])
    const { envois, examen } = await prepare()
    expect(envois.map((e) => e.demandes)).toEqual([1])
    expect(examen.signes).toBe(4)
    const groupes = examen.refus.map((r) => r.commandes.map((c) => c.numero))
    expect(groupes[0]).toEqual(['EX2000', 'EX3000'])
    expect(groupes.at(-1)).toEqual(['EX4000'])
    expect(groupes.map((g) => g.length)).toEqual(groupes.map((g) => g.length).toSorted((a, b) => b - a))
    expect(examen.refus.every((r) => r.phrase !== '' && r.regle !== '')).toBe(true)
    expect(examen.refus.at(-1)?.commandes[0]?.constat.phrase).toMatch(/pas un mail/)
  })

  test('what only the schema of the file refuses is told with its key', async () => {
    await app.contexte.registre.ecrire((tx) =>
      tx
        .updateTable('referencement')
        .set({ numeroAns: 'X'.repeat(60) })
        .execute(),
    )
    await signed(orders(2))
    const { refus, partent } = await app.client.avance.examiner({ dispositif: DISPOSITIF })
    expect(partent.commandeIds).toEqual([])
    expect(refus).toMatchObject([
      {
        code: 'FORMAT-numeroAns',
        phrase: 'Demande d’avance MDV-LGC-Va1\u00a0: N° ANS du produit',
        commandes: [{}, {}],
      },
    ])
  })

  test('a piece whose content is gone, or was changed on the disk, stops its order', async () => {
    await signed(orders(2))
    const magasin = openMagasin(app.dossier)
    const pieces = await app.contexte.registre.lire((db) =>
      db.selectFrom('piece').select('sha256').orderBy('id').execute(),
    )
    rmSync(magasin.chemin(pieces[0]?.sha256 as string))
    expect((await app.client.avance.examiner({ dispositif: DISPOSITIF })).refus).toMatchObject([
      { code: 'PIECE-CONTENU', commandes: [{ numero: 'EX0001' }] },
    ])
    writeFileSync(magasin.chemin(pieces[1]?.sha256 as string), 'autre chose')
    expect(await sentenceFrom(() => prepare())).toMatch(
      /La pièce de la commande EX0002 a été modifiée ou effacée/,
    )
    expect([files(), await app.client.envoi.lister({})]).toEqual([[], { lignes: [], total: 0 }])
  })

  test('a piece set aside, an order cancelled, a selection', async () => {
    const [un, deux, trois] = (await signed(orders(4))) as [number, number, number]
    const [piece] = await app.contexte.registre.lire((db) =>
      db.selectFrom('piece').select('id').orderBy('id').execute(),
    )
    await app.client.piece.ecarter({ pieceId: piece?.id as number })
    await app.contexte.registre.ecrire((tx) =>
      tx.updateTable('commande').set({ annuleeLe: '2026-11-01' }).where('id', '=', deux).execute(),
    )
    const { partent } = await app.client.avance.examiner({
      dispositif: DISPOSITIF,
      commandeIds: [un, deux, trois],
    })
    expect(partent.commandeIds).toEqual([trois])
  })

  test('an unknown scheme is told with those that are known', async () => {
    expect(await sentenceFrom(() => app.client.avance.examiner({ dispositif: 'ZZZ' }))).toMatch(
      /n’existe pas.*MDV-LGC-Va1, SFP-LGC-Va2/,
    )
  })
})

describe('after the export', () => {
  test('deposit, with its day, its steps and its reminder', async () => {
    await signed(orders(2))
    const { envois } = await prepare()
    const id = envois[0]?.id as number
    const deposit = (le: string) => app.client.envoi.deposer({ id, le, numeroDepot: 'D-42' })
    expect(await sentenceFrom(() => deposit('2026-11-18'))).toMatch(/nous sommes le 17\/11\/2026/)
    expect(await sentenceFrom(() => deposit('2026-11-16'))).toMatch(/préparé le 17\/11\/2026/)
    const fiche = await deposit('2026-11-17')
    expect(fiche).toMatchObject({
      etat: 'depose',
      deposeLe: '2026-11-17',
      numeroDepot: 'D-42',
      suites: { jsonDepose: true, zipDepose: false },
    })
    expect(fiche.rappel).toMatch(/les 2 demandes d’avance paraissent.*Suivi demandes incomplètes/)
    expect(fiche.lignes.map((l) => l.etat)).toEqual(['deposee', 'deposee'])
    await app.client.envoi.cocher({ id, suite: 'paraitAuPortail', fait: true })
    expect((await app.client.envoi.cocher({ id, suite: 'rienIncomplet', fait: true })).rappel).toBeNull()
    expect(await states()).toEqual(['avance_deposee', 'avance_deposee'])
    expect(await sentenceFrom(() => deposit('2026-11-17'))).toBe(
      'Un envoi déposé ne peut pas être déposé une seconde fois.',
    )
    expect(await sentenceFrom(() => app.client.envoi.abandonner({ id, motif: 'x' }))).toBe(
      'Un envoi déposé ne peut pas être abandonné.',
    )
  })

  test('files never deposited are given up: the orders are free again', async () => {
    const [id] = (await signed(orders(1))) as [number]
    const { envois } = await prepare()
    await app.client.envoi.abandonner({ id: envois[0]?.id as number, motif: 'mauvais mois' })
    expect(await attempts(id)).toEqual([{ tentative: 1, etat: 'abandonnee' }])
    expect((await prepare()).envois.map((e) => e.reference)).toEqual([`${JOUR}2`])
    expect(await attempts(id)).toEqual([
      { tentative: 1, etat: 'abandonnee' },
      { tentative: 2, etat: 'exportee' },
    ])
  })

  test('a request that comes back goes out again in a new file', async () => {
    const [un, deux] = (await signed(orders(2))) as [number, number]
    const [premier] = (await prepare()).envois
    const sendBack = (motif: string) =>
      app.client.retour.noter({
        commandeIds: [un],
        type: 'avance',
        issue: 'a_corriger',
        le: '2026-11-17',
        motif,
      })
    expect(await sentenceFrom(() => sendBack('x'))).toMatch(/Aucune avance n’est déposée pour EX0001/)
    await app.client.envoi.deposer({ id: premier?.id as number, le: '2026-11-17' })
    expect(await sentenceFrom(() => sendBack(' '))).toMatch(/Dites ce que l’agence reproche/)
    expect(await sendBack('RPPS erroné')).toEqual({ demandes: 1 })
    expect(await states()).toEqual(['avance_retournee', 'avance_deposee'])
    const [second] = (await prepare()).envois
    expect(second).toMatchObject({ reference: `${JOUR}2`, demandes: 1 })
    expect(await attempts(un)).toEqual([
      { tentative: 1, etat: 'a_corriger' },
      { tentative: 2, etat: 'exportee' },
    ])
    expect(await states()).toEqual(['avance_exportee', 'avance_deposee'])
    await app.client.envoi.abandonner({ id: second?.id as number, motif: 'encore une erreur' })
    expect(await states()).toEqual(['avance_retournee', 'avance_deposee'])
    const [troisieme] = (await prepare()).envois
    await app.client.envoi.deposer({ id: troisieme?.id as number, le: '2026-11-17' })
    expect((await attempts(un)).map((d) => d.etat)).toEqual(['remplacee', 'abandonnee', 'deposee'])
    const { journal } = await app.client.commande.lire({ id: un })
    const dits = journal.filter((j) => j.action === 'avance').map((j) => [j.de, j.vers, j.detail, j.fichier])
    expect(dits.slice(0, 2)).toEqual([
      ['exportee', 'deposee', 'tentative 3, après retour\u00a0: RPPS erroné', `${JOUR}3.json`],
      ['a_corriger', 'remplacee', 'tentative 1\u00a0: RPPS erroné', `${JOUR}3.json`],
    ])
    expect(dits).toContainEqual(['deposee', 'a_corriger', 'RPPS erroné', null])
    expect((await attempts(deux)).map((d) => d.etat)).toEqual(['deposee'])
  })

  test('the same bytes can be written again, as long as they are kept', async () => {
    await signed(orders(2))
    const [envoi] = (await prepare()).envois as [Awaited<ReturnType<typeof prepare>>['envois'][0]]
    const ailleurs = path.join(travail, 'ailleurs')
    await app.client.piece.ecarter({ pieceId: 1 })
    await app.client.envoi.reexporter({ id: envoi.id, sortie: ailleurs })
    for (const nom of files())
      expect(readFileSync(path.join(ailleurs, nom)).equals(readFileSync(path.join(sortie, nom)))).toBe(true)
    await app.client.envoi.reexporter({ id: envoi.id, sortie: ailleurs })
    writeFileSync(path.join(ailleurs, envoi.zip.nom), 'autre')
    expect(await sentenceFrom(() => app.client.envoi.reexporter({ id: envoi.id, sortie: ailleurs }))).toMatch(
      /contient déjà un autre fichier/,
    )
    writeFileSync(openMagasin(app.dossier).chemin(envoi.zip.sha256), 'abîmé')
    expect(
      await sentenceFrom(() =>
        app.client.envoi.reexporter({ id: envoi.id, sortie: path.join(travail, 'b') }),
      ),
    ).toMatch(/a disparu du registre ou a été modifié/)
  })
})

describe('a preparation that dies', () => {
  async function kill(moment: 'intention' | 'fichiers'): Promise<void> {
    await app.fermer()
    const mort = spawnSync(
      process.execPath,
      [path.join(import.meta.dirname, 'preparationTuee.ts'), path.join(travail, 'registre'), sortie, moment],
      { encoding: 'utf8' },
    )
    expect([mort.signal, mort.stderr]).toEqual(['SIGKILL', ''])
  }
  const reopen = async () => {
    app = await openTestApplication({ dossier: path.join(travail, 'registre') })
  }

  test('after the intent: the orders are not shown as exported, and are free at the next opening', async () => {
    const [id] = (await signed(orders(2))) as [number]
    await kill('intention')
    expect(files()).toEqual([])
    await reopen()
    expect((await app.client.envoi.lister({})).lignes.map((e) => e.etat)).toEqual(['abandonne'])
    expect(await states()).not.toContain('avance_exportee')
    expect((await prepare()).envois.map((e) => [e.reference, e.demandes])).toEqual([[`${JOUR}2`, 2]])
    expect((await attempts(id)).map((d) => d.etat)).toEqual(['abandonnee', 'exportee'])
  })

  test('with one file only and a temporary one: both are removed, a stranger is left alone', async () => {
    await signed(orders(2))
    await kill('intention')
    const envoi = await openIntent()
    cpSync(
      openMagasin(path.join(travail, 'registre')).chemin(envoi.zipSha256),
      path.join(sortie, `${JOUR}1.zip`),
    )
    writeFileSync(path.join(sortie, `${JOUR}1.json.abc.liasse-en-cours`), '{')
    writeFileSync(path.join(sortie, `${JOUR}1.json`), 'à quelqu’un d’autre')
    await reopen()
    expect(files()).toEqual([`${JOUR}1.json`])
    expect((await app.client.envoi.lister({})).lignes.map((e) => e.etat)).toEqual(['abandonne'])
  })

  /** The intent as the register holds it, read beside the application. */
  async function openIntent(): Promise<{ readonly zipSha256: string }> {
    const base = new SQLite(path.join(travail, 'registre', 'liasse.sqlite'), { readonly: true })
    const ligne = base.prepare('SELECT etat, zipSha256 FROM envoi').get() as {
      etat: string
      zipSha256: string
    }
    base.close()
    expect(ligne.etat).toBe('prepare')
    return ligne
  }

  test('once both files are whole: the export is recorded at the next opening', async () => {
    await signed(orders(2))
    await kill('fichiers')
    expect(files()).toEqual([`${JOUR}1.json`, `${JOUR}1.zip`])
    await openIntent()
    await reopen()
    const [envoi] = (await app.client.envoi.lister({})).lignes
    expect(envoi).toMatchObject({ etat: 'exporte', demandes: 2 })
    expect(await states()).toEqual(['avance_exportee', 'avance_exportee'])
    expect((await prepare()).envois).toEqual([])
  })

  test('one preparation at a time: a second window is told to wait, then works', async () => {
    await signed(orders(2))
    const autre = await openTestApplication({ dossier: path.join(travail, 'registre') })
    const flux = await app.client.avance.preparer({ dispositif: DISPOSITIF, sortie })
    await flux.next()
    expect(await sentenceFrom(() => prepare(autre))).toMatch(/prépare déjà une demande/)
    await flux.return?.(undefined)
    expect((await prepare(autre)).envois).toHaveLength(1)
    await autre.fermer()
  })

  test('stopped between two files: what was written stands, the rest is free', async () => {
    await signed(orders(201))
    let pas = 0
    for await (const p of await app.client.avance.preparer({ dispositif: DISPOSITIF, sortie }))
      if (p.type === 'progres' && ++pas === 2) break
    expect((await app.client.envoi.lister({})).lignes.map((e) => [e.etat, e.demandes])).toEqual([
      ['exporte', 200],
    ])
    expect((await prepare()).envois.map((e) => e.demandes)).toEqual([1])
  })
})

describe('a folder that cannot take the files', () => {
  test('a file in place of the folder: refused before anything is recorded', async () => {
    await signed(orders(1))
    writeFileSync(sortie, 'fichier')
    expect(await sentenceFrom(() => prepare())).toMatch(
      /ne peut pas recevoir les fichiers\u00a0: ce n’est pas un dossier/,
    )
    expect(await sentenceFrom(() => prepare(app, path.join(sortie, 'dessous')))).toMatch(
      /ce n’est pas un dossier/,
    )
    // A system folder where nothing can be created, which says that it does not exist.
    if (process.platform === 'linux')
      expect(await sentenceFrom(() => prepare(app, '/proc/liasse/sortie'))).toMatch(
        /ne peut pas recevoir les fichiers/,
      )
    expect(await sentenceFrom(() => prepare(app, `${travail}/a\0b`))).toMatch(/caractère interdit/)
    expect((await app.client.envoi.lister({})).total).toBe(0)
  })

  /** A small file system of its own, where this process may mount one. */
  function mount(...options: string[]): boolean {
    mkdirSync(sortie)
    return spawnSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', sortie]).status === 0
  }
  const unmount = () => spawnSync('umount', [sortie])

  test('read-only: refused before anything is recorded', async ({ skip }) => {
    await signed(orders(1))
    if (!mount('ro')) skip()
    try {
      expect(await sentenceFrom(() => prepare())).toMatch(/il est en lecture seule/)
      expect((await app.client.envoi.lister({})).total).toBe(0)
    } finally {
      unmount()
    }
  })

  test('full: the envoi is given up, nothing is left behind, the orders are free', async ({ skip }) => {
    await signed(orders(150))
    if (!mount('size=32k')) skip()
    try {
      expect(await sentenceFrom(() => prepare())).toMatch(
        /n’a pas pu être écrit dans .*\u00a0: le disque est plein/,
      )
      expect(files()).toEqual([])
      expect((await app.client.envoi.lister({})).lignes.map((e) => e.etat)).toEqual(['abandonne'])
    } finally {
      unmount()
    }
    expect((await prepare()).envois.map((e) => e.demandes)).toEqual([150])
  })
})
