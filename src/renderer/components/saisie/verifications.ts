import {
  formatTelephone,
  IDENTIFIANT_LIBELLES,
  isMail,
  parseTelephone,
  type TypeIdentifiant,
  verifyIdentifiant,
} from '#domain/identifiants.ts'
import { parseTaux } from '#domain/montant.ts'

/** What a field says of what was typed: nothing while empty, a short agreement, or what was found and needed. */
export interface Avis {
  readonly ok: boolean
  readonly phrase: string
}

const pluriel = (n: number, mot: string) => `${n} ${mot}${n > 1 ? 's' : ''}`

/** One sentence for an identifier as it is typed; null while the field is empty. */
export function aviserIdentifiant(type: TypeIdentifiant, saisie: string): Avis | null {
  if (saisie.trim() === '') return null
  const nom = IDENTIFIANT_LIBELLES[type].replace('N° ', '')
  const v = verifyIdentifiant(type, saisie)
  const signe = type.startsWith('FINESS') || type === 'ADELI' ? 'caractère' : 'chiffre'
  if (v.ok) {
    if (type === 'ADELI' || type === 'AM') return { ok: true, phrase: `${pluriel(v.valeur.length, signe)}.` }
    return {
      ok: true,
      phrase: `Clé vérifiée.${v.avis === 'corse' ? ' Numéro corse : le lecteur de l’agence attend des chiffres.' : ''}`,
    }
  }
  if (v.motif === 'longueur') {
    const zero = verifyIdentifiant(type, `0${saisie}`).ok ? ' Zéro de tête perdu par un tableur ?' : ''
    return {
      ok: false,
      phrase: `${pluriel(v.longueur, signe)}, il en faut ${v.attendu} pour un ${nom}.${zero}`,
    }
  }
  if (v.motif === 'cle')
    return {
      ok: false,
      phrase: `Clé fausse : si les autres chiffres sont bons, le dernier est ${v.attendu}.`,
    }
  return { ok: false, phrase: `Un ${nom} ne contient que des chiffres.` }
}

export function aviserTelephone(saisie: string): Avis | null {
  if (saisie.trim() === '') return null
  if (parseTelephone(saisie) !== null) return { ok: true, phrase: '10 chiffres.' }
  const chiffres = saisie.replace(/\D/g, '').length
  if (chiffres !== 10)
    return {
      ok: false,
      phrase: `${pluriel(chiffres, 'chiffre')}, il en faut 10 pour être lu par le portail.`,
    }
  return { ok: false, phrase: 'Un numéro français commence par 0 et ne contient que des chiffres.' }
}

/** `01 99 00 12 34` once the number is whole; what was typed until then. */
export function ecrireTelephone(saisie: string): string {
  const lu = parseTelephone(saisie)
  return lu === null ? saisie : formatTelephone(lu)
}

export function aviserMail(saisie: string): Avis | null {
  if (saisie.trim() === '') return null
  if (isMail(saisie.trim())) return { ok: true, phrase: '' }
  if (saisie.length > 150)
    return { ok: false, phrase: `${saisie.length} caractères, 150 au plus sont lus par le portail.` }
  if (!saisie.includes('@')) return { ok: false, phrase: 'Il manque « @ » : nom@domaine.fr.' }
  return { ok: false, phrase: 'Adresse incomplète : nom@domaine.fr.' }
}

export function aviserCodePostal(saisie: string): Avis | null {
  if (saisie.trim() === '') return null
  const chiffres = saisie.replace(/\s/g, '')
  if (/^\d{5}$/.test(chiffres)) return { ok: true, phrase: '' }
  return { ok: false, phrase: `${pluriel(chiffres.length, 'caractère')}, il faut 5 chiffres.` }
}

export function aviserTaux(saisie: string): Avis | null {
  if (saisie.trim() === '') return null
  return parseTaux(saisie) === null
    ? { ok: false, phrase: 'Taux illisible : écrivez 20, 8,5 ou 20 %.' }
    : { ok: true, phrase: '' }
}
