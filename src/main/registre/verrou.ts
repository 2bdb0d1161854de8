import path from 'node:path'
import SQLite from 'better-sqlite3'
import type { Registre } from './registre.ts'

/**
 * Takes the lock of a file, made when it is not there. An operating system lock, held by SQLite: a process that dies
 * lets go of it. Returns the release, or null when it is taken.
 */
export function lockFile(fichier: string): (() => void) | null {
  const db = new SQLite(fichier, { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (erreur) {
    db.close()
    if ((erreur as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null
    throw erreur
  }
  return () => db.close()
}

/**
 * Takes the lock of preparations: one at a time on a register, whatever the number of windows and commands.
 * Returns the release, or null when another process prepares.
 */
export const lockPreparation = (registre: Pick<Registre, 'dossier'>): (() => void) | null =>
  lockFile(path.join(registre.dossier, 'preparation.verrou'))
