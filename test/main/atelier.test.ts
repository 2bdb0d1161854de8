import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAtelier } from '#main/atelier.ts'
import { openCatalogue } from '#main/catalogue.ts'
import type { Atelier } from '#main/contexte.ts'
import { inventDossier } from '#main/documents/exemples.ts'
import { findModele, type Modele } from '#main/documents/modele.ts'
import type { DocumentEcrit, TacheImpression } from '#main/workers/document.ts'

const dispositif = openCatalogue().base('SFP-LGC-Va2')
let atelier: Atelier
let dossier = ''

beforeEach(() => {
  atelier = openAtelier()
  dossier = mkdtempSync(path.join(tmpdir(), 'liasse-'))
})
afterEach(async () => {
  await atelier.fermer()
  rmSync(dossier, { recursive: true, force: true })
})

const tache = (...noms: readonly string[]): TacheImpression => ({
  modele: findModele(dispositif, 'BDC') as Modele,
  dispositif,
  maintenant: '2026-11-17T08:02:00.000Z',
  documents: noms.map((nom) => ({
    dossier: inventDossier(dispositif, { cas: 'A', clients: 1 }),
    logo: null,
    temporaire: path.join(dossier, nom),
  })),
})

describe('the pool of workers', () => {
  test('answers in the order of the calls, and the same bytes whatever the thread', async () => {
    const lots = await Promise.all(
      ['a', 'b', 'c'].map((n) => atelier.run<readonly DocumentEcrit[]>('document', tache(`${n}1`, `${n}2`))),
    )
    expect(lots.map((l) => l.length)).toEqual([2, 2, 2])
    expect(new Set(lots.flat().map((e) => e.sha256)).size).toBe(1)
    expect(readFileSync(path.join(dossier, 'c2'))).toHaveLength(lots[2]?.[1]?.taille as number)
  })

  test('gives back the code of a system error', async () => {
    await expect(atelier.run('document', tache('absent/x.pdf'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('an aborted task is refused at once, the next one runs', async () => {
    const signal = AbortSignal.abort()
    await expect(atelier.run('document', tache('a'), { signal })).rejects.toThrow()
    expect(existsSync(path.join(dossier, 'a'))).toBe(false)
    expect(await atelier.run<readonly DocumentEcrit[]>('document', tache('b'))).toHaveLength(1)
  })

  test('closed twice is closed', async () => {
    await atelier.run('document', tache('a'))
    await atelier.fermer()
    await atelier.fermer()
  })
})
