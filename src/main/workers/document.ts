import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Dossier } from '#domain/commande.ts'
import type { Instant } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { renderDocument } from '../documents/document.ts'
import type { Modele } from '../documents/modele.ts'

/** Documents of one model to print, each into a temporary file that the caller puts in place. */
export interface TacheImpression {
  readonly modele: Modele
  readonly dispositif: Dispositif
  readonly maintenant: Instant
  readonly documents: readonly {
    readonly dossier: Dossier
    readonly logo: Uint8Array | null
    /** Absolute path, not existing yet. */
    readonly temporaire: string
  }[]
}

export interface DocumentEcrit {
  readonly sha256: string
  readonly taille: number
  readonly pages: number
  readonly modele: string
  readonly version: number
  readonly mention: boolean | null
  readonly numeroAns: string | null
  readonly logoIllisible: boolean
}

/** One document to show: its bytes come back, nothing is written. */
export interface TacheApercu {
  readonly modele: Modele
  readonly dispositif: Dispositif
  readonly maintenant: Instant
  readonly dossier: Dossier
  readonly logo: Uint8Array | null
}

/** Prints each document and writes it, on disk when the promise resolves. Throws the system's error. */
async function writeAll({
  modele,
  dispositif,
  maintenant,
  documents,
}: TacheImpression): Promise<readonly DocumentEcrit[]> {
  const ecrits: DocumentEcrit[] = []
  for (const { dossier, logo, temporaire } of documents) {
    const { octets, ...imprime } = await renderDocument({ modele, dispositif, dossier, logo, maintenant })
    const poignee = await open(temporaire, 'wx', 0o644)
    try {
      await poignee.writeFile(octets)
      await poignee.sync()
    } finally {
      await poignee.close()
    }
    ecrits.push({
      sha256: createHash('sha256').update(octets).digest('hex'),
      taille: octets.length,
      ...imprime,
      modele: modele.code,
      version: modele.version,
    })
  }
  return ecrits
}

export default async function printDocuments(
  tache: TacheImpression | TacheApercu,
): Promise<readonly DocumentEcrit[] | Uint8Array> {
  if ('documents' in tache) return writeAll(tache)
  return (await renderDocument(tache)).octets
}
