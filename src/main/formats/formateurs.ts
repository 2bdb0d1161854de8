import { formatJour } from '#domain/dates.ts'
import { parseTelephone } from '#domain/identifiants.ts'
import type { Genre } from './sources.ts'

export interface Formateur {
  readonly de: Genre
  readonly ecrire: (valeur: never) => string | number
}

/** Named formatters of the templates. An absent value stays null, a formatter never sees it; `vide`, last, makes it "". */
export const FORMATEURS: Readonly<Record<string, Formateur>> = {
  /** `2026-11-06` → `06/11/2026`. */
  jjmmaaaa: { de: 'jour', ecrire: (jour: string) => formatJour(jour) },
  /** Cents → euros, the nearest number: `35833` → `358.33`. */
  euros: { de: 'centimes', ecrire: (centimes: number) => centimes / 100 },
  /** Ten digits without spaces; left as it is when it is not a French number, for the schema to refuse. */
  telephone: { de: 'texte', ecrire: (texte: string) => parseTelephone(texte) ?? texte },
  /** Capitals. */
  majuscules: { de: 'texte', ecrire: (texte: string) => texte.toUpperCase() },
}

/** Last in a binding: the empty text in place of an absent value. */
export const VIDE = 'vide'
