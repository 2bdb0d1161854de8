import { formatJour, isJour, parseJour } from '#domain/dates.ts'
import { parseTelephone } from '#domain/identifiants.ts'
import type { Genre } from './sources.ts'

/** JSON Schema of one value, without its title. */
export interface SchemaValeur {
  readonly type: 'string' | 'number' | 'integer' | 'boolean'
  readonly pattern?: string
  readonly minLength?: number
  readonly enum?: readonly (string | number)[]
  readonly description: string
}

/** One way of writing a kind of value. */
export interface Ecriture {
  /** As it is chosen on screen. */
  readonly libelle: string
  /** A value so written, as JSON. */
  readonly exemple: string
  /** Is the example of a model written so? Also true of the usual placeholders (`JJ/MM/AAAA`). */
  readonly reconnait: (exemple: unknown) => boolean
  readonly schema: SchemaValeur
}

export interface Formateur extends Ecriture {
  readonly de: Genre
  readonly ecrire: (valeur: never) => string | number
  /** The value that was so written; undefined when this formatter cannot have written that. */
  readonly relire: (ecrit: unknown) => unknown
}

const like =
  (...formes: RegExp[]) =>
  (x: unknown) =>
    typeof x === 'string' && formes.some((f) => f.test(x))
const isText = (x: unknown): x is string => typeof x === 'string'
const isNumber = (x: unknown): x is number => typeof x === 'number'

const texteDe = (pattern: string, description: string): SchemaValeur => ({
  type: 'string',
  pattern,
  description,
})
/** Words that the product writes from its own codes, in small letters. */
const MINUSCULES = /^(pdf|jpg|png|tiff?|liberal|structure|ttc|ht)$/
const decimal = (n: number, chiffres: number, separateur: string) =>
  n.toFixed(chiffres).replace('.', separateur)
/** `2000` → `20`, `550` → `5.5`. */
const percent = (points: number) => points / 100

/** Hundredths of a written decimal; undefined when it has more than two decimals. */
function hundredths(n: number): number | undefined {
  const rond = Math.round(n * 100)
  return Math.abs(n * 100 - rond) > 1e-6 ? undefined : rond
}
const readDecimal = (separateur: string) => (x: unknown) => {
  const m = isText(x) ? /^-?\d+(?:([.,])\d{1,2})?$/.exec(x) : null
  if (m === null || (m[1] ?? separateur) !== separateur) return undefined
  return hundredths(Number((x as string).replace(',', '.')))
}
const readDay = (forme: RegExp, ranger: (x: string) => string) => (x: unknown) => {
  if (!isText(x) || !forme.test(x)) return undefined
  const range = ranger(x)
  return isJour(range) ? range : (parseJour(range) ?? undefined)
}
const asText = (x: unknown) => (isText(x) ? x : undefined)

function binaire(oui: string | number, non: string | number): Formateur {
  const texte = typeof oui === 'string'
  return {
    de: 'booleen',
    libelle: `${oui} ou ${non}${texte ? '' : ', nombre'}`,
    exemple: JSON.stringify(oui),
    reconnait: (x) => x === oui || x === non,
    schema: {
      type: texte ? 'string' : 'integer',
      enum: [oui, non],
      description: `«\u00a0${oui}\u00a0» ou «\u00a0${non}\u00a0»`,
    },
    ecrire: (reponse: boolean) => (reponse ? oui : non),
    relire: (x) => (x === oui ? true : x === non ? false : undefined),
  }
}

/** Named formatters of the templates. An absent value stays null, a formatter never sees it; `vide`, last, makes it "". */
export const FORMATEURS: Readonly<Record<string, Formateur>> = {
  /** `2026-11-06` → `06/11/2026`. */
  jjmmaaaa: {
    de: 'jour',
    libelle: 'JJ/MM/AAAA',
    exemple: '"06/11/2026"',
    reconnait: like(/^\d\d\/\d\d\/\d{4}$/, /^(jj|dd)\/mm\/(aaaa|yyyy)$/i),
    schema: texteDe('^\\d{2}/\\d{2}/\\d{4}$', 'JJ/MM/AAAA'),
    ecrire: (jour: string) => formatJour(jour),
    relire: readDay(/^\d\d\/\d\d\/\d{4}$/, (x) => x),
  },
  /** `2026-11-06`. */
  iso: {
    de: 'jour',
    libelle: 'AAAA-MM-JJ',
    exemple: '"2026-11-06"',
    reconnait: like(/^\d{4}-\d\d-\d\d$/, /^(aaaa|yyyy)-mm-(jj|dd)$/i),
    schema: texteDe('^\\d{4}-\\d{2}-\\d{2}$', 'AAAA-MM-JJ'),
    ecrire: (jour: string) => jour,
    relire: readDay(/^\d{4}-\d\d-\d\d$/, (x) => x),
  },
  /** `2026-11-06T00:00:00`. */
  isoHeure: {
    de: 'jour',
    libelle: 'AAAA-MM-JJ et minuit',
    exemple: '"2026-11-06T00:00:00"',
    reconnait: like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
    schema: texteDe('^\\d{4}-\\d{2}-\\d{2}T00:00:00$', 'AAAA-MM-JJThh:mm:ss'),
    ecrire: (jour: string) => `${jour}T00:00:00`,
    relire: readDay(/^\d{4}-\d\d-\d\dT/, (x) => x.slice(0, 10)),
  },
  /** `20261106`. */
  aaaammjj: {
    de: 'jour',
    libelle: 'AAAAMMJJ',
    exemple: '"20261106"',
    reconnait: like(/^(19|20)\d{6}$/, /^(aaaa|yyyy)mm(jj|dd)$/i),
    schema: texteDe('^\\d{8}$', 'AAAAMMJJ'),
    ecrire: (jour: string) => jour.replaceAll('-', ''),
    relire: readDay(/^\d{8}$/, (x) => `${x.slice(0, 4)}-${x.slice(4, 6)}-${x.slice(6)}`),
  },
  /** `2026-11-06` → `06-11-2026`. */
  jjmmaaaaTirets: {
    de: 'jour',
    libelle: 'JJ-MM-AAAA',
    exemple: '"06-11-2026"',
    reconnait: like(/^\d\d-\d\d-\d{4}$/, /^(jj|dd)-mm-(aaaa|yyyy)$/i),
    schema: texteDe('^\\d{2}-\\d{2}-\\d{4}$', 'JJ-MM-AAAA'),
    ecrire: (jour: string) => formatJour(jour).replaceAll('/', '-'),
    relire: readDay(/^\d\d-\d\d-\d{4}$/, (x) => x.replaceAll('-', '/')),
  },
  /** Cents → euros, the nearest number: `35833` → `358.33`. */
  euros: {
    de: 'centimes',
    libelle: 'euros, nombre',
    exemple: '358.33',
    reconnait: isNumber,
    schema: { type: 'number', description: 'un montant en euros' },
    ecrire: (centimes: number) => centimes / 100,
    relire: (x) => (isNumber(x) ? hundredths(x) : undefined),
  },
  /** `35833` → `"358.33"`. */
  eurosPoint: {
    de: 'centimes',
    libelle: 'euros, texte à point',
    exemple: '"358.33"',
    reconnait: like(/^-?\d+(\.\d+)?$/),
    schema: texteDe('^\\d+\\.\\d{2}$', 'un montant en euros, 358.33'),
    ecrire: (centimes: number) => decimal(centimes / 100, 2, '.'),
    relire: readDecimal('.'),
  },
  /** `35833` → `"358,33"`. */
  eurosVirgule: {
    de: 'centimes',
    libelle: 'euros, texte à virgule',
    exemple: '"358,33"',
    reconnait: like(/^-?\d+,\d+$/),
    schema: texteDe('^\\d+,\\d{2}$', 'un montant en euros, 358,33'),
    ecrire: (centimes: number) => decimal(centimes / 100, 2, ','),
    relire: readDecimal(','),
  },
  /** Cents as they are. Never guessed: a whole number of euros looks the same. */
  centimes: {
    de: 'centimes',
    libelle: 'centimes, nombre',
    exemple: '35833',
    reconnait: () => false,
    schema: { type: 'integer', description: 'un montant en centimes' },
    ecrire: (centimes: number) => centimes,
    relire: (x) => (Number.isInteger(x) ? x : undefined),
  },
  /** Basis points → per cent: `550` → `5.5`. */
  pourcent: {
    de: 'taux',
    libelle: 'pour cent, nombre',
    exemple: '20',
    reconnait: (x) => isNumber(x) && (x === 0 || x >= 1),
    schema: { type: 'number', description: 'un taux en pour cent' },
    ecrire: (points: number) => percent(points),
    relire: (x) => (isNumber(x) ? hundredths(x) : undefined),
  },
  /** `550` → `0.055`. */
  fraction: {
    de: 'taux',
    libelle: 'fraction, nombre',
    exemple: '0.2',
    reconnait: (x) => isNumber(x) && x > 0 && x < 1,
    schema: { type: 'number', description: 'un taux, 0.2 pour 20\u00a0%' },
    ecrire: (points: number) => points / 10000,
    relire: (x) => (isNumber(x) ? hundredths(x * 100) : undefined),
  },
  /** `550` → `"5.5"`. */
  pourcentPoint: {
    de: 'taux',
    libelle: 'pour cent, texte à point',
    exemple: '"5.5"',
    reconnait: like(/^\d+(\.\d+)?$/),
    schema: texteDe('^\\d+(\\.\\d+)?$', 'un taux en pour cent'),
    ecrire: (points: number) => String(percent(points)),
    relire: readDecimal('.'),
  },
  /** `550` → `"5,5"`. */
  pourcentVirgule: {
    de: 'taux',
    libelle: 'pour cent, texte à virgule',
    exemple: '"5,5"',
    reconnait: like(/^\d+,\d+$/),
    schema: texteDe('^\\d+(,\\d+)?$', 'un taux en pour cent'),
    ecrire: (points: number) => String(percent(points)).replace('.', ','),
    relire: readDecimal(','),
  },
  /** `3` → `"3"`. */
  entierTexte: {
    de: 'entier',
    libelle: 'nombre entier, texte',
    exemple: '"1"',
    reconnait: like(/^\d+$/),
    schema: texteDe('^\\d+$', 'un nombre entier'),
    ecrire: (n: number) => String(n),
    relire: (x) => (isText(x) && /^\d{1,9}$/.test(x) ? Number(x) : undefined),
  },
  vraiFaux: binaire('true', 'false'),
  ouiNon: binaire('OUI', 'NON'),
  on: binaire('O', 'N'),
  unZero: binaire(1, 0),
  /** Ten digits without spaces; left as it is when it is not a French number, for the schema to refuse. */
  telephone: {
    de: 'texte',
    libelle: 'téléphone, 10 chiffres',
    exemple: '"0199000001"',
    reconnait: (x) => isText(x) && !x.startsWith('+') && !MINUSCULES.test(x),
    schema: texteDe('^0\\d{9}$', '10 chiffres sans espace'),
    ecrire: (texte: string) => parseTelephone(texte) ?? texte,
    relire: asText,
  },
  /** `+33199000001`. */
  telephoneInternational: {
    de: 'texte',
    libelle: 'téléphone, +33',
    exemple: '"+33199000001"',
    reconnait: like(/^\+33\d{9}$/),
    schema: texteDe('^\\+33\\d{9}$', 'un numéro en +33'),
    ecrire: (texte: string) => parseTelephone(texte)?.replace(/^0/, '+33') ?? texte,
    relire: (x) => (isText(x) ? (parseTelephone(x) ?? x) : undefined),
  },
  /** Capitals. */
  majuscules: {
    de: 'texte',
    libelle: 'majuscules',
    exemple: '"TEXTE"',
    reconnait: (x) => isText(x) && !MINUSCULES.test(x),
    schema: { type: 'string', minLength: 1, description: 'un texte' },
    ecrire: (texte: string) => texte.toUpperCase(),
    relire: asText,
  },
  /** Small letters. */
  minuscules: {
    de: 'texte',
    libelle: 'minuscules',
    exemple: '"texte"',
    reconnait: like(MINUSCULES),
    schema: { type: 'string', minLength: 1, description: 'un texte' },
    ecrire: (texte: string) => texte.toLowerCase(),
    relire: asText,
  },
  /** A number kept as text (SIRET, FINESS) as a number; left as it is when it is not one, for the schema to refuse. */
  nombre: {
    de: 'texte',
    libelle: 'nombre',
    exemple: '123',
    reconnait: isNumber,
    schema: { type: 'number', description: 'un nombre' },
    ecrire: (texte: string) => (/^\d{1,15}$/.test(texte) ? Number(texte) : texte),
    relire: (x) => (isNumber(x) || isText(x) ? x : undefined),
  },
}

/** Kinds that need no formatter, and how they are written then. */
export const BRUTS: Readonly<Partial<Record<Genre, Ecriture>>> = {
  texte: {
    libelle: 'texte',
    exemple: '"texte"',
    // The product's own words are codes of the agency's lists: one in small letters asks for its formatter.
    reconnait: (x) => isText(x) && !MINUSCULES.test(x),
    schema: { type: 'string', minLength: 1, description: 'un texte' },
  },
  entier: {
    libelle: 'nombre entier',
    exemple: '1',
    reconnait: isNumber,
    schema: { type: 'integer', description: 'un nombre entier' },
  },
  booleen: {
    libelle: 'true ou false',
    exemple: 'true',
    reconnait: (x) => typeof x === 'boolean',
    schema: { type: 'boolean', description: 'oui ou non' },
  },
}

/** True for the kinds that a binding may write without a formatter. */
export const isBrut = (genre: Genre): boolean => genre === 'reponse' || BRUTS[genre] !== undefined

/** True when the formatter takes that kind. Answers to questions are mostly yes or no. */
export const accepts = (formateur: Formateur, genre: Genre): boolean =>
  formateur.de === genre || (genre === 'reponse' && formateur.de === 'booleen')

/** Last in a binding: the empty text in place of an absent value. */
export const VIDE = 'vide'
