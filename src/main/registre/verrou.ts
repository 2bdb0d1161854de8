import path from 'node:path'
import SQLite from 'better-sqlite3'
import type { Registre } from './registre.ts'

/**
 * Takes the lock of preparations: one at a time on a register, whatever the number of windows and commands.
 * An operating system lock, held by SQLite on a file of its own: a process that dies lets go of it.
 * Returns the release, or null when another process prepares.
 */
export function lockPreparation(registre: Pick<Registre, 'dossier'>): (() => void) | null {
  const db = new SQLite(path.join(registre.dossier, 'preparation.verrou'), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (erreur) {
    db.close()
    if ((erreur as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null
    throw erreur
  }
  return () => db.close()
}
