import { mkdirSync } from 'node:fs'
import path from 'node:path'
import SQLite, { type Database } from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type Transaction,
} from 'kysely'
import { migrate } from './migrations.ts'
import type { Tables } from './schema.ts'

export type Ecriture = Transaction<Tables>

/** The register: one SQLite file in one folder, with the store of pieces and the backups beside it. */
export interface Registre {
  readonly dossier: string
  readonly fichier: string
  /** Reason for which nothing can be written, or null. */
  readonly lectureSeule: string | null
  lire<T>(f: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /** One transaction, `BEGIN IMMEDIATE`. Only `tx` is usable inside. Rolled back when `f` throws. */
  ecrire<T>(f: (tx: Ecriture) => Promise<T>): Promise<T>
  /** The raw writer connection, for the bulk paths of `registre/masse.ts` and the backup. */
  readonly brut: Database
  /** Changes whenever any process has written. */
  versionDonnees(): number
  fermer(): Promise<void>
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #database: Database
  constructor(database: Database) {
    super({ database })
    this.#database = database
  }
  override createDriver(): SqliteDriver {
    return new ImmediateDriver({ database: this.#database })
  }
}

function connect(fichier: string, readonly: boolean): Database {
  const db = new SQLite(fichier, { readonly, timeout: 10_000 })
  if (!readonly) {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
  }
  db.pragma('foreign_keys = ON')
  db.pragma('cache_size = -64000')
  return db
}

/**
 * Opens the register of a folder, created when it is not there, and brings it to the current version.
 * `maintenant` dates the backup made before a migration.
 * Throws `RegistreFutur` when a newer Liasse wrote it.
 */
export async function openRegistre(dossier: string, maintenant: string): Promise<Registre> {
  mkdirSync(path.join(dossier, 'pieces'), { recursive: true })
  const fichier = path.join(dossier, 'liasse.sqlite')
  const brut = connect(fichier, false)
  await migrate(brut, dossier, maintenant)
  const lecteur = connect(fichier, true)
  const lecture = new Kysely<Tables>({ dialect: new SqliteDialect({ database: lecteur }) })
  const ecriture = new Kysely<Tables>({ dialect: new ImmediateDialect(brut) })
  return {
    dossier,
    fichier,
    lectureSeule: null,
    lire: (f) => f(lecture),
    ecrire: (f) => ecriture.transaction().execute(f),
    brut,
    versionDonnees: () => lecteur.pragma('data_version', { simple: true }) as number,
    async fermer() {
      await lecture.destroy()
      await ecriture.destroy()
    },
  }
}
