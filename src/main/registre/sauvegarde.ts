import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Database } from 'better-sqlite3'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import { makeFolder } from '../exports/ecriture.ts'

const JOURS_GARDES = 30
const MOIS_GARDES = 12
const NOM = /^liasse-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.sqlite$/

export interface Sauvegarde {
  readonly chemin: string
  readonly nom: string
  readonly instant: Instant
  readonly jour: Jour
}

export const backupFolder = (dossier: string): string => path.join(dossier, 'sauvegardes')

/** Backups of a register, the newest first; files with other names are not ours. */
export function listBackups(dossier: string): readonly Sauvegarde[] {
  let noms: string[]
  try {
    noms = readdirSync(backupFolder(dossier))
  } catch {
    // No backup was ever made.
    return []
  }
  return noms
    .flatMap((nom) => {
      const m = NOM.exec(nom)
      if (m === null) return []
      const instant = `${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}.000Z`
      return [{ chemin: path.join(backupFolder(dossier), nom), nom, instant, jour: jourParis(instant) }]
    })
    .sort((a, b) => (a.nom < b.nom ? 1 : -1))
}

/**
 * What is kept of the 30 last days that have a backup: all of the last day, the first and the last of the others;
 * then the newest of each of the 12 months before. `sauvegardes` come the newest first.
 */
export function selectObsolete(sauvegardes: readonly Sauvegarde[]): readonly Sauvegarde[] {
  const jours = new Set<Jour>()
  const mois = new Set<string>()
  return sauvegardes.filter(({ jour }, i) => {
    const derniere = !jours.has(jour)
    if (!derniere || jours.size < JOURS_GARDES) {
      jours.add(jour)
      const premiere = sauvegardes[i + 1]?.jour !== jour
      return jours.size > 1 && !derniere && !premiere
    }
    if (mois.has(jour.slice(0, 7)) || mois.size >= MOIS_GARDES) return true
    mois.add(jour.slice(0, 7))
    return false
  })
}

/**
 * Copies the register as it was last committed into `sauvegardes/`, while others go on reading and writing it.
 * The file has its final name only once it is whole and on the disk. Throws when the disk refuses.
 */
export async function backupRegistre(
  source: Database,
  dossier: string,
  maintenant: Instant,
): Promise<{ chemin: string; taille: number }> {
  const dossierSauvegardes = backupFolder(dossier)
  await makeFolder(dossierSauvegardes)
  const nom = `liasse-${maintenant.replace(/\.\d+/, '').replace(/[-:]/g, '')}.sqlite`
  const chemin = path.join(dossierSauvegardes, nom)
  const provisoire = `${chemin}.${process.pid}.tmp`
  try {
    await source.backup(provisoire)
    const fd = openSync(provisoire, 'r+')
    fsyncSync(fd)
    closeSync(fd)
    renameSync(provisoire, chemin)
  } catch (erreur) {
    rmSync(provisoire, { force: true })
    throw erreur
  }
  for (const { chemin: ancien } of selectObsolete(listBackups(dossier))) rmSync(ancien, { force: true })
  return { chemin, taille: statSync(chemin).size }
}
