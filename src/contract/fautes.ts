import type { z } from 'zod'
import { fr } from 'zod/locales'

const TYPES: Readonly<Record<string, string>> = {
  string: 'un texte',
  number: 'un nombre',
  int: 'un nombre entier',
  boolean: 'oui ou non (true, false)',
  array: 'une liste',
  object: 'un ensemble de champs',
  record: 'un ensemble de champs',
  null: 'rien (null)',
}

const autres = fr().localeError

/** What a field lacks, in French, without its name: the caller says where. */
export function describeFaute(faute: z.core.$ZodRawIssue): string | { message: string } | undefined | null {
  switch (faute.code) {
    case 'invalid_type':
      return faute.input === undefined
        ? 'il manque'
        : `${TYPES[faute.expected] ?? faute.expected} est attendu`
    case 'unrecognized_keys':
      return `${faute.keys.length > 1 ? 'champs inconnus' : 'champ inconnu'} : ${faute.keys.join(', ')}`
    case 'invalid_value':
      return `valeurs admises : ${faute.values.map(String).join(', ')}`
    case 'too_small':
      if (faute.origin === 'string' || faute.origin === 'array') return 'il ne peut pas être vide'
      return `au moins ${faute.minimum}`
    case 'too_big':
      if (faute.origin === 'string') return `${faute.maximum} caractères au plus`
      return `${faute.maximum} au plus`
    default:
      return autres(faute)
  }
}
