import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { rppsOf } from './dossierExemple.ts'
import { ficheOf, listNoms, openAtelierImport, runImport, SANS_PRODUIT } from './importsOutils.ts'
import { sentenceFrom } from './registreExemple.ts'

const LIGNES = [
  ['Nom', 'Prénom', 'RPPS', 'Commune'],
  ['SPÉCIMEN', 'Zoë', rppsOf(1), 'L’Haÿ-les-Roses'],
  ['UNTEL', 'Noël', rppsOf(2), 'Besançon'],
]
const csv = (separateur: string, fin = '\r\n') => LIGNES.map((l) => l.join(separateur)).join(fin)

describe('encodings and separators', () => {
  const ENCODAGES = [
    ['UTF-8 sans marque', 'utf8', '', 'utf-8'],
    ['UTF-8 avec marque', 'utf8', '\ufeff', 'utf-8'],
    ['Windows-1252', 'windows-1252', '', 'windows-1252'],
    ['UTF-16 avec marque', 'utf-16le', '\ufeff', 'utf-16le'],
    ['UTF-16 sans marque', 'utf-16le', '', 'utf-16le'],
  ] as const
  test.each(ENCODAGES)('%s', async (_, encodage, marque, attendu) => {
    const { client, write } = await openAtelierImport()
    for (const separateur of [';', ',', '\t', '|']) {
      const chemin = write(`liste ${separateur.charCodeAt(0)}.csv`, marque + csv(separateur), encodage)
      const analyse = await client.imports.analyser({ ...SANS_PRODUIT, chemin })
      expect(analyse.lecture).toEqual({ encodage: attendu, separateur, ligneTitres: 1, feuille: null })
      expect(analyse.colonnes.map((c) => c.champ)).toEqual(['nom', 'prenom', 'rpps', 'commune'])
      expect(analyse.rejets).toEqual([])
      await runImport(client, { ...SANS_PRODUIT, chemin })
    }
    expect(await ficheOf(client, rppsOf(1))).toMatchObject({
      nom: 'SPÉCIMEN',
      prenom: 'Zoë',
      adresse: { commune: 'L’Haÿ-les-Roses' },
    })
  })

  test('an accent far in the file decides of the encoding of all of it', async () => {
    const { client, write } = await openAtelierImport()
    const lignes = Array.from({ length: 3000 }, (_, i) => `CLIENT ${i};${rppsOf(i)};Lyon`)
    const chemin = write(
      'tardif.csv',
      `Nom;RPPS;Ville\n${lignes.join('\n')}\nÉLOÏSE;${rppsOf(9999)};Béziers`,
      'windows-1252',
    )
    await runImport(client, { ...SANS_PRODUIT, chemin })
    expect((await ficheOf(client, rppsOf(9999))).nom).toBe('ÉLOÏSE')
  })

  test('line ends of old Macintosh, lines above the headings, commas inside quotes', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write(
      'mac.csv',
      `Export du 17/11/2026\r\rNom,RPPS,Adresse\r"UNTEL, Zoë",${rppsOf(1)},"1, rue ""du"" Pré"\r`,
    )
    const analyse = await client.imports.analyser({ ...SANS_PRODUIT, chemin })
    expect(analyse.lecture).toMatchObject({ separateur: ',', ligneTitres: 3 })
    await runImport(client, { ...SANS_PRODUIT, chemin })
    expect(await ficheOf(client, rppsOf(1))).toMatchObject({
      nom: 'UNTEL, Zoë',
      adresse: { lignes: '1, rue "du" Pré' },
    })
  })

  test('without headings, columns are told by their values', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write(
      'nu.csv',
      `UNTEL;${rppsOf(1)};a@example.org;0102030405\nMODÈLE;${rppsOf(2)};b@example.org;0102030406\n`,
    )
    const analyse = await client.imports.analyser({ ...SANS_PRODUIT, chemin })
    expect(analyse.lecture.ligneTitres).toBe(0)
    expect(analyse.colonnes.map((c) => [c.titre, c.champ])).toEqual([
      ['colonne 1', null],
      ['colonne 2', 'rpps'],
      ['colonne 3', 'mail'],
      ['colonne 4', 'telephone'],
    ])
    const resultat = await runImport(client, { ...SANS_PRODUIT, chemin, colonnes: { 'colonne 1': 'nom' } })
    expect(resultat.clients.crees).toBe(2)
  })

  test('what the user says of the reading wins', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write('force.csv', `Nom;RPPS\nÉLAN;${rppsOf(1)}\n`)
    const analyse = await client.imports.analyser({
      ...SANS_PRODUIT,
      chemin,
      lecture: { encodage: 'windows-1252', separateur: ';', ligneTitres: 1, feuille: null },
    })
    expect(analyse.apercu[0]?.valeurs.nom).toBe('Ã‰LAN')
  })
})

describe('hostile files', () => {
  test('a quote never closed costs its line, not the rest of the file', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write(
      'guillemets.csv',
      `Nom;RPPS;Ville\n"CASSÉ;${rppsOf(1)};Lyon\nBON;${rppsOf(2)};Lyon\nA "PART";${rppsOf(3)};Lyon\n"DEUX\nLIGNES";${rppsOf(4)};Lyon\n`,
    )
    const resultat = await runImport(client, { ...SANS_PRODUIT, chemin })
    expect(resultat.rejets).toMatchObject([{ ligne: 2, regle: 'guillemet' }])
    expect(await listNoms(client)).toEqual(['A "PART"', 'BON', 'DEUX LIGNES'])
  })

  test('a broken quote at the very end, and one per line', async () => {
    const { client, write } = await openAtelierImport()
    const casses = Array.from({ length: 200 }, (_, i) => `"C${i};${rppsOf(i)};Lyon`)
    const chemin = write(
      'casses.csv',
      `Nom;RPPS;Ville\n${casses.join('\n')}\nBON;${rppsOf(999)};Lyon\n"FIN;x;y`,
    )
    const resultat = await runImport(client, { ...SANS_PRODUIT, chemin })
    expect(await listNoms(client)).toContain('BON')
    expect(resultat.lignes).toBe(resultat.clients.crees + new Set(resultat.rejets.map((r) => r.ligne)).size)
    expect(resultat.rejets.at(-1)).toMatchObject({ ligne: 203, regle: 'guillemet' })
  })

  test('an endless line, NUL bytes, long names, emoji, formulas', async () => {
    const { client, write } = await openAtelierImport()
    const nom = 'É'.repeat(300)
    const chemin = write(
      'hostile.csv',
      [
        'Nom;RPPS;Ville',
        'x'.repeat(3_000_000),
        `NU\u0000L;${rppsOf(1)};Lyon`,
        `${nom};${rppsOf(2)};Lyon`,
        `🩺 EMOJI 👩🏽‍⚕️;${rppsOf(3)};Lyon`,
        `=CMD("calc");${rppsOf(4)};+33`,
        `${'y'.repeat(600)};${rppsOf(5)};Lyon`,
        `../../etc/passwd;${rppsOf(6)};Lyon`,
      ].join('\n'),
    )
    const resultat = await runImport(client, { ...SANS_PRODUIT, chemin })
    expect(resultat.rejets.map((r) => [r.ligne, r.colonne, r.regle])).toEqual([
      [2, null, 'longueur'],
      [7, 'Nom', 'longueur'],
    ])
    expect(resultat.avis).toMatchObject([{ ligne: 3, colonne: 'Nom', regle: 'caractères illisibles' }])
    expect((await ficheOf(client, rppsOf(1))).nom).toBe('NUL')
    expect((await ficheOf(client, rppsOf(2))).nom).toBe(nom)
    expect((await ficheOf(client, rppsOf(3))).nom).toBe('🩺 EMOJI 👩🏽‍⚕️')
    expect((await ficheOf(client, rppsOf(4))).nom).toBe('=CMD("calc")')
    expect((await ficheOf(client, rppsOf(6))).nom).toBe('../../etc/passwd')
  })

  test('cells missing or too many are said', async () => {
    const { client, write } = await openAtelierImport()
    const chemin = write(
      'cellules.csv',
      `Nom;RPPS;Ville\nCOURT;${rppsOf(1)}\nLONG;${rppsOf(2)};Lyon;69\nVIDE;${rppsOf(3)};Lyon;;\n`,
    )
    const resultat = await runImport(client, { ...SANS_PRODUIT, chemin })
    expect(resultat.avis).toMatchObject([{ ligne: 2, regle: 'nombre de colonnes' }])
    expect(resultat.rejets).toMatchObject([{ ligne: 3, regle: 'nombre de colonnes' }])
    expect(await listNoms(client)).toEqual(['COURT', 'VIDE'])
  })

  test('files that are no list are refused by what they are', async () => {
    const { client, write, dossierFichiers } = await openAtelierImport()
    const CAS: readonly [string, Buffer, RegExp][] = [
      ['vide.csv', Buffer.alloc(0), /est vide/],
      ['facture.csv', Buffer.from('%PDF-1.7\n1 0 obj'), /est un PDF/],
      ['ancien.xlsx', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), /avant 2007/],
      ['page.xls', Buffer.from('<html><table><tr><td>Nom'), /page web/],
      ['binaire.csv', Buffer.alloc(4096), /pas un fichier de texte/],
      ['archive.xlsx', Buffer.from(zipSync({ 'a.txt': strToU8('x') })), /archive ZIP/],
      ['abime.xlsx', Buffer.from('PK\u0003\u0004 pas la suite'), /n’a pas pu être lu/],
      ['blanc.csv', Buffer.from('\n\n \n'), /aucune ligne/],
    ]
    for (const [nom, octets, phrase] of CAS) {
      const chemin = write(nom, octets)
      expect(await sentenceFrom(() => client.imports.analyser({ ...SANS_PRODUIT, chemin })), nom).toMatch(
        phrase,
      )
    }
    const absent = path.join(dossierFichiers, 'absent.csv')
    expect(await sentenceFrom(() => client.imports.analyser({ ...SANS_PRODUIT, chemin: absent }))).toMatch(
      /pas pu être ouvert/,
    )
    expect(
      await sentenceFrom(() => client.imports.analyser({ ...SANS_PRODUIT, chemin: dossierFichiers })),
    ).toMatch(/dossier|pas pu être ouvert/)
  })

  test('a file that grows while it is read leaves the register as it was', async () => {
    const { client, write } = await openAtelierImport()
    const lignes = Array.from({ length: 40_000 }, (_, i) => `CLIENT ${i};${rppsOf(i)};Lyon`)
    const chemin = write('pousse.csv', `Nom;RPPS;Ville\n${lignes.join('\n')}\n`)
    const phrase = await sentenceFrom(async () => {
      let touche = false
      for await (const pas of await client.imports.executer({ ...SANS_PRODUIT, chemin }))
        if (pas.type === 'progres' && !touche) {
          touche = true
          appendFileSync(chemin, `TARDIF;${rppsOf(99_999)};Lyon\n`)
        }
    })
    expect(phrase).toMatch(/a changé pendant sa lecture/)
    expect((await client.client.lister({})).total).toBe(0)
  })

  test('a workbook that inflates beyond reason is refused before it is opened', async () => {
    const { client, write } = await openAtelierImport()
    const annonce = (taille: number) => {
      const octets = Buffer.from(
        zipSync({
          'xl/workbook.xml': strToU8('<workbook/>'),
          'xl/worksheets/sheet1.xml': new Uint8Array(2 ** 20),
        }),
      )
      const entree = octets.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))
      octets.writeUInt32LE(taille, entree + 24)
      return octets
    }
    const enorme = write('bombe.xlsx', annonce(420 * 2 ** 20))
    expect(await sentenceFrom(() => client.imports.analyser({ ...SANS_PRODUIT, chemin: enorme }))).toMatch(
      /trop de données/,
    )
    const menteuse = write('menteuse.xlsx', annonce(1000))
    expect(await sentenceFrom(() => client.imports.analyser({ ...SANS_PRODUIT, chemin: menteuse }))).toMatch(
      /n’a pas pu être lu/,
    )
  })
})

describe('workbooks', () => {
  test('numbers, lost zeros, sheets', async () => {
    const { client, dossierFichiers } = await openAtelierImport()
    const chemin = path.join(dossierFichiers, 'classeur.xlsx')
    const titres = ['Nom', 'RPPS', 'Téléphone', 'CP', 'Ville', 'FINESS_GEO'].map((value) => ({ value }))
    const vide = [{ value: 'rien' }]
    await writeXlsxFile([
      {
        sheet: 'Clients',
        data: [
          titres,
          [
            { value: 'UN' },
            { value: Number(rppsOf(1)) },
            { value: 612345678 },
            { value: 1440 },
            { value: 'Viriat' },
            null,
          ],
          [
            { value: 'DEUX' },
            { value: rppsOf(2) },
            { value: '+33 6 12 34 56 79' },
            { value: '75001' },
            { value: 'Paris' },
            null,
          ],
          [{ value: 'CENTRE' }, null, null, null, null, { value: 10000024 }],
          [{ value: 'DIX' }, { value: 9900000012 }, null, null, null, null],
        ],
      },
      { sheet: 'Notes', data: [vide] },
    ]).toFile(chemin)
    const analyse = await client.imports.analyser({ ...SANS_PRODUIT, chemin })
    expect(analyse).toMatchObject({
      nature: 'xlsx',
      feuilles: ['Clients', 'Notes'],
      lecture: { feuille: 'Clients' },
    })
    const resultat = await runImport(client, { ...SANS_PRODUIT, chemin })
    expect(await ficheOf(client, rppsOf(1))).toMatchObject({
      telephone: '0612345678',
      adresse: { codePostal: '01440' },
    })
    expect(resultat.avis.map((a) => [a.colonne, a.regle])).toEqual([
      ['CP', 'zéro de tête'],
      ['Téléphone', 'zéro de tête'],
    ])
    expect(resultat.rejets).toMatchObject([
      { ligne: 4, colonne: 'FINESS_GEO', valeur: '10000024' },
      { ligne: 5, colonne: 'RPPS', valeur: '9900000012' },
    ])
    expect(resultat.rejets[0]?.phrase).toContain('zéro de tête\u00a0: 010000024')
  })
})

test('a large import is backed up at once, a small one is not', async () => {
  const { client, write } = await openAtelierImport()
  const importer = (nombre: number, premier: number) =>
    runImport(client, {
      ...SANS_PRODUIT,
      chemin: write(
        `clients-${nombre}.csv`,
        `Nom;RPPS\n${Array.from({ length: nombre }, (_, i) => `Témoin;${rppsOf(premier + i)}\n`).join('')}`,
      ),
    })
  await importer(2, 1)
  expect((await client.systeme.etat()).sauvegarde).toMatchObject({ derniere: null, aJour: false })
  await importer(1001, 10)
  expect((await client.systeme.etat()).sauvegarde).toMatchObject({ aJour: true })
})
