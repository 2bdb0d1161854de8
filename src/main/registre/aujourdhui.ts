import { type Kysely, sql } from 'kysely'
import type { EtatCommande, NatureEcheance, TypeDemande } from '#domain/commande.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** Orders of one scheme in one state. Cents; `premierDepuis` is the oldest entry in the state. */
export interface CompteEtat {
  readonly dispositif: string
  readonly etat: EtatCommande
  readonly nombre: number
  readonly ttc: number
  readonly avance: number | null
  readonly solde: number | null
  readonly premierDepuis: Instant
  /** Orders in the state since before `seuil`, and orders past their own day. */
  readonly anciens: number
  readonly depasses: number
}

/** `seuils`: scheme and state → instant before which an order has waited too long there. */
export async function countEtats(
  db: Db,
  aujourdhui: Jour,
  seuils: readonly { readonly dispositif: string; readonly etat: EtatCommande; readonly avant: Instant }[],
): Promise<readonly CompteEtat[]> {
  return (
    await sql<CompteEtat>`
      WITH seuil AS MATERIALIZED (
        SELECT value ->> 'dispositif' AS dispositif, value ->> 'etat' AS etat, value ->> 'avant' AS avant
        FROM json_each(${JSON.stringify(seuils)})
      ), compte AS (
        SELECT r.dispositif, r.etat, count(*) AS nombre, sum(r.ttc) AS ttc, sum(r.avance) AS avance, sum(r.solde) AS solde,
          min(r.depuis) AS premierDepuis, coalesce(sum(r.echeance < ${aujourdhui}), 0) AS depasses
        FROM resume r GROUP BY r.dispositif, r.etat)
      SELECT c.*, coalesce((SELECT count(*) FROM resume r, seuil s WHERE s.dispositif = c.dispositif AND s.etat = c.etat
        AND r.dispositif = c.dispositif AND r.etat = c.etat AND r.depuis < s.avant), 0) AS anciens
      FROM compte c`.execute(db)
  ).rows
}

/** What the journal says came in since an instant. */
export async function countDepuis(db: Db, depuis: Instant, dispositif: string | null) {
  const { rows } = await sql<{
    bdcSignes: number
    avancesPayees: number
    soldesPayes: number
    retours: number
  }>`
    SELECT count(DISTINCT CASE WHEN j.action = 'piece' AND j.vers = 'BDC' OR j.action = 'rattachement' AND EXISTS (
        SELECT 1 FROM piece p JOIN piece_commande pc ON pc.pieceId = p.id
        WHERE p.sha256 = j.sha256 AND p.type = 'BDC' AND pc.commandeId = j.sujetId) THEN j.sujetId END) AS bdcSignes,
      count(DISTINCT CASE WHEN j.action = 'avance' AND j.vers = 'payee' AND j.de IS NOT 'payee' THEN j.sujetId END) AS avancesPayees,
      count(DISTINCT CASE WHEN j.action = 'solde' AND j.vers = 'payee' AND j.de IS NOT 'payee' THEN j.sujetId END) AS soldesPayes,
      count(DISTINCT CASE WHEN j.action IN ('avance', 'solde') AND j.vers IN ('a_corriger', 'rejetee') THEN j.sujetId END) AS retours
    FROM journal j JOIN commande c ON c.id = j.sujetId
    WHERE j.sujet = 'commande' AND j.instant >= ${depuis} AND (${dispositif} IS NULL OR c.dispositif = ${dispositif})`.execute(
    db,
  )
  return rows[0] as { bdcSignes: number; avancesPayees: number; soldesPayes: number; retours: number }
}

/** Requests that came back, those to answer first, with the first open deadline of each. */
export async function readRetours(
  db: Db,
  etats: readonly EtatCommande[],
  dispositif: string | null,
  nombre: number,
) {
  const { rows } = await sql<{
    commandeId: number
    numero: string
    client: string
    type: TypeDemande
    etat: EtatCommande
    motif: string
    echeanceLe: Jour | null
    nature: NatureEcheance | null
  }>`
    SELECT r.id AS commandeId, c.numero, r.client, r.etat, d.type, coalesce(nullif(d.motif, ''), d.libelleTraitement) AS motif,
      e.echeanceLe, e.nature
    FROM resume r JOIN commande c ON c.id = r.id
    JOIN demande d ON d.id = (SELECT x.id FROM demande x WHERE x.commandeId = r.id
      AND x.etat IN ('a_corriger', 'rejetee') ORDER BY x.type DESC, x.tentative DESC LIMIT 1)
    LEFT JOIN echeance e ON e.id = (SELECT y.id FROM echeance y WHERE y.commandeId = r.id AND y.faiteLe IS NULL ORDER BY y.echeanceLe LIMIT 1)
    WHERE r.etat IN (SELECT value FROM json_each(${JSON.stringify(etats)})) AND (${dispositif} IS NULL OR r.dispositif = ${dispositif})
    ORDER BY e.echeanceLe IS NULL, e.echeanceLe, r.depuis, c.numero LIMIT ${nombre}`.execute(db)
  return rows
}
