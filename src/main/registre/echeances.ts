import { type Kysely, sql } from 'kysely'
import type { Echeance } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { clientsEnListe } from '#domain/tiers.ts'
import { among, groupBy } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

export type EcheanceLue = Echeance & {
  readonly numero: string
  readonly client: string
  readonly dispositif: string
}

/** What is due, the first to come first, with the order and its clients. */
export async function selectEcheances(
  db: Db,
  filtre: {
    readonly id?: number
    readonly commandeId?: number | null
    readonly demandeIds?: readonly number[]
    readonly ouvertes?: boolean
  },
): Promise<readonly EcheanceLue[]> {
  const { id, commandeId, demandeIds, ouvertes } = filtre
  const lues = await db
    .selectFrom('echeance as e')
    .innerJoin('commande as c', 'c.id', 'e.commandeId')
    .selectAll('e')
    .select(['c.numero', 'c.dispositif'])
    .select(sql<Echeance['nature']>`e.nature`.as('nature'))
    .$if(id !== undefined, (q) => q.where('e.id', '=', id ?? 0))
    .$if(commandeId != null, (q) => q.where('e.commandeId', '=', commandeId ?? 0))
    .$if(demandeIds !== undefined, (q) => q.where('e.demandeId', 'in', among(demandeIds ?? [])))
    .$if(ouvertes === true, (q) => q.where('e.faiteLe', 'is', null))
    .orderBy('e.echeanceLe')
    .orderBy('e.id')
    .execute()
  const clients = groupBy(
    await db
      .selectFrom('participation as pa')
      .innerJoin('tiers as t', 't.id', 'pa.tiersId')
      .select(['pa.commandeId', 't.nom', 't.prenom'])
      .where('pa.role', '=', 'client')
      .where('pa.commandeId', 'in', among(lues.map((e) => e.commandeId)))
      .orderBy('pa.rang')
      .execute(),
    (c) => c.commandeId,
  )
  return lues.map((e) => ({
    ...e,
    client: clientsEnListe(clients.get(e.commandeId) ?? []),
  }))
}

/** The open one of that nature and purpose, which a second opening would double. */
export async function findEcheanceOuverte(
  db: Db,
  e: Pick<Echeance, 'commandeId' | 'demandeId' | 'nature' | 'objet'>,
): Promise<number | null> {
  const ligne = await db
    .selectFrom('echeance')
    .select('id')
    .where('commandeId', '=', e.commandeId)
    .where('nature', '=', e.nature)
    .where('objet', '=', e.objet)
    .where('demandeId', 'is', e.demandeId)
    .where('faiteLe', 'is', null)
    .executeTakeFirst()
  return ligne?.id ?? null
}

export async function insertEcheance(
  tx: Ecriture,
  e: Omit<Echeance, 'id' | 'revision' | 'faiteLe'>,
): Promise<number> {
  const { id } = await tx
    .insertInto('echeance')
    .values({ ...e, faiteLe: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Changes a due date and gives it its next revision. */
export async function updateEcheance(
  tx: Ecriture,
  id: number,
  faits: Partial<
    Pick<Echeance, 'nature' | 'objet' | 'recueLe' | 'echeanceLe' | 'commentaire'> & {
      readonly faiteLe: Jour | null
    }
  >,
): Promise<void> {
  await tx
    .updateTable('echeance')
    .set((eb) => ({ ...faits, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
}
