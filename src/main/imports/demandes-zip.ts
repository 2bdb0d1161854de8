import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise } from 'yauzl'
import { foldName } from '../exports/noms.ts'
import { TAILLE_PIECE_MAX } from '../pieces/nature.ts'

/** The ZIP cannot be read; the message is a sentence. */
export class ZipIllisible extends Error {}

/**
 * Reads from a ZIP the pieces that requests name, one at a time: nothing else is opened, nothing larger than a piece.
 * Throws `ZipIllisible`.
 */
export async function* readPiecesZip(
  fichier: string,
  noms: ReadonlySet<string>,
): AsyncGenerator<{ readonly nom: string; readonly octets: Buffer | null }> {
  const voulus = new Map([...noms].map((nom) => [foldName(nom), nom]))
  const zip = await openPromise(fichier, {
    lazyEntries: true,
    strictFileNames: true,
    validateEntrySizes: true,
  }).catch(() => {
    throw new ZipIllisible('Le ZIP n’est pas lisible\u00a0: il est coupé, ou ce n’est pas un ZIP.')
  })
  try {
    for await (const entree of zip.eachEntry() as AsyncIterable<Entry>) {
      const cle = foldName(entree.fileName.replace(/^.*\//s, ''))
      const nom = voulus.get(cle)
      if (nom === undefined) continue
      voulus.delete(cle)
      const lisible = entree.uncompressedSize <= TAILLE_PIECE_MAX && !entree.isEncrypted()
      yield { nom, octets: lisible ? await buffer(await zip.openReadStreamPromise(entree)) : null }
    }
  } catch (erreur) {
    if (erreur instanceof ZipIllisible) throw erreur
    throw new ZipIllisible('Le ZIP est abîmé\u00a0: une partie de ses pièces n’a pas pu être lue.')
  } finally {
    zip.close()
  }
}
