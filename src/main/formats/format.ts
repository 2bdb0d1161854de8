import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ErrorObject, type FuncKeywordDefinition, type ValidateFunction } from 'ajv'
import { z } from 'zod'
import type { CodesAgence } from '#domain/codes.ts'
import { resourcePath } from '../resources.ts'
import { describeErreurs, type ErreurFormat } from './erreurs.ts'
import { compileGabarit, type Gabarit, GabaritInvalide } from './gabarit.ts'
import type { FichierDemandes, LigneDemande } from './ligne.ts'
import type { Objet } from './modele.ts'

const metadonnees = z.strictObject({
  code: z.string().regex(/^[a-z0-9-]+$/),
  version: z.number().int().positive(),
  libelle: z.string().min(1),
  dispositif: z.string().min(1),
  demande: z.enum(['avance', 'solde']),
  /** « derive »: deduced from another scheme's file, to be compared with the agency's model. */
  confiance: z.enum(['atteste', 'derive', 'a_confirmer']),
  source: z.string().min(1),
  /** Requests per file. */
  lignesMax: z.number().int().positive(),
  /** Puts the JSON inside the ZIP too, beside the pieces. */
  jsonDansZip: z.boolean(),
  encodage: z.literal('utf-8'),
})
export type Metadonnees = z.infer<typeof metadonnees>

/** A request format of the agency, ready to write and to check files. */
export interface Format extends Metadonnees {
  /** Errors of one request and of the head of its file, before it is put in a file; keys without that of the list. */
  verify(entete: Omit<FichierDemandes, 'lignes'>, ligne: LigneDemande): readonly ErreurFormat[]
  /** Builds, checks and writes the file's bytes. Throws `FichierRefuse` when the schema refuses it. */
  write(fichier: FichierDemandes): Buffer
  /** The same file, without checking it. */
  render(fichier: FichierDemandes): Record<string, unknown>
  /** Key of the array that holds the requests. */
  readonly cleLignes: string
  /** Its template and schema, as files say them. */
  readonly gabarit: Objet
  readonly schema: Objet
  /** Checks bytes of a file, under the codes of a day. Throws `FichierRefuse`. */
  read(octets: Buffer, codes: CodesAgence): void
  /** Names of the pieces, as written in a file of this format. Throws when it is not JSON. */
  readPieces(octets: Buffer): readonly string[]
}

/** The schema of the format refuses the file. */
export class FichierRefuse extends Error {
  readonly erreurs: readonly ErreurFormat[]
  constructor(erreurs: readonly ErreurFormat[]) {
    super(erreurs.map((e) => e.phrase).join('\n'))
    this.erreurs = erreurs
  }
}

/** A format's folder that does not hold: the reasons, with the folder. */
export class FormatInvalide extends Error {
  constructor(dossier: string, raisons: readonly string[]) {
    super(`${dossier}\n${raisons.map((r) => `- ${r}`).join('\n')}`)
  }
}

/**
 * A code of a list that the agency publishes, any or the one that stands for `pour`. The lists are values of the
 * scheme that the user may set: they are given to each check, never compiled.
 */
const CODE: FuncKeywordDefinition = {
  keyword: 'code',
  schemaType: 'object',
  errors: false,
  validate(this: CodesAgence, { liste, pour }: { liste: string; pour?: string }, valeur: unknown) {
    const codes = this.get(liste) ?? []
    return codes.some((c) => c.code === valeur && (pour === undefined || c.pour === pour))
  },
}

/**
 * Assembles a format from its three files, already parsed, and the agency's own schema when it gave one.
 * Throws `GabaritInvalide` or an ajv error.
 */
export function compileFormat(
  meta: Metadonnees,
  template: Objet,
  schema: Objet,
  agence: ValidateFunction | null = null,
): Format {
  const gabarit: Gabarit = compileGabarit(template)
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    passContext: true,
  }).addKeyword(CODE)
  const notre = ajv.compile(schema)
  const schemas = agence === null ? [notre] : [notre, agence]
  const errorsOf = (contenu: unknown, codes: CodesAgence): readonly ErrorObject[] =>
    schemas.flatMap((valider) => (valider.call(codes, contenu) ? [] : (valider.errors ?? [])))
  const check = (contenu: unknown, codes: CodesAgence): void => {
    const erreurs = errorsOf(contenu, codes)
    if (erreurs.length > 0) throw new FichierRefuse(describeErreurs(erreurs))
  }
  return {
    ...meta,
    cleLignes: gabarit.cleLignes,
    gabarit: template,
    schema,
    render: (fichier) => gabarit.rendre(fichier),
    verify(entete, ligne) {
      const erreurs = errorsOf(gabarit.rendre({ ...entete, lignes: [ligne] }), entete.codes)
      return erreurs.length === 0 ? [] : describeErreurs(erreurs, `/${gabarit.cleLignes}/0`)
    },
    write(fichier) {
      const contenu = gabarit.rendre(fichier)
      check(contenu, fichier.codes)
      return Buffer.from(JSON.stringify(contenu), 'utf8')
    },
    read: (octets, codes) => check(JSON.parse(octets.toString('utf8')), codes),
    readPieces: (octets) => gabarit.readPieces(JSON.parse(octets.toString('utf8'))),
  }
}

/** Reads one format's folder: `format.json`, `template.json`, `schema.json`. Throws `FormatInvalide` with its reasons. */
export function readFormat(dossier: string): Format {
  const lire = (nom: string) =>
    JSON.parse(readFileSync(path.join(dossier, nom), 'utf8')) as Record<string, unknown>
  const meta = metadonnees.safeParse(lire('format.json'))
  if (!meta.success)
    throw new FormatInvalide(
      dossier,
      meta.error.issues.map((i) => `format.json, ${i.path.join('.')}\u00a0: ${i.message}`),
    )
  if (meta.data.code !== path.basename(dossier))
    throw new FormatInvalide(dossier, [`code «\u00a0${meta.data.code}\u00a0» différent du nom du dossier`])
  try {
    return compileFormat(meta.data, lire('template.json'), lire('schema.json'))
  } catch (erreur) {
    if (erreur instanceof GabaritInvalide) throw new FormatInvalide(dossier, erreur.raisons)
    throw new FormatInvalide(dossier, [(erreur as Error).message])
  }
}

const compiles = new Map<string, Format>()

/** The shipped format of that code, compiled once per process. Throws `Error` on an unknown code. */
export function openFormat(code: string): Format {
  const connu = compiles.get(code)
  if (connu !== undefined) return connu
  const racine = resourcePath('json-schemas', 'asp')
  if (!readdirSync(racine).includes(code)) throw new Error(`unknown format ${code}`)
  const format = readFormat(path.join(racine, code))
  compiles.set(code, format)
  return format
}
