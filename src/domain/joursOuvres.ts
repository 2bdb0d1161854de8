import { addDays, daysBetween, type Jour } from './dates.ts'

/** Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher). */
export function paques(annee: number): Jour {
  const a = annee % 19
  const siecle = Math.floor(annee / 100)
  const c = annee % 100
  const e = siecle % 4
  const f = Math.floor((siecle + 8) / 25)
  const g = Math.floor((siecle - f + 1) / 3)
  const h = (19 * a + siecle - Math.floor(siecle / 4) - g + 15) % 30
  const l = (32 + 2 * e + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  const deux = (x: number) => String(x).padStart(2, '0')
  return `${String(annee).padStart(4, '0')}-${deux(Math.floor(n / 31))}-${deux((n % 31) + 1)}`
}

const FIXES = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'] as const

const connus = new Map<number, ReadonlySet<Jour>>()

/** Public holidays of a year in metropolitan France outside Alsace-Moselle (Code du travail, L3133-1). */
export function joursFeries(annee: number): ReadonlySet<Jour> {
  let feries = connus.get(annee)
  if (feries === undefined) {
    const dimanche = paques(annee)
    feries = new Set([
      ...FIXES.map((j) => `${String(annee).padStart(4, '0')}-${j}`),
      // Easter Monday, Ascension Day, Whit Monday.
      ...[1, 39, 50].map((n) => addDays(dimanche, n)),
    ])
    connus.set(annee, feries)
  }
  return feries
}

const LUNDI: Jour = '2024-01-01'

/** Monday to Friday, public holidays left out. */
export function isJourOuvre(jour: Jour): boolean {
  const semaine = ((daysBetween(LUNDI, jour) % 7) + 7) % 7
  return semaine < 5 && !joursFeries(Number(jour.slice(0, 4))).has(jour)
}

/**
 * The `jours`-th working day after a day, which does not count itself: the last day of a delay of so many working days.
 * Refuses a number that is not a positive integer.
 */
export function addWorkingDays(jour: Jour, jours: number): Jour {
  if (!Number.isInteger(jours) || jours < 1) throw new RangeError('not a number of working days')
  let courant = jour
  for (let reste = jours; reste > 0; ) {
    courant = addDays(courant, 1)
    if (isJourOuvre(courant)) reste--
  }
  return courant
}
