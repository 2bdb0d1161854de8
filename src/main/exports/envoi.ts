import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Envoi } from '#contract/avance.ts'
import type { Format } from '../formats/format.ts'
import { hashFile, type Magasin, sha256Of } from '../pieces/magasin.ts'
import { refuser, sentenceOf } from '../refus.ts'
import { copyWhole, makeFolder, TEMPORAIRE, writeWhole } from './ecriture.ts'
import { foldName } from './noms.ts'
import { type EntreeZip, verifyZip, writeZip } from './zip.ts'

/** A file read back is not the one that was written. */
export class EnvoiInfidele extends Error {}

/** The bytes of one envoi, in the store: what is written, and written again, is a copy of them. */
export interface ContenuEnvoi {
  readonly json: { readonly sha256: string; readonly taille: number }
  readonly zip: { readonly sha256: string; readonly taille: number; readonly pieces: number }
}

/** Puts the JSON and the ZIP in the store. `jsonNom` is the name of the JSON inside the ZIP, when the format wants it. */
export async function storeContenu(
  magasin: Magasin,
  json: Buffer,
  pieces: readonly EntreeZip[],
  jsonNom: string | null,
): Promise<ContenuEnvoi> {
  const sha256 = await magasin.put(json)
  const zip = await magasin.putFile((fichier) => writeZip(fichier, entriesOf(json, pieces, jsonNom)))
  return { json: { sha256, taille: json.length }, zip: { ...zip, pieces: pieces.length } }
}

const entriesOf = (
  json: Buffer,
  pieces: readonly EntreeZip[],
  jsonNom: string | null,
): readonly EntreeZip[] =>
  jsonNom === null
    ? pieces
    : [...pieces, { nom: jsonNom, taille: json.length, sha256: sha256Of(json), lire: async () => json }]

type Fichiers = Pick<Envoi, 'dossier' | 'json' | 'zip'>

const jsonOf = (envoi: Fichiers) => path.join(envoi.dossier, envoi.json.nom)
const zipOf = (envoi: Fichiers) => path.join(envoi.dossier, envoi.zip.nom)

/**
 * Copies both files into the folder, the ZIP first: a JSON that is there has its ZIP beside it
 * (a JSON deposited without its ZIP leaves an invisible request).
 */
export async function writeFichiers(magasin: Magasin, envoi: Fichiers): Promise<void> {
  await copyWhole(magasin.chemin(envoi.zip.sha256), zipOf(envoi))
  await copyWhole(magasin.chemin(envoi.json.sha256), jsonOf(envoi))
}

/**
 * Reads both files back from the disk: hashes (the bytes that the schema accepted when they were written), JSON parsed,
 * ZIP opened by another reader, its entries exactly the pieces that the JSON names. Throws `EnvoiInfidele` or `ZipInfidele`.
 */
export async function verifyFichiers(
  envoi: Fichiers,
  format: Format,
  pieces: readonly Pick<EntreeZip, 'nom' | 'taille' | 'sha256'>[],
): Promise<void> {
  const json = await readFile(jsonOf(envoi))
  if (sha256Of(json) !== envoi.json.sha256) throw new EnvoiInfidele(`differs: ${envoi.json.nom}`)
  const nommees = new Set(format.readPieces(json))
  const ecart = pieces.find((p) => !nommees.delete(p.nom))?.nom ?? [...nommees][0]
  if (ecart !== undefined) throw new EnvoiInfidele(`pieces differ from the JSON: ${ecart}`)
  const zip = await hashFile(zipOf(envoi))
  if (zip.sha256 !== envoi.zip.sha256) throw new EnvoiInfidele(`differs: ${envoi.zip.nom}`)
  const jsonDansZip = { nom: envoi.json.nom, taille: json.length, sha256: envoi.json.sha256 }
  await verifyZip(zipOf(envoi), format.jsonDansZip ? [...pieces, jsonDansZip] : pieces)
}

/** Are both files on the disk, with the bytes of the intent? */
export async function areFichiersWhole(envoi: Fichiers): Promise<boolean> {
  const same = async (fichier: string, sha256: string) => {
    try {
      return (await hashFile(fichier)).sha256 === sha256
    } catch {
      return false
    }
  }
  return (await same(jsonOf(envoi), envoi.json.sha256)) && (await same(zipOf(envoi), envoi.zip.sha256))
}

/**
 * Removes what an unfinished preparation left: temporary files of its names, and its own files by their bytes.
 * Another file of the same name is left alone. Returns the names that could not be removed.
 */
export async function removeFichiers(envoi: Fichiers): Promise<readonly string[]> {
  const restes: string[] = []
  const presents = await readdir(envoi.dossier).catch(() => [])
  for (const [nom, sha256] of [
    [envoi.json.nom, envoi.json.sha256],
    [envoi.zip.nom, envoi.zip.sha256],
  ] as const)
    for (const present of presents) {
      const fichier = path.join(envoi.dossier, present)
      try {
        const temporaire = present.startsWith(`${nom}.`) && present.endsWith(TEMPORAIRE)
        if (temporaire || (present === nom && (await hashFile(fichier)).sha256 === sha256)) await rm(fichier)
      } catch {
        restes.push(present)
      }
    }
  return restes
}

const IMPOSSIBLES: Readonly<Record<string, string>> = {
  ENOTDIR: 'ce n’est pas un dossier',
  EEXIST: 'ce n’est pas un dossier',
  ENOENT: 'il n’existe pas et n’a pas pu être créé',
  ENOSPC: 'le disque est plein',
  EDQUOT: 'le disque est plein',
  EROFS: 'il est en lecture seule',
  EACCES: 'vous n’avez pas le droit d’y écrire',
  EPERM: 'vous n’avez pas le droit d’y écrire',
  ENAMETOOLONG: 'son chemin est trop long',
  ERR_INVALID_ARG_VALUE: 'son nom contient un caractère interdit',
}

/** Why the system could not write there, in French; null for what is not the system's doing. */
export function explainEcriture(erreur: unknown): string | null {
  const code = (erreur as { code?: string } | null)?.code ?? ''
  return IMPOSSIBLES[code] ?? sentenceOf(erreur)
}

/** Creates the folder and writes in it once. Refuses, before anything is recorded, a folder that cannot be used. */
export async function assertWritable(dossier: string): Promise<void> {
  const essai = path.join(dossier, 'essai')
  try {
    await makeFolder(dossier)
    await writeWhole(`${essai}${TEMPORAIRE}`, (poignee) => poignee.writeFile('liasse'))
    await rm(`${essai}${TEMPORAIRE}`, { force: true })
  } catch (erreur) {
    const pourquoi = explainEcriture(erreur)
    if (pourquoi === null) throw erreur
    refuser(`Le dossier «\u00a0${dossier}\u00a0» ne peut pas recevoir les fichiers\u00a0: ${pourquoi}.`, {
      ou: dossier,
      remede: 'Choisissez un autre dossier. Rien n’a été préparé.',
    })
  }
}

/** Is one of the two names of this reference taken in the folder, case ignored? */
export async function isNameTaken(dossier: string, reference: string): Promise<boolean> {
  if (!existsSync(dossier)) return false
  const pris = new Set((await readdir(dossier)).map(foldName))
  return pris.has(foldName(`${reference}.json`)) || pris.has(foldName(`${reference}.zip`))
}
