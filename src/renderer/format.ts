import { daysBetween, formatJour, type Instant, type Jour, jourParis } from '#domain/dates.ts'

export { formatJour } from '#domain/dates.ts'
export { formatDecimal, formatMontant, formatTaux } from '#domain/montant.ts'

/** No-break space. The interface never uses U+202F: its fonts have none. */
export const NBSP = '\u00a0'

const nombre = new Intl.NumberFormat('fr-FR')
const heure = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  hour: '2-digit',
  minute: '2-digit',
})

/** `1284` → `1 284`. */
export function formatNombre(n: number): string {
  return nombre.format(n).replaceAll('\u202f', NBSP)
}

/** First letter in capital: a word that begins a sentence or a cell. */
export const capitaliser = (mot: string): string => mot.charAt(0).toUpperCase() + mot.slice(1)

/** `1 commande`, `1 284 commandes`; zero takes the singular, as in French. */
export function formatCompte(n: number, singulier: string, pluriel = `${singulier}s`): string {
  return `${formatNombre(n)}${NBSP}${n < 2 ? singulier : pluriel}`
}

/** `17/11/2026`, or a dash when there is none. */
export function formatJourOu(jour: Jour | null, absent = '—'): string {
  return jour === null ? absent : formatJour(jour)
}

/** `17/11/2026 09:14`, Paris time. */
export function formatInstant(instant: Instant): string {
  return `${formatJour(jourParis(instant))} ${heure.format(new Date(instant))}`
}

/** `08:02`, Paris time. */
export function formatHeure(instant: Instant): string {
  return heure.format(new Date(instant))
}

const JOUR_LONG = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

/** `mardi 17 novembre 2026`. */
export const formatJourLong = (jour: Jour): string => JOUR_LONG.format(new Date(`${jour}T00:00:00Z`))

const MOIS_LONGS = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'long', year: 'numeric' })
/** As they stand under a bar: Plex is narrow enough for four letters. */
const MOIS_COURTS = [
  'janv',
  'févr',
  'mars',
  'avr',
  'mai',
  'juin',
  'juil',
  'août',
  'sept',
  'oct',
  'nov',
  'déc',
]

/** `2026-11` → `novembre 2026`, or `nov` in short. */
export function formatMois(mois: string, court = false): string {
  if (court) return MOIS_COURTS[Number(mois.slice(5)) - 1] ?? mois
  return MOIS_LONGS.format(new Date(`${mois}-01T00:00:00Z`))
}

/** `nombre` months from `decalage` months after `mois`, as `AAAA-MM`. */
export function moisEntre(mois: string, decalage: number, nombre: number): string[] {
  const rang = Number(mois.slice(0, 4)) * 12 + Number(mois.slice(5)) - 1 + decalage
  return Array.from({ length: nombre }, (_, i) => {
    const n = rang + i
    return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
  })
}

/** `07/12`: on a line of dates, where the year is on the axis. */
export const formatJourMois = (jour: Jour): string => formatJour(jour).slice(0, 5)

/** `J−20` before the day, `J+12` after it. */
export function formatDelai(jour: Jour, aujourdhui: Jour): string {
  const reste = daysBetween(aujourdhui, jour)
  return reste >= 0 ? `J−${reste}` : `J+${-reste}`
}

/** Days spent since an instant: `6 j`. */
export function formatAge(instant: Instant, aujourdhui: Jour): string {
  return `${Math.max(0, daysBetween(jourParis(instant), aujourdhui))}${NBSP}j`
}

const TAILLES = ['o', 'ko', 'Mo', 'Go']

/** `118 ko`, `12,4 Mo`. */
export function formatTaille(octets: number): string {
  let valeur = octets
  let rang = 0
  while (valeur >= 1000 && rang < TAILLES.length - 1) {
    valeur /= 1000
    rang += 1
  }
  const texte = rang < 2 || valeur >= 100 ? String(Math.round(valeur)) : valeur.toFixed(1).replace('.', ',')
  return `${texte}${NBSP}${TAILLES[rang]}`
}
