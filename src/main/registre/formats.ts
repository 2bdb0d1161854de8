import { type Kysely, type Selectable, sql } from 'kysely'
import type { Liaisons } from '#contract/format.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
type Objet = Readonly<Record<string, unknown>>

/** A model of the agency over a format: what it was compared with, what was chosen, what it makes. */
export interface Difference {
  /** What the model was compared with. `emprunt`: the format of another request, for want of one. */
  readonly origine: {
    readonly code: string
    readonly version: number
    readonly gabarit: Objet
    readonly schema: Objet
    readonly cleLignes: string
    readonly emprunt: boolean
    readonly lignesMax: number
    readonly jsonDansZip: boolean
  }
  /** Liasse's own template at `baseVersion`, to know later what changed in it; null when it has none. */
  readonly base: Objet | null
  readonly cleLignes: string
  readonly taille: number
  readonly liaisons: Liaisons
  /** Keys that changed on both sides and wait for the user. */
  readonly conflits: readonly string[]
  /** The template and the schema kept; null while something is missing. */
  readonly gabarit: Objet | null
  readonly schema: Objet | null
}

export interface LigneFormat extends Omit<Selectable<Tables['format']>, 'modele' | 'schema' | 'difference'> {
  readonly modele: Objet
  readonly schema: Objet | null
  readonly difference: Difference
  /** Files that were made with that version. */
  readonly envois: number
}

const select = (db: Db) =>
  db
    .selectFrom('format as f')
    .selectAll('f')
    .select(
      sql<number>`(SELECT count(*) FROM envoi e WHERE e.format = f.code AND e.formatVersion = f.version)`.as(
        'envois',
      ),
    )

type Lue = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]
const parse = (l: Lue): LigneFormat => ({
  ...l,
  modele: JSON.parse(l.modele) as Objet,
  schema: l.schema === null ? null : (JSON.parse(l.schema) as Objet),
  difference: JSON.parse(l.difference) as Difference,
})

/** Every version over a format, the last first. */
export async function readFormats(db: Db, code: string): Promise<readonly LigneFormat[]> {
  return (await select(db).where('f.code', '=', code).orderBy('f.version', 'desc').execute()).map(parse)
}

export async function readFormatRow(db: Db, id: number): Promise<LigneFormat | null> {
  const ligne = await select(db).where('f.id', '=', id).executeTakeFirst()
  return ligne === undefined ? null : parse(ligne)
}

export async function readFormatVersion(db: Db, code: string, version: number): Promise<LigneFormat | null> {
  const ligne = await select(db)
    .where('f.code', '=', code)
    .where('f.version', '=', version)
    .executeTakeFirst()
  return ligne === undefined ? null : parse(ligne)
}

/** The version in use: the last one kept. Null when Liasse's own format is. */
export async function readEnVigueur(db: Db, code: string): Promise<LigneFormat | null> {
  const ligne = await select(db)
    .where('f.code', '=', code)
    .where('f.retenuLe', 'is not', null)
    .orderBy('f.retenuLe', 'desc')
    .orderBy('f.version', 'desc')
    .executeTakeFirst()
  return ligne === undefined ? null : parse(ligne)
}

export type FormatAEcrire = Pick<
  LigneFormat,
  'code' | 'baseVersion' | 'nom' | 'sha256' | 'modele' | 'schema' | 'difference' | 'importeLe' | 'par'
>

/** Writes a trial; the former one of that format, never used, leaves. Numbered after every version known. */
export async function insertEssai(tx: Ecriture, f: FormatAEcrire): Promise<number> {
  const connues = await readFormats(tx, f.code)
  const essais = connues.filter((l) => l.retenuLe === null && l.envois === 0)
  if (essais.length > 0)
    await tx
      .deleteFrom('format')
      .where(
        'id',
        'in',
        essais.map((l) => l.id),
      )
      .execute()
  const gardees = connues.filter((l) => !essais.includes(l)).map((l) => l.version)
  const { id } = await tx
    .insertInto('format')
    .values({
      code: f.code,
      baseVersion: f.baseVersion,
      nom: f.nom,
      sha256: f.sha256,
      importeLe: f.importeLe,
      par: f.par,
      version: Math.max(f.baseVersion, ...gardees) + 1,
      modele: JSON.stringify(f.modele),
      schema: f.schema === null ? null : JSON.stringify(f.schema),
      difference: JSON.stringify(f.difference),
      retenuLe: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateFormat(
  tx: Ecriture,
  id: number,
  { schema, difference }: Pick<LigneFormat, 'schema' | 'difference'>,
): Promise<void> {
  await tx
    .updateTable('format')
    .set({ schema: schema === null ? null : JSON.stringify(schema), difference: JSON.stringify(difference) })
    .where('id', '=', id)
    .execute()
}

export async function setRetenu(tx: Ecriture, id: number, retenuLe: string | null): Promise<void> {
  await tx.updateTable('format').set({ retenuLe }).where('id', '=', id).execute()
}

export async function deleteFormat(tx: Ecriture, id: number): Promise<void> {
  await tx.deleteFrom('format').where('id', '=', id).execute()
}
