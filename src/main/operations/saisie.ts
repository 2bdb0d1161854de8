import {
  explainIdentifiant,
  isMail,
  parseTelephone,
  type TypeIdentifiant,
  verifyIdentifiant,
} from '#domain/identifiants.ts'
import { refuser } from '../refus.ts'

/** The normalised number; refuses a wrong one with what was expected. `ou` is the field's path. */
export function checkIdentifiant(type: TypeIdentifiant, saisie: string, ou: string): string {
  const verification = verifyIdentifiant(type, saisie)
  if (verification.ok) return verification.valeur
  refuser(explainIdentifiant(type, saisie) as string, {
    ou,
    remede: 'Vérifiez le numéro sur la pièce ou dans l’annuaire d’où il vient.',
  })
}

/** Ten digits, or empty. */
export function checkTelephone(saisie: string, ou: string): string {
  if (saisie.trim() === '') return ''
  const telephone = parseTelephone(saisie)
  if (telephone !== null) return telephone
  refuser(`Le téléphone «\u00a0${saisie.trim()}\u00a0» n’a pas les dix chiffres d’un numéro français.`, {
    ou,
    regle: 'Lecture des pièces par l’ASP',
    remede: 'Écrivez-le 01 02 03 04 05 ou +33 1 02 03 04 05.',
  })
}

/** An address of at most 150 characters, or empty. */
export function checkMail(saisie: string, ou: string): string {
  const mail = saisie.trim()
  if (mail === '' || isMail(mail)) return mail
  refuser(`L’adresse «\u00a0${mail}\u00a0» n’est pas une adresse électronique.`, {
    ou,
    regle: 'Lecture des pièces par l’ASP',
    remede: 'Elle s’écrit nom@domaine.fr, en 150 caractères au plus.',
  })
}

/** Five digits (Corsica writes 20…), or empty. */
export function checkCodePostal(saisie: string, ou: string): string {
  const code = saisie.replace(/\s/g, '')
  if (code === '' || /^\d{5}$/.test(code)) return code
  refuser(
    `Le code postal «\u00a0${saisie.trim()}\u00a0» n’a pas cinq chiffres.${/^\d{4}$/.test(code) ? ` Un tableur a sans doute perdu le zéro de tête\u00a0: 0${code}\u00a0?` : ''}`,
    { ou },
  )
}

/** One field that a save changed. */
export interface Changement {
  readonly champ: string
  readonly avant: string
  readonly apres: string
}

/** Fields that a save changed, in the order of the card. */
export function listChanges(
  avant: object,
  apres: object,
  ignores: readonly string[] = ['id', 'revision'],
): readonly Changement[] {
  const lire = (o: object, cle: string) => {
    const valeur = (o as Record<string, unknown>)[cle] ?? ''
    return typeof valeur === 'object' ? JSON.stringify(valeur) : String(valeur)
  }
  return Object.keys(apres)
    .filter((cle) => !ignores.includes(cle) && lire(avant, cle) !== lire(apres, cle))
    .map((champ) => ({ champ, avant: lire(avant, champ), apres: lire(apres, champ) }))
}

/** « nom : Dupont → Durand ; mail : → a@b.fr »: changes in one line, for the journal. */
export const writeChanges = (changements: readonly Changement[]): string =>
  changements.map((c) => `${c.champ}\u00a0: ${c.avant} → ${c.apres}`).join('\u00a0; ')

/** What a save changed, for the journal. Empty when nothing did. */
export const describeChanges = (avant: object, apres: object, ignores?: readonly string[]): string =>
  writeChanges(listChanges(avant, apres, ignores))
