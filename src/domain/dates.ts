import { TZDate } from '@date-fns/tz'
import { UTCDate } from '@date-fns/utc'
// One module per function: the whole library takes a second to load.
import { addDays as addDaysTo } from 'date-fns/addDays'
import { addMonths as addMonthsTo } from 'date-fns/addMonths'
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays'
import { isValid } from 'date-fns/isValid'

/** A calendar day, `YYYY-MM-DD`, in the Europe/Paris calendar. Compares with `<` and `>`. */
export type Jour = string
/** A moment, ISO 8601 in UTC, e.g. `2026-11-17T08:02:00.000Z`. */
export type Instant = string

export const FUSEAU = 'Europe/Paris'
const JOUR = /^(\d{4})-(\d{2})-(\d{2})$/

function utc(jour: Jour): UTCDate {
  const m = JOUR.exec(jour)
  if (m === null) throw new RangeError(`not a day: ${jour}`)
  return new UTCDate(Number(m[1]), Number(m[2]) - 1, Number(m[3]))
}

/** By the date's own fields: a pattern would be read again for each of millions of days. */
function iso(date: Date): Jour {
  if (!isValid(date)) throw new RangeError('not a date')
  const [mois, jour] = [date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0'))
  return `${String(date.getFullYear()).padStart(4, '0')}-${mois}-${jour}`
}

/** True for an existing day written `YYYY-MM-DD`. */
export function isJour(texte: string): texte is Jour {
  return JOUR.test(texte) && isValid(utc(texte)) && iso(utc(texte)) === texte
}

/** Calendar months; the last day of a shorter month when the day does not exist (31/08 + 6 months: 28/02). */
export function addMonths(jour: Jour, mois: number): Jour {
  return iso(addMonthsTo(utc(jour), mois))
}

export function addDays(jour: Jour, jours: number): Jour {
  return iso(addDaysTo(utc(jour), jours))
}

/** Whole days from `de` to `a`; negative when `a` is before. */
export function daysBetween(de: Jour, a: Jour): number {
  return differenceInCalendarDays(utc(a), utc(de))
}

/** « Now » is the same for all the orders of a batch: the last answer is kept. */
let dernier: { readonly instant: Instant; readonly jour: Jour } | null = null

/** The day in Paris at that moment. Throws RangeError on an unreadable instant. */
export function jourParis(instant: Instant): Jour {
  if (dernier?.instant !== instant) dernier = { instant, jour: iso(new TZDate(instant, FUSEAU)) }
  return dernier.jour
}

/** What a wall clock in Paris shows at that moment, `HH:MM`. */
export function heureParis(instant: Instant): string {
  const paris = new TZDate(instant, FUSEAU)
  return `${pad(String(paris.getHours()))}:${pad(String(paris.getMinutes()))}`
}

/** The moment at which a wall clock in Paris shows that day and hour (`HH:MM`). */
export function instantParis(jour: Jour, heure = '00:00'): Instant {
  const d = utc(jour)
  const [h, m] = heure.split(':').map(Number)
  const paris = new TZDate(d.getFullYear(), d.getMonth(), d.getDate(), h ?? 0, m ?? 0, FUSEAU)
  return new Date(paris.getTime()).toISOString()
}

/** `2026-11-17` → `17/11/2026`. */
export function formatJour(jour: Jour): string {
  const [annee, mois, j] = jour.split('-')
  return `${j}/${mois}/${annee}`
}

const SAISIES: readonly [RegExp, (m: RegExpExecArray) => string][] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})$/, (m) => `${m[1]}-${pad(m[2])}-${pad(m[3])}`],
  [/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/, (m) => `${m[3]}-${pad(m[2])}-${pad(m[1])}`],
  [/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})$/, (m) => `20${m[3]}-${pad(m[2])}-${pad(m[1])}`],
]
/** An hour after the day, as exports write it; « 12/03/2025 au 15/03/2025 » is no single day and stays unread. */
const HEURE = /[T ]\d{1,2}[:h](?:\d{2})?(?::\d{2})?(?:[.,]\d+)?(?: ?[AP]M|Z| ?[+-]\d{2}:?\d{2})?$/i
const pad = (n: string | undefined) => (n ?? '').padStart(2, '0')

/**
 * Reads a day as French people write it: `JJ/MM/AAAA`, `JJ-MM-AA`, `AAAA-MM-JJ`, with or without a time.
 * Day first, always. Null when it is not a day of the calendar.
 */
export function parseJour(texte: string): Jour | null {
  const propre = texte.trim().replace(HEURE, '')
  for (const [forme, lire] of SAISIES) {
    const m = forme.exec(propre)
    if (m !== null) {
      const jour = lire(m)
      return isJour(jour) ? jour : null
    }
  }
  return null
}
