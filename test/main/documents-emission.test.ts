import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ResultatEmission } from '#contract/document.ts'
import { luhnKey } from '#domain/identifiants.ts'
import { readPdfJs } from './lecturePdf.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'

const withKey = (debut: string) => `${debut}${luhnKey(debut)}`
/** A small disk can be had where the tests run as root on Linux. */
const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const essai = mkdtempSync(path.join(tmpdir(), 'liasse-disque-'))
  const monte = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', essai]).status === 0
  if (monte) spawnSync('umount', [essai])
  rmdirSync(essai)
  return monte
})()

let app: ApplicationTest
let sortie = ''
let produit: { readonly id: number; readonly fournisseurId: number }

beforeEach(async () => {
  app = await openTestApplication()
  sortie = path.join(app.dossier, 'sortie')
  const fournisseur = await app.client.fournisseur.definir({
    denomination: 'Éditeur Exemple SAS',
    siret: withKey('9900014220001'),
    adresse: { lignes: '1 rue du Modèle', codePostal: '99000', commune: 'Exempleville' },
    responsable: {
      nom: 'Claude Exemple',
      qualite: '',
      telephone: '0199001000',
      mail: 'segur@editeur.example',
    },
    assujettiTva: true,
    tauxTva: 2000,
    enrolementValideLe: '2022-01-10',
  })
  const solution = await app.client.solution.definir({
    fournisseurId: fournisseur.id,
    solution: 'Corail Cabinet',
    version: '8.2',
    dispositif: 'MDV-LGC-Va1',
    numeroAns: '0990000042',
    profils: [],
    dateDossierComplet: '2022-01-01',
    dateReferencement: '2022-02-01',
    scenario: {
      isCentreDeSante: false,
      operateurMessagerie: 'API_35',
      isProSanteConnectNeeded: true,
      isDirectToDMP: true,
      isPFIToDMP: false,
      isDirectToMSSPro: true,
      isPFIToMSSPro: false,
      isDirectToMSSCitoyen: true,
      isPFIToMSSCitoyen: false,
    },
  })
  produit = { id: solution.id, fournisseurId: fournisseur.id }
})
afterEach(() => app.fermer())

async function order(n: number, precisions: Partial<Parameters<typeof app.client.commande.definir>[0]> = {}) {
  const tiers = await app.client.client.definir({
    categorie: 'praticien',
    nom: `Exemple ${n}`,
    prenom: 'Jeanne',
    profession: 'medecin',
    modeExercice: 'liberal',
    identifiants: [{ type: 'RPPS', valeur: withKey(`9900041${String(n).padStart(3, '0')}`) }],
    adresse: { lignes: '12 allée du Spécimen', codePostal: '99100', commune: 'Modèle-sur-Essai' },
    telephone: '0199004120',
    mail: `client${n}@cabinet.example`,
  })
  const { resume } = await app.client.commande.definir({
    numero: `EX${String(n).padStart(4, '0')}`,
    referencementId: produit.id,
    fournisseurId: produit.fournisseurId,
    cas: 'A',
    dateEmission: '2022-06-15',
    participations: [{ role: 'client', tiersId: tiers.id }],
    lignes: [{ tiersId: tiers.id }],
    ...precisions,
  })
  return resume.id
}

async function emit(commandeIds: number[], dossier = sortie) {
  const progres: number[] = []
  let resultat: ResultatEmission | null = null
  for await (const e of await app.client.bdc.emettre({ commandeIds, sortie: dossier }))
    if (e.type === 'progres') progres.push(e.fait)
    else resultat = e.resultat
  return { progres, resultat: resultat as unknown as ResultatEmission }
}

const files = (dossier = sortie) => (existsSync(dossier) ? readdirSync(dossier).sort() : [])

describe('printing order forms', () => {
  test('writes one file named by number, records and journals it with its hash', async () => {
    const id = await order(1)
    const { resultat } = await emit([id])
    expect(resultat.refuses).toEqual([])
    expect(files()).toEqual(['EX0001.pdf'])
    const octets = readFileSync(path.join(sortie, 'EX0001.pdf'))
    const lu = await readPdfJs(octets)
    expect(lu.texte).toContain('Jeanne Exemple 1')
    expect(lu.texte).toContain('358,33 €')
    expect(resultat.emis[0]).toMatchObject({ commandeId: id, numero: 'EX0001', pages: lu.pages.length })
    const fiche = await app.client.commande.lire({ id })
    expect(fiche.dossier.commande.bdcEmisLe).toBe('2026-11-17')
    expect(fiche.resume.etat).toBe('bdc_a_signer')
    const trace = await app.contexte.registre.lire((db) =>
      db.selectFrom('journal').selectAll().where('action', '=', 'bdc').execute(),
    )
    expect(trace).toHaveLength(1)
    expect(trace[0]).toMatchObject({
      sujetId: id,
      sha256: createHash('sha256').update(octets).digest('hex'),
      detail: 'Modèle BDC-MDV-LGC-Va1, version 1',
      par: 'Camille Test',
    })
    expect((await app.client.document.modeles()).find((m) => m.code === 'BDC-MDV-LGC-Va1')).toMatchObject({
      emis: 1,
      officiel: false,
    })
  })

  test('an order without issue date gets the day of printing, on the form and in the register', async () => {
    const id = await order(1, { dateEmission: null })
    expect((await emit([id])).resultat.refuses).toEqual([])
    const { commande } = (await app.client.commande.lire({ id })).dossier
    expect(commande).toMatchObject({ dateEmission: '2026-11-17', revision: 2 })
    const lu = await readPdfJs(readFileSync(path.join(sortie, 'EX0001.pdf')))
    expect(lu.texte).toContain('Date d’émission du bon de commande 17/11/2026')
  })

  test('an order that a control stops is listed with every reason; the others go on', async () => {
    const bon = await order(1)
    // Two doctors at least in case B (Modèles de documents SONS du 28/07/2023, §3).
    const mauvais = await order(2, { cas: 'B' })
    const { resultat } = await emit([mauvais, bon, 9999])
    expect(resultat.emis.map((e) => e.numero)).toEqual(['EX0001'])
    expect(resultat.refuses.map((r) => r.commandeId).sort()).toEqual([mauvais, 9999].sort())
    expect(resultat.refuses.find((r) => r.commandeId === mauvais)?.raisons.length).toBeGreaterThan(0)
    expect(files()).toEqual(['EX0001.pdf'])
  })

  test('printed again, the same order replaces its file; a file of someone else is never touched', async () => {
    const [a, b] = [await order(1), await order(2)]
    mkdirSync(sortie)
    writeFileSync(path.join(sortie, 'EX0002.pdf'), 'signed scan')
    await emit([a])
    app.avancer('2026-11-18T08:00:00.000Z')
    const { resultat } = await emit([a, b])
    expect(resultat.emis.map((e) => e.commandeId)).toEqual([a])
    expect(resultat.refuses[0]?.raisons[0]).toContain('existe déjà')
    expect(readFileSync(path.join(sortie, 'EX0002.pdf'), 'utf8')).toBe('signed scan')
    writeFileSync(path.join(sortie, 'EX0001.pdf'), 'signed since')
    expect((await emit([a])).resultat.refuses).toHaveLength(1)
    expect(files()).toEqual(['EX0001.pdf', 'EX0002.pdf'])
  })

  test('what has the name and cannot be read is never replaced; a batch that is not recorded leaves no file', async () => {
    const [a, b] = [await order(1), await order(2)]
    mkdirSync(path.join(sortie, 'EX0002.pdf'), { recursive: true })
    const { resultat } = await emit([a, b])
    expect(resultat.emis.map((e) => e.commandeId)).toEqual([a])
    expect(resultat.refuses[0]?.raisons[0]).toContain('existe déjà')
    // Refused at the commit, once the files are in place.
    const { brut } = app.contexte.registre
    brut.exec(`CREATE TABLE garde (id INTEGER REFERENCES commande (id) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER refus AFTER INSERT ON impression BEGIN INSERT INTO garde VALUES (-1); END`)
    const autre = path.join(sortie, 'autre')
    await expect(emit([a, b], autre)).rejects.toThrow()
    expect(files(autre)).toEqual([])
    brut.exec('DROP TRIGGER refus; DROP TABLE garde')
    expect((await emit([a, b], autre)).resultat.emis).toHaveLength(2)
  })

  test('the form attached as it was printed is not a signed form', async () => {
    const id = await order(1)
    await emit([id])
    const fichier = path.join(sortie, 'EX0001.pdf')
    const attach = async () => {
      for await (const _ of await app.client.piece.rattacher({
        chemins: [fichier],
        type: 'BDC',
        signatures: null,
        signeeLe: '2022-06-20',
      }));
      const [controle] = await app.client.commande.controler({ commandeIds: [id] })
      return controle?.constats.find((c) => c.code === 'PIE-NON-SIGNEE')?.issue
    }
    expect(await attach()).toBe('enfreint')
    const { dossier } = await app.client.commande.lire({ id })
    expect(dossier.pieces[0]?.emiseParNous).toBe(true)
    appendFileSync(fichier, '\n% signé\n')
    expect(await attach()).toBe('respecte')
  })

  test('numbers that come to one file name stay apart, and hold no path', async () => {
    const [a, b] = [await order(1, { numero: '../EX/1' }), await order(2, { numero: 'ex-1' })]
    const { resultat } = await emit([a, b])
    if (resultat.emis.length > 0) {
      expect(new Set(resultat.emis.map((e) => e.fichier.toUpperCase())).size).toBe(resultat.emis.length)
      for (const e of resultat.emis) expect(path.dirname(e.fichier)).toBe(sortie)
    }
    expect(files()).toHaveLength(resultat.emis.length)
  })

  test('hundreds in one go, with progress; stopping leaves no temporary file and what is recorded is there', async () => {
    const ids: number[] = []
    for (let n = 1; n <= 120; n++) ids.push(await order(n))
    for await (const e of await app.client.bdc.emettre({ commandeIds: ids, sortie }))
      if (e.type === 'progres') break
    const faits = files()
    expect(faits.length).toBeGreaterThan(0)
    expect(faits.length).toBeLessThan(120)
    expect(faits.every((f) => f.endsWith('.pdf'))).toBe(true)
    const emis = await app.contexte.registre.lire((db) =>
      db
        .selectFrom('commande')
        .select('numero')
        .where('bdcEmisLe', 'is not', null)
        .orderBy('numero')
        .execute(),
    )
    expect(emis.map((c) => `${c.numero}.pdf`)).toEqual(faits)
    const { progres, resultat } = await emit(ids)
    expect(resultat.emis).toHaveLength(120)
    expect(progres.at(-1)).toBe(120)
    expect(files()).toHaveLength(120)
  })

  test('a folder that cannot be written is refused before anything, in French', async () => {
    const id = await order(1)
    const obstacle = path.join(app.dossier, 'fichier')
    writeFileSync(obstacle, '')
    await expect(emit([id], path.join(obstacle, 'sortie'))).rejects.toMatchObject({ code: 'REFUS' })
    await expect(emit([id], 'relatif')).rejects.toMatchObject({ code: 'REFUS' })
    if (process.getuid?.() !== 0 && process.platform !== 'win32') {
      mkdirSync(sortie)
      chmodSync(sortie, 0o500)
      await expect(emit([id])).rejects.toThrow('rien n’a été imprimé')
    }
    expect((await app.client.commande.lire({ id })).dossier.commande.bdcEmisLe).toBeNull()
  })

  test.runIf(canMount)(
    'a disk that fills up: said in French, nothing half-written, nothing recorded',
    async () => {
      const ids: number[] = []
      for (let n = 1; n <= 5; n++) ids.push(await order(n))
      mkdirSync(sortie)
      // Room for two forms out of five.
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'none', sortie])
      try {
        const refus = await emit(ids).catch((e: unknown) => e as { data: { phrase: string; regle: string } })
        expect(refus).toMatchObject({ code: 'REFUS' })
        expect('data' in refus && `${refus.data.phrase} ${refus.data.regle}`).toContain('Le disque est plein')
        expect(files()).toEqual([])
      } finally {
        execFileSync('umount', [sortie])
      }
      const { dossier } = await app.client.commande.lire({ id: ids[0] as number })
      expect(dossier.commande.bdcEmisLe).toBeNull()
    },
  )
})

describe('previews', () => {
  test('an order as it would be printed now; nothing is recorded', async () => {
    const id = await order(1)
    const fichier = await app.client.bdc.apercu({ commandeId: id })
    expect(fichier.name).toBe('EX0001.pdf')
    const lu = await readPdfJs(new Uint8Array(await fichier.arrayBuffer()))
    expect(lu.titre).toBe('Bon de commande EX0001')
    expect((await app.client.commande.lire({ id })).dossier.commande.bdcEmisLe).toBeNull()
  })

  test('each model in each case, with invented data', async () => {
    for (const { code, dispositif, type } of await app.client.document.modeles())
      for (const cas of app.contexte.catalogue.base(dispositif).cas) {
        const fichier = await app.client.document.apercuModele({
          code,
          cas: cas.code,
          clients: 3,
          anterieur: true,
        })
        const lu = await readPdfJs(new Uint8Array(await fichier.arrayBuffer()))
        expect(lu.texte).toContain('Éditeur Exemple SAS')
        expect(lu.texte.includes('sous 120 jours')).toBe(type === 'BDC')
      }
    await expect(app.client.document.apercuModele({ code: 'INCONNU' })).rejects.toMatchObject({
      code: 'INTROUVABLE',
    })
  })
})
