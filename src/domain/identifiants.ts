export const TYPES_IDENTIFIANT = [
  'RPPS',
  'FINESS_G',
  'FINESS_J',
  'FINESS_PMSI',
  'SIREN',
  'SIRET',
  'ADELI',
  'AM',
] as const
export type TypeIdentifiant = (typeof TYPES_IDENTIFIANT)[number]

export const IDENTIFIANT_LIBELLES: Readonly<Record<TypeIdentifiant, string>> = {
  RPPS: 'N° RPPS',
  FINESS_G: 'FINESS géographique',
  FINESS_J: 'FINESS juridique',
  FINESS_PMSI: 'FINESS PMSI',
  SIREN: 'SIREN',
  SIRET: 'SIRET',
  ADELI: 'N° ADELI',
  AM: 'N° AM',
}

/** Outcome of a check: the normalised value, or why not, with the check digit expected when that is the reason. */
export type Verification =
  | { readonly ok: true; readonly valeur: string; readonly avis?: 'corse' }
  | {
      readonly ok: false
      readonly motif: 'longueur' | 'forme'
      readonly longueur: number
      readonly attendu: number
    }
  | { readonly ok: false; readonly motif: 'cle'; readonly attendu: string }

interface Forme {
  readonly longueur: number
  readonly forme: RegExp
  readonly luhn: boolean
}

const NEUF_CHIFFRES: Forme = { longueur: 9, forme: /^\d{9}$/, luhn: false }
const FINESS: Forme = { longueur: 9, forme: /^\d[0-9A-Z]\d{7}$/, luhn: true }

const FORMES: Readonly<Record<TypeIdentifiant, Forme>> = {
  RPPS: { longueur: 11, forme: /^\d{11}$/, luhn: true },
  FINESS_G: FINESS,
  FINESS_J: FINESS,
  FINESS_PMSI: FINESS,
  SIREN: { ...NEUF_CHIFFRES, luhn: true },
  SIRET: { longueur: 14, forme: /^\d{14}$/, luhn: true },
  ADELI: { longueur: 9, forme: /^[0-9A-Z]{9}$/, luhn: false },
  AM: NEUF_CHIFFRES,
}

/** Luhn sum modulo 10 of a string of digits; 0 when the key is right. */
export function luhnRemainder(chiffres: string): number {
  let somme = 0
  for (let i = 0; i < chiffres.length; i++) {
    const chiffre = Number(chiffres[chiffres.length - 1 - i])
    const double = chiffre * 2
    somme += i % 2 === 1 ? (double > 9 ? double - 9 : double) : chiffre
  }
  return somme % 10
}

/** The last digit that would make the key right. */
export function luhnKey(chiffres: string): string {
  return String((10 - luhnRemainder(`${chiffres}0`)) % 10)
}

const LA_POSTE = '356000000'

/** A SIRET of La Poste (SIREN 356000000) may have a digit sum that is a multiple of 5 instead of a Luhn key. */
function isSiretLaPoste(siret: string): boolean {
  return siret.startsWith(LA_POSTE) && [...siret].reduce((s, c) => s + Number(c), 0) % 5 === 0
}

/** Corsican FINESS numbers carry 2A or 2B: read as 21 and 22 for the key. */
const corseEnChiffres = (valeur: string): string => valeur.replace('A', '1').replace('B', '2')

/**
 * Checks an identifier after removing spaces, dots and no-break spaces.
 * Keys: Luhn for RPPS, FINESS, SIREN, SIRET; ADELI and N° AM have no known key, their form alone is checked.
 */
export function verifyIdentifiant(type: TypeIdentifiant, saisie: string): Verification {
  const { longueur, forme, luhn } = FORMES[type]
  const compacte = saisie.replace(/[\s.\u00a0\u202f]/g, '').toUpperCase()
  // The national identifier of a professional is 8 followed by the RPPS.
  const valeur = type === 'RPPS' && /^8\d{11}$/.test(compacte) ? compacte.slice(1) : compacte
  if (valeur.length !== longueur)
    return { ok: false, motif: 'longueur', longueur: valeur.length, attendu: longueur }
  const corse = forme === FINESS.forme && /^2[AB]/.test(valeur)
  const chiffres = corse ? corseEnChiffres(valeur) : valeur
  // FINESS overseas departments are 9A…9J in other lists, but the number itself is all digits there.
  if (!forme.test(valeur) || (luhn && !/^\d+$/.test(chiffres)))
    return { ok: false, motif: 'forme', longueur: valeur.length, attendu: longueur }
  if (luhn && luhnRemainder(chiffres) !== 0 && !(type === 'SIRET' && isSiretLaPoste(valeur)))
    return { ok: false, motif: 'cle', attendu: luhnKey(chiffres.slice(0, -1)) }
  return corse ? { ok: true, valeur, avis: 'corse' } : { ok: true, valeur }
}

/**
 * Why a number is refused, in one sentence: the length, the form, or the check digit expected.
 * A number short of one digit that would be right behind a zero says so: spreadsheets eat it. Null when it is accepted.
 */
export function explainIdentifiant(type: TypeIdentifiant, saisie: string): string | null {
  const verification = verifyIdentifiant(type, saisie)
  if (verification.ok) return null
  const valeur = saisie.trim()
  const nom = `Le ${IDENTIFIANT_LIBELLES[type].replace(/^N°/, 'n°')} «\u00a0${valeur}\u00a0»`
  if (verification.motif === 'cle')
    return `${nom} n’est pas valable\u00a0: sa clé de contrôle (dernier chiffre) est ${valeur.slice(-1)} au lieu de ${verification.attendu}.`
  if (verification.motif === 'forme')
    return `${nom} n’est pas valable\u00a0: il contient autre chose que ${type === 'ADELI' || type.startsWith('FINESS') ? 'les caractères attendus' : 'des chiffres'}.`
  const avecZero = verifyIdentifiant(type, `0${valeur}`)
  const zero =
    avecZero.ok && FORMES[type].luhn
      ? ` Un tableur a sans doute perdu le zéro de tête\u00a0: ${avecZero.valeur}\u00a0?`
      : ''
  return `${nom} a ${verification.longueur} caractère${verification.longueur > 1 ? 's' : ''} au lieu de ${verification.attendu}.${zero}`
}

/**
 * Ten digits once spaces, dots and commas are removed; +33 and 0033 become 0 (lecture des pièces par l’ASP, règles de format).
 * Null when it is not a French number.
 */
export function parseTelephone(saisie: string): string | null {
  const propre = saisie.replace(/[\s.,\-()\u00a0\u202f]/g, '').replace(/^(?:\+33|0033)0?/, '0')
  return /^0\d{9}$/.test(propre) ? propre : null
}

/** At most 150 characters, « @ » not first, a dot after it (lecture des pièces par l’ASP, règles de format). */
export function isMail(saisie: string): boolean {
  return saisie.length <= 150 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(saisie)
}

/** `990001422000 15`: SIREN and SIRET as printed, 3-3-3-5, no-break spaces. */
export function formatSiret(valeur: string): string {
  return valeur.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})?$/, (_, a, b, c, d) =>
    [a, b, c, d].filter(Boolean).join('\u00a0'),
  )
}

/** `0102030405` → `01 02 03 04 05`. */
export function formatTelephone(valeur: string): string {
  return valeur.replace(/(\d{2})(?=\d)/g, '$1\u00a0')
}

/** An order number that the agency's reader accepts: letters, digits and spaces only (lecture des pièces par l’ASP, règles de format). */
export function isNumeroLisible(numero: string): boolean {
  return /^[A-Za-z0-9 ]+$/.test(numero) && numero.trim() === numero && numero !== ''
}

/** `FR 78 990001422`: the VAT number of a French company, from its SIREN (directive 2006/112/CE, art. 215; key of the DGFiP). */
export function formatNumeroTva(siret: string): string {
  const siren = siret.slice(0, 9)
  if (!/^\d{9}$/.test(siren)) return ''
  const cle = (12 + 3 * (Number(siren) % 97)) % 97
  return `FR\u00a0${String(cle).padStart(2, '0')}\u00a0${siren}`
}
