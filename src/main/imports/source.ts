import type { z } from 'zod'
import type { ChampImport, lecture as lectureSchema } from '#contract/import.ts'
import { refuser } from '../refus.ts'
import { nameColonnes } from './correspondance.ts'
import { decode, type Enregistrement, readRecords, splitLines } from './csv.ts'
import { detectSeparateur, detectTitres } from './detection.ts'
import { type FichierOuvert, openFichier } from './fichier.ts'
import { readTableur } from './xlsx.ts'

export type Lecture = z.infer<typeof lectureSchema>

/** A list ready to be read, as often as needed. */
export interface Source {
  readonly fichier: FichierOuvert
  readonly lecture: Lecture
  readonly feuilles: readonly string[]
  /** Headings, or « colonne 1 »… */
  readonly titres: readonly string[]
  /** First lines of data, for what the values show. */
  readonly tete: readonly (readonly string[])[]
  /** Lines to come, about: for a progress bar. */
  readonly total: number
  /** Data by batches: headings, lines above them and empty lines left out. */
  lignes(): AsyncGenerator<Enregistrement[]>
  fermer(): Promise<void>
}

const TETE = 200
/** Columns beyond that are a damaged file. */
const COLONNES_MAX = 500

async function* batches(records: readonly Enregistrement[]): AsyncGenerator<Enregistrement[]> {
  for (let i = 0; i < records.length; i += 5000) yield records.slice(i, i + 5000)
}

export const isVide = (r: Pick<Enregistrement, 'cellules' | 'defaut'>): boolean =>
  r.defaut === null && r.cellules.every((c) => c.trim() === '')

/** Finds the line of the headings among the first records; 0 when there is none. */
export type Detection = typeof detectTitres

/**
 * Opens a list: what the user set of its reading wins, the rest is found; `detecter` knows the headings of another kind
 * of list than the vendor's. Refuses what cannot be a list.
 */
export async function openSource(
  chemin: string,
  reglee: Lecture | undefined,
  detecter: Detection = detectTitres,
): Promise<Source> {
  const fichier = await openFichier(chemin)
  try {
    return await (fichier.nature === 'xlsx' ? openTableur : openTexte)(fichier, reglee, detecter)
  } catch (erreur) {
    await fichier.fermer()
    throw erreur
  }
}

async function openTableur(
  fichier: FichierOuvert,
  reglee: Lecture | undefined,
  detecter: Detection,
): Promise<Source> {
  const feuilles = await readTableur(fichier)
  const feuille =
    (reglee?.feuille === null ? undefined : feuilles.find((f) => f.nom === reglee?.feuille)) ??
    feuilles.find((f) => f.records.some((r) => !isVide(r)))
  if (feuille === undefined)
    refuser(`«\u00a0${fichier.nom}\u00a0» n’a que des feuilles vides.`, {
      remede: 'Choisissez un autre fichier.',
    })
  const ligneTitres = reglee?.ligneTitres ?? detecter(feuille.records)
  return finish(
    fichier,
    { encodage: 'utf-8', separateur: ';', ligneTitres, feuille: feuille.nom },
    feuilles.map((f) => f.nom),
    feuille.records.slice(0, TETE),
    () => batches(feuille.records),
    feuille.records.length,
  )
}

async function openTexte(
  fichier: FichierOuvert,
  reglee: Lecture | undefined,
  detecter: Detection,
): Promise<Source> {
  const encodage = reglee?.encodage ?? fichier.encodage
  const texte = await firstText(fichier, encodage)
  const separateur = reglee?.separateur ?? (await detectSeparateur(texte))
  const read = () => readRecords(splitLines(decode(fichier, encodage)), separateur)
  const tete: Enregistrement[] = []
  for await (const lot of read()) {
    tete.push(...lot.slice(0, TETE))
    if (tete.length >= TETE) break
  }
  const ligneTitres = reglee?.ligneTitres ?? detecter(tete)
  return finish(fichier, { encodage, separateur, ligneTitres, feuille: null }, [], tete, read, fichier.fins)
}

async function firstText(fichier: FichierOuvert, encodage: Lecture['encodage']): Promise<string> {
  for await (const morceau of decode(fichier, encodage)) return morceau.slice(0, 65_536)
  return ''
}

function finish(
  fichier: FichierOuvert,
  lecture: Lecture,
  feuilles: readonly string[],
  tete: readonly Enregistrement[],
  read: () => AsyncGenerator<Enregistrement[]>,
  total: number,
): Source {
  const titree = tete.find((r) => r.ligne === lecture.ligneTitres)
  const donnees = tete.filter((r) => r.ligne > lecture.ligneTitres && !isVide(r))
  const nombre = titree?.cellules.length ?? Math.max(0, ...donnees.map((r) => r.cellules.length))
  // A trailing separator after every heading is no column.
  const largeur = Math.max(
    ...(titree?.cellules.map((c, i) => (c.trim() === '' ? 0 : i + 1)) ?? [nombre]),
    ...donnees.map((r) => r.cellules.slice(0, nombre).findLastIndex((c) => c.trim() !== '') + 1),
    0,
  )
  if (largeur > COLONNES_MAX)
    refuser(`«\u00a0${fichier.nom}\u00a0» a ${largeur} colonnes\u00a0: ${COLONNES_MAX} au plus.`, {
      remede: 'Vérifiez le séparateur et la ligne des titres.',
    })
  if (largeur === 0 || (titree === undefined && donnees.length === 0))
    refuser(`«\u00a0${fichier.nom}\u00a0» n’a aucune ligne à lire.`, {
      remede: 'Vérifiez l’export, l’encodage et la ligne des titres.',
    })
  return {
    fichier,
    lecture,
    feuilles,
    titres: nameColonnes(titree?.cellules ?? [], largeur),
    tete: donnees.map((r) => r.cellules),
    total,
    async *lignes() {
      for await (const lot of read()) {
        const utiles = lot.filter((r) => r.ligne > lecture.ligneTitres && !isVide(r))
        if (utiles.length > 0) yield utiles
      }
    },
    fermer: () => fichier.fermer(),
  }
}

/** Indexes of the columns of each field, in the order of the file. Refuses a heading that the file does not have. */
export function indexColonnes(
  titres: readonly string[],
  colonnes: Readonly<Record<string, ChampImport | null>>,
): ReadonlyMap<ChampImport, readonly number[]> {
  const inconnue = Object.keys(colonnes).find((titre) => !titres.includes(titre))
  if (inconnue !== undefined)
    refuser(`La colonne «\u00a0${inconnue}\u00a0» n’est pas dans le fichier.`, {
      ou: 'colonnes',
      remede: `Ses colonnes sont\u00a0: ${titres.join(', ')}.`,
    })
  const indices = new Map<ChampImport, number[]>()
  for (const [i, titre] of titres.entries()) {
    const champ = colonnes[titre] ?? null
    if (champ !== null) indices.set(champ, [...(indices.get(champ) ?? []), i])
  }
  return indices
}
