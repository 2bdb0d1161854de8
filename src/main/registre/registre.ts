import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Database } from 'better-sqlite3'
import type { Kysely, Transaction } from 'kysely'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import { makeFolder } from '../exports/ecriture.ts'
import { lectureSeule, sentenceOf } from '../refus.ts'
import { connect, openReader, openWriter } from './connexion.ts'
import { isNetworkFolder, isWritable, RegistreInaccessible, registerFile } from './emplacement.ts'
import { MIGRATIONS, migrate } from './migrations.ts'
import { writeReglage } from './reglages.ts'
import { backupFolder, backupRegistre, listBackups } from './sauvegarde.ts'
import type { Tables } from './schema.ts'

export type Ecriture = Transaction<Tables>

/** The register: one SQLite file in one folder, with the store of pieces and the backups beside it. */
export interface Registre {
  readonly dossier: string
  readonly fichier: string
  /** Reason for which nothing can be written, a French sentence, or null. */
  readonly lectureSeule: string | null
  lire<T>(f: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /**
   * One transaction, `BEGIN IMMEDIATE`. Only `tx` is usable inside (and `brut`, which is the same connection).
   * Rolled back when `f` throws. The first one of a day backs the register up.
   */
  ecrire<T>(f: (tx: Ecriture) => Promise<T>): Promise<T>
  /**
   * Like `ecrire`, for what is derived from the rest (`resume`, verifications): it backs nothing up, and works on
   * the copy that is shown when the register itself is read-only.
   */
  entretenir<T>(f: (tx: Ecriture) => Promise<T>): Promise<T>
  /** The raw writer connection, for the bulk paths of `registre/masse.ts`, inside `ecrire`. */
  readonly brut: Database
  /** Changes whenever any process has written. */
  versionDonnees(): number
  sauvegarder(): Promise<{ chemin: string; taille: number }>
  /** True when the last backup holds everything that the journal tells. */
  sauvegardeAJour(): boolean
  /** Backs up what was written since the last backup, if anything. A failure is told by `problemeSauvegarde`. */
  sauvegarderModifications(): Promise<void>
  /** Why the last backup could not be made, a French sentence, or null. */
  problemeSauvegarde(): string | null
  fermer(): Promise<void>
}

/** Above this size, checking the whole file at opening would be felt. */
const TAILLE_VERIFIEE = 256 * 2 ** 20

function refuseDamaged(fichier: string, dossier: string): never {
  const derniere = listBackups(dossier)[0]
  throw new RegistreInaccessible(
    `Le registre ${fichier} est abîmé et n’a pas été ouvert. ${
      derniere === undefined
        ? 'Aucune sauvegarde n’a été trouvée à côté de lui.'
        : `La dernière sauvegarde est ${derniere.chemin}\u00a0: copiez-la à la place du registre.`
    }`,
  )
}

const isDamage = (erreur: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(String((erreur as { code?: unknown }).code))

/** A write-ahead log was left behind: the last process did not close the register, or another one has it open. */
function checkIntegrity(db: Database, fichier: string, dossier: string): void {
  if (statSync(fichier).size > TAILLE_VERIFIEE) return
  if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') refuseDamaged(fichier, dossier)
}

const unfinished = (fichier: string): boolean =>
  existsSync(`${fichier}-wal`) && statSync(`${fichier}-wal`).size > 0

function refuseFolder(dossier: string, erreur: unknown): never {
  const { code } = erreur as { code?: string }
  if (code === 'ENOTDIR' || code === 'EEXIST')
    throw new RegistreInaccessible(
      `${dossier} ne peut pas être le dossier du registre\u00a0: c’est un fichier, ou son chemin passe par un fichier. Donnez un dossier.`,
    )
  throw new RegistreInaccessible(
    `Le dossier ${dossier} ne peut pas être créé pour recevoir le registre. ${
      sentenceOf(erreur) ?? 'Donnez un autre dossier, sur un disque où vous pouvez écrire.'
    }`,
  )
}

/** Where the register can be used from, and why it cannot be written there. */
async function examineFolder(dossier: string): Promise<string | null> {
  const fichier = registerFile(dossier)
  try {
    await makeFolder(path.join(dossier, 'pieces'))
  } catch (erreur) {
    if (!existsSync(fichier)) refuseFolder(dossier, erreur)
  }
  const existant = existsSync(fichier)
  if (isNetworkFolder(dossier)) {
    if (!existant)
      throw new RegistreInaccessible(
        `Le dossier ${dossier} est sur un lecteur réseau\u00a0: un registre ne peut pas y être créé sans risque de le perdre. Choisissez un dossier de cet ordinateur.`,
      )
    return 'Le registre est sur un lecteur réseau\u00a0: il est ouvert en lecture seule, parce que deux postes qui y écriraient l’abîmeraient. Copiez son dossier sur cet ordinateur pour y travailler.'
  }
  const ecrits = [fichier, `${fichier}-wal`, `${fichier}-shm`].filter((f) => existsSync(f))
  if (isWritable(dossier, ...ecrits)) return null
  if (!existant)
    throw new RegistreInaccessible(
      `Le dossier ${dossier} est en lecture seule\u00a0: le registre ne peut pas y être créé. Choisissez un dossier où vous pouvez écrire.`,
    )
  return `Le dossier ${dossier} est en lecture seule\u00a0: le registre est ouvert pour consultation. Donnez-vous le droit d’y écrire, ou copiez-le ailleurs, pour y travailler.`
}

/** A WAL register cannot be read where nothing can be written: what is shown is a copy, made at opening. */
function copyAside(fichier: string): string {
  const copie = registerFile(mkdtempSync(path.join(tmpdir(), 'liasse-lecture-')))
  for (const suffixe of ['', '-wal']) {
    if (!existsSync(fichier + suffixe)) continue
    copyFileSync(fichier + suffixe, copie + suffixe)
    // The mode is copied too, and what is derived is written in the copy.
    chmodSync(copie + suffixe, 0o600)
  }
  return copie
}

/**
 * Opens the register of a folder, created when it is not there, and brings it to the current version.
 * `horloge` dates the backups. On a network drive or in a read-only folder, a register is shown but never written.
 * Throws `RegistreFutur` when a newer Liasse wrote it, `RegistreInaccessible` when the folder or the file cannot be used.
 */
export async function openRegistre(
  dossier: string,
  horloge: () => Instant,
  migrations: readonly string[] = MIGRATIONS,
): Promise<Registre> {
  const raison = await examineFolder(dossier)
  const fichier = registerFile(dossier)
  const ouvert = raison === null ? fichier : copyAside(fichier)
  const inacheve = unfinished(ouvert)
  const ouvertes: Database[] = []
  const open = (readonly: boolean): Database => {
    const db = connect(ouvert, readonly)
    ouvertes.push(db)
    return db
  }
  let brut: Database
  let lecteur: Database
  try {
    brut = open(false)
    if (inacheve) checkIntegrity(brut, fichier, dossier)
    await migrate(brut, path.dirname(ouvert), horloge(), migrations)
    lecteur = open(true)
  } catch (erreur) {
    for (const db of ouvertes) db.close()
    if (raison !== null) rmSync(path.dirname(ouvert), { recursive: true, force: true })
    if (isDamage(erreur)) refuseDamaged(fichier, dossier)
    throw erreur
  }
  const lecture = openReader(lecteur)
  const ecriture = openWriter(brut)
  let sauvegardeDuJour: { readonly jour: Jour; readonly finie: Promise<void> } | null = null
  let probleme: string | null = null

  const lastEntry = () => (lecteur.prepare('SELECT max(id) FROM journal').pluck().get() as number | null) ?? 0

  function isBackedUp(): boolean {
    const derniere = listBackups(dossier)[0]
    const noteeA = lecteur.prepare("SELECT valeur FROM reglage WHERE cle = 'sauvegarde'").pluck().get()
    return derniere !== undefined && noteeA === `${derniere.nom} ${lastEntry()}`
  }

  async function backup(): Promise<{ chemin: string; taille: number }> {
    // Read before the copy: what is written meanwhile counts as written after it.
    const entree = lastEntry()
    const sauvegarde = await backupRegistre(lecteur, dossier, horloge())
    await ecriture
      .transaction()
      .execute((tx) => writeReglage(tx, 'sauvegarde', `${path.basename(sauvegarde.chemin)} ${entree}`))
    probleme = null
    return sauvegarde
  }

  async function tryBackup(): Promise<void> {
    try {
      await backup()
    } catch (erreur) {
      // A day's work is worth more than its backup: said on the screen, never in the way of a write.
      probleme = `La sauvegarde n’a pas pu être faite. ${sentenceOf(erreur) ?? `Vérifiez le dossier ${backupFolder(dossier)}.`}`
    }
  }

  async function backupOfDay(jour: Jour): Promise<void> {
    if (lastEntry() === 0 || listBackups(dossier).some((s) => s.jour === jour)) return
    await tryBackup()
  }

  return {
    dossier,
    fichier,
    lectureSeule: raison,
    lire: (f) => f(lecture),
    async ecrire(f) {
      if (raison !== null) lectureSeule(raison)
      const jour = jourParis(horloge())
      if (sauvegardeDuJour?.jour !== jour) sauvegardeDuJour = { jour, finie: backupOfDay(jour) }
      await sauvegardeDuJour.finie
      return ecriture.transaction().execute(f)
    },
    entretenir: (f) => ecriture.transaction().execute(f),
    brut,
    versionDonnees: () => lecteur.pragma('data_version', { simple: true }) as number,
    async sauvegarder() {
      if (raison !== null) lectureSeule(raison)
      return backup()
    },
    sauvegardeAJour: isBackedUp,
    async sauvegarderModifications() {
      if (raison === null && lastEntry() > 0 && !isBackedUp()) await tryBackup()
    },
    problemeSauvegarde: () => probleme,
    async fermer() {
      await lecture.destroy()
      await ecriture.destroy()
      // Kysely leaves open a connection that it never used, and the write-ahead log would stay behind.
      lecteur.close()
      brut.close()
      if (raison !== null) rmSync(path.dirname(ouvert), { recursive: true, force: true })
    },
  }
}
