import { execFileSync } from 'node:child_process'
import { accessSync, constants, realpathSync, statfsSync } from 'node:fs'
import path from 'node:path'

/** Why a register cannot be used where it is; the message is a sentence for the user. */
export class RegistreInaccessible extends Error {}

// statfs(2): NFS, SMB, CIFS, SMB2, AFS, Coda, NCP. SQLite's WAL needs shared memory, that no network file system gives.
const SYSTEMES_RESEAU: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x564c,
])
const MONTAGE_RESEAU = /^\S.* on (\/.*) \((?:smbfs|nfs|afpfs|webdav|ftp)\b/

/** Mount points of network volumes in the words of macOS's `mount`. */
export function parseMounts(sortie: string): readonly string[] {
  return sortie.split('\n').flatMap((ligne) => MONTAGE_RESEAU.exec(ligne)?.[1] ?? [])
}

/** A path on another machine as Windows resolves it: `\\serveur\partage`, mapped drives included. */
export const isUncPath = (chemin: string): boolean => /^\\\\(?![?.]\\[A-Z]:)/i.test(chemin)

/** True when an existing folder is on another machine. */
export function isNetworkFolder(dossier: string): boolean {
  if (process.platform === 'win32') return isUncPath(realpathSync.native(dossier))
  if (process.platform === 'darwin') {
    const reel = realpathSync(dossier)
    return parseMounts(execFileSync('/sbin/mount', { encoding: 'utf8' })).some(
      (point) => reel === point || reel.startsWith(`${point}/`),
    )
  }
  return SYSTEMES_RESEAU.has(statfsSync(dossier).type >>> 0)
}

/** True when this user may write into the folder and into the files of the register that are there. */
export function isWritable(...chemins: readonly string[]): boolean {
  try {
    for (const chemin of chemins) accessSync(chemin, constants.W_OK)
    return true
  } catch {
    return false
  }
}

export const registerFile = (dossier: string): string => path.join(dossier, 'liasse.sqlite')
