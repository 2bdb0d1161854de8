import type { Rejet } from '#contract/commun.ts'
import { NATURES_SIGNATURE, type Signature } from '#domain/commande.ts'
import { type Jour, parseJour } from '#domain/dates.ts'
import { normalize } from '../imports/correspondance.ts'
import { decode, readRecords, splitLines } from '../imports/csv.ts'
import { detectSeparateur } from '../imports/detection.ts'
import { openFichier } from '../imports/fichier.ts'
import { parseNature } from '../imports/signatures.ts'
import { refuser } from '../refus.ts'

/** One row of `numero;date;signataire;nature`. */
export interface SignatureDeclaree extends Pick<Signature, 'signataire' | 'date' | 'nature'> {
  readonly ligne: number
  readonly numero: string
  readonly date: Jour
}

const COLONNES = ['numero', 'date', 'signataire', 'nature'] as const
type Colonne = (typeof COLONNES)[number]

const AUTRES_TITRES: Readonly<Record<string, Colonne>> = {
  refbdc: 'numero',
  nbdc: 'numero',
  numerobdc: 'numero',
  datesignature: 'date',
  signele: 'date',
  signeele: 'date',
  nom: 'signataire',
  naturesignature: 'nature',
}

/** Far more than a day's signatures, and bounded: the list is held in memory. */
const LIGNES_MAX = 100_000

const columnOf = (titre: string): Colonne | null => {
  const cle = normalize(titre)
  return COLONNES.find((c) => c === cle) ?? AUTRES_TITRES[cle] ?? null
}

const rejet = (
  ligne: number,
  colonne: Colonne | null,
  valeur: string | null,
  regle: string,
  phrase: string,
): Rejet => ({
  ligne,
  colonne,
  valeur,
  regle,
  phrase,
})

/** A row, or why it is refused. */
function readRow(ligne: number, lire: (colonne: Colonne) => string): SignatureDeclaree | Rejet {
  const numero = lire('numero')
  if (numero === '') return rejet(ligne, 'numero', null, 'numero', 'Le numéro de commande manque.')
  const date = parseJour(lire('date'))
  if (date === null)
    return rejet(
      ligne,
      'date',
      lire('date'),
      'date',
      `Commande ${numero}\u00a0: «\u00a0${lire('date')}\u00a0» n’est pas une date (JJ/MM/AAAA).`,
    )
  const dite = lire('nature')
  const nature = parseNature(dite)
  if (nature === null)
    return rejet(
      ligne,
      'nature',
      dite,
      'nature',
      `Commande ${numero}\u00a0: «\u00a0${dite}\u00a0» n’est pas une nature de signature (${Object.keys(NATURES_SIGNATURE).join(', ')}).`,
    )
  return { ligne, numero, date, nature, signataire: lire('signataire').slice(0, 200) }
}

/**
 * Reads the list of signatures, a CSV whose first line names its columns; `signataire` and `nature` may be absent.
 * Refuses a file that is no list; a bad row is a `Rejet` and the others are kept.
 */
export async function readListeSignatures(
  chemin: string,
): Promise<{ readonly signatures: readonly SignatureDeclaree[]; readonly rejets: readonly Rejet[] }> {
  const fichier = await openFichier(chemin)
  try {
    if (fichier.nature === 'xlsx')
      refuser(`La liste des signatures «\u00a0${fichier.nom}\u00a0» est un classeur.`, {
        remede: 'Enregistrez-la en CSV.',
      })
    const separateur = await detectSeparateur(await headOf(decode(fichier, fichier.encodage)))
    const signatures: SignatureDeclaree[] = []
    const rejets: Rejet[] = []
    let rangs: ReadonlyMap<Colonne, number> | null = null
    for await (const lot of readRecords(splitLines(decode(fichier, fichier.encodage)), separateur))
      for (const { ligne, cellules, defaut } of lot) {
        if (cellules.every((c) => c.trim() === '')) continue
        if (rangs === null) {
          rangs = readTitles(fichier.nom, cellules)
          continue
        }
        if (signatures.length + rejets.length >= LIGNES_MAX)
          refuser(`La liste des signatures «\u00a0${fichier.nom}\u00a0» a plus de ${LIGNES_MAX} lignes.`, {
            remede: 'Découpez-la.',
          })
        const titres = rangs
        const lue =
          defaut === null
            ? readRow(ligne, (colonne) => (cellules[titres.get(colonne) ?? -1] ?? '').trim())
            : rejet(
                ligne,
                null,
                null,
                defaut,
                'La ligne ne peut pas être lue\u00a0: un guillemet n’est pas refermé.',
              )
        if ('regle' in lue) rejets.push(lue)
        else signatures.push(lue)
      }
    return { signatures, rejets }
  } finally {
    await fichier.fermer()
  }
}

async function headOf(morceaux: AsyncIterable<string>): Promise<string> {
  for await (const morceau of morceaux) return morceau.slice(0, 65_536)
  return ''
}

function readTitles(nom: string, cellules: readonly string[]): ReadonlyMap<Colonne, number> {
  const rangs = new Map<Colonne, number>()
  for (const [i, titre] of cellules.entries()) {
    const colonne = columnOf(titre)
    if (colonne !== null && !rangs.has(colonne)) rangs.set(colonne, i)
  }
  if (!rangs.has('numero') || !rangs.has('date'))
    refuser(`La liste des signatures «\u00a0${nom}\u00a0» n’a pas les colonnes attendues.`, {
      ou: cellules.join(' ; ').slice(0, 200),
      remede: 'La première ligne doit être\u00a0: numero;date;signataire;nature.',
    })
  return rangs
}
