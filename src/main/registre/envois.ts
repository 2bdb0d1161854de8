import { type Kysely, type Selectable, sql } from 'kysely'
import type { Envoi, SuiteDepot } from '#contract/avance.ts'
import { SUITES_DEPOT } from '#contract/avance.ts'
import type { EtatDemande } from '#domain/commande.ts'
import { type EvenementDemande, transitionDemande } from '#domain/etats.ts'
import { type EvenementEnvoi, transitionEnvoi } from '#domain/etatsEnvoi.ts'
import { nomComplet } from '#domain/tiers.ts'
import { among, groupBy } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** An order whose form is attached and that no request under way holds. */
export interface Candidate {
  readonly id: number
  readonly revision: number
  readonly numero: string
  readonly fournisseurId: number
  readonly fournisseur: string
  readonly siret: string
  readonly numeroAns: string
}

/** Signed orders of a scheme that may be asked for: not cancelled, none of their requests exported or deposited. */
export function readCandidates(
  db: Db,
  dispositif: string,
  ids: readonly number[] | null,
): Promise<readonly Candidate[]> {
  return db
    .selectFrom('commande as c')
    .innerJoin('fournisseur as f', 'f.id', 'c.fournisseurId')
    .innerJoin('referencement as r', 'r.id', 'c.referencementId')
    .select([
      'c.id',
      'c.revision',
      'c.numero',
      'c.fournisseurId',
      'f.denomination as fournisseur',
      'f.siret',
      'r.numeroAns',
    ])
    .where('c.dispositif', '=', dispositif)
    .where('c.annuleeLe', 'is', null)
    .$if(ids !== null, (q) => q.where('c.id', 'in', among(ids ?? [])))
    .where(
      sql<boolean>`EXISTS (SELECT 1 FROM piece_commande pc JOIN piece p ON p.id = pc.pieceId
        WHERE pc.commandeId = c.id AND p.type = 'BDC' AND p.etat = 'rattachee')`,
    )
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM demande d WHERE d.commandeId = c.id AND d.type = 'avance'
        AND d.etat NOT IN ('a_corriger', 'remplacee', 'abandonnee'))`,
    )
    .execute()
}

type LigneEnvoi = Selectable<Tables['envoi']> & {
  readonly fournisseur: string
  readonly demandes: number
  readonly ttc: number
  readonly avance: number | null
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
    avance: e.avance,
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
      // One unknown advance makes the sum unknown.
      eb
        .selectFrom('demande as d')
        .whereRef('d.envoiId', '=', 'e.id')
        .select(sql<number | null>`CASE WHEN count(d.avance) = count(*) THEN sum(d.avance) END`.as('n'))
        .$asScalar()
        .as('avance'),
    ])

/** Files of one scheme, or of all (`dispositif` null), the last ones first. */
export async function readEnvois(
  db: Db,
  {
    dispositif,
    debut,
    nombre,
  }: { readonly dispositif: string | null; readonly debut: number; readonly nombre: number },
): Promise<{ readonly lignes: readonly Envoi[]; readonly total: number }> {
  const lignes = await selectEnvois(db)
    .$if(dispositif !== null, (q) => q.where('e.dispositif', '=', dispositif ?? ''))
    .orderBy('e.id', 'desc')
    .limit(nombre)
    .offset(debut)
    .execute()
  const { total } = await db
    .selectFrom('envoi')
    .select(sql<number>`count(*)`.as('total'))
    .$if(dispositif !== null, (q) => q.where('dispositif', '=', dispositif ?? ''))
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

/** Requests of an envoi in the order of the file, with the names of their clients. */
export async function readDemandesEnvoi(db: Db, envoiId: number) {
  const demandes = await db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .leftJoin('piece as p', 'p.id', 'd.pieceId')
    .select([
      'd.id',
      'd.numLigne',
      'd.commandeId',
      'c.numero',
      'd.pieceNom',
      'd.pieceId',
      'p.sha256',
      'p.taille',
    ])
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
  return demandes.map((d) => ({
    ...d,
    client: describeClients((clients.get(d.commandeId) ?? []).map(nomComplet)),
  }))
}

/** Requests after one, in the order in which they were made, with the order, its client and the deposit. Cents. */
export function readDemandesAfter(
  db: Db,
  filtre: { readonly dispositif: string | null; readonly envoiId: number | null },
  { apres, nombre }: { readonly apres: number; readonly nombre: number },
) {
  return db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .innerJoin('resume as r', 'r.id', 'd.commandeId')
    .leftJoin('tiers as t', 't.id', 'r.clientId')
    .leftJoin('envoi as e', 'e.id', 'd.envoiId')
    .select(['d.id', 'd.type', 'd.tentative', 'd.etat', 'd.numLigne', 'd.numeroAsp', 'd.deposeLe', 'd.motif'])
    .select(['d.pieceNom', 'd.ttc', 'd.avance', 'c.numero', 'c.dispositif', 'r.client', 'r.identifiant'])
    .select(['t.reference as referenceClient', 'e.reference', 'e.numeroDepot'])
    .where('d.id', '>', apres)
    .$if(filtre.dispositif !== null, (q) => q.where('c.dispositif', '=', filtre.dispositif ?? ''))
    .$if(filtre.envoiId !== null, (q) => q.where('d.envoiId', '=', filtre.envoiId ?? 0))
    .orderBy('d.id')
    .limit(nombre)
    .execute()
}

/** « Ada Modèle et 2 autres » */
export function describeClients(noms: readonly string[]): string {
  const [premier = '', ...autres] = noms
  return autres.length === 0 ? premier : `${premier} et ${autres.length} autre${autres.length > 1 ? 's' : ''}`
}

export interface DemandeAPreparer {
  readonly commandeId: number
  readonly numLigne: number
  /** Null for a request made elsewhere whose piece is not there. */
  readonly pieceId: number | null
  readonly pieceNom: string
  readonly ttc: number
  readonly avance: number | null
}

export type EnvoiAPreparer = Omit<
  Selectable<Tables['envoi']>,
  'id' | 'etat' | 'type' | 'deposeLe' | 'numeroDepot' | 'suites'
>

/** Records the intent: the envoi « prepare » and its requests « preparee », numbered after the former attempts. */
export async function insertEnvoi(
  tx: Ecriture,
  envoi: EnvoiAPreparer,
  demandes: readonly DemandeAPreparer[],
): Promise<number> {
  const { id } = await tx
    .insertInto('envoi')
    .values({ ...envoi, type: 'avance', etat: 'prepare' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertDemandes(tx, id, demandes)
  return id
}

/** Adds requests « preparee » to an envoi, numbered after the former attempts of their orders. */
export async function insertDemandes(
  tx: Ecriture,
  envoiId: number,
  demandes: readonly DemandeAPreparer[],
): Promise<void> {
  const tentatives = new Map(
    (
      await tx
        .selectFrom('demande')
        .select(['commandeId', sql<number>`max(tentative)`.as('derniere')])
        .where('type', '=', 'avance')
        .where('commandeId', 'in', among(demandes.map((d) => d.commandeId)))
        .groupBy('commandeId')
        .execute()
    ).map((t) => [t.commandeId, t.derniere]),
  )
  const lignes = demandes.map((d) => ({
    ...d,
    type: 'avance' as const,
    tentative: (tentatives.get(d.commandeId) ?? 0) + 1,
    etat: 'preparee',
    envoiId,
  }))
  for (let i = 0; i < lignes.length; i += 100)
    await tx
      .insertInto('demande')
      .values(lignes.slice(i, i + 100))
      .execute()
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

/** Advance requests of these orders that are in one of these states. */
export function findDemandes(
  db: Db,
  commandeIds: readonly number[],
  etats: readonly EtatDemande[],
): Promise<readonly { readonly id: number; readonly commandeId: number; readonly numero: string }[]> {
  return db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .select(['d.id', 'd.commandeId', 'c.numero'])
    .where('d.type', '=', 'avance')
    .where('d.commandeId', 'in', among(commandeIds))
    .where('d.etat', 'in', etats)
    .orderBy('d.id')
    .execute()
}
