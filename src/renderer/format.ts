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
