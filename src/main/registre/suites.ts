import { type Kysely, type Selectable, sql } from 'kysely'
import type { Echeance, Facture, Installation, PiloteDossier } from '#domain/commande.ts'
import { among } from './ids.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
type DeCommande<T> = T & { readonly commandeId: number }

const toBooleen = (n: number | null): boolean | null => (n === null ? null : n === 1)

const toInstallation = (i: Selectable<Tables['installation']>): Installation => ({
  revision: i.revision,
  prevueLe: i.prevueLe,
  realiseeLe: i.realiseeLe,
  scenario: JSON.parse(i.scenario) as Installation['scenario'],
  formation: JSON.parse(i.formation) as Installation['formation'],
  livrables: JSON.parse(i.livrables) as Installation['livrables'],
  tachesClient: i.tachesClient,
  preuves: JSON.parse(i.preuves) as Installation['preuves'],
  nonServis: JSON.parse(i.nonServis) as Installation['nonServis'],
})

export async function readInstallations(
  db: Db,
  ids: readonly number[],
): Promise<readonly DeCommande<Installation>[]> {
  const lignes = await db
    .selectFrom('installation')
    .selectAll()
    .where('commandeId', 'in', among(ids))
    .execute()
  return lignes.map((i) => ({ commandeId: i.commandeId, ...toInstallation(i) }))
}

const toFacture = (f: Selectable<Tables['facture']>): Facture => ({
  id: f.id,
  revision: f.revision,
  numero: f.numero,
  date: f.date,
  finaliseeLe: f.finaliseeLe,
  client: f.client,
  ht: f.ht,
  tva: f.tva,
  ttc: f.ttc,
  externe: f.externe === 1,
  lignePrestation: toBooleen(f.lignePrestation),
  mentionEtat: toBooleen(f.mentionEtat),
})

export async function readFactures(db: Db, ids: readonly number[]): Promise<readonly DeCommande<Facture>[]> {
  const lignes = await db.selectFrom('facture').selectAll().where('commandeId', 'in', among(ids)).execute()
  return lignes.map((f) => ({ commandeId: f.commandeId, ...toFacture(f) }))
}

/** The pilot of each order's vendor and product, with the rank of the order's own place. */
export async function readPilotesOf(
  db: Db,
  ids: readonly number[],
): Promise<readonly DeCommande<PiloteDossier>[]> {
  return db
    .selectFrom('commande as c')
    .innerJoin('pilote as p', (j) =>
      j.onRef('p.fournisseurId', '=', 'c.fournisseurId').onRef('p.referencementId', '=', 'c.referencementId'),
    )
    .select(['c.id as commandeId', 'p.transmisLe', 'p.decision', 'p.decideLe'])
    .select((eb) => [
      eb
        .selectFrom('pilote_place as s')
        .whereRef('s.piloteId', '=', 'p.id')
        .where('s.retireeLe', 'is', null)
        .where('s.etat', 'in', ['pv_signe', 'transmise', 'conforme'])
        .select(sql<number>`count(*)`.as('n'))
        .$asScalar()
        .$notNull()
        .as('signes'),
      eb
        .selectFrom('pilote_place as s')
        .whereRef('s.piloteId', '=', 'p.id')
        .whereRef('s.commandeId', '=', 'c.id')
        .where('s.retireeLe', 'is', null)
        .select('s.rang')
        .$asScalar()
        .as('rang'),
    ])
    .where('c.id', 'in', among(ids))
    .execute()
}

/** What is due for each order, the first to come first. */
export function readEcheances(db: Db, ids: readonly number[]): Promise<readonly Echeance[]> {
  return db
    .selectFrom('echeance')
    .selectAll()
    .select(sql<Echeance['nature']>`nature`.as('nature'))
    .where('commandeId', 'in', among(ids))
    .orderBy('echeanceLe')
    .orderBy('id')
    .execute()
}
