import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Rejet } from '#contract/commun.ts'
import { CHAMP_RELEVE_LIBELLES, type ChampReleve } from '#contract/reglement.ts'
import { formatJour, type Jour, parseJour } from '#domain/dates.ts'
import { type Centimes, parseMontant } from '#domain/montant.ts'
import { namesEmetteur, normalizeLibelle } from '#domain/reglement.ts'
import type { Progres } from '../progres.ts'
import { refuser } from '../refus.ts'
import type { Enregistrement } from './csv.ts'
import { LigneRefusee } from './ligneRefusee.ts'
import type { Source } from './source.ts'

/** Money received by the account. `empreinte` is the same each time the line is read. */
export interface CreditLu {
  readonly ligne: number
  readonly date: Jour
  readonly montant: Centimes
  readonly libelle: string
  readonly reference: string
  readonly empreinte: string
}

export interface ReleveLu {
  readonly lues: number
  readonly credits: readonly CreditLu[]
  readonly ignores: number
  readonly rejets: readonly Rejet[]
}

/** Above that, the file is no statement of the account. */
const CREDITS_MAX = 100_000
const REJETS_MAX = 1000
const LIBELLE_MAX = 500
/** A milliard of euros: no payment of the agency is near it. */
const MONTANT_MAX = 100_000_000_000

/** Refuses a line by what one of its fields holds. */
function refuseChamp(champ: ChampReleve, valeur: string, phrase: string): never {
  throw new LigneRefusee(champ, valeur, CHAMP_RELEVE_LIBELLES[champ], phrase)
}

/** `-1 234,56`, `1 234,56-`, `(1 234,56)`, `+12.90`: signed cents; null when it is not an amount. */
function parseMontantSigne(texte: string): Centimes | null {
  const propre = texte.trim()
  const m = /^([-+−–]?)\s*(.*?)\s*([-+−–]?)$/s.exec(propre)
  const parenthese = /^\(([^()]*)\)$/.exec(propre)
  const montant = parseMontant(parenthese?.[1] ?? m?.[2] ?? '')
  if (montant === null || montant > MONTANT_MAX || (m?.[1] !== '' && m?.[3] !== '')) return null
  const negatif = parenthese !== null || /[-−–]/.test(`${m?.[1] ?? ''}${m?.[3] ?? ''}`)
  return negatif ? 0 - montant : montant
}

/** The line of a payment, whatever the export it came with: day, amount, words of the label, rank among its equals. */
export const fingerprintReglement = (
  { date, montant, libelle }: Pick<CreditLu, 'date' | 'montant' | 'libelle'>,
  rang: number,
): string =>
  createHash('sha256')
    .update([date, montant, normalizeLibelle(libelle), rang].join('|'))
    .digest('hex')

/** What sums up the account; a payment of the agency may well be called « solde » too. */
const TOTAL =
  /^(?:sous.?)?tota(?:l|ux)\b|^(?:ancien |nouveau )?solde(?:s|\s+(?:au|cr|d[eé]b|init|final|pr[eé]c|en|du|comptable|disponible)\b.*|\s+(?:cr|d[eé]b|init|pr[eé]c)\w*.*|\s*:.*)?\s*$/i

type Cellules = Readonly<Partial<Record<ChampReleve, readonly string[]>>>
const one = (c: Cellules, champ: ChampReleve): string => c[champ]?.[0] ?? ''
const labelOf = (c: Cellules): string =>
  [...new Set((c.libelle ?? []).map((t) => t.replace(/\s+/g, ' ')).filter((t) => t !== ''))]
    .join(' ')
    .slice(0, LIBELLE_MAX)

function readSigne(c: Cellules, champ: ChampReleve): Centimes {
  const saisie = one(c, champ)
  if (saisie === '') return 0
  const montant = parseMontantSigne(saisie)
  if (montant === null) refuseChamp(champ, saisie, `«\u00a0${saisie}\u00a0» n’est pas un montant.`)
  return montant
}

const DEBIT = /^(?:d|db|debit|sortie|-)$/
const CREDIT = /^(?:c|cr|credit|entree|\+)$/

/** What the operation brings to the account, cents; negative or zero: it brings nothing. */
function readCredit(c: Cellules): Centimes {
  if (c.montant === undefined) {
    const credit = readSigne(c, 'credit')
    if (credit !== 0 && readSigne(c, 'debit') !== 0)
      refuseChamp('credit', one(c, 'credit'), 'La ligne est au débit et au crédit à la fois.')
    return credit
  }
  const montant = readSigne(c, 'montant')
  const sens = normalizeLibelle(one(c, 'sens')).toLowerCase() || one(c, 'sens')
  if (DEBIT.test(sens)) return -Math.abs(montant)
  if (CREDIT.test(sens)) return Math.abs(montant)
  return montant
}

function readDate(c: Cellules, jour: Jour): Jour {
  const saisie = one(c, 'date')
  const date = parseJour(saisie)
  if (date === null)
    refuseChamp(
      'date',
      saisie,
      saisie === '' ? 'La ligne n’a pas de date.' : `«\u00a0${saisie}\u00a0» n’est pas une date.`,
    )
  if (date > jour) refuseChamp('date', saisie, `Le ${formatJour(date)} est dans l’avenir.`)
  return date
}

/** Holder, totals, balances, lines that go on under a label: what a statement has beside its operations. */
function isOperation(r: Enregistrement, c: Cellules): boolean {
  const date = one(c, 'date')
  if (parseJour(date) !== null) return true
  if ((date === '' || TOTAL.test(date)) && r.cellules.some((cellule) => TOTAL.test(cellule.trim())))
    return false
  return (['montant', 'credit', 'debit'] as const).some((champ) => one(c, champ) !== '')
}

/**
 * The credits of a bank statement whose label names one of the senders. Other operations are counted; a line of the
 * senders that cannot be read is listed, and the others go.
 */
export async function readReleve(
  source: Source,
  rangs: ReadonlyMap<ChampReleve, readonly number[]>,
  emetteurs: readonly string[],
  jour: Jour,
  suivi: { readonly report: (progres: Progres) => void; readonly signal: AbortSignal },
): Promise<ReleveLu> {
  const { nom } = source.fichier
  const credits: CreditLu[] = []
  const rejets: Rejet[] = []
  const egales = new Map<string, number>()
  let lues = 0
  let ignores = 0
  const readLigne = (r: Enregistrement): void => {
    if (r.defaut !== null)
      throw new LigneRefusee(
        null,
        null,
        'forme de la ligne',
        'La ligne ne peut pas être lue\u00a0: guillemet non fermé, ou ligne sans fin.',
      )
    const c: Cellules = Object.fromEntries(
      [...rangs].map(([champ, colonnes]) => [champ, colonnes.map((i) => (r.cellules[i] ?? '').trim())]),
    )
    if (!isOperation(r, c)) return
    lues++
    const libelle = labelOf(c)
    const reference = one(c, 'reference').slice(0, LIBELLE_MAX)
    const montant = namesEmetteur(`${libelle} ${reference}`, emetteurs) ? readCredit(c) : 0
    if (montant <= 0) {
      ignores++
      return
    }
    const credit = { date: readDate(c, jour), montant, libelle }
    const cle = fingerprintReglement(credit, 0)
    const rang = (egales.get(cle) ?? 0) + 1
    egales.set(cle, rang)
    credits.push({ ...credit, ligne: r.ligne, reference, empreinte: fingerprintReglement(credit, rang) })
  }
  for await (const lot of source.lignes()) {
    for (const r of lot) {
      try {
        readLigne(r)
      } catch (erreur) {
        if (!(erreur instanceof LigneRefusee)) throw erreur
        const colonne = erreur.champ === null ? undefined : rangs.get(erreur.champ as ChampReleve)?.[0]
        rejets.push({
          ligne: r.ligne,
          colonne: colonne === undefined ? null : (source.titres[colonne] ?? null),
          valeur: erreur.valeur,
          regle: erreur.regle,
          phrase: erreur.message,
        })
      }
    }
    if (credits.length > CREDITS_MAX || rejets.length > REJETS_MAX)
      refuser(
        credits.length > CREDITS_MAX
          ? `«\u00a0${nom}\u00a0» a plus de ${CREDITS_MAX} règlements\u00a0: rien n’a été importé.`
          : `«\u00a0${nom}\u00a0» a plus de ${REJETS_MAX} lignes illisibles\u00a0: rien n’a été importé.`,
        { ou: rejets[0]?.colonne ?? null, remede: rejets[0]?.phrase ?? 'Importez une période plus courte.' },
      )
    suivi.report({ fait: Math.min(lues, source.total), total: source.total, libelle: 'Lecture du relevé' })
    await nextTurn()
    suivi.signal.throwIfAborted()
  }
  await source.fichier.assertInchange()
  return { lues, credits, ignores, rejets }
}
