import type { Database } from 'better-sqlite3'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import type { filtreCommandes, ResumeCommande } from '#contract/commande.ts'
import { ETATS_COMMANDE, type EtatCommande } from '#domain/commande.ts'
import { ETATS } from '#domain/etats.ts'
import type { EtatSuite } from '#domain/suite.ts'
import { among } from './ids.ts'
import { matching, toQuery } from './recherche.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
export type FiltreCommandes = z.infer<typeof filtreCommandes>
export type Resume = Selectable<Tables['resume']>

/** What a verification found of an order. */
export interface Verdict {
  readonly id: number
  readonly incomplete: 0 | 1
  readonly bloquants: number
  readonly alertes: number
  /** Where the order is once its advance is accepted; null before. */
  readonly suite: EtatSuite | null
}

/** Place of a state in the order of what is to be done: what came back first, what is closed last. */
export const RANGS: Readonly<Record<EtatCommande, number>> = {
  solde_retourne: 0,
  avance_retournee: 1,
  avance_rejetee: 2,
  solde_rejete: 3,
  bdc_a_revoir: 4,
  solde_a_revoir: 5,
  avance_a_deposer: 6,
  avance_exportee: 7,
  solde_a_deposer: 8,
  solde_exporte: 9,
  a_completer: 10,
  bdc_a_emettre: 11,
  installation_a_faire: 12,
  reception_a_emettre: 13,
  facture_a_emettre: 14,
  solde_retenu: 15,
  bdc_a_signer: 16,
  reception_a_signer: 17,
  avance_deposee: 18,
  avance_contestee: 19,
  avance_validee: 20,
  solde_depose: 21,
  solde_valide: 22,
  soldee: 23,
  annulee: 24,
}

/** Writes what a verification found on the orders. Inside a transaction of the same connection. */
export function writeVerdicts(brut: Database, jour: string, verdicts: readonly Verdict[]): void {
  const ecrire = brut.prepare(
    'UPDATE commande SET verifieeLe = ?, incomplete = ?, bloquants = ?, alertes = ?, suite = ? WHERE id = ?',
  )
  for (const v of verdicts) ecrire.run(jour, v.incomplete, v.bloquants, v.alertes, v.suite, v.id)
}

/** Writes under which rules orders were verified. Inside a transaction of the same connection. */
export function writeRegles(brut: Database, regles: string, ids: readonly number[]): void {
  brut
    .prepare('UPDATE commande SET verifieeRegles = ? WHERE id IN (SELECT value FROM json_each(?))')
    .run(regles, JSON.stringify(ids))
}

/** Replaces the rows that lists show. Inside a transaction of the same connection. */
export function writeResumes(brut: Database, resumes: readonly Resume[]): void {
  const ecrire = brut.prepare(`
    INSERT INTO resume (id, dispositif, etat, rang, clientId, client, identifiant, ht, ttc, avance, solde, depuis, echeance)
    VALUES (@id, @dispositif, @etat, @rang, @clientId, @client, @identifiant, @ht, @ttc, @avance, @solde, @depuis, @echeance)
    ON CONFLICT (id) DO UPDATE SET dispositif = excluded.dispositif, etat = excluded.etat, rang = excluded.rang,
      clientId = excluded.clientId, client = excluded.client, identifiant = excluded.identifiant, ht = excluded.ht,
      ttc = excluded.ttc, avance = excluded.avance, solde = excluded.solde, depuis = excluded.depuis, echeance = excluded.echeance`)
  for (const resume of resumes) ecrire.run(resume)
}

/** State of orders by the only definition, the view; and the row that lists showed of them, if any. */
export async function readEtats(db: Db, ids: readonly number[]) {
  const lignes = await db
    .selectFrom('commande_etat as e')
    .innerJoin('commande as c', 'c.id', 'e.id')
    .leftJoin('resume as r', 'r.id', 'e.id')
    .select(['e.id', 'c.modifieeLe', 'r.etat as ancien', 'r.depuis'])
    .select(sql<EtatCommande>`e.etat`.as('etat'))
    .where('e.id', 'in', among(ids))
    .execute()
  return new Map(lignes.map((l) => [l.id, l]))
}

const TERMINAUX: readonly EtatCommande[] = [
  'avance_deposee',
  'avance_contestee',
  'solde_depose',
  'solde_valide',
  'soldee',
  'annulee',
]

/** Orders whose verification a write made stale. */
export async function listTouched(db: Db): Promise<readonly number[]> {
  const touchees = await db.selectFrom('commande').select('id').where('verifieeLe', 'is', null).execute()
  return touchees.map((c) => c.id)
}

/** Live orders last verified on another day, and all those last verified under other rules. */
export async function listOutdated(db: Db, jour: string, regles: string): Promise<readonly number[]> {
  const anciennes = await db
    .selectFrom('commande as c')
    .innerJoin('resume as r', 'r.id', 'c.id')
    .select('c.id')
    .where('c.verifieeLe', 'is not', null)
    .where(({ or, and, eb }) =>
      or([
        eb('c.verifieeRegles', '!=', regles),
        and([eb('c.verifieeLe', '!=', jour), eb('r.etat', 'not in', TERMINAUX)]),
      ]),
    )
    .execute()
  return anciennes.map((c) => c.id)
}

type Partie = Pick<FiltreCommandes, 'texte' | 'referencementId' | 'clientId' | 'assigneA'>

const filterBase = (db: Db, filtre: Partie) => {
  let requete = db.selectFrom('resume as r')
  const mots = toQuery(filtre.texte)
  if (mots !== null) requete = requete.innerJoin(matching('recherche_commande', mots).as('f'), 'f.id', 'r.id')
  else if (filtre.texte.trim() !== '') requete = requete.where(sql<boolean>`0`)
  if (filtre.referencementId !== null)
    requete = requete.where(
      sql<boolean>`EXISTS (SELECT 1 FROM commande c WHERE c.id = r.id AND c.referencementId = ${filtre.referencementId})`,
    )
  if (filtre.assigneA !== null)
    requete = requete.where(
      filtre.assigneA === ''
        ? sql<boolean>`NOT EXISTS (SELECT 1 FROM commande c WHERE c.id = r.id AND c.assigneA <> '')`
        : sql<boolean>`r.id IN (SELECT id FROM commande WHERE assigneA = ${filtre.assigneA} AND assigneA <> '')`,
    )
  if (filtre.clientId !== null)
    requete = requete.where(
      sql<boolean>`r.id IN (SELECT commandeId FROM participation WHERE tiersId = ${filtre.clientId})`,
    )
  return requete
}

/** States that the two filters on the state let through, or null when they let all of them. */
export function statesOf(filtre: Pick<FiltreCommandes, 'etats' | 'porteur'>): readonly EtatCommande[] | null {
  if (filtre.etats.length === 0 && filtre.porteur === null) return null
  const etats = filtre.etats.length === 0 ? ETATS_COMMANDE : filtre.etats
  return etats.filter((etat) => filtre.porteur === null || ETATS[etat].porteur === filtre.porteur)
}

/** Numbers and sums per scheme and state, under the filters that are neither. Cents. */
export function countByState(db: Db, filtre: Partie) {
  return filterBase(db, filtre)
    .select(['r.dispositif', sql<EtatCommande>`r.etat`.as('etat')])
    .select((eb) => [
      eb.fn.countAll<number>().as('n'),
      eb.fn.sum<number>('r.ttc').as('ttc'),
      sql<number>`coalesce(sum(r.avance), 0)`.as('avance'),
      sql<number>`coalesce(sum(r.solde), 0)`.as('solde'),
    ])
    .groupBy(['r.dispositif', 'r.etat'])
    .execute()
}

const TRIS = {
  numero: sql`(SELECT c.numero FROM commande c WHERE c.id = r.id)`,
  client: sql`r.client COLLATE NOCASE`,
  etat: sql`r.rang`,
  depuis: sql`r.depuis`,
  echeance: sql`coalesce(r.echeance, '9999')`,
  ttc: sql`r.ttc`,
  emission: sql`(SELECT coalesce(c.dateEmission, '9999') FROM commande c WHERE c.id = r.id)`,
} as const

/** Identifiers of the orders that a filter keeps, sorted; all of them, or a slice. */
export async function selectIds(
  db: Db,
  filtre: Omit<FiltreCommandes, 'debut' | 'nombre'>,
  tranche?: { readonly debut: number; readonly nombre: number },
): Promise<readonly number[]> {
  let requete = filterBase(db, filtre)
  const etats = statesOf(filtre)
  if (etats !== null) requete = requete.where('r.etat', 'in', etats)
  if (filtre.dispositif !== null) requete = requete.where('r.dispositif', '=', filtre.dispositif)
  let triee = requete.select('r.id').orderBy(sql`${TRIS[filtre.tri]} ${sql.raw(filtre.sens)}`)
  // Within a state, what is due first comes first.
  if (filtre.tri === 'etat') triee = triee.orderBy(TRIS.echeance)
  triee = triee.orderBy(sql`r.id ${sql.raw(filtre.sens)}`)
  if (tranche !== undefined) triee = triee.limit(tranche.nombre).offset(tranche.debut)
  return (await triee.execute()).map((l) => l.id)
}

/** Rows of the list of orders, in the order of `ids`. They show the last verification: refresh it first. */
export async function readResumes(db: Db, ids: readonly number[]): Promise<readonly ResumeCommande[]> {
  const lignes = await db
    .selectFrom('resume as r')
    .innerJoin('commande as c', 'c.id', 'r.id')
    .select([
      'r.id',
      'c.revision',
      'c.numero',
      'r.dispositif',
      'c.cas',
      'r.client',
      'r.clientId',
      'r.identifiant',
    ])
    .select([
      'r.depuis',
      'r.echeance',
      'c.dateEmission',
      'r.ht',
      'r.ttc',
      'r.avance',
      'r.solde',
      'c.bloquants',
      'c.alertes',
      'c.assigneA',
    ])
    .select(sql<EtatCommande>`r.etat`.as('etat'))
    .where('r.id', 'in', among(ids))
    .execute()
  const parId = new Map(
    lignes.map((l) => [l.id, { ...l, porteur: ETATS[l.etat].porteur, etape: ETATS[l.etat].etape }]),
  )
  return ids.flatMap((id) => parId.get(id) ?? [])
}
