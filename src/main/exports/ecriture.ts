import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** Ends the name of a file being written; never taken for a finished one. */
export const TEMPORAIRE = '.liasse-en-cours'

/** Makes a rename last through a power cut. Folders cannot be opened on Windows, where NTFS journals them. */
async function syncFolder(dossier: string): Promise<void> {
  if (process.platform === 'win32') return
  const poignee = await open(dossier, constants.O_RDONLY)
  try {
    await poignee.sync()
  } finally {
    await poignee.close()
  }
}

/** A name beside `fichier` that no other process uses. */
export const temporaryName = (fichier: string): string =>
  `${fichier}.${randomBytes(6).toString('hex')}${TEMPORAIRE}`

/**
 * Writes a file that is whole or not there: temporary name, fsync, rename. The folder is created.
 * Throws the system's error; the temporary file is removed.
 */
export async function writeWhole(
  fichier: string,
  ecrire: (poignee: FileHandle, temporaire: string) => Promise<void>,
): Promise<void> {
  await mkdir(path.dirname(fichier), { recursive: true })
  const temporaire = temporaryName(fichier)
  try {
    const poignee = await open(temporaire, 'wx', 0o644)
    try {
      await ecrire(poignee, temporaire)
      await poignee.sync()
    } finally {
      await poignee.close()
    }
    await rename(temporaire, fichier)
  } catch (erreur) {
    await rm(temporaire, { force: true })
    throw erreur
  }
  await syncFolder(path.dirname(fichier))
}

/** Copies a file under another name, whole or not at all. */
export async function copyWhole(source: string, fichier: string): Promise<void> {
  await mkdir(path.dirname(fichier), { recursive: true })
  const temporaire = temporaryName(fichier)
  try {
    await copyFile(source, temporaire, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const poignee = await open(temporaire, 'r+')
    try {
      await poignee.sync()
    } finally {
      await poignee.close()
    }
    await rename(temporaire, fichier)
  } catch (erreur) {
    await rm(temporaire, { force: true })
    throw erreur
  }
  await syncFolder(path.dirname(fichier))
}
