import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { Envoi, SuiteDepot } from '#contract/avance.ts'
import { SUITES_DEPOT } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { type EvenementEnvoi, transitionEnvoi } from '#domain/etatsEnvoi.ts'
import { type DemandeAPreparer, insertDemandes } from './demandes.ts'
import { among } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** An order that may be asked for and that no request under way holds. */
export interface Candidate {
  readonly id: number
  /** What the order, its installation, its invoice and its pieces are at: another one, and it was changed since. */
  readonly revision: string
  readonly numero: string
  readonly fournisseurId: number
  readonly fournisseur: string
  readonly siret: string
  readonly numeroAns: string
}

/** What makes an order a candidate: its form attached; for the balance, its advance accepted and its installation done. */
const PRETE: Readonly<Record<TypeDemande, RawBuilder<boolean>>> = {
  avance: sql<boolean>`EXISTS (SELECT 1 FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId
    WHERE pc.commandeId = c.id AND p.type = 'BDC' AND p.etat = 'rattachee')`,
  solde: sql<boolean>`EXISTS (SELECT 1 FROM demande d WHERE d.commandeId = c.id AND d.type = 'avance' AND d.etat IN ('validee', 'payee'))
    AND EXISTS (SELECT 1 FROM installation i WHERE i.commandeId = c.id AND i.realiseeLe IS NOT NULL)`,
}

const REVISION = sql<string>`concat_ws('.', c.revision,
  (SELECT revision FROM installation WHERE commandeId = c.id), (SELECT revision FROM facture WHERE commandeId = c.id),
  (SELECT group_concat(pc.pieceId) FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId
    WHERE pc.commandeId = c.id AND p.etat = 'rattachee'))`

/** Orders of a scheme that may be asked for: not cancelled, none of their requests of that type exported or deposited. */
export function readCandidates(
  db: Db,
  type: TypeDemande,
  dispositif: string,
  ids: readonly number[] | null,
): Promise<readonly Candidate[]> {
  return db
    .selectFrom('commande as c')
    .innerJoin('fournisseur as f', 'f.id', 'c.fournisseurId')
    .innerJoin('referencement as r', 'r.id', 'c.referencementId')
    .select([
      'c.id',
      'c.numero',
      'c.fournisseurId',
      'f.denomination as fournisseur',
      'f.siret',
      'r.numeroAns',
    ])
    .select(REVISION.as('revision'))
    .where('c.dispositif', '=', dispositif)
    .where('c.annuleeLe', 'is', null)
    .$if(ids !== null, (q) => q.where('c.id', 'in', among(ids ?? [])))
    .where(PRETE[type])
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM demande d WHERE d.commandeId = c.id AND d.type = ${type}
        AND d.etat NOT IN ('a_corriger', 'remplacee', 'abandonnee'))`,
    )
    .execute()
}

type LigneEnvoi = Selectable<Tables['envoi']> & {
  readonly fournisseur: string
  readonly demandes: number
  readonly ttc: number
  readonly attendu: number | null
}

const toEnvoi = (e: LigneEnvoi): Envoi => {
  const faites = JSON.parse(e.suites) as Partial<Record<SuiteDepot, boolean>>
  return {
    id: e.id,
    reference: e.reference,
    dispositif: e.dispositif,
    type: e.type,
    fournisseur: e.fournisseur,
    numeroAns: e.numeroAns,
    format: e.format,
    formatVersion: e.formatVersion,
    formatConfirme: e.formatConfirme === 1,
    etat: e.etat,
    prepareLe: e.prepareLe,
    deposeLe: e.deposeLe,
    numeroDepot: e.numeroDepot,
    dossier: e.dossier,
    json: { nom: e.jsonNom, sha256: e.jsonSha256, taille: e.jsonTaille },
    zip: { nom: e.zipNom, sha256: e.zipSha256, taille: e.zipTaille, pieces: e.zipPieces },
    demandes: e.demandes,
    ttc: e.ttc,
    attendu: e.attendu,
    suites: Object.fromEntries(SUITES_DEPOT.map((s) => [s, faites[s] === true])) as Record<
      SuiteDepot,
      boolean
    >,
  }
}

const selectEnvois = (db: Db) =>
  db
    .selectFrom('envoi as e')
    .innerJoin('fournisseur as f', 'f.id', 'e.fournisseurId')
    .selectAll('e')
    .select((eb) => [
      'f.denomination as fournisseur',
      eb
        .selectFrom('demande as d')
        .whereRef('d.envoiId', '=', 'e.id')
        .select(sql<number>`count(*)`.as('n'))
        .$asScalar()
        .$notNull()
        .as('demandes'),
      eb
        .selectFrom('demande as d')
        .whereRef('d.envoiId', '=', 'e.id')
        .select(sql<number>`coalesce(sum(d.ttc), 0)`.as('n'))
        .$asScalar()
        .$notNull()
        .as('ttc'),
      // One unknown share makes the sum unknown.
      eb
        .selectFrom('demande as d')
        .whereRef('d.envoiId', '=', 'e.id')
        .select(sql<number | null>`CASE WHEN count(d.attendu) = count(*) THEN sum(d.attendu) END`.as('n'))
        .$asScalar()
        .as('attendu'),
    ])

export interface FiltreEnvois {
  readonly dispositif: string | null
  readonly type: TypeDemande | null
}

/** Files of one scheme, or of all (`dispositif` null), of one request or of both, the last ones first. */
export async function readEnvois(
  db: Db,
  { dispositif, type, debut, nombre }: FiltreEnvois & { readonly debut: number; readonly nombre: number },
): Promise<{ readonly lignes: readonly Envoi[]; readonly total: number }> {
  const lignes = await selectEnvois(db)
    .$if(dispositif !== null, (q) => q.where('e.dispositif', '=', dispositif ?? ''))
    .$if(type !== null, (q) => q.where('e.type', '=', type ?? 'avance'))
    .orderBy('e.id', 'desc')
    .limit(nombre)
    .offset(debut)
    .execute()
  const { total } = await db
    .selectFrom('envoi')
    .select(sql<number>`count(*)`.as('total'))
    .$if(dispositif !== null, (q) => q.where('dispositif', '=', dispositif ?? ''))
    .$if(type !== null, (q) => q.where('type', '=', type ?? 'avance'))
    .executeTakeFirstOrThrow()
  return { lignes: lignes.map(toEnvoi), total }
}

export async function readEnvoi(db: Db, id: number): Promise<Envoi | null> {
  const ligne = await selectEnvois(db).where('e.id', '=', id).executeTakeFirst()
  return ligne === undefined ? null : toEnvoi(ligne)
}

/** Envois whose preparation was started and not finished. */
export async function readEnvoisPrepares(db: Db): Promise<readonly Envoi[]> {
  return (await selectEnvois(db).where('e.etat', '=', 'prepare').orderBy('e.id').execute()).map(toEnvoi)
}

/** Highest rank used in the references that begin with `prefixe`, 0 when none. */
export async function readDernierRang(db: Db, prefixe: string): Promise<number> {
  const references = await db
    .selectFrom('envoi')
    .select('reference')
    .where('reference', '>=', prefixe)
    .where('reference', '<', `${prefixe}\uffff`)
    .execute()
  return Math.max(0, ...references.map((r) => Number(r.reference.slice(prefixe.length)) || 0))
}

export type EnvoiAPreparer = Omit<
  Selectable<Tables['envoi']>,
  'id' | 'etat' | 'deposeLe' | 'numeroDepot' | 'suites'
>

/** Records the intent: the envoi « prepare » and its requests « preparee », numbered after the former attempts. */
export async function insertEnvoi(
  tx: Ecriture,
  envoi: EnvoiAPreparer,
  demandes: readonly DemandeAPreparer[],
): Promise<number> {
  const { id } = await tx
    .insertInto('envoi')
    .values({ ...envoi, etat: 'prepare' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertDemandes(tx, id, envoi.type, demandes)
  return id
}

/** Moves an envoi. Throws `TransitionRefusee`. Returns its former and new states. */
export async function moveEnvoi(
  tx: Ecriture,
  envoi: Pick<Envoi, 'id' | 'etat'>,
  evenement: EvenementEnvoi,
  faits: { readonly deposeLe?: string; readonly numeroDepot?: string; readonly suites?: string } = {},
): Promise<{ readonly de: string; readonly vers: string }> {
  const vers = transitionEnvoi(envoi.etat, evenement)
  await tx
    .updateTable('envoi')
    .set({ ...faits, etat: vers })
    .where('id', '=', envoi.id)
    .execute()
  return { de: envoi.etat, vers }
}
