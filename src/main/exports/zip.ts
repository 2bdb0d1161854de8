import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { ZipArchive } from 'archiver'
import { type Entry, openPromise } from 'yauzl'
import { foldName, isSafeName } from './noms.ts'

/** One file of a ZIP. `lire` is called once, when its turn comes near. */
export interface EntreeZip {
  readonly nom: string
  readonly taille: number
  readonly sha256: string
  readonly lire: () => Promise<Buffer>
}

/** The ZIP read back is not what was asked for. */
export class ZipInfidele extends Error {}

/** First date that a ZIP can hold: entries carry no time of their own. */
const DATE_FIXE = new Date(Date.UTC(1980, 0, 1))
/** Bytes handed to the archive and not yet written: what a slow disk may hold back in memory. */
const EN_ATTENTE_MAX = 64 * 2 ** 20

const byName = (a: EntreeZip, b: EntreeZip) => (a.nom < b.nom ? -1 : a.nom > b.nom ? 1 : 0)

/**
 * Writes a ZIP: entries stored as they are, in the order of their names, with one fixed time. Same entries, same bytes.
 * Throws on a name that Windows refuses or that appears twice, on a content that changed, and the system's errors.
 */
export async function writeZip(fichier: string, entrees: readonly EntreeZip[]): Promise<void> {
  const noms = new Set<string>()
  for (const { nom } of entrees) {
    if (!isSafeName(nom) || noms.has(foldName(nom))) throw new ZipInfidele(`name not usable: ${nom}`)
    noms.add(foldName(nom))
  }
  const archive = new ZipArchive({ store: true })
  const sortie = createWriteStream(fichier, { flags: 'wx', highWaterMark: 2 ** 20 })
  const fini = finished(sortie)
  const echec = new Promise<never>((_, reject) => {
    archive.on('error', reject)
    archive.on('warning', reject)
    fini.catch(reject)
  })
  echec.catch(() => undefined)
  archive.pipe(sortie)
  try {
    let donnes = 0
    const triees = entrees.toSorted(byName)
    // One content is read while the former is written.
    const read = (i: number) => {
      const octets = triees[i]?.lire()
      octets?.catch(() => undefined)
      return octets
    }
    let suivante = read(0)
    for (const [i, entree] of triees.entries()) {
      const octets = (await suivante) as Buffer
      suivante = read(i + 1)
      if (octets.length !== entree.taille) throw new ZipInfidele(`content changed: ${entree.nom}`)
      const ajoutee = new Promise<void>((resolve) => archive.once('entry', () => resolve()))
      archive.append(octets, { name: entree.nom, date: DATE_FIXE, mode: 0o644 })
      await Promise.race([ajoutee, echec])
      donnes += octets.length
      while (donnes - sortie.bytesWritten > EN_ATTENTE_MAX)
        await Promise.race([new Promise<void>((resolve) => sortie.once('drain', resolve)), echec])
    }
    await Promise.race([archive.finalize(), echec])
    await fini
  } catch (erreur) {
    archive.abort()
    sortie.destroy()
    throw erreur
  }
}

async function hashEntry(
  flux: NodeJS.ReadableStream,
): Promise<{ readonly sha256: string; readonly taille: number }> {
  const hache = createHash('sha256')
  let taille = 0
  for await (const morceau of flux) {
    hache.update(morceau as Buffer)
    taille += (morceau as Buffer).length
  }
  return { sha256: hache.digest('hex'), taille }
}

/**
 * Reads a ZIP back with another reader than the one that wrote it: exactly these entries, these sizes, these hashes.
 * Throws `ZipInfidele`.
 */
export async function verifyZip(
  fichier: string,
  attendues: readonly Pick<EntreeZip, 'nom' | 'taille' | 'sha256'>[],
): Promise<void> {
  const restantes = new Map(attendues.map((e) => [e.nom, e]))
  const zip = await openPromise(fichier, {
    lazyEntries: true,
    strictFileNames: true,
    validateEntrySizes: true,
  }).catch((cause: unknown) => {
    throw new ZipInfidele(`not readable: ${(cause as Error).message}`)
  })
  try {
    for await (const entree of zip.eachEntry() as AsyncIterable<Entry>) {
      const attendue = restantes.get(entree.fileName)
      if (attendue === undefined) throw new ZipInfidele(`unexpected entry: ${entree.fileName}`)
      const lue = await hashEntry(await zip.openReadStreamPromise(entree))
      if (lue.taille !== attendue.taille || lue.sha256 !== attendue.sha256)
        throw new ZipInfidele(`entry differs: ${entree.fileName}`)
      restantes.delete(entree.fileName)
    }
  } finally {
    zip.close()
  }
  const [manquante] = restantes.keys()
  if (manquante !== undefined) throw new ZipInfidele(`missing entry: ${manquante}`)
}
