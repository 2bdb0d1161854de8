import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storeContenu, verifyFichiers } from '#main/exports/envoi.ts'
import { foldName, isSafeName, NOM_MAX, namePieces } from '#main/exports/noms.ts'
import { type EntreeZip, verifyZip, writeZip, ZipInfidele } from '#main/exports/zip.ts'
import { openFormat } from '#main/formats/format.ts'
import { openMagasin, sha256Of } from '#main/pieces/magasin.ts'

let dossier: string
beforeEach(() => {
  dossier = mkdtempSync(path.join(tmpdir(), 'liasse-zip-'))
})
afterEach(() => rmSync(dossier, { recursive: true, force: true }))

const entree = (nom: string, contenu: string): EntreeZip => {
  const octets = Buffer.from(contenu)
  return { nom, taille: octets.length, sha256: sha256Of(octets), lire: async () => octets }
}

describe('names', () => {
  test('what Windows, a path or a ZIP cannot bear is not safe', () => {
    for (const nom of ['EX0001.pdf', 'Bon de commande n°'.slice(0, 15), 'Lefèvre (2).PDF', 'a_b-c+d.tif'])
      expect(isSafeName(nom), nom).toBe(true)
    for (const nom of [
      '',
      '../a.pdf',
      'a/b.pdf',
      'a\\b.pdf',
      'CON.pdf',
      'nul',
      'com1.pdf',
      'a.pdf ',
      'a.pdf.',
      ' a.pdf',
      'a:b.pdf',
      'a?.pdf',
      'a"b.pdf',
      'a\0.pdf',
      'a\u202e.pdf',
      '✍.pdf',
      'e\u0301.pdf',
      `${'x'.repeat(NOM_MAX)}.pdf`,
    ])
      expect(isSafeName(nom), nom).toBe(false)
  })

  test('the original name when it can be, otherwise the order number', () => {
    const noms = namePieces([
      { pieceId: 1, nom: 'EX1.pdf', extension: 'pdf', numero: 'EX1' },
      { pieceId: 2, nom: 'scan.pdf', extension: 'pdf', numero: 'EX 2' },
      { pieceId: 3, nom: 'SCAN.PDF', extension: 'pdf', numero: 'EX/2' },
      { pieceId: 4, nom: '✍.jpg', extension: 'jpg', numero: 'EX1' },
      { pieceId: 5, nom: 'con.png', extension: 'png', numero: 'con' },
      { pieceId: 1, nom: 'EX1.pdf', extension: 'pdf', numero: 'EX9' },
    ])
    expect([...noms]).toEqual([
      [1, 'EX1.pdf'],
      [2, 'EX-2.pdf'],
      [3, 'EX-2-2.pdf'],
      [4, 'EX1.jpg'],
      [5, 'BDC-con.png'],
    ])
  })

  test('whatever the names, those of a file are safe and unique', () => {
    const nom = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 130 }),
      fc.constantFrom('a.pdf', 'A.PDF', 'CON.pdf', 'a-2.pdf', '../a'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(nom, nom), { maxLength: 30 }), (pieces) => {
        const noms = [
          ...namePieces(
            pieces.map(([n, numero], pieceId) => ({ pieceId, nom: n, extension: 'pdf', numero })),
          ).values(),
        ]
        expect(noms).toHaveLength(pieces.length)
        for (const n of noms) expect(isSafeName(n), n).toBe(true)
        expect(new Set(noms.map(foldName)).size).toBe(noms.length)
      }),
    )
  })
})

describe('zip', () => {
  const entrees = [
    entree('b.pdf', 'deux'),
    entree('a.pdf', 'un'),
    entree('é.pdf', ''),
    entree('gros.pdf', 'x'.repeat(3_000_000)),
  ]

  test('stored, sorted, dated alike: the same bytes every time, read by another reader', async () => {
    const [un, deux] = ['1.zip', '2.zip'].map((n) => path.join(dossier, n)) as [string, string]
    await writeZip(un, entrees)
    await writeZip(deux, entrees.toReversed())
    expect(readFileSync(un).equals(readFileSync(deux))).toBe(true)
    const lus = unzipSync(readFileSync(un))
    expect(Object.keys(lus)).toEqual(['a.pdf', 'b.pdf', 'gros.pdf', 'é.pdf'])
    expect(Buffer.from(lus['a.pdf'] as Uint8Array).toString()).toBe('un')
    expect(readFileSync(un).length).toBeGreaterThan(3_000_000)
    await verifyZip(un, entrees)
  })

  test('names that collide or climb are never written', async () => {
    for (const noms of [['a.pdf', 'A.PDF'], ['../a.pdf'], ['NUL']])
      await expect(
        writeZip(
          path.join(dossier, 'x.zip'),
          noms.map((n) => entree(n, n)),
        ),
      ).rejects.toThrow(ZipInfidele)
  })

  test('reading back sees a missing, foreign, changed or truncated entry', async () => {
    const fichier = path.join(dossier, 'x.zip')
    await writeZip(fichier, entrees)
    await expect(verifyZip(fichier, entrees.slice(1))).rejects.toThrow(/unexpected/)
    await expect(verifyZip(fichier, [...entrees, entree('c.pdf', 'c')])).rejects.toThrow(/missing/)
    const [premiere, ...autres] = entrees as [EntreeZip, ...EntreeZip[]]
    await expect(
      verifyZip(fichier, [{ ...premiere, sha256: sha256Of(Buffer.from('DEUX')) }, ...autres]),
    ).rejects.toThrow(/differs/)
    const octets = readFileSync(fichier)
    octets[octets.indexOf('deux')] = 0
    writeFileSync(fichier, octets)
    await expect(verifyZip(fichier, entrees)).rejects.toThrow()
    truncateSync(fichier, 1000)
    await expect(verifyZip(fichier, entrees)).rejects.toThrow(ZipInfidele)
  })

  test('a content that fails to come stops the writing', async () => {
    const lire = async () => Promise.reject(new Error('disque'))
    await expect(writeZip(path.join(dossier, 'x.zip'), [{ ...entree('a.pdf', 'a'), lire }])).rejects.toThrow(
      'disque',
    )
    await expect(writeZip(path.join(dossier, 'absent', 'x.zip'), [entree('a.pdf', 'a')])).rejects.toThrow(
      /ENOENT/,
    )
  })

  test('a format may want the JSON inside the ZIP too', async () => {
    const magasin = openMagasin(dossier)
    const json = readFileSync(path.join(import.meta.dirname, '../donnees/avance-mdv-lgc-va1.json'))
    const pieces = [entree('EX0001.pdf', 'bon')]
    const contenu = await storeContenu(magasin, json, pieces, 'X.json')
    writeFileSync(path.join(dossier, 'X.json'), json)
    writeFileSync(path.join(dossier, 'X.zip'), await magasin.read(contenu.zip.sha256))
    const envoi = { dossier, json: { nom: 'X.json', ...contenu.json }, zip: { nom: 'X.zip', ...contenu.zip } }
    const format = openFormat('mdv-lgc-va1-avance')
    await verifyFichiers(envoi, { ...format, jsonDansZip: true }, pieces)
    await expect(verifyFichiers(envoi, format, pieces)).rejects.toThrow(/unexpected entry: X.json/)
    await expect(verifyFichiers(envoi, format, [])).rejects.toThrow(/differ from the JSON/)
  })
})
