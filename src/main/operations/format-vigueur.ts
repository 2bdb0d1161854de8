import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { TypeDemande } from '#domain/commande.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { compileFormat, type Format, openFormat } from '../formats/format.ts'
import { compileSchemaAgence } from '../formats/schemaAgence.ts'
import { refuser } from '../refus.ts'
import { type LigneFormat, readEnVigueur, readFormats, readFormatVersion } from '../registre/formats.ts'
import type { Tables } from '../registre/schema.ts'

type Db = Kysely<Tables>

/** Name of the format of a request: the scheme's, or the one that a model of the agency gives it. */
export const codeFormat = (dispositif: Dispositif, demande: TypeDemande): string =>
  dispositif.formats[demande] ?? `${dispositif.code.toLowerCase()}-${demande}`

export const libelleFormat = (dispositif: string, demande: TypeDemande): string =>
  `Demande ${demande === 'avance' ? 'd’avance' : 'de solde'} ${dispositif}`

/** Versions compiled, by what they are made of. */
const compiles = new Map<string, Format>()
const COMPILES_MAX = 16

/** Compiles what a row makes. Throws `GabaritInvalide` or an ajv error; null while keys have no source. */
export function compileLigne(ligne: LigneFormat, dispositif: string, demande: TypeDemande): Format | null {
  const { gabarit, schema, origine } = ligne.difference
  if (gabarit === null || schema === null) return null
  const cle = createHash('sha256')
    .update(
      JSON.stringify([
        ligne.code,
        ligne.version,
        gabarit,
        schema,
        ligne.schema,
        dispositif,
        demande,
        ligne.nom,
      ]),
    )
    .digest('hex')
  const connu = compiles.get(cle)
  if (connu !== undefined) return connu
  const format = compileFormat(
    {
      code: ligne.code,
      version: ligne.version,
      libelle: libelleFormat(dispositif, demande),
      dispositif,
      demande,
      confiance: 'atteste',
      source: `Modèle de l’agence «\u00a0${ligne.nom}\u00a0», importé le ${formatJour(jourParis(ligne.importeLe))}`,
      lignesMax: origine.lignesMax,
      jsonDansZip: origine.jsonDansZip,
      encodage: 'utf-8',
    },
    gabarit,
    schema,
    ligne.schema === null ? null : compileSchemaAgence(ligne.schema),
  )
  if (compiles.size >= COMPILES_MAX) compiles.delete(compiles.keys().next().value as string)
  compiles.set(cle, format)
  return format
}

function openLigne(ligne: LigneFormat, dispositif: string, demande: TypeDemande): Format {
  try {
    const format = compileLigne(ligne, dispositif, demande)
    if (format !== null) return format
  } catch {
    // Told below: a source that it binds is no longer there.
  }
  return refuser(
    `La version ${ligne.version} du format «\u00a0${ligne.code}\u00a0» ne peut plus être lue par cette version de Liasse.`,
    { ou: ligne.nom, remede: 'Ouvrez Paramètres, Formats, et comparez de nouveau le modèle de l’agence.' },
  )
}

/** The format used by the next preparation: the agency's model when one is kept, otherwise Liasse's own, or null. */
export async function openFormatEnVigueur(
  db: Db,
  dispositif: Dispositif,
  demande: TypeDemande,
): Promise<Format | null> {
  const ligne = await readEnVigueur(db, codeFormat(dispositif, demande))
  if (ligne !== null) return openLigne(ligne, dispositif.code, demande)
  const code = dispositif.formats[demande]
  return code === null ? null : openFormat(code)
}

/**
 * Every format that a request file may have been made with: the one in use, those kept before it, Liasse's own.
 * Versions that can no longer be read are left out.
 */
export async function openFormatsConnus(
  db: Db,
  dispositif: Dispositif,
  demande: TypeDemande,
): Promise<readonly Format[]> {
  const enVigueur = await readEnVigueur(db, codeFormat(dispositif, demande))
  const gardees = (await readFormats(db, codeFormat(dispositif, demande))).filter(
    (l) => l.id !== enVigueur?.id && (l.retenuLe !== null || l.envois > 0),
  )
  const code = dispositif.formats[demande]
  const notre = code === null ? [] : [openFormat(code)]
  const compile = (ligne: LigneFormat): readonly Format[] => {
    try {
      return [compileLigne(ligne, dispositif.code, demande)].filter((f) => f !== null)
    } catch {
      return []
    }
  }
  return enVigueur === null
    ? [...notre, ...gardees.flatMap(compile)]
    : [...compile(enVigueur), ...gardees.flatMap(compile), ...notre]
}

/** The format that a file was made with. Liasse's own when the register has none of that version. */
export async function openFormatEnvoi(
  db: Db,
  envoi: {
    readonly format: string
    readonly formatVersion: number
    readonly dispositif: string
    readonly type: TypeDemande
  },
): Promise<Format> {
  const ligne = await readFormatVersion(db, envoi.format, envoi.formatVersion)
  return ligne === null ? openFormat(envoi.format) : openLigne(ligne, envoi.dispositif, envoi.type)
}
