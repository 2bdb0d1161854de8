import type { Database } from 'better-sqlite3'
import type { Instant } from '#domain/dates.ts'
import { sql as initial } from './migrations/0001_initial.ts'
import { sql as references } from './migrations/0002_references.ts'
import { sql as notes } from './migrations/0003_notes.ts'
import { sql as suites } from './migrations/0004_suites.ts'
import { sql as mentions } from './migrations/0005_mentions.ts'
import { sql as signatures } from './migrations/0006_signatures.ts'
import { sql as soldes } from './migrations/0007_soldes.ts'
import { backupRegistre } from './sauvegarde.ts'

/** In order; never changed once released. `user_version` is the number of those applied. */
export const MIGRATIONS: readonly string[] = [
  initial,
  references,
  notes,
  suites,
  mentions,
  signatures,
  soldes,
]

/** The register was written by a newer Liasse: it is not touched. The message is a sentence for the user. */
export class RegistreFutur extends Error {
  readonly version: number
  constructor(version: number, connue: number) {
    super(
      `Ce registre a été écrit par une version plus récente de Liasse (registre version ${version}, cette application connaît la version ${connue}). Il n’a pas été touché\u00a0: installez la dernière version de Liasse, puis rouvrez-le.`,
    )
    this.version = version
  }
}

/**
 * Applies what is missing, one transaction per migration, after a backup of a register that holds something.
 * Throws `RegistreFutur` on a newer register. Two processes opening at once: the second waits, then finds the work done.
 */
export async function migrate(
  db: Database,
  dossier: string,
  maintenant: Instant,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  const readVersion = () => db.pragma('user_version', { simple: true }) as number
  const version = readVersion()
  if (version > migrations.length) throw new RegistreFutur(version, migrations.length)
  if (version > 0 && version < migrations.length) await backupRegistre(db, dossier, maintenant)
  for (const [i, sql] of migrations.entries())
    db.transaction(() => {
      if (readVersion() !== i) return
      db.exec(sql)
      db.pragma(`user_version = ${i + 1}`)
    }).immediate()
}
