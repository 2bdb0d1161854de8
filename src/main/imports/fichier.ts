import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { formatDecimal } from '#domain/montant.ts'
import { refuser, sentenceOf } from '../refus.ts'

export type Encodage = 'utf-8' | 'windows-1252' | 'utf-16le'

/** A file given by the user, held open so that what is checked is what is read. */
export interface FichierOuvert {
  readonly chemin: string
  readonly nom: string
  readonly taille: number
  readonly sha256: string
  readonly nature: 'csv' | 'xlsx'
  readonly encodage: Encodage
  /** Bytes of the byte order mark. */
  readonly marque: number
  /** Ends of lines in the bytes: what a progress bar counts to. */
  readonly fins: number
  lire(): AsyncGenerator<Buffer>
  /** Refuses when the file was changed since it was opened. */
  assertInchange(): Promise<void>
  fermer(): Promise<void>
}

export const TAILLE_MAX_CSV = 512 * 2 ** 20
/** The annuaire santé is near one gigabyte, and grows. */
export const TAILLE_MAX_ANNUAIRE = 4 * 2 ** 30
export const TAILLE_MAX_XLSX = 64 * 2 ** 20
const MORCEAU = 2 ** 16

const SIGNATURES: readonly [Buffer, string, string][] = [
  [Buffer.from('%PDF'), 'un PDF', 'Les bons de commande signés se déposent dans «\u00a0Pièces\u00a0».'],
  [
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
    'un classeur Excel d’avant 2007 (.xls)',
    'Ouvrez-le dans le tableur et enregistrez-le au format .xlsx ou CSV.',
  ],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'une image PNG', ''],
  [Buffer.from([0xff, 0xd8, 0xff]), 'une image JPEG', ''],
  [Buffer.from([0x1f, 0x8b]), 'une archive gzip', 'Décompressez-la d’abord.'],
  [Buffer.from('{\\rtf'), 'un texte RTF', ''],
  [
    Buffer.from([0xfe, 0xff]),
    'un texte UTF-16 gros-boutiste',
    'Enregistrez-le en «\u00a0CSV UTF-8\u00a0» dans le tableur.',
  ],
]

const HTML = /^\s*(?:<!doctype|<html|<table|<\?xml)/i

/** Each piece lives until the next one: one buffer for the whole file, however long. */
async function* chunks(fichier: FileHandle): AsyncGenerator<Buffer> {
  const tampon = Buffer.allocUnsafe(MORCEAU)
  for (let position = 0; ; ) {
    const { bytesRead } = await fichier.read(tampon, 0, MORCEAU, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield tampon.subarray(0, bytesRead)
  }
}

/** Bytes at the end that begin a UTF-8 sequence without ending it. */
function unfinishedUtf8(octets: Buffer): number {
  for (let n = 1; n <= 3 && n <= octets.length; n++) {
    const octet = octets[octets.length - n] as number
    if (octet < 0x80) return 0
    if (octet >= 0xc0) return (octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2) > n ? n : 0
  }
  return 0
}

function countLines(octets: Buffer): number {
  let fins = 0
  for (let i = octets.indexOf(10); i !== -1; i = octets.indexOf(10, i + 1)) fins++
  return fins
}

/** A UTF-16 text without mark: Latin letters leave every second byte empty. */
function looksUtf16(tete: Buffer): boolean {
  const n = Math.min(tete.length, 4096) & ~1
  let vides = 0
  for (let i = 1; i < n; i += 2) if (tete[i] === 0 && tete[i - 1] !== 0) vides++
  return n >= 4 && vides > n * 0.4
}

function assertText(nom: string, tete: Buffer): void {
  for (const [signature, quoi, remede] of SIGNATURES)
    if (tete.subarray(0, signature.length).equals(signature))
      refuser(`«\u00a0${nom}\u00a0» est ${quoi}, pas une liste.`, {
        remede: remede === '' ? 'Choisissez un fichier CSV ou XLSX.' : remede,
      })
  if (HTML.test(tete.subarray(0, 512).toString('latin1')))
    refuser(`«\u00a0${nom}\u00a0» est une page web ou un fichier XML, pas une liste.`, {
      remede: 'Ouvrez-le dans le tableur et enregistrez-le au format .xlsx ou CSV.',
    })
  const vides = tete.reduce((n, octet) => n + (octet === 0 ? 1 : 0), 0)
  if (vides > tete.length / 50 && !looksUtf16(tete))
    refuser(`«\u00a0${nom}\u00a0» n’est pas un fichier de texte.`, {
      remede: 'Choisissez un fichier CSV ou XLSX.',
    })
}

/**
 * Opens and reads the file once: hash, encoding (mark, valid UTF-8, otherwise Windows-1252), nature.
 * Refuses what is neither text nor a workbook, what is empty, and what is too large.
 */
export async function openFichier(chemin: string, tailleMax = TAILLE_MAX_CSV): Promise<FichierOuvert> {
  const nom = path.basename(chemin)
  const fichier = await open(chemin, 'r').catch((erreur: unknown) =>
    refuser(`«\u00a0${nom}\u00a0» n’a pas pu être ouvert.`, {
      ou: chemin,
      remede: sentenceOf(erreur) ?? 'Vérifiez qu’il existe encore et que vous avez le droit de le lire.',
    }),
  )
  try {
    return await inspect(fichier, chemin, nom, tailleMax)
  } catch (erreur) {
    await fichier.close()
    throw erreur
  }
}

async function inspect(
  fichier: FileHandle,
  chemin: string,
  nom: string,
  tailleMax: number,
): Promise<FichierOuvert> {
  const stat = await fichier.stat()
  if (!stat.isFile())
    refuser(`«\u00a0${nom}\u00a0» est un dossier, pas un fichier.`, {
      remede: 'Choisissez un fichier CSV ou XLSX.',
    })
  if (stat.size === 0)
    refuser(`«\u00a0${nom}\u00a0» est vide.`, { remede: 'Refaites l’export depuis votre logiciel.' })
  if (stat.size > tailleMax) tooLarge(nom, stat.size, tailleMax)
  const hache = createHash('sha256')
  let tete = Buffer.alloc(0)
  let reste = Buffer.alloc(0)
  let utf8 = true
  let fins = 0
  for await (const morceau of chunks(fichier)) {
    if (tete.length === 0) tete = Buffer.from(morceau.subarray(0, 65_536))
    hache.update(morceau)
    fins += countLines(morceau)
    if (!utf8) continue
    const octets = reste.length === 0 ? morceau : Buffer.concat([reste, morceau])
    const coupe = octets.length - unfinishedUtf8(octets)
    utf8 = isUtf8(octets.subarray(0, coupe))
    reste = Buffer.from(octets.subarray(coupe))
  }
  const nature = tete.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4])) ? 'xlsx' : 'csv'
  if (nature === 'csv') assertText(nom, tete)
  else if (stat.size > TAILLE_MAX_XLSX) tooLarge(nom, stat.size, TAILLE_MAX_XLSX)
  const marqueUtf8 = tete.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
  const marqueUtf16 = tete.subarray(0, 2).equals(Buffer.from([0xff, 0xfe]))
  const utf16 = marqueUtf16 || (nature === 'csv' && looksUtf16(tete))
  return {
    chemin,
    nom,
    taille: stat.size,
    sha256: hache.digest('hex'),
    nature,
    encodage: utf16 ? 'utf-16le' : utf8 && reste.length === 0 ? 'utf-8' : 'windows-1252',
    marque: marqueUtf8 ? 3 : marqueUtf16 ? 2 : 0,
    fins: fins + 1,
    lire: () => chunks(fichier),
    async assertInchange() {
      const apres = await fichier.stat()
      if (apres.size !== stat.size || apres.mtimeMs !== stat.mtimeMs)
        refuser(`«\u00a0${nom}\u00a0» a changé pendant sa lecture\u00a0: rien n’a été importé.`, {
          remede: 'Attendez que le fichier soit entièrement écrit, puis recommencez.',
        })
    },
    fermer: () => fichier.close(),
  }
}

function tooLarge(nom: string, taille: number, max: number): never {
  const mo = (n: number) => formatDecimal(Math.round((n / 2 ** 20) * 100)).replace(/,00$/, '')
  refuser(`«\u00a0${nom}\u00a0» fait ${mo(taille)}\u00a0Mo\u00a0: la limite est de ${mo(max)}\u00a0Mo.`, {
    remede: 'Découpez la liste en plusieurs fichiers.',
  })
}
