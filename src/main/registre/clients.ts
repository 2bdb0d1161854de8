import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { FicheClient, filtreClients, ResumeClient } from '#contract/client.ts'
import type { Page } from '#contract/commun.ts'
import type { Tiers } from '#domain/tiers.ts'
import { among } from './ids.ts'
import { matching, toQuery } from './recherche.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
export type FiltreClients = z.infer<typeof filtreClients>

/** The number that names a client in lists: RPPS, FINESS géographique, juridique, then any other. */
const IDENTIFIANT = sql<string>`coalesce((
  SELECT i.valeur FROM identifiant i WHERE i.tiersId = t.id
  ORDER BY CASE i.type WHEN 'RPPS' THEN 0 WHEN 'FINESS_G' THEN 1 WHEN 'FINESS_J' THEN 2 ELSE 3 END, i.type LIMIT 1), '')`

const COMMANDES = sql<number>`(
  SELECT count(DISTINCT p.commandeId) FROM participation p JOIN commande c ON c.id = p.commandeId
  WHERE p.tiersId = t.id AND c.annuleeLe IS NULL)`

const select = (db: Db) =>
  db
    .selectFrom('tiers as t')
    .select(['t.id', 't.codePostal', 't.commune', 't.telephone', 't.mail'])
    .select([
      sql<string>`CASE t.prenom WHEN '' THEN t.nom ELSE t.nom || ' ' || t.prenom END`.as('nom'),
      sql<Tiers['categorie']>`t.categorie`.as('categorie'),
      sql<Tiers['profession']>`t.profession`.as('profession'),
      IDENTIFIANT.as('identifiant'),
      COMMANDES.as('commandes'),
    ])

const filter = (db: Db, filtre: Omit<FiltreClients, 'debut' | 'nombre'>) => {
  let requete = db.selectFrom('tiers as t')
  if (filtre.texte.trim() !== '') {
    const mots = toQuery(filtre.texte)
    requete =
      mots === null
        ? requete.where(sql<boolean>`0`)
        : requete.innerJoin(matching('recherche_tiers', mots).as('f'), 'f.id', 't.id')
  }
  if (filtre.categories.length > 0) requete = requete.where('t.categorie', 'in', filtre.categories)
  if (filtre.professions.length > 0) requete = requete.where('t.profession', 'in', filtre.professions)
  if (filtre.sansCommande)
    requete = requete.where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM participation p JOIN commande c ON c.id = p.commandeId WHERE p.tiersId = t.id AND c.annuleeLe IS NULL)`,
    )
  return requete
}

const TRIS = {
  nom: sql`t.nom COLLATE NOCASE`,
  identifiant: IDENTIFIANT,
  commune: sql`t.commune COLLATE NOCASE`,
  categorie: sql`t.categorie`,
  commandes: COMMANDES,
} as const

/** Identifiers of the clients that a filter keeps, sorted; all of them, or a slice. */
export async function selectClients(
  db: Db,
  filtre: Omit<FiltreClients, 'debut' | 'nombre'>,
  tranche?: { readonly debut: number; readonly nombre: number },
): Promise<readonly number[]> {
  const sens = sql.raw(filtre.sens)
  let requete = filter(db, filtre)
    .select('t.id')
    .orderBy(sql`${TRIS[filtre.tri]} ${sens}`)
    .orderBy(sql`t.nom COLLATE NOCASE ${sens}`)
    .orderBy(sql`t.prenom COLLATE NOCASE ${sens}`)
    .orderBy(sql`t.id ${sens}`)
  if (tranche !== undefined) requete = requete.limit(tranche.nombre).offset(tranche.debut)
  return (await requete.execute()).map((l) => l.id)
}

/** A slice of the clients that a filter keeps. Names by name then first name. */
export async function listClients(db: Db, filtre: FiltreClients): Promise<Page<ResumeClient>> {
  const { total } = await filter(db, filtre)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { lignes: await readResumesClients(db, await selectClients(db, filtre, filtre)), total }
}

/** Rows of the client list, in the order of `ids`. */
export async function readResumesClients(db: Db, ids: readonly number[]): Promise<readonly ResumeClient[]> {
  const lignes = await select(db).where('t.id', 'in', among(ids)).execute()
  const parId = new Map(lignes.map((l) => [l.id, l]))
  return ids.flatMap((id) => parId.get(id) ?? [])
}

/** The vendor's own reference of clients that have one. */
export async function readReferences(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const lignes = await db
    .selectFrom('tiers')
    .select(['id', 'reference'])
    .where('id', 'in', among(ids))
    .where('reference', '!=', '')
    .execute()
  return new Map(lignes.map((l) => [l.id, l.reference]))
}

/** Establishments of an entity, by name. */
export function readEtablissements(db: Db, parentId: number): Promise<readonly ResumeClient[]> {
  return select(db).where('t.parentId', '=', parentId).orderBy(sql`t.nom COLLATE NOCASE`).execute()
}

/** Live orders of a client, all roles, the latest first. */
export async function readCommandesOf(db: Db, tiersId: number): Promise<readonly number[]> {
  const lignes = await db
    .selectFrom('participation')
    .select('commandeId')
    .distinct()
    .where('tiersId', '=', tiersId)
    .orderBy('commandeId', 'desc')
    .execute()
  return lignes.map((l) => l.commandeId)
}

/**
 * Aids per regulation (AF-SFP-LGC-Va2 §5.1): what the client declares, and what the live orders of the register add
 * under the schemes of each regulation. Cents.
 */
export async function readCumuls(
  db: Db,
  tiersId: number,
  reglementOf: (dispositif: string) => string | null,
): Promise<FicheClient['cumuls']> {
  const declares = await db
    .selectFrom('aide')
    .select(['reglement', (eb) => eb.fn.sum<number>('montant').as('declare')])
    .where('tiersId', '=', tiersId)
    .groupBy('reglement')
    .execute()
  const lignes = await db
    .selectFrom('ligne as l')
    .innerJoin('commande as c', 'c.id', 'l.commandeId')
    .select(['c.dispositif', (eb) => eb.fn.sum<number>('l.ttc').as('ttc')])
    .where('l.tiersId', '=', tiersId)
    .where('c.annuleeLe', 'is', null)
    .groupBy('c.dispositif')
    .execute()
  const cumuls = new Map(
    declares.map((d) => [d.reglement, { declare: d.declare, commandes: 0, aucunDeclare: false }]),
  )
  for (const { dispositif, ttc } of lignes) {
    const reglement = reglementOf(dispositif)
    if (reglement === null) continue
    const cumul = cumuls.get(reglement) ?? { declare: 0, commandes: 0, aucunDeclare: true }
    cumuls.set(reglement, { ...cumul, commandes: cumul.commandes + ttc })
  }
  return [...cumuls].map(([reglement, cumul]) => ({ reglement, ...cumul }))
}
