import type { Rejet } from '#contract/commun.ts'
import { NATURES_SIGNATURE, type Signature } from '#domain/commande.ts'
import { type Jour, parseJour } from '#domain/dates.ts'
import { normalize } from '../imports/correspondance.ts'
import { parseNature } from '../imports/signatures.ts'
import { detectConnues, readTableauFichier } from '../imports/tableau.ts'
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
 * Reads the list of signatures, a CSV or a workbook of which a line names the columns; `signataire` and `nature` may be
 * absent. Refuses a file that is no list; a bad row is a `Rejet` and the others are kept.
 */
export async function readListeSignatures(
  chemin: string,
): Promise<{ readonly signatures: readonly SignatureDeclaree[]; readonly rejets: readonly Rejet[] }> {
  const { nom, titres, lignes } = await readTableauFichier(chemin, detectConnues(columnOf))
  const rangs = readTitles(nom, titres)
  const signatures: SignatureDeclaree[] = []
  const rejets: Rejet[] = []
  for (const { ligne, cellules, defaut } of lignes) {
    const lue =
      defaut === null
        ? readRow(ligne, (colonne) => (cellules[rangs.get(colonne) ?? -1] ?? '').trim())
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
