import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import { afterEach, expect, test } from 'vitest'
import { restoreCellule } from '#domain/tableur.ts'
import { writeWhole } from '#main/exports/ecriture.ts'
import { writeTableur } from '#main/exports/tableur.ts'
import { decode, readRecords, splitLines } from '#main/imports/csv.ts'
import { openFichier } from '#main/imports/fichier.ts'
import { openAtelierImport, runImport, SANS_PRODUIT } from './importsOutils.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineMedecin,
  defineVendeur,
  openTestApplication,
  refusOf,
  rpps,
} from './outils.ts'
import { resultOf } from './registreExemple.ts'

const ouvertes: ApplicationTest[] = []
afterEach(async () => {
  for (const app of ouvertes.splice(0)) await app.fermer()
})
async function openApp() {
  const app = await openTestApplication()
  ouvertes.push(app)
  return app
}
type Demande = Parameters<ApplicationTest['client']['exports']['exporter']>[0]
const exporter = (app: Pick<ApplicationTest, 'client'>, demande: Demande) =>
  resultOf(app.client.exports.exporter(demande))

async function readCsv(chemin: string): Promise<string[][]> {
  const fichier = await openFichier(chemin)
  const lignes: string[][] = []
  for await (const lot of readRecords(splitLines(decode(fichier, 'utf-8')), ';'))
    lignes.push(...lot.map((r) => [...r.cellules]))
  await fichier.fermer()
  return lignes
}

/** Names and addresses as hostile as a CRM lets them be. */
const HOSTILES = ['=cmd|’ /C calc’!A0', '+33 1', '-2+3', '@SUM(A1)', "'=déjà", 'a;b"c', 'Été, « œuf »']

test('clients go out and come back the same, whatever their names begin with', async () => {
  const app = await openAtelierImport()
  for (const [n, nom] of HOSTILES.entries())
    await defineMedecin(app as unknown as ApplicationTest, n, {
      nom,
      reference: `=R${n}`,
      adresse: { lignes: '-1 rue du Lac\nbâtiment B', codePostal: '01000', commune: '@Bourg' },
    })
  for (const format of ['csv', 'xlsx'] as const) {
    const sortie = path.join(app.dossierFichiers, `clients.${format}`)
    expect(await exporter(app, { liste: 'clients', format, sortie })).toEqual({
      liste: 'clients',
      fichier: sortie,
      lignes: HOSTILES.length,
    })
    const retour = await runImport(app.client, { ...SANS_PRODUIT, chemin: sortie })
    expect(retour).toMatchObject({
      clients: { crees: 0, misAJour: 0, identiques: HOSTILES.length },
      rejets: [],
    })
  }
})

test('a CSV is what a French spreadsheet opens, and runs nothing', async () => {
  const app = await openApp()
  const vendeur = await defineVendeur(app)
  const client = await defineMedecin(app, 1, { nom: '=HYPERLINK("http://x")', reference: 'C-7' })
  await defineCommande(app, vendeur, client.id, { numero: '+BDC1' })
  const fichier = path.join(app.dossier, 'c.csv')
  await exporter(app, { liste: 'commandes', format: 'csv', sortie: fichier })
  const octets = readFileSync(fichier)
  expect(octets.subarray(0, 3).toString('hex')).toBe('efbbbf')
  const texte = octets.toString('utf8')
  expect(texte.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  const [titres, ligne] = await readCsv(fichier)
  const valeur = (titre: string) => ligne?.[titres?.indexOf(titre) ?? -1]
  expect(valeur('N° de BDC')).toBe("'+BDC1")
  expect(valeur('Référence client')).toBe('C-7')
  expect(valeur('RPPS ou FINESS')).toBe(rpps(1))
  expect(valeur('Émis le')).toBe('01/03/2022')
  expect(valeur('TTC')).toMatch(/^\d+,\d\d$/)
  expect(valeur('Client')?.startsWith('Claude') || valeur('Client')?.startsWith("'=")).toBe(true)
})

test('amounts and days are typed in a workbook, texts stay texts', async () => {
  const app = await openApp()
  const vendeur = await defineVendeur(app)
  const client = await defineMedecin(app, 1)
  const { dossier } = await defineCommande(app, vendeur, client.id, { numero: '=1+1' })
  const sortie = path.join(app.dossier, 'c.xlsx')
  const colonnes = ['numero', 'emission', 'ttc', 'identifiant']
  await exporter(app, { liste: 'commandes', format: 'xlsx', sortie, colonnes })
  const [feuille] = await readXlsxFile(sortie)
  expect(feuille?.sheet).toBe('Commandes')
  const ttc = dossier.lignes.reduce((s, l) => s + l.ttc, 0)
  expect(feuille?.data).toEqual([
    ['N° de BDC', 'Émis le', 'TTC', 'RPPS ou FINESS'],
    ["'=1+1", new Date('2022-03-01T00:00:00Z'), ttc / 100, rpps(1)],
  ])
})

test('the filter and the columns in force are those of the file', async () => {
  const app = await openApp()
  const vendeur = await defineVendeur(app)
  for (const n of [1, 2, 3])
    await defineCommande(app, vendeur, (await defineMedecin(app, n)).id, { numero: `N${n}` })
  const sortie = path.join(app.dossier, 'c.csv')
  const colonnes = ['client', 'numero']
  const filtre = { texte: 'N2' }
  await exporter(app, { liste: 'commandes', format: 'csv', sortie, colonnes, filtre })
  expect(await readCsv(sortie)).toEqual([
    ['Client', 'N° de BDC'],
    [expect.stringContaining('Témoin2'), 'N2'],
  ])
  const refus = await refusOf(
    exporter(app, { liste: 'commandes', format: 'csv', sortie, colonnes: ['client', 'pointure'] }),
  )
  expect(refus).toMatchObject({ code: 'REFUS', ou: 'colonnes' })
  expect(refus.remede).toContain('numero')
})

test('every list goes out in both formats, empty or not', async () => {
  const app = await openApp()
  const vendeur = await defineVendeur(app)
  await defineCommande(app, vendeur, (await defineMedecin(app, 1)).id)
  const rejets = [{ ligne: 3, colonne: 'RPPS', valeur: '=12', regle: 'clé du n° RPPS', phrase: 'Faux.' }]
  const demandes = [
    { liste: 'clients' },
    { liste: 'commandes' },
    { liste: 'envois' },
    { liste: 'demandes' },
    { liste: 'constats' },
    { liste: 'journal' },
    { liste: 'pieces' },
    { liste: 'refus', filtre: { dispositif: 'MDV-LGC-Va1' } },
    { liste: 'rejets', rejets },
  ] as const
  for (const format of ['csv', 'xlsx'] as const)
    for (const d of demandes) {
      const sortie = path.join(app.dossier, 'listes', `${d.liste}.${format}`)
      const { lignes } = await exporter(app, { ...d, rejets, format, sortie } as Demande)
      const lues =
        format === 'csv' ? await readCsv(sortie) : ((await readXlsxFile(sortie))[0]?.data as unknown[][])
      expect(lues.length, d.liste).toBe(lignes + 1)
    }
  const constats = await readCsv(path.join(app.dossier, 'listes', 'constats.csv'))
  expect(constats.slice(1).some((l) => l.includes('Bloquant'))).toBe(true)
  expect((await readCsv(path.join(app.dossier, 'listes', 'rejets.csv')))[1]).toEqual([
    '3',
    'RPPS',
    "'=12",
    'clé du n° RPPS',
    'Faux.',
  ])
  const journal = await readCsv(path.join(app.dossier, 'listes', 'journal.csv'))
  expect(journal.length).toBeGreaterThan(2)
  expect(journal[1]?.[0]).toMatch(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/)
})

test('a folder gets a free name, a wrong extension is refused, the file that was there stays whole', async () => {
  const app = await openApp()
  const dossier = path.join(app.dossier, 'sortie')
  mkdirSync(dossier)
  const un = await exporter(app, { liste: 'clients', format: 'csv', sortie: dossier })
  const deux = await exporter(app, { liste: 'clients', format: 'csv', sortie: dossier })
  expect(path.basename(un.fichier)).toBe('liasse-clients-2026-11-17.csv')
  expect(path.basename(deux.fichier)).toBe('liasse-clients-2026-11-17-2.csv')
  const registre = path.join(app.dossier, 'liasse.sqlite')
  expect(await refusOf(exporter(app, { liste: 'clients', format: 'csv', sortie: registre }))).toMatchObject({
    code: 'REFUS',
    ou: 'sortie',
  })
  const garde = path.join(dossier, 'garde.csv')
  writeFileSync(garde, 'avant')
  await refusOf(exporter(app, { liste: 'clients', format: 'csv', sortie: garde, colonnes: ['rien'] }))
  expect(readFileSync(garde, 'utf8')).toBe('avant')
})

test('any table of texts is read back by our own import exactly, from a CSV', async () => {
  const app = await openApp()
  const fichier = path.join(app.dossier, 'p.csv')
  const signes = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\n', "'", '"', ';', ',', ' ', 'é', 'a', '1'),
    maxLength: 8,
  })
  const rangee = fc.array(fc.oneof(signes, fc.string({ unit: 'grapheme', maxLength: 12 })), {
    minLength: 3,
    maxLength: 3,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(rangee, { minLength: 1, maxLength: 6 }), async (lignes) => {
      const poignee = await open(fichier, 'w')
      await writeTableur(
        poignee,
        {
          colonnes: ['a', 'b', 'c'].map((cle) => ({ cle, titre: cle })),
          lots: (async function* () {
            yield lignes
          })(),
        },
        'csv',
        'Feuille',
      )
      await poignee.close()
      const lues = (await readCsv(fichier)).slice(1).map((l) => l.map(restoreCellule))
      expect(lues).toEqual(lignes.map((l) => l.map((c) => c.replaceAll('\r\n', '\n').toWellFormed())))
    }),
    { numRuns: 60 },
  )
})

test('a workbook holds any text as it is, days and hours as the clock showed, and is the same twice', async () => {
  const app = await openApp()
  const textes = [
    'a\u0000b\u0008c\ud800',
    '_x0041_',
    '<t>&amp;"\'</t>',
    ' deux  espaces ',
    'ligne\r\nsuivante',
    'é'.repeat(40_000),
  ]
  const colonnes = [
    { cle: 'texte', titre: 'Texte <&>' },
    { cle: 'vide', titre: 'Vide' },
    { cle: 'jour', titre: 'Jour' },
    { cle: 'instant', titre: 'Instant' },
    { cle: 'taux', titre: 'Taux' },
  ]
  async function* lots() {
    for (const texte of textes)
      yield [[texte, null, { jour: '2024-02-29' }, { instant: '2026-07-01T22:30:00.000Z' }, { taux: 550 }]]
  }
  const write = async (nom: string) => {
    const fichier = path.join(app.dossier, nom)
    const poignee = await open(fichier, 'w')
    expect(await writeTableur(poignee, { colonnes, lots: lots() }, 'xlsx', 'Essai [1]/2')).toBe(textes.length)
    await poignee.close()
    return fichier
  }
  const fichier = await write('a.xlsx')
  const [feuille] = await readXlsxFile(fichier, { trim: false })
  expect(feuille?.sheet).toBe('Essai  1  2')
  expect(feuille?.data.slice(1).map((l) => l[0])).toEqual([
    'abc\ufffd',
    '_x0041_',
    '<t>&amp;"\'</t>',
    ' deux  espaces ',
    'ligne\nsuivante',
    `${'é'.repeat(32_766)}…`,
  ])
  expect(feuille?.data[1]?.slice(1)).toEqual([
    null,
    new Date('2024-02-29T00:00:00Z'),
    new Date('2026-07-02T00:30:00Z'),
    0.055,
  ])
  expect(readFileSync(await write('b.xlsx'))).toEqual(readFileSync(fichier))
})

test('a workbook that fails on its way leaves nothing, and says why', async () => {
  const app = await openApp()
  const fichier = path.join(app.dossier, 'x.xlsx')
  const rangees = (nombre: number) => Array.from({ length: nombre }, () => ['x'])
  async function* cut() {
    yield rangees(5000)
    throw new Error('coupé')
  }
  async function* tooMany() {
    for (let i = 0; i < 2; i++) yield rangees(600_000)
  }
  const colonnes = [{ cle: 'x', titre: 'X' }]
  for (const [lots, phrase] of [
    [cut(), /coupé/],
    [tooMany(), /1048576 lignes au plus/],
  ] as const)
    await expect(
      writeWhole(
        fichier,
        async (poignee) => void (await writeTableur(poignee, { colonnes, lots }, 'xlsx', 'X')),
      ),
    ).rejects.toThrow(phrase)
  expect(readdirSync(app.dossier).filter((f) => f.includes('x.xlsx'))).toEqual([])
})
