import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder } from '../exports/ecriture.ts'
import type { Registre } from './registre.ts'

export interface Logo {
  readonly octets: Buffer
  readonly type: 'image/png' | 'image/jpeg'
}

/** What the first bytes say, whatever the name of the file; null when it is neither PNG nor JPEG. */
export function typeOfLogo(octets: Buffer): Logo['type'] | null {
  if (octets.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png'
  return octets.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) ? 'image/jpeg' : null
}

const fileOf = (registre: Registre, sha256: string) => path.join(registre.dossier, 'logos', sha256)

/** Stores the bytes of a vendor's logo under their hash, which is returned. */
export async function storeLogo(registre: Registre, octets: Buffer): Promise<string> {
  const sha256 = createHash('sha256').update(octets).digest('hex')
  const fichier = fileOf(registre, sha256)
  await makeFolder(path.dirname(fichier))
  await writeFile(`${fichier}.tmp`, octets)
  await rename(`${fichier}.tmp`, fichier)
  return sha256
}

/** A vendor's logo by its hash; null when the vendor has none, or the file was lost. */
export async function readLogo(registre: Registre, sha256: string | null): Promise<Logo | null> {
  if (sha256 === null) return null
  const octets = await readFile(fileOf(registre, sha256)).catch(() => null)
  const type = octets === null ? null : typeOfLogo(octets)
  return octets === null || type === null ? null : { octets, type }
}
