import { type Kysely, sql } from 'kysely'
import type { EtatDemande, PerimetreDemande, TypeDemande } from '#domain/commande.ts'
import { type EvenementDemande, transitionDemande } from '#domain/etats.ts'
import { clientsEnListe } from '#domain/tiers.ts'
import { among, groupBy } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** Pieces of requests under the names that they have in the ZIP, in the order of the file. */
function readPiecesDemandes(db: Db, demandeIds: readonly number[]) {
  return db
    .selectFrom('demande_piece as dp')
    .leftJoin('piece as p', 'p.id', 'dp.pieceId')
    .select(['dp.demandeId', 'dp.pieceId', 'dp.nom', 'p.sha256', 'p.taille'])
    .where('dp.demandeId', 'in', among(demandeIds))
    .orderBy('dp.demandeId')
    .orderBy('dp.rang')
    .execute()
}

/** Requests of an envoi in the order of the file, with the names of their clients and their pieces. */
export async function readDemandesEnvoi(db: Db, envoiId: number) {
  const demandes = await db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .select(['d.id', 'd.numLigne', 'd.commandeId', 'c.numero', 'd.numeroAsp', 'd.motif'])
    .select(['d.codeTraitement as code', 'd.libelleTraitement as libelle'])
    .select(sql<EtatDemande>`d.etat`.as('etat'))
    .where('d.envoiId', '=', envoiId)
    .orderBy('d.numLigne')
    .execute()
  const clients = groupBy(
    await db
      .selectFrom('participation as pa')
      .innerJoin('tiers as t', 't.id', 'pa.tiersId')
      .select(['pa.commandeId', 't.nom', 't.prenom'])
      .where('pa.role', '=', 'client')
      .where('pa.commandeId', 'in', among(demandes.map((d) => d.commandeId)))
      .orderBy('pa.rang')
      .execute(),
    (c) => c.commandeId,
  )
  const pieces = groupBy(
    await readPiecesDemandes(
      db,
      demandes.map((d) => d.id),
    ),
    (p) => p.demandeId,
  )
  return demandes.map((d) => ({
    ...d,
    pieces: pieces.get(d.id) ?? [],
    client: clientsEnListe(clients.get(d.commandeId) ?? []),
  }))
}

/** Requests after one, in the order in which they were made, with the order, its client and the deposit. Cents. */
export function readDemandesAfter(
  db: Db,
  filtre: {
    readonly dispositif: string | null
    readonly type: TypeDemande | null
    readonly envoiId: number | null
  },
  { apres, nombre }: { readonly apres: number; readonly nombre: number },
) {
  return db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .innerJoin('resume as r', 'r.id', 'd.commandeId')
    .leftJoin('tiers as t', 't.id', 'r.clientId')
    .leftJoin('envoi as e', 'e.id', 'd.envoiId')
    .select(['d.id', 'd.type', 'd.tentative', 'd.etat', 'd.numLigne', 'd.numeroAsp', 'd.deposeLe', 'd.motif'])
    .select((eb) =>
      eb
        .selectFrom('demande_piece as dp')
        .whereRef('dp.demandeId', '=', 'd.id')
        .select(sql<string>`coalesce(group_concat(dp.nom, ', '), '')`.as('noms'))
        .$asScalar()
        .$notNull()
        .as('pieces'),
    )
    .select(['d.ttc', 'd.attendu', 'c.numero', 'c.dispositif', 'r.client', 'r.identifiant'])
    .select(['t.reference as referenceClient', 'e.reference', 'e.numeroDepot'])
    .where('d.id', '>', apres)
    .$if(filtre.dispositif !== null, (q) => q.where('c.dispositif', '=', filtre.dispositif ?? ''))
    .$if(filtre.type !== null, (q) => q.where('d.type', '=', filtre.type ?? 'avance'))
    .$if(filtre.envoiId !== null, (q) => q.where('d.envoiId', '=', filtre.envoiId ?? 0))
    .orderBy('d.id')
    .limit(nombre)
    .execute()
}

export interface DemandeAPreparer {
  readonly commandeId: number
  readonly numLigne: number
  readonly pieces: readonly {
    /** Null for a request made elsewhere whose piece is not there. */
    readonly pieceId: number | null
    readonly nom: string
    readonly typeFichier: string
  }[]
  /** Whole amount, and the share asked for. Cents. */
  readonly ttc: number
  readonly attendu: number | null
  readonly perimetre: PerimetreDemande | null
}

/** Adds requests « preparee » to an envoi, numbered after the former attempts of their orders. */
export async function insertDemandes(
  tx: Ecriture,
  envoiId: number,
  type: TypeDemande,
  demandes: readonly DemandeAPreparer[],
): Promise<void> {
  const tentatives = new Map(
    (
      await tx
        .selectFrom('demande')
        .select(['commandeId', sql<number>`max(tentative)`.as('derniere')])
        .where('type', '=', type)
        .where('commandeId', 'in', among(demandes.map((d) => d.commandeId)))
        .groupBy('commandeId')
        .execute()
    ).map((t) => [t.commandeId, t.derniere]),
  )
  for (let i = 0; i < demandes.length; i += 100) {
    const lot = demandes.slice(i, i + 100)
    const ids = await tx
      .insertInto('demande')
      .values(
        lot.map((d) => ({
          commandeId: d.commandeId,
          type,
          tentative: (tentatives.get(d.commandeId) ?? 0) + 1,
          etat: 'preparee',
          envoiId,
          numLigne: d.numLigne,
          ttc: d.ttc,
          attendu: d.attendu,
          perimetre: d.perimetre === null ? '{}' : JSON.stringify(d.perimetre),
        })),
      )
      .returning(['id', 'commandeId'])
      .execute()
    const idOf = new Map(ids.map((d) => [d.commandeId, d.id]))
    const pieces = lot.flatMap((d) =>
      d.pieces.map((p, rang) => ({ ...p, demandeId: idOf.get(d.commandeId) as number, rang })),
    )
    if (pieces.length > 0) await tx.insertInto('demande_piece').values(pieces).execute()
  }
}

export interface DemandeDeplacee {
  readonly id: number
  readonly commandeId: number
  readonly de: EtatDemande
  readonly vers: EtatDemande
}

/** Moves requests, whatever their states. Throws `TransitionRefusee` on the first that may not. */
export async function moveDemandes(
  tx: Ecriture,
  ids: readonly number[],
  evenement: EvenementDemande,
  faits: { readonly deposeLe?: string; readonly motif?: string } = {},
): Promise<readonly DemandeDeplacee[]> {
  const demandes = await tx
    .selectFrom('demande')
    .select(['id', 'commandeId', sql<EtatDemande>`etat`.as('etat')])
    .where('id', 'in', among(ids))
    .orderBy('id')
    .execute()
  const deplacees = demandes.map(({ id, commandeId, etat }) => ({
    id,
    commandeId,
    de: etat,
    vers: transitionDemande(etat, evenement),
  }))
  for (const [vers, groupe] of groupBy(deplacees, (d) => d.vers))
    await tx
      .updateTable('demande')
      .set({ ...faits, etat: vers })
      .where('id', 'in', among(groupe.map((d) => d.id)))
      .execute()
  return deplacees
}

/** Requests of these orders that are in one of these states. */
export function findDemandes(
  db: Db,
  type: TypeDemande,
  commandeIds: readonly number[],
  etats: readonly EtatDemande[],
): Promise<readonly { readonly id: number; readonly commandeId: number; readonly numero: string }[]> {
  return db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .select(['d.id', 'd.commandeId', 'c.numero'])
    .where('d.type', '=', type)
    .where('d.commandeId', 'in', among(commandeIds))
    .where('d.etat', 'in', etats)
    .orderBy('d.id')
    .execute()
}
