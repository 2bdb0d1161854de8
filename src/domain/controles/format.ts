import type { TypeIdentifiant, Verification } from '../identifiants.ts'

const FORMES: Readonly<Record<TypeIdentifiant, string>> = {
  RPPS: '11 chiffres',
  FINESS_G: '9 caractères',
  FINESS_J: '9 caractères',
  FINESS_PMSI: '9 caractères',
  SIREN: '9 chiffres',
  SIRET: '14 chiffres',
  ADELI: '9 caractères',
  AM: '9 chiffres',
}

/** What an identifier should have been: its length, its form, or its last digit. */
export function identifiantAttendu(
  type: TypeIdentifiant,
  verification: Extract<Verification, { ok: false }>,
): string {
  switch (verification.motif) {
    case 'cle':
      return `clé ${verification.attendu} en dernier chiffre`
    case 'longueur':
      return `${FORMES[type]}, ${verification.longueur} lus`
    case 'forme':
      return FORMES[type]
  }
}

/** `Rémi Durand` and `DURAND Rémi`: words without accents nor case, to compare names. */
export function motsDuNom(nom: string): readonly string[] {
  return nom
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((mot) => mot.length > 1)
}

/** Do all the words of the shorter name stand in the other? Titles and second names are forgiven. */
export function memeNom(a: string, b: string): boolean {
  const [court, long] = [motsDuNom(a), motsDuNom(b)].toSorted((x, y) => x.length - y.length) as [
    string[],
    string[],
  ]
  return court.length > 0 && court.every((mot) => long.includes(mot))
}
