import { nameChamp, sayValeur } from '#domain/champs.ts'
import {
  explainIdentifiant,
  isMail,
  parseTelephone,
  type TypeIdentifiant,
  verifyIdentifiant,
} from '#domain/identifiants.ts'
import { formatTaux } from '#domain/montant.ts'
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

/** « Nom : Dupont → Durand ; E-mail : vide → a@b.fr »: changes in one line, in words, for the journal. */
export const writeChanges = (changements: readonly Changement[]): string =>
  changements
    .map((c) => `${nameChamp(c.champ) ?? c.champ}\u00a0: ${sayValeur(c.avant)} → ${sayValeur(c.apres)}`)
    .join('\u00a0; ')

type Feuille = string | number | boolean | null

/** An item of a list in words: « RPPS 10000000001 », « Ada Modèle, gérante, 0199000000 ». */
const sayItem = (item: unknown): string =>
  typeof item === 'object' && item !== null
    ? Object.entries(item)
        .filter(([cle, v]) => cle !== 'id' && v !== '' && v !== null && v !== false)
        .map(([cle, v]) => (v === true ? cle : String(v)))
        .join(' ')
    : String(item)

/** `{ adresse: { commune } }` → `adresse.commune`: one entry for each value, a list being one value. */
function flatten(objet: object, prefixe = ''): Record<string, string> {
  const feuilles: Record<string, string> = {}
  for (const [cle, valeur] of Object.entries(objet)) {
    const chemin = prefixe + cle
    if (Array.isArray(valeur)) feuilles[chemin] = valeur.map(sayItem).join(', ')
    else if (typeof valeur === 'object' && valeur !== null)
      Object.assign(feuilles, flatten(valeur, `${chemin}.`))
    else if (valeur !== undefined)
      feuilles[chemin] = chemin === 'tauxTva' ? formatTaux(valeur as number) : sayValeur(valeur as Feuille)
  }
  return feuilles
}

/** What a save changed, in words, for the journal. Empty when nothing did. */
export function describeChanges(
  avant: object,
  apres: object,
  ignores: readonly string[] = ['id', 'revision'],
): string {
  const read = (o: object) =>
    flatten(Object.fromEntries(Object.entries(o).filter(([cle]) => !ignores.includes(cle))))
  const [a, b] = [read(avant), read(apres)]
  const cles = [...new Set([...Object.keys(b), ...Object.keys(a)])]
  return writeChanges(
    cles
      .map((champ) => ({ champ, avant: a[champ] || sayValeur(null), apres: b[champ] || sayValeur(null) }))
      .filter((c) => c.avant !== c.apres),
  )
}
