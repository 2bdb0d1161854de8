import { type Kysely, type Selectable, sql } from 'kysely'
import type { Jour } from '#domain/dates.ts'
import { type EtatPlace, type EvenementPlace, transitionPlace } from '#domain/etatsPilote.ts'
import type { Profession } from '#domain/tiers.ts'
import { among } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>
export type Pilote = Selectable<Tables['pilote']>

/** A pilot belongs to one vendor and one referenced product. */
export interface ClePilote {
  readonly fournisseurId: number
  readonly referencementId: number
}

/** Vendor and product pairs, by scheme and product. */
export function readDistributionsPilotes(db: Db) {
  return db
    .selectFrom('distribution as d')
    .innerJoin('referencement as r', 'r.id', 'd.referencementId')
    .innerJoin('solution as s', 's.id', 'r.solutionId')
    .innerJoin('fournisseur as f', 'f.id', 'd.fournisseurId')
    .select(['d.fournisseurId', 'd.referencementId', 'f.denomination as fournisseur', 'r.dispositif'])
    .select(['r.version', 'r.profils', 's.denomination as solution'])
    .orderBy('r.dispositif')
    .orderBy('s.denomination')
    .orderBy('d.id')
    .execute()
}

export async function readPilote(db: Db, cle: ClePilote): Promise<Pilote | null> {
  return (
    (await db
      .selectFrom('pilote')
      .selectAll()
      .where('fournisseurId', '=', cle.fournisseurId)
      .where('referencementId', '=', cle.referencementId)
      .executeTakeFirst()) ?? null
  )
}

/** Every pilot begun. */
export const readPilotes = (db: Db): Promise<readonly Pilote[]> =>
  db.selectFrom('pilote').selectAll().execute()

/** The pilot of that vendor and product, begun now when it was not. */
export async function ensurePilote(tx: Ecriture, cle: ClePilote): Promise<Pilote> {
  await tx
    .insertInto('pilote')
    .values({ ...cle, dossierPrepareLe: null, transmisLe: null, decision: null, decideLe: null })
    .onConflict((oc) => oc.doNothing())
    .execute()
  return (await readPilote(tx, cle)) as Pilote
}

export interface Place {
  readonly id: number
  readonly piloteId: number
  readonly rang: number
  readonly commandeId: number
  readonly etat: EtatPlace
  readonly choisieLe: Jour
  readonly retireeLe: Jour | null
  readonly motif: string
}

/** Every place ever held in these pilots, the latest last: those that left have `retireeLe`. */
export async function readPlaces(db: Db, ...piloteIds: readonly number[]): Promise<readonly Place[]> {
  const lignes = await db
    .selectFrom('pilote_place')
    .selectAll()
    .where('piloteId', 'in', among(piloteIds))
    .orderBy('rang')
    .orderBy('id')
    .execute()
  return lignes.map((p) => ({ ...p, etat: p.etat as EtatPlace }))
}

export interface FaitsOccupant {
  readonly commandeId: number
  readonly numero: string
  readonly client: string
  readonly profession: Profession | null
  readonly categorie: string | null
  readonly avanceAcceptee: 0 | 1
  readonly avanceValideeLe: Jour | null
  readonly installeeLe: Jour | null
  readonly prevueLe: Jour | null
  readonly pvSigneLe: Jour | null
  /** A PV is attached with the name of who signed it. */
  readonly pvSigne: 0 | 1
}

const FAITS = sql<FaitsOccupant>`
  SELECT c.id AS commandeId, c.numero, coalesce(r.client, '') AS client, t.profession, t.categorie,
    EXISTS (SELECT 1 FROM demande d WHERE d.commandeId = c.id AND d.type = 'avance' AND d.etat IN ('validee', 'payee')) AS avanceAcceptee,
    (SELECT coalesce(d.valideeLe, d.payeLe) FROM demande d WHERE d.commandeId = c.id AND d.type = 'avance'
      AND d.etat IN ('validee', 'payee') ORDER BY d.tentative DESC LIMIT 1) AS avanceValideeLe,
    i.realiseeLe AS installeeLe, coalesce(i.prevueLe, c.dateInstallationPrevue) AS prevueLe,
    (SELECT max(s.date) FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId JOIN signature s ON s.pieceId = p.id
      WHERE pc.commandeId = c.id AND p.type = 'PV' AND p.etat = 'rattachee') AS pvSigneLe,
    EXISTS (SELECT 1 FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId JOIN signature s ON s.pieceId = p.id
      WHERE pc.commandeId = c.id AND p.type = 'PV' AND p.etat = 'rattachee' AND s.signataire <> '' AND s.date IS NOT NULL) AS pvSigne
  FROM commande c
  LEFT JOIN resume r ON r.id = c.id LEFT JOIN tiers t ON t.id = r.clientId LEFT JOIN installation i ON i.commandeId = c.id`

/** What is known of orders as places of a pilot. Refresh the verifications first: names come from their rows. */
export async function readOccupants(db: Db, ids: readonly number[]): Promise<readonly FaitsOccupant[]> {
  return (await sql<FaitsOccupant>`${FAITS} WHERE c.id IN ${among(ids)}`.execute(db)).rows
}

/**
 * Orders of that vendor and product whose advance is accepted and that hold no place, those installed first; of these,
 * `commandeId` alone when it is given.
 */
export async function readCandidats(
  db: Db,
  cle: ClePilote,
  commandeId?: number,
): Promise<readonly FaitsOccupant[]> {
  const seule = commandeId === undefined ? sql`` : sql`AND c.id = ${commandeId}`
  return (
    await sql<FaitsOccupant>`SELECT * FROM (${FAITS}
      WHERE c.fournisseurId = ${cle.fournisseurId} AND c.referencementId = ${cle.referencementId} AND c.annuleeLe IS NULL ${seule}
        AND NOT EXISTS (SELECT 1 FROM pilote_place s WHERE s.commandeId = c.id AND s.retireeLe IS NULL))
      WHERE avanceAcceptee = 1 ORDER BY installeeLe IS NULL, installeeLe DESC, numero`.execute(db)
  ).rows
}

/** Moves a place. Throws `TransitionRefusee`. Returns its new state. */
export async function movePlace(
  tx: Ecriture,
  place: Pick<Place, 'id' | 'etat'>,
  evenement: EvenementPlace,
  faits: { readonly retireeLe?: Jour; readonly motif?: string } = {},
): Promise<EtatPlace> {
  const vers = transitionPlace(place.etat, evenement)
  await tx
    .updateTable('pilote_place')
    .set({ ...faits, etat: vers })
    .where('id', '=', place.id)
    .execute()
  return vers
}

/** The bundle for the ANS holds what is no more: it is to be made again, and one being made is refused. */
export async function dropDossier(tx: Ecriture, piloteId: number): Promise<void> {
  await tx
    .updateTable('pilote')
    .set((eb) => ({ dossierPrepareLe: null, revision: eb('revision', '+', 1) }))
    .where('id', '=', piloteId)
    .execute()
}

/** Training material of these pilots. */
export function readSupports(db: Db, piloteIds: readonly number[]) {
  return db
    .selectFrom('pilote_support')
    .select(['piloteId', 'cle', 'sha256', 'nom', 'taille', 'ajouteLe'])
    .where('piloteId', 'in', among(piloteIds))
    .orderBy('cle')
    .orderBy('nom')
    .execute()
}

/** Balances of that vendor and product held by the missing conformity, and what waits before them. Cents. */
export async function readRetenue(db: Db, cle: ClePilote) {
  const { rows } = await sql<{ soldes: number; montant: number; factures: number; receptions: number }>`
    SELECT coalesce(sum(r.etat = 'solde_retenu'), 0) AS soldes,
      coalesce(sum(CASE WHEN r.etat = 'solde_retenu' THEN r.solde END), 0) AS montant,
      coalesce(sum(r.etat = 'facture_a_emettre'), 0) AS factures,
      coalesce(sum(r.etat IN ('reception_a_signer', 'reception_a_emettre')), 0) AS receptions
    FROM resume r JOIN commande c ON c.id = r.id
    WHERE c.fournisseurId = ${cle.fournisseurId} AND c.referencementId = ${cle.referencementId}`.execute(db)
  return rows[0] as { soldes: number; montant: number; factures: number; receptions: number }
}
