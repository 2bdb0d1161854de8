import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
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

const isFolder = async (dossier: string): Promise<boolean> =>
  (await stat(dossier).catch(() => null))?.isDirectory() === true

/**
 * Creates a folder and those above it. Not `mkdir({ recursive })`: it never returns where the system says that
 * a folder that exists does not (`/proc`, some network drives).
 */
export async function makeFolder(dossier: string): Promise<void> {
  if (await isFolder(dossier)) return
  try {
    await mkdir(dossier)
  } catch (erreur) {
    const { code } = erreur as { code?: string }
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EROFS' || code === 'EACCES') {
      // A drive's root answers EPERM on Windows, and a read-only folder that exists is a folder.
      if (await isFolder(dossier)) return
      throw erreur
    }
    const parent = path.dirname(dossier)
    if (code !== 'ENOENT' || parent === dossier) throw erreur
    await makeFolder(parent)
    await mkdir(dossier).catch((seconde: { code?: string }) => {
      if (seconde.code !== 'EEXIST') throw seconde
    })
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
  await makeFolder(path.dirname(fichier))
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
  await makeFolder(path.dirname(fichier))
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
