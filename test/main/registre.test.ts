import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rethrowExplained } from '#main/refus.ts'
import { isUncPath, parseMounts, RegistreInaccessible } from '#main/registre/emplacement.ts'
import { MIGRATIONS, RegistreFutur } from '#main/registre/migrations.ts'
import { openRegistre } from '#main/registre/registre.ts'
import { backupFolder, listBackups, selectObsolete } from '#main/registre/sauvegarde.ts'
import {
  defineCommande,
  defineFournisseur,
  defineMedecin,
  defineVendeur,
  MATIN,
  openTestApplication,
  refusOf,
} from './outils.ts'

let dossier: string
beforeEach(() => {
  dossier = mkdtempSync(path.join(tmpdir(), 'liasse-registre-'))
})
afterEach(() => rmSync(dossier, { recursive: true, force: true }))

const fichier = () => path.join(dossier, 'liasse.sqlite')
const horloge = () => MATIN
const SUIVANTE = "ALTER TABLE tiers ADD COLUMN essai TEXT NOT NULL DEFAULT ''"

describe('migrations', () => {
  test('an empty folder becomes a register of the current version, closed without a log', async () => {
    const registre = await openRegistre(dossier, horloge)
    expect(registre.brut.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
    expect(registre.brut.pragma('journal_mode', { simple: true })).toBe('wal')
    await registre.fermer()
    expect(readdirSync(dossier).sort()).toEqual(['liasse.sqlite', 'pieces'])
  })

  test('a register is reopened as it was', async () => {
    const app = await openTestApplication({ dossier })
    await defineMedecin(app, 1)
    await app.fermer()
    const encore = await openTestApplication({ dossier })
    expect((await encore.client.client.lister({})).total).toBe(1)
    await encore.fermer()
  })

  test('a register of the version before is backed up, then brought forward with its rows', async () => {
    const app = await openTestApplication({ dossier })
    await defineMedecin(app, 1)
    await app.fermer()
    const registre = await openRegistre(dossier, horloge, [...MIGRATIONS, SUIVANTE])
    expect(registre.brut.prepare('SELECT essai FROM tiers').pluck().all()).toEqual([''])
    await registre.fermer()
    const [sauvegarde] = listBackups(dossier)
    const avant = new SQLite(sauvegarde!.chemin, { readonly: true })
    expect(avant.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
    expect(avant.prepare('SELECT count(*) FROM tiers').pluck().get()).toBe(1)
    avant.close()
  })

  test('a migration that fails leaves the register at its version', async () => {
    await (await openRegistre(dossier, horloge)).fermer()
    const cassee = 'ALTER TABLE tiers ADD COLUMN essai TEXT; INSERT INTO absente VALUES (1)'
    await expect(openRegistre(dossier, horloge, [...MIGRATIONS, cassee])).rejects.toThrow('absente')
    const registre = await openRegistre(dossier, horloge)
    expect(registre.brut.pragma('table_info(tiers)')).not.toContainEqual(
      expect.objectContaining({ name: 'essai' }),
    )
    await registre.fermer()
  })

  test('a register of a newer version is refused, untouched', async () => {
    await (await openRegistre(dossier, horloge, [...MIGRATIONS, SUIVANTE])).fermer()
    const taille = statSync(fichier()).size
    await expect(openRegistre(dossier, horloge)).rejects.toThrow(RegistreFutur)
    await expect(openRegistre(dossier, horloge)).rejects.toThrow('version plus récente de Liasse')
    expect(statSync(fichier()).size).toBe(taille)
    expect(existsSync(`${fichier()}-wal`)).toBe(false)
  })

  test('the schema is the one that was released', async () => {
    const registre = await openRegistre(dossier, horloge)
    const schema = registre.brut
      .prepare(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'recherche_%_%' ORDER BY type, name",
      )
      .pluck()
      .all() as string[]
    await registre.fermer()
    await expect(`${schema.join(';\n\n')};\n`).toMatchFileSnapshot('../donnees/schema.sql')
  })
})

describe('backups', () => {
  const create = (instants: readonly string[]) => {
    mkdirSync(backupFolder(dossier), { recursive: true })
    for (const i of instants) writeFileSync(path.join(backupFolder(dossier), `liasse-${i}.sqlite`), '')
  }

  test('the first write of a day backs up what there was, once, in every process', async () => {
    const app = await openTestApplication({ dossier })
    await defineMedecin(app, 1)
    expect(listBackups(dossier)).toEqual([])
    app.avancer('2026-11-18T08:00:00.000Z')
    await defineMedecin(app, 2)
    await defineMedecin(app, 3)
    const autre = await openTestApplication({ dossier, maintenant: '2026-11-18T09:00:00.000Z' })
    await defineMedecin(autre, 4)
    expect(listBackups(dossier).map((s) => s.jour)).toEqual(['2026-11-18'])
    const sauvegarde = new SQLite(listBackups(dossier)[0]!.chemin, { readonly: true })
    expect(sauvegarde.prepare('SELECT nom FROM tiers').pluck().all()).toEqual(['Témoin1'])
    sauvegarde.close()
    await autre.fermer()
    await app.fermer()
    expect(readdirSync(backupFolder(dossier)).filter((f) => f.includes('tmp'))).toEqual([])
  })

  test('a backup that cannot be made is said, and does not stop the work', async () => {
    const app = await openTestApplication({ dossier })
    await defineMedecin(app, 1)
    writeFileSync(backupFolder(dossier), 'a file where the folder should be')
    app.avancer('2026-11-18T08:00:00.000Z')
    await defineMedecin(app, 2)
    expect((await app.client.systeme.etat()).sauvegarde.probleme).toContain('La sauvegarde n’a pas pu')
    await app.fermer()
  })

  test('what was written since the last backup is told, and backed up on closing', async () => {
    const app = await openTestApplication({ dossier })
    const isUpToDate = async () => (await app.client.systeme.etat()).sauvegarde.aJour
    expect(await isUpToDate()).toBe(false)
    await defineMedecin(app, 1)
    await app.client.systeme.sauvegarder()
    expect(await isUpToDate()).toBe(true)
    app.avancer('2026-11-17T11:02:00.000Z')
    await defineMedecin(app, 2)
    expect(await isUpToDate()).toBe(false)
    await app.fermer()
    const [derniere, ...autres] = listBackups(dossier)
    expect(autres).toHaveLength(1)
    const sauvegarde = new SQLite(derniere!.chemin, { readonly: true })
    expect(sauvegarde.prepare('SELECT nom FROM tiers').pluck().all()).toEqual(['Témoin1', 'Témoin2'])
    sauvegarde.close()
    const encore = await openTestApplication({ dossier, maintenant: '2026-11-17T14:02:00.000Z' })
    expect((await encore.client.systeme.etat()).sauvegarde.aJour).toBe(true)
    await encore.fermer()
    expect(listBackups(dossier)).toHaveLength(2)
  })

  test('of a past day, the first and the last are kept', () => {
    create(['20261117T100000Z', '20261117T110000Z', '20261117T120000Z'])
    create(['20261116T100000Z', '20261116T110000Z', '20261116T120000Z'])
    expect(selectObsolete(listBackups(dossier)).map((s) => s.instant)).toEqual(['2026-11-16T11:00:00.000Z'])
  })

  test('30 days are kept, then one a month for 12 months; other files are left alone', () => {
    const jours = Array.from({ length: 500 }, (_, i) => new Date(Date.UTC(2026, 10, 17 - i, 10)))
    create(jours.map((d) => d.toISOString().replace(/\.\d+/, '').replace(/[-:]/g, '')))
    create(['20261117T120000Z', 'notes'])
    const toutes = listBackups(dossier)
    expect(toutes).toHaveLength(501)
    const obsoletes = new Set(selectObsolete(toutes).map((s) => s.nom))
    const gardees = toutes.filter((s) => !obsoletes.has(s.nom))
    expect(gardees).toHaveLength(31 + 12)
    expect(gardees.slice(31).map((s) => s.jour)).toEqual([
      '2026-10-18',
      '2026-09-30',
      '2026-08-31',
      '2026-07-31',
      '2026-06-30',
      '2026-05-31',
      '2026-04-30',
      '2026-03-31',
      '2026-02-28',
      '2026-01-31',
      '2025-12-31',
      '2025-11-30',
    ])
  })
})

describe('where a register cannot be written', () => {
  test('paths of other machines are told from local ones', () => {
    expect(isUncPath('\\\\serveur\\partage\\liasse')).toBe(true)
    expect(isUncPath('\\\\?\\UNC\\serveur\\partage')).toBe(true)
    expect(isUncPath('C:\\Users\\x')).toBe(false)
    expect(isUncPath('\\\\?\\C:\\Users\\x')).toBe(false)
    const mount = [
      '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
      '//alix@nas/Partage commun on /Volumes/Partage commun (smbfs, nodev, nosuid, mounted by alix)',
      'nas:/export on /Volumes/export (nfs, nodev)',
    ].join('\n')
    expect(parseMounts(mount)).toEqual(['/Volumes/Partage commun', '/Volumes/export'])
  })

  test('a damaged register is not opened, and the last backup is named', async () => {
    const app = await openTestApplication({ dossier })
    await defineMedecin(app, 1)
    const { chemin } = await app.client.systeme.sauvegarder()
    await app.fermer()
    writeFileSync(fichier(), Buffer.alloc(65536, 'x'))
    const erreur = await openRegistre(dossier, horloge).catch((e: unknown) => e)
    expect(erreur).toBeInstanceOf(RegistreInaccessible)
    expect((erreur as Error).message).toContain(chemin)
  })

  test('a folder that cannot hold a register says so', async () => {
    const occupe = path.join(dossier, 'fichier')
    writeFileSync(occupe, '')
    await expect(openRegistre(path.join(occupe, 'registre'), horloge)).rejects.toThrow(RegistreInaccessible)
  })

  // A superuser may write anywhere: the rule shows under an ordinary user, in a process of its own.
  test('a file in the place of the folder is told so', async () => {
    const occupe = path.join(dossier, 'notes.txt')
    writeFileSync(occupe, '')
    await expect(openRegistre(occupe, horloge)).rejects.toThrow(/c’est un fichier, ou son chemin passe/)
  })

  test.runIf(process.platform === 'linux')(
    'a folder that the system cannot make is refused at once',
    async () => {
      await expect(openRegistre('/proc/rien', horloge)).rejects.toThrow(
        /^Le dossier \/proc\/rien ne peut pas être créé .* Donnez un autre dossier/,
      )
    },
  )

  test('a read-only folder is shown, never written, with the reason', async () => {
    const app = await openTestApplication({ dossier })
    const client = await defineMedecin(app, 1)
    await defineCommande(app, await defineVendeur(app), client.id)
    await app.fermer()
    for (const f of [fichier(), dossier]) chmodSync(f, f === dossier ? 0o555 : 0o444)
    const lu = await runAsUser('lecture-seule', dossier)
    chmodSync(dossier, 0o755)
    expect(lu.message).toMatchObject({ total: 1, code: 'LECTURE_SEULE' })
    expect(lu.message.raison).toContain('lecture seule')
    expect(lu.message.refus).toBe(lu.message.raison)
    expect(readdirSync(dossier).sort()).toEqual(['liasse.sqlite', 'pieces', 'sauvegardes'])
  })

  test('faults of the machine are refusals in French', async () => {
    for (const [code, mots] of [
      ['SQLITE_FULL', 'disque est plein'],
      ['ENOSPC', 'disque est plein'],
      ['SQLITE_READONLY_DIRECTORY', 'lecture seule'],
      ['EACCES', 'lecture seule'],
      ['SQLITE_BUSY', 'occupé'],
      ['SQLITE_CORRUPT_VTAB', 'abîmé'],
    ] as const) {
      const refus = await refusOf(
        Promise.reject(Object.assign(new Error('x'), { code })).catch(rethrowExplained),
      )
      expect(refus.phrase).toContain(mots)
    }
    await expect(Promise.reject(new Error('faute')).catch(rethrowExplained)).rejects.toThrow('faute')
  })

  test('a full disk refuses the write and loses nothing', async () => {
    const app = await openTestApplication({ dossier })
    await defineMedecin(app, 1)
    const pages = app.contexte.registre.brut.pragma('page_count', { simple: true }) as number
    app.contexte.registre.brut.pragma(`max_page_count = ${pages}`)
    const note = 'x'.repeat(500)
    const remplir = async () => {
      for (let n = 2; n < 400; n++)
        await defineMedecin(app, n, { adresse: { lignes: note, codePostal: '', commune: note } })
    }
    expect((await refusOf(remplir())).phrase).toContain('disque est plein')
    const { total } = await app.client.client.lister({})
    expect((await app.client.systeme.journal({ sujet: 'client' })).total).toBe(total)
    await app.fermer()
  })
})

const PROCESSUS = path.join(import.meta.dirname, 'processus.ts')
const launch = (mode: string, dossierRegistre: string): ChildProcess =>
  fork(PROCESSUS, [mode, dossierRegistre], {
    ...(mode === 'lecture-seule' && process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

async function runAsUser(mode: string, dossierRegistre: string) {
  const enfant = launch(mode, dossierRegistre)
  const [message] = (await once(enfant, 'message')) as [Record<string, string | number>]
  return { message: message as { total: number; code: string; raison: string; refus: string } }
}

describe('two processes on one register', () => {
  test('both write at the same time: no number is given twice, nothing is lost', async () => {
    const app = await openTestApplication({ dossier })
    const fournisseur = await defineFournisseur(app)
    await app.fermer()
    expect(fournisseur.id).toBe(1)
    const enfants = ['a', 'b'].map((lettre) => launch(`commandes-${lettre}`, dossier))
    await Promise.all(enfants.map((enfant) => once(enfant, 'message')))
    const finis = enfants.map((enfant) => once(enfant, 'exit'))
    for (const enfant of enfants) enfant.send('partez')
    expect((await Promise.all(finis)).map(([code]) => code as number)).toEqual([0, 0])
    const relu = await openTestApplication({ dossier })
    const { lignes, total } = await relu.client.commande.lister({ tri: 'numero', nombre: 1000 })
    expect(total).toBe(40)
    expect(lignes.map((l) => l.numero)).toEqual(
      Array.from({ length: 40 }, (_, i) => `BDC 2026 ${String(i + 1).padStart(4, '0')}`),
    )
    expect((await relu.client.systeme.journal({ sujet: 'commande' })).total).toBe(40)
    await relu.fermer()
  })
})
