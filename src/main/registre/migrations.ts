import type { Database } from 'better-sqlite3'
import { sql as initial } from './migrations/0001_initial.ts'

/** In order; never changed once released. `user_version` is the number of those applied. */
export const MIGRATIONS: readonly string[] = [initial]

/** The register was written by a newer Liasse: it is not touched. */
export class RegistreFutur extends Error {
  constructor(version: number) {
    super(`register version ${version}, known ${MIGRATIONS.length}`)
  }
}

/** Applies what is missing, one transaction per migration. Throws `RegistreFutur` on a newer register. */
export async function migrate(db: Database, _dossier: string, _maintenant: string): Promise<void> {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > MIGRATIONS.length) throw new RegistreFutur(version)
  for (const [i, sql] of MIGRATIONS.entries()) {
    if (i < version) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${i + 1}`)
    }).immediate()
  }
}
