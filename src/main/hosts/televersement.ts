import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** Files that the page hands over, to be read or to be shown by another application. Gone with the host. */
export interface Televersements {
  /** Writes the stream into a folder of its own and answers the path. Throws `TropGros` past the limit. */
  recevoir(nom: string, flux: Readable): Promise<string>
  fermer(): Promise<void>
}

export class TropGros extends Error {}

/** The largest file that Liasse reads is the annuaire santé, near one gigabyte: what its import accepts. */
export const TAILLE_MAX = 4 * 1024 ** 3

const RESERVES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * A file name that no system refuses and that stays in its folder: the last segment, without control characters
 * nor those of Windows, at most 150 characters, its extension kept.
 */
export function safeName(nom: string): string {
  const dernier = nom.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const propre = dernier
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '')
  const { name, ext } = path.parse(propre)
  const suffixe = ext.slice(0, 20)
  const base = [...name].slice(0, 150 - suffixe.length).join('')
  if (/^_?$/.test(base)) return `fichier${suffixe}`
  return RESERVES.test(base) ? `_${base}${suffixe}` : base + suffixe
}

/** A stream that fails is not destroyed: on a request, that would cut the answer that says why. */
async function write(chemin: string, flux: Readable, tailleMax: number): Promise<void> {
  const fichier = await open(chemin, 'wx', 0o600)
  try {
    let taille = 0
    for await (const bloc of flux.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      taille += bloc.length
      if (taille > tailleMax) throw new TropGros()
      await fichier.writeFile(bloc)
    }
  } finally {
    await fichier.close()
  }
}

/** Opens the folder of one launch, under the system's temporary folder, readable by the user alone. */
export async function openTeleversements(tailleMax = TAILLE_MAX): Promise<Televersements> {
  const racine = await mkdtemp(path.join(tmpdir(), 'liasse-'))
  let compte = 0
  return {
    async recevoir(nom, flux) {
      compte += 1
      const dossier = path.join(racine, String(compte))
      const chemin = path.join(dossier, safeName(nom))
      await mkdir(dossier)
      try {
        await write(chemin, flux, tailleMax)
      } catch (erreur) {
        await rm(dossier, { recursive: true, force: true })
        throw erreur
      }
      return chemin
    },
    // On Windows, a file still open in another application stays until the system cleans its temporary folder.
    fermer: () => rm(racine, { recursive: true, force: true }).catch(() => undefined),
  }
}
