import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openAtelier } from '#main/atelier.ts'
import { cleanName, listFichiers, readPiece } from '#main/pieces/lecture.ts'
import { ContenuAltere, openMagasin, sha256Of } from '#main/pieces/magasin.ts'
import { identifyPiece } from '#main/pieces/nature.ts'
import { openRapprochement } from '#main/pieces/rapprochement.ts'
import { findSignatures } from '#main/pieces/signatures.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'
import {
  addCommandes,
  addVendeur,
  pdf,
  resultOf,
  sentenceFrom,
  type VendeurExemple,
  writePdfs,
} from './registreExemple.ts'

let dossier: string
beforeEach(() => {
  dossier = mkdtempSync(path.join(tmpdir(), 'liasse-pieces-'))
})
afterEach(() => rmSync(dossier, { recursive: true, force: true }))

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)
const JPG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffda0008010100003f00d2cf20ffd9', 'hex')
/** One strip of one byte at offset 8, its directory at 10. */
const TIFF = (() => {
  const b = Buffer.alloc(40)
  b.write('II*\0', 0, 'latin1')
  b.writeUInt32LE(10, 4)
  b.writeUInt16LE(2, 10)
  for (const [i, [tag, valeur]] of [
    [273, 8],
    [279, 1],
  ].entries()) {
    b.writeUInt16LE(tag as number, 12 + i * 12)
    b.writeUInt16LE(4, 14 + i * 12)
    b.writeUInt32LE(1, 16 + i * 12)
    b.writeUInt32LE(valeur as number, 20 + i * 12)
  }
  return b
})()

describe('store', () => {
  test('a content is stored once under its hash, and read back whole', async () => {
    const magasin = openMagasin(dossier)
    const octets = Buffer.from('bon de commande')
    const sha256 = await magasin.put(octets)
    expect(sha256).toBe(sha256Of(octets))
    expect(magasin.chemin(sha256)).toBe(path.join(dossier, 'pieces', sha256.slice(0, 2), sha256.slice(2)))
    const { mtimeMs } = statSync(magasin.chemin(sha256))
    await magasin.put(octets)
    expect(statSync(magasin.chemin(sha256)).mtimeMs).toBe(mtimeMs)
    expect(await magasin.read(sha256)).toEqual(octets)
    expect(
      readdirSync(path.join(dossier, 'pieces'), { recursive: true, withFileTypes: true }).filter((f) =>
        f.isFile(),
      ),
    ).toHaveLength(1)
  })

  test('a content edited by hand is not taken for the piece', async () => {
    const magasin = openMagasin(dossier)
    const sha256 = await magasin.put(Buffer.from('bon de commande'))
    writeFileSync(magasin.chemin(sha256), 'bon de commandE')
    await expect(magasin.read(sha256)).rejects.toThrow(ContenuAltere)
  })

  test('a failed write leaves nothing behind', async () => {
    const magasin = openMagasin(dossier)
    await expect(
      magasin.putFile(async (fichier) => {
        writeFileSync(fichier, 'début')
        throw new Error('panne')
      }),
    ).rejects.toThrow('panne')
    expect(readdirSync(path.join(dossier, 'pieces'))).toEqual([])
  })
})

describe('what a file is', () => {
  const regle = (nom: string, octets: Buffer) => {
    const lu = identifyPiece(nom, octets)
    return 'regle' in lu ? lu.regle : lu.format
  }

  test('bytes and extension must agree', async () => {
    const document = await pdf('a')
    expect(regle('a.pdf', document)).toBe('pdf')
    expect(regle('A.JPEG', JPG)).toBe('jpg')
    expect(regle('a.png', PNG)).toBe('png')
    expect(regle('a.tif', TIFF)).toBe('tiff')
    expect(regle('a.pdf', PNG)).toBe('extension')
    expect(regle('a.docx', document)).toBe('extension')
    expect(regle('pdf', document)).toBe('extension')
    expect(regle('a.pdf', Buffer.from('bonjour'))).toBe('contenu')
    expect(regle('a.pdf', Buffer.from('PK\x03\x04'))).toBe('contenu')
    expect(regle('a.pdf', Buffer.alloc(0))).toBe('vide')
    expect(regle('a.pdf', Buffer.concat([document, Buffer.alloc(25 * 2 ** 20)]))).toBe('taille')
  })

  test('a truncated file is refused, whatever its kind', async () => {
    const document = await pdf('a')
    for (const [nom, octets] of [
      ['a.pdf', document],
      ['a.jpg', JPG],
      ['a.png', PNG],
      ['a.tif', TIFF],
    ] as const)
      expect(regle(nom, octets.subarray(0, octets.length - 8)), nom).toBe('tronque')
  })

  test('a TIFF whose directories loop or whose strips lie outside is refused at once', () => {
    const boucle = Buffer.from(TIFF)
    boucle.writeUInt32LE(10, 36)
    expect(regle('a.tif', boucle)).toBe('tronque')
    const dehors = Buffer.from(TIFF)
    dehors.writeUInt32LE(0xffffffff, 20)
    expect(regle('a.tif', dehors)).toBe('tronque')
    const enorme = Buffer.from(TIFF)
    enorme.writeUInt32LE(0x7fffffff, 16)
    expect(regle('a.tif', enorme)).toBe('tronque')
  })
})

describe('hostile files and names', () => {
  let atelier: ReturnType<typeof openAtelier>
  beforeAll(() => {
    atelier = openAtelier()
  })
  afterAll(() => atelier.fermer())

  async function outcome(nom: string, octets: Buffer, delai?: number): Promise<string> {
    const chemin = path.join(dossier, 'fichier')
    writeFileSync(chemin, octets)
    const lue = await readPiece(atelier, { chemin, nom }, delai)
    return lue.lue ? `${lue.pages} pages` : `${lue.rejet.regle}\u00a0: ${lue.rejet.phrase}`
  }

  test('pages are counted; encrypted, fake and empty PDFs are refused with a sentence', async () => {
    expect(await outcome('a.pdf', await pdf('a', 3))).toBe('3 pages')
    const protege = await PDFDocument.create()
    protege.addPage()
    protege.encrypt({ userPassword: 'secret', ownerPassword: 'autre' })
    expect(await outcome('p.pdf', Buffer.from(await protege.save({ useObjectStreams: false })))).toMatch(
      /^protege.*mot de passe/,
    )
    expect(await outcome('f.pdf', Buffer.from('%PDF-1.7\nn’importe quoi\n%%EOF'))).toMatch(
      /^illisible.*n’est pas un PDF lisible/,
    )
    expect(await outcome('v.pdf', Buffer.alloc(0))).toMatch(/^vide.*0 octet/)
    expect(await outcome('t.pdf', (await pdf('a')).subarray(0, 300))).toMatch(/^tronque/)
  })

  test('a PDF made to keep the reader busy ends within its time', async () => {
    const zeros = deflateSync(Buffer.alloc(100 * 2 ** 20))
    const bombe = Buffer.concat([
      Buffer.from(
        `%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 90000000/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length ${zeros.length}>>\nstream\n`,
      ),
      zeros,
      Buffer.from('\nendstream\nendobj\nstartxref\n9\n%%EOF'),
    ])
    const profond = Buffer.from(
      `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages ${'['.repeat(1_000_000)}>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF`,
    )
    const anneau = Buffer.from(
      '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 900000000/Kids[2 0 R 2 0 R]>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF',
    )
    expect(await outcome('b.pdf', bombe, 1500)).toMatch(/^delai/)
    expect(await outcome('b.pdf', profond)).toMatch(/^illisible/)
    // pdf.js shows a page tree that loops as one page: what matters is that it ends.
    expect(await outcome('b.pdf', anneau)).toBe('1 pages')
    expect(await outcome('a.pdf', await pdf('a'))).toBe('1 pages')
  })

  test('time out is said, and the next file is read', async () => {
    const long = await PDFDocument.create()
    for (let page = 0; page < 2000; page++) long.addPage([100, 100])
    expect(await outcome('lent.pdf', Buffer.from(await long.save()), 0)).toMatch(/^delai.*en temps voulu/)
    expect(await outcome('a.pdf', await pdf('a'))).toBe('1 pages')
  })

  test('names are kept to one printable line', () => {
    expect(cleanName('../../etc/passwd.pdf')).toBe('passwd.pdf')
    expect(cleanName('..\\..\\a.pdf')).toBe('a.pdf')
    expect(cleanName('a\0b\nc\u202e.pdf')).toBe('abc.pdf')
    expect(cleanName('e\u0301te.pdf')).toBe('éte.pdf')
    expect(cleanName(`${'x'.repeat(300)}.pdf`)).toHaveLength(200)
    expect(cleanName(`${'x'.repeat(300)}.pdf`).endsWith('x.pdf')).toBe(true)
    expect(cleanName('✍️ signé.pdf')).toBe('✍️ signé.pdf'.normalize('NFC'))
  })

  test('folders are walked in order; links are not followed, what is unreadable is told', async () => {
    const secret = mkdtempSync(path.join(tmpdir(), 'liasse-secret-'))
    writeFileSync(path.join(secret, 'secret.pdf'), await pdf('secret'))
    mkdirSync(path.join(dossier, 'b', 'c'), { recursive: true })
    writeFileSync(path.join(dossier, 'z.pdf'), 'z')
    writeFileSync(path.join(dossier, 'b', 'c', 'a.pdf'), 'a')
    writeFileSync(path.join(dossier, 'b', '.DS_Store'), '')
    symlinkSync(secret, path.join(dossier, 'lien'))
    symlinkSync(path.join(secret, 'secret.pdf'), path.join(dossier, 'y.pdf'))
    const { fichiers, rejets } = await listFichiers([
      dossier,
      path.join(dossier, 'z.pdf'),
      path.join(dossier, 'absent.pdf'),
      `${dossier}/a\0b.pdf`,
      `/${'n'.repeat(300)}.pdf`,
    ])
    expect(fichiers.map((f) => f.nom)).toEqual(['a.pdf', 'z.pdf'])
    expect(rejets.map((r) => r.regle)).toEqual(['lien', 'lien', 'lecture', 'lecture', 'lecture'])
    expect(rejets.map((r) => r.phrase).slice(2)).toEqual([
      '«\u00a0absent.pdf\u00a0» n’existe pas, ou plus.',
      expect.stringMatching(/caractère interdit/),
      expect.stringMatching(/trop long/),
    ])
    rmSync(secret, { recursive: true })
  })

  test('folders too deep are left out', async () => {
    mkdirSync(path.join(dossier, ...Array.from({ length: 12 }, () => 'd')), { recursive: true })
    expect((await listFichiers([dossier])).rejets.map((r) => r.regle)).toEqual(['profondeur'])
  })

  test.skipIf(process.getuid?.() === 0)('a file that may not be read is told', async () => {
    const chemin = path.join(dossier, 'a.pdf')
    writeFileSync(chemin, 'x')
    chmodSync(chemin, 0)
    const lue = await readPiece(atelier, { chemin, nom: 'a.pdf' })
    expect(lue.lue ? '' : lue.rejet.phrase).toMatch(/vous n’en avez pas le droit/)
  })
})

describe('electronic signatures', () => {
  const pkcs7 = readFileSync(path.join(import.meta.dirname, '../donnees/signature.p7s'))

  /** A PDF with a signature dictionary; ranges cover everything but the signature, like a signing tool's. */
  function signed(cles: string, contenu: Buffer = pkcs7): Buffer {
    const hexa = contenu.toString('hex').padEnd(4000, '0')
    const avant = `%PDF-1.7\n1 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached${cles}/Contents `
    const apres = (ranges: string) =>
      `/ByteRange [${ranges}]>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n`
    const reprise = avant.length + hexa.length + 2
    let ranges = ' '.repeat(40)
    const reste = apres(ranges).length
    ranges = `0 ${avant.length} ${reprise} ${reste}`.padEnd(40)
    return Buffer.from(`${avant}<${hexa}>${apres(ranges)}`, 'latin1')
  }

  test('the signatory is the name of the dictionary, the day is the day in Paris', () => {
    expect(findSignatures(signed('/Name(No\\351 Sp\\351cimen)/M(D:20261105233000Z)'))).toEqual([
      { signataire: 'Noé Spécimen', date: '2026-11-06', couvreTout: true },
    ])
    expect(findSignatures(signed('/Name<FEFF004E006F00E9>/M(D:20261105)'))[0]).toMatchObject({
      signataire: 'Noé',
      date: '2026-11-05',
    })
    expect(findSignatures(signed('/Name(a \\(b\\) \\\\ c)/M(hier)'))[0]).toMatchObject({
      signataire: 'a (b) \\ c',
      date: null,
    })
  })

  test('without a name, the certificate of the signer is read', () => {
    expect(findSignatures(signed(''))[0]?.signataire).toBe('Noé Spécimen')
    expect(findSignatures(signed('', Buffer.from('3080', 'hex')))[0]?.signataire).toBe('')
    expect(findSignatures(signed('', pkcs7.subarray(0, 200)))[0]?.signataire).toBe('')
  })

  test('bytes added after the signature, or hidden in its gap, are seen', () => {
    const octets = signed('/Name(A)')
    expect(
      findSignatures(Buffer.concat([octets, Buffer.from('1 0 obj\n<<>>\nendobj\n')]))[0]?.couvreTout,
    ).toBe(false)
    const texte = octets.toString('latin1')
    const cache = Buffer.from(texte.replace(/00>/, '/X>'), 'latin1')
    expect(findSignatures(cache)[0]?.couvreTout).toBe(false)
  })

  test('time stamps are not signatures, absurd ranges are harmless', () => {
    expect(findSignatures(signed('/Type/DocTimeStamp'))).toEqual([])
    expect(
      findSignatures(Buffer.from('/ByteRange [999999999999 1 999999999999 999999999999]'))[0]?.couvreTout,
    ).toBe(false)
    expect(findSignatures(Buffer.from('/ByteRange [0 0 0 0] '.repeat(500)))).toHaveLength(100)
    expect(findSignatures(Buffer.from('%PDF-1.7 %%EOF'))).toEqual([])
  })
})

describe('matching by name', () => {
  const match = openRapprochement([
    { id: 1, numero: 'EX 26 0512', fichierAttendu: '', facture: '' },
    { id: 2, numero: 'EX260513', fichierAttendu: 'Dossier Lefèvre.PDF', facture: '' },
    { id: 3, numero: 'EX2605', fichierAttendu: '', facture: '' },
    { id: 4, numero: '12', fichierAttendu: '', facture: '' },
    { id: 5, numero: 'A-1000', fichierAttendu: 'double.pdf', facture: '' },
    { id: 6, numero: 'A1000', fichierAttendu: 'double.pdf', facture: '' },
    { id: 7, numero: 'B-77/1', fichierAttendu: 'C:\\scans\\sept.pdf', facture: '' },
    { id: 8, numero: 'EX260600', fichierAttendu: '', facture: 'FA 2026 0042' },
  ])
  const found = (nom: string) => {
    const r = match(nom)
    return r.issue === 'trouvee' ? r.commandeId : r.issue
  }

  test('the announced name first, case and extension ignored', () => {
    expect(found('dossier lefèvre.pdf')).toBe(2)
    expect(found('DOSSIER LEFE\u0300VRE.jpg')).toBe(2)
    expect(found('sept.pdf')).toBe(7)
    expect(found('../../sept.pdf')).toBe(7)
    expect(found('double.pdf')).toBe('ambigue')
  })

  test('then the number: letters and digits, the longest, never cut out of a longer one', () => {
    expect(found('EX260512.pdf')).toBe(1)
    expect(found('BDC_ex-26-0512_signé (2).pdf')).toBe(1)
    expect(found('scan EX 2605 .pdf')).toBe(3)
    expect(found('EX2605.pdf')).toBe(3)
    expect(found('EX26051.pdf')).toBe('aucune')
    expect(found('EX2605_9.pdf')).toBe(3)
    expect(found('b77-1.pdf')).toBe(7)
    expect(found('VA-EX260600.pdf')).toBe(8)
    expect(found('mom-12.pdf')).toBe(4)
    expect(found('fa_2026_0042 signée.pdf')).toBe(8)
    expect(found('FA 2026 00421.pdf')).toBe('aucune')
    expect(found('A 1000.pdf')).toBe('ambigue')
    expect(found('EX260512 EX260513.pdf')).toBe('ambigue')
  })

  test('a short number is only the whole name', () => {
    expect(found('12.pdf')).toBe(4)
    expect(found('page 12.pdf')).toBe('aucune')
    expect(found('.pdf')).toBe('aucune')
    expect(found(`${'9'.repeat(300)}.pdf`)).toBe('aucune')
  })
})

describe('through the router', () => {
  let app: ApplicationTest
  let vendeur: VendeurExemple
  let entree: string
  beforeEach(async () => {
    app = await openTestApplication()
    vendeur = await addVendeur(app.contexte)
    entree = path.join(dossier, 'entree')
    mkdirSync(entree)
  })
  afterEach(() => app.fermer())
  const attach = (plus: Partial<Parameters<typeof app.client.piece.rattacher>[0]> = {}) =>
    resultOf(app.client.piece.rattacher({ chemins: [entree], ...plus }))
  const numbers = (...numeros: string[]) =>
    addCommandes(
      app.contexte,
      vendeur,
      numeros.map((numero, i) => ({ numero, rang: i + 1 })),
    )

  test('a folder is stored and matched; given again, it changes nothing', async () => {
    await numbers('EX0001', 'EX0002')
    await writePdfs(entree, ['EX0001.pdf', 'bon EX0002 signé.pdf', 'inconnu.pdf'])
    writeFileSync(path.join(entree, 'faux.pdf'), 'rien')
    const bilan = await attach()
    expect(bilan).toMatchObject({
      recues: 4,
      rattachees: [
        { nom: 'EX0001.pdf', numero: 'EX0001' },
        { nom: 'bon EX0002 signé.pdf', numero: 'EX0002' },
      ],
      aRattacher: [{ nom: 'inconnu.pdf' }],
      dejaLa: [],
      rejets: [{ valeur: 'faux.pdf', regle: 'contenu' }],
    })
    const journal = await app.contexte.registre.lire((db) => db.selectFrom('journal').selectAll().execute())
    const encore = await attach()
    expect(encore.dejaLa).toHaveLength(2)
    expect(encore.rattachees).toEqual([])
    expect(encore.aRattacher).toHaveLength(1)
    expect(await app.contexte.registre.lire((db) => db.selectFrom('journal').selectAll().execute())).toEqual(
      journal,
    )
    expect((await app.client.piece.aRattacher()).map((p) => p.nom)).toEqual(['inconnu.pdf'])
  })

  test('signed by the client of its order, one by one as dropped or all at once', async () => {
    const ids = (await numbers('EX0001', 'EX0002', 'EX0003', 'EX0004')) as [number, number, number, number]
    const signatures = async (id: number) => {
      const { dossier } = await app.client.commande.lire({ id })
      const client = dossier.participations.find((p) => p.role === 'client')
      const noms = [client?.representant?.nom, client?.tiers.nom].filter(Boolean)
      return dossier.pieces.flatMap((p) =>
        p.signatures.map((s) => [s.date, s.nature, noms.some((n) => s.signataire.includes(n as string))]),
      )
    }
    await writePdfs(entree, ['EX0001.pdf'])
    await attach({ signeeLe: '2022-06-20', parClient: 'manuscrite' })
    expect(await signatures(ids[0])).toEqual([['2022-06-20', 'manuscrite', true]])

    await writePdfs(entree, ['EX0002.pdf', 'EX0003.pdf'])
    await attach()
    expect(await signatures(ids[1])).toEqual([])
    const bilan = await app.client.piece.signerPlusieurs({
      commandeIds: [...ids],
      date: '2022-06-21',
      nature: 'cpx',
    })
    expect(bilan).toEqual({ signees: 2, gardees: 1, sansPiece: ['EX0004'] })
    expect(await signatures(ids[0])).toEqual([['2022-06-20', 'manuscrite', true]])
    expect(await signatures(ids[2])).toEqual([['2022-06-21', 'cpx', true]])
    const demain = { commandeIds: [ids[1]], date: '2999-01-01', nature: 'cpx' as const }
    expect(await sentenceFrom(() => app.client.piece.signerPlusieurs(demain))).toMatch(/pas encore venu/)
  })

  test('by hand: attached, detached, set aside, taken back on its order', async () => {
    const [id] = (await numbers('EX0001')) as [number]
    await writePdfs(entree, ['scan.pdf'])
    const pieceId = (await attach()).aRattacher[0]?.pieceId as number
    expect(await app.client.piece.associer({ pieceId, commandeId: id })).toMatchObject({
      etat: 'rattachee',
      commandes: [id],
    })
    await app.client.piece.dissocier({ pieceId, commandeId: id })
    expect(await app.client.piece.aRattacher()).toHaveLength(1)
    await app.client.piece.ecarter({ pieceId })
    expect(await app.client.piece.aRattacher()).toEqual([])
    expect(await sentenceFrom(() => app.client.piece.ecarter({ pieceId }))).toMatch(
      /écartée ne peut pas être écartée/,
    )
    expect((await attach()).rejets.map((r) => r.regle)).toEqual(['ecartee'])
    expect((await attach({ commandeId: id })).rattachees).toHaveLength(1)
    const fichier = await app.client.piece.lire({ pieceId })
    expect([fichier.name, fichier.type]).toEqual(['scan.pdf', 'application/pdf'])
    expect(Buffer.from(await fichier.arrayBuffer())).toEqual(readFileSync(path.join(entree, 'scan.pdf')))
    expect(await sentenceFrom(() => app.client.piece.associer({ pieceId, commandeId: 999 }))).toMatch(
      /n’est pas dans le registre/,
    )
  })

  test('signatures from a list in Windows-1252, kept when only a day is given again', async () => {
    await numbers('EX0001', 'EX0002', 'EX0003')
    await writePdfs(entree, ['EX0001.pdf', 'EX0002.pdf'])
    const liste = path.join(dossier, 'signatures.csv')
    writeFileSync(
      liste,
      Buffer.from(
        'numero;date;signataire;nature\r\nEX0001;05/11/2022;Noé Spécimen;Manuscrite\r\nEX0002;31/02/2022;X;cpx\r\nEX0002;06/11/2022;Ada;sceau\r\nEX0003;06/11/2022;Ada;\r\nEX0009;06/11/2022;Ada;eidas\r\n\r\n',
        'latin1',
      ),
    )
    const bilan = await attach({ signatures: liste, signeeLe: '2022-11-01' })
    expect(bilan.rejets.map((r) => [r.ligne, r.colonne])).toEqual([
      [3, 'date'],
      [4, 'nature'],
      [5, 'numero'],
      [6, 'numero'],
    ])
    const read = async () =>
      await app.contexte.registre.lire((db) =>
        db.selectFrom('signature').select(['signataire', 'date', 'nature']).orderBy('pieceId').execute(),
      )
    expect(await read()).toEqual([
      { signataire: 'Noé Spécimen', date: '2022-11-05', nature: 'manuscrite' },
      { signataire: '', date: '2022-11-01', nature: 'inconnue' },
    ])
    await attach({ signeeLe: '2022-11-02' })
    expect(await read()).toEqual([
      { signataire: 'Noé Spécimen', date: '2022-11-02', nature: 'manuscrite' },
      { signataire: '', date: '2022-11-02', nature: 'inconnue' },
    ])
  })

  test('a list that is none is refused before anything is stored', async () => {
    await numbers('EX0001')
    await writePdfs(entree, ['EX0001.pdf'])
    const liste = path.join(dossier, 'signatures.csv')
    writeFileSync(liste, 'nom;prenom\nA;B\n')
    expect(await sentenceFrom(() => attach({ signatures: liste }))).toMatch(/n’a pas les colonnes attendues/)
    expect(await app.contexte.registre.lire((db) => db.selectFrom('piece').selectAll().execute())).toEqual([])
  })

  test('a run that is stopped keeps what it had done', async () => {
    const noms = Array.from({ length: 40 }, (_, i) => `EX${1000 + i}.pdf`)
    await numbers(...noms.map((n) => n.slice(0, -4)))
    await writePdfs(entree, noms)
    for await (const pas of await app.client.piece.rattacher({ chemins: [entree] })) {
      expect(pas).toMatchObject({ type: 'progres', fait: 16, total: 40 })
      break
    }
    expect((await attach()).dejaLa).toHaveLength(16)
  })

  test('a content lost from the register is told, with where it should be', async () => {
    await numbers('EX0001')
    await writePdfs(entree, ['EX0001.pdf'])
    const pieceId = (await attach()).rattachees[0]?.pieceId as number
    const chemin = openMagasin(app.dossier).chemin(sha256Of(readFileSync(path.join(entree, 'EX0001.pdf'))))
    expect(existsSync(chemin)).toBe(true)
    rmSync(chemin)
    expect(await sentenceFrom(() => app.client.piece.lire({ pieceId }))).toMatch(/a disparu du registre/)
  })
})
