import SQLite, { type Database } from 'better-sqlite3'
import { CompiledQuery, type DatabaseConnection, Kysely, SqliteDialect, SqliteDriver } from 'kysely'
import type { Tables } from './schema.ts'

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

/** How long a process waits for another one's transaction, milliseconds. */
const ATTENTE = 10_000

export function connect(fichier: string, readonly: boolean): Database {
  const db = new SQLite(fichier, { readonly, timeout: ATTENTE })
  try {
    configure(db, readonly)
  } catch (erreur) {
    // The first reading finds a file that is no database: its handle must not stay open.
    db.close()
    throw erreur
  }
  return db
}

function configure(db: Database, readonly: boolean): void {
  if (!readonly) {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    // A large import leaves a log as large as itself: cut back once it is written into the file.
    db.pragma('journal_size_limit = 67108864')
  }
  db.pragma('foreign_keys = ON')
  db.pragma('cache_size = -64000')
}

export const openReader = (database: Database): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })

/** Transactions of this Kysely begin `IMMEDIATE`: two processes queue for the register instead of failing on commit. */
export const openWriter = (database: Database): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new ImmediateDialect(database) })
