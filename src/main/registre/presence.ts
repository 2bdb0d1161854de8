import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { OuvertAilleurs } from '#contract/systeme.ts'
import { makeFolder } from '../exports/ecriture.ts'

/** Between two signs of life, and after how long without one a process is taken for gone, milliseconds. */
const SIGNE = 20_000
const PERDU = 3 * SIGNE

/** Who has the register open: one small file per process beside it, so that nobody is kept out and nothing is locked. */
export interface Presence {
  /** The other processes, the oldest first. Empty where nothing can be written. */
  others(): Promise<readonly OuvertAilleurs[]>
  fermer(): Promise<void>
}

const NOM = /^[0-9a-f-]{36}\.json$/

async function readOther(fichier: string): Promise<OuvertAilleurs | null> {
  try {
    const { nom, hote, depuis } = JSON.parse(await readFile(fichier, 'utf8')) as Partial<OuvertAilleurs>
    if (typeof nom !== 'string' || typeof depuis !== 'string') return null
    if (hote !== 'electron' && hote !== 'web' && hote !== 'cli') return null
    return { nom: nom.slice(0, 200), hote, depuis }
  } catch {
    // Being written, or just removed.
    return null
  }
}

/**
 * Says that this process has the register open, until it closes or dies. Ages are compared on the clock of the disk:
 * each sign of life writes the file again.
 */
export async function openPresence(
  dossier: string,
  decrire: () => Promise<OuvertAilleurs>,
): Promise<Presence> {
  const presents = path.join(dossier, 'presence')
  const mien = path.join(presents, `${randomUUID()}.json`)
  const signal = async (): Promise<number | null> => {
    try {
      await makeFolder(presents)
      await writeFile(mien, JSON.stringify(await decrire()))
      return (await stat(mien)).mtimeMs
    } catch {
      // A folder that cannot be written: nobody is told, nobody is stopped.
      return null
    }
  }
  let enCours: Promise<unknown> = signal()
  await enCours
  const minuterie = setInterval(() => {
    enCours = enCours.then(signal)
  }, SIGNE)
  minuterie.unref()
  return {
    async others() {
      const maintenant = await signal()
      if (maintenant === null) return []
      const autres: OuvertAilleurs[] = []
      for (const nom of await readdir(presents)) {
        const fichier = path.join(presents, nom)
        if (!NOM.test(nom) || fichier === mien) continue
        const info = await stat(fichier).catch(() => null)
        if (info === null) continue
        if (maintenant - info.mtimeMs > PERDU) {
          await rm(fichier, { force: true })
          continue
        }
        const autre = await readOther(fichier)
        if (autre !== null) autres.push(autre)
      }
      return autres.sort((a, b) => (a.depuis < b.depuis ? -1 : 1))
    },
    async fermer() {
      clearInterval(minuterie)
      await enCours
      await rm(mien, { force: true })
      // The last one out leaves nothing behind; the folder of others stays.
      await rmdir(presents).catch(() => undefined)
    },
  }
}
