import type { Database } from 'better-sqlite3'
import { NATURES_SIGNATURE, type NatureSignature, type Signature } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import type { Changement } from '../operations/saisie.ts'
import { normalize } from './correspondance.ts'
import type { Examen } from './valeurs.ts'

/** A signature as a line says it; the name may be empty. */
export type SignatureLue = Pick<Signature, 'signataire' | 'nature'> & { readonly date: Jour }

const NATURES: ReadonlyMap<string, NatureSignature> = new Map(
  Object.entries(NATURES_SIGNATURE).flatMap(([nature, libelle]) => [
    [normalize(nature), nature as NatureSignature],
    [normalize(libelle), nature as NatureSignature],
  ]),
)

/** The nature that a cell names, « inconnue » when it is empty; null when none is known. */
export const parseNature = (texte: string): NatureSignature | null =>
  texte === '' ? 'inconnue' : (NATURES.get(normalize(texte)) ?? null)

/** Who signed the order form, when and how; null when the line gives no day. Says what is wrong to `examen`. */
export function readSignature(examen: Examen): SignatureLue | null {
  const date = examen.date('dateSignature')
  const dite = examen.texte('natureSignature')
  const nature = parseNature(dite)
  if (nature === null)
    examen.reject(
      'natureSignature',
      'nature de la signature',
      `«\u00a0${dite}\u00a0» n’est pas une nature de signature\u00a0: ${Object.keys(NATURES_SIGNATURE).join(', ')}.`,
    )
  if (date === null || nature === null) return null
  return { date, nature, signataire: examen.texte('signataire').slice(0, 200) }
}

/** What is wrong with the signatures of an order: a sentence, or null. */
export function faultOf(
  signatures: readonly SignatureLue[],
  { dateEmission, jour }: { readonly dateEmission: Jour | null; readonly jour: Jour },
): string | null {
  const future = signatures.find((s) => s.date > jour)
  if (future !== undefined) return `La signature est datée du ${formatJour(future.date)}, dans l’avenir.`
  const avant = dateEmission === null ? undefined : signatures.find((s) => s.date < dateEmission)
  return avant === undefined
    ? null
    : `La signature du ${formatJour(avant.date)} est avant la commande, du ${formatJour(dateEmission as Jour)}.`
}

/** The register's signatures of an order: those declared on its form, otherwise those that a list announced. */
export interface SignaturesConnues {
  readonly declarees: readonly SignatureLue[]
  readonly annoncees: readonly SignatureLue[]
}

const say = (signatures: readonly SignatureLue[], lire: (s: SignatureLue) => string): string =>
  [...new Set(signatures.map(lire))].filter((t) => t !== '').join(', ')

const CHAMPS: readonly (readonly [string, (s: SignatureLue) => string])[] = [
  ['dateSignature', (s) => s.date],
  ['signataire', (s) => s.signataire],
  ['natureSignature', (s) => (s.nature === 'inconnue' ? '' : s.nature)],
]

const describe = (s: SignatureLue) => `${s.signataire}|${s.date}|${s.nature}`
const isSame = (a: readonly SignatureLue[], b: readonly SignatureLue[]) =>
  a.length === b.length && a.every((s) => b.some((t) => describe(s) === describe(t)))

/** What is left of the signatures of several lines: each once. */
export const distinct = (lues: readonly SignatureLue[]): readonly SignatureLue[] => [
  ...new Map(lues.map((s) => [describe(s), s])).values(),
]

export interface SignaturesResolues {
  /** To write; null when the file says nothing new. */
  readonly signatures: readonly SignatureLue[] | null
  readonly changements: readonly Changement[]
  /** The form bears other signatures, noted by a person: they are kept. */
  readonly gardees: boolean
}

/** What the file's signatures change of the register's. What it does not say stays. */
export function resolveSignatures(
  lues: readonly SignatureLue[],
  connues: SignaturesConnues | null,
): SignaturesResolues {
  const { declarees, annoncees } = connues ?? { declarees: [], annoncees: [] }
  const rien = { signatures: null, changements: [], gardees: false }
  if (lues.length === 0 || isSame(lues, declarees)) return rien
  if (declarees.length > 0 && !isSame(declarees, annoncees)) return { ...rien, gardees: true }
  if (isSame(lues, annoncees)) return rien
  const changements = CHAMPS.map(([champ, lire]) => ({
    champ,
    avant: say(annoncees, lire),
    apres: say(lues, lire),
  })).filter((c) => c.avant !== c.apres)
  return { signatures: lues, changements, gardees: false }
}

export interface SignaturesAEcrire {
  readonly commandeId: number
  readonly signatures: readonly SignatureLue[]
}

/** Writes the signatures of an import, inside its transaction, once its orders are there: on their form when they have one. */
export function writeSignatures(db: Database, ecrites: readonly SignaturesAEcrire[]): void {
  const oublier = db.prepare('DELETE FROM signature_annoncee WHERE commandeId = ?')
  const annoncer = db.prepare(
    'INSERT INTO signature_annoncee (commandeId, rang, signataire, date, nature) VALUES (?, ?, ?, ?, ?)',
  )
  const formes = db
    .prepare(
      `SELECT p.id FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId
       WHERE pc.commandeId = ? AND p.type = 'BDC' AND p.etat = 'rattachee'`,
    )
    .pluck()
  const reprendre = db.prepare(`DELETE FROM signature WHERE pieceId = ? AND origine = 'declaree'`)
  const declarer = db.prepare(
    `INSERT INTO signature (pieceId, signataire, date, nature, origine) VALUES (?, ?, ?, ?, 'declaree')`,
  )
  for (const { commandeId, signatures } of ecrites) {
    oublier.run(commandeId)
    for (const [rang, s] of signatures.entries())
      annoncer.run(commandeId, rang, s.signataire, s.date, s.nature)
    for (const pieceId of formes.all(commandeId)) {
      reprendre.run(pieceId)
      for (const s of signatures) declarer.run(pieceId, s.signataire, s.date, s.nature)
    }
  }
}
