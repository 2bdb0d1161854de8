import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder, temporaryName, writeWhole } from '../exports/ecriture.ts'

/** Bytes of the store that are no longer those of their hash (disk fault, file edited by hand). */
export class ContenuAltere extends Error {
  constructor(chemin: string) {
    super(`content does not match its hash: ${chemin}`)
  }
}

export const sha256Of = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex')

/** SHA-256 and size of a file, read as a stream. */
export async function hashFile(
  fichier: string,
): Promise<{ readonly sha256: string; readonly taille: number }> {
  const hache = createHash('sha256')
  let taille = 0
  for await (const morceau of createReadStream(fichier, { highWaterMark: 2 ** 20 })) {
    hache.update(morceau as Buffer)
    taille += (morceau as Buffer).length
  }
  return { sha256: hache.digest('hex'), taille }
}

/**
 * The store of a register: contents under the name of their SHA-256, `pieces/ab/cdef…`, written once and never changed.
 * Pieces, and the files sent to the agency, exact bytes.
 */
export interface Magasin {
  /** Where the content of that hash is, or would be. */
  chemin(sha256: string): string
  has(sha256: string): Promise<boolean>
  /** Stores bytes; nothing is written when they are there. Returns their hash. */
  put(octets: Buffer): Promise<string>
  /** Stores what `ecrire` writes in a temporary file of the store. Returns hash and size. */
  putFile(
    ecrire: (fichier: string) => Promise<void>,
  ): Promise<{ readonly sha256: string; readonly taille: number }>
  /** Throws `ContenuAltere` when the bytes are not those of the hash, ENOENT when they are not there. */
  read(sha256: string): Promise<Buffer>
}

/** The store of the register in that folder. */
export function openMagasin(dossierRegistre: string): Magasin {
  const racine = path.join(dossierRegistre, 'pieces')
  const chemin = (sha256: string) => path.join(racine, sha256.slice(0, 2), sha256.slice(2))
  const sizeOf = async (sha256: string) => (await stat(chemin(sha256)).catch(() => null))?.size ?? null
  return {
    chemin,
    has: async (sha256) => (await sizeOf(sha256)) !== null,
    async put(octets) {
      const sha256 = sha256Of(octets)
      if ((await sizeOf(sha256)) !== octets.length)
        await writeWhole(chemin(sha256), (poignee) => poignee.writeFile(octets))
      return sha256
    },
    async putFile(ecrire) {
      await makeFolder(racine)
      const temporaire = temporaryName(path.join(racine, 'envoi'))
      try {
        await ecrire(temporaire)
        const lu = await hashFile(temporaire)
        if ((await sizeOf(lu.sha256)) === lu.taille) return lu
        const poignee = await open(temporaire, 'r+')
        await poignee.sync().finally(() => poignee.close())
        await makeFolder(path.dirname(chemin(lu.sha256)))
        await rename(temporaire, chemin(lu.sha256))
        return lu
      } finally {
        await rm(temporaire, { force: true })
      }
    },
    async read(sha256) {
      const octets = await readFile(chemin(sha256))
      if (sha256Of(octets) !== sha256) throw new ContenuAltere(chemin(sha256))
      return octets
    },
  }
}
