import { type Kysely, sql } from 'kysely'
import type { Page } from '#contract/commun.ts'
import type { Reglement, SituationReglement } from '#contract/reglement.ts'
import type { EtatDemande, TypeDemande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import type { DemandeDue } from '#domain/reglement.ts'
import { among, groupBy } from './ids.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** States of a request that money may be for. */
const PAYABLES = ['deposee', 'validee', 'payee'] as const

/** A request with everything that decides what it may still receive. Cents. */
export interface DemandePayable {
  readonly id: number
  readonly commandeId: number
  readonly numero: string
  readonly client: string
  readonly dispositif: string
  readonly dateEmission: Jour | null
  readonly type: TypeDemande
  readonly etat: EtatDemande
  readonly envoiId: number | null
  readonly reference: string
  readonly numeroDepot: string
  readonly numeroAsp: string | null
  readonly deposeLe: Jour | null
  readonly valideeLe: Jour | null
  readonly payeLe: Jour | null
  readonly montantPaye: number | null
  readonly motif: string
  readonly ttc: number
  readonly attendu: number | null
  /** What payments of the register give it, and what it was before the first of them. */
  readonly affecte: number
  readonly avant: (typeof PAYABLES)[number] | null
}

const FAITS = sql`
  SELECT d.id, d.commandeId, c.numero, coalesce(r.client, '') AS client, c.dispositif, c.dateEmission, d.type, d.etat, d.envoiId,
    coalesce(e.reference, '') AS reference, coalesce(e.numeroDepot, '') AS numeroDepot, d.numeroAsp, d.deposeLe, d.valideeLe,
    d.payeLe, d.montantPaye, d.motif, d.ttc, d.attendu, coalesce(a.affecte, 0) AS affecte, a.avant
  FROM demande d JOIN commande c ON c.id = d.commandeId LEFT JOIN resume r ON r.id = d.commandeId
  LEFT JOIN envoi e ON e.id = d.envoiId
  LEFT JOIN (SELECT demandeId, sum(montant) AS affecte, min(avant) AS avant FROM reglement_demande GROUP BY demandeId) a
    ON a.demandeId = d.id`

/** These requests, whatever their states. */
export async function readDemandesPayables(
  db: Db,
  ids: readonly number[],
): Promise<readonly DemandePayable[]> {
  return (await sql<DemandePayable>`${FAITS} WHERE d.id IN ${among(ids)} ORDER BY d.id`.execute(db)).rows
}

/** What the request was expected to bring in all, cents; null: unknown share. The agency's own amount wins over the share. */
const expected = (d: Pick<DemandePayable, 'attendu' | 'avant' | 'montantPaye'>): number | null =>
  d.avant === null || d.avant === 'payee' ? (d.montantPaye ?? d.attendu) : d.attendu

/** What a request still waits for, cents; null while its share is unknown. */
function stillDue(d: Pick<DemandePayable, 'attendu' | 'avant' | 'montantPaye' | 'affecte'>): number | null {
  const attendu = expected(d)
  return attendu === null ? null : attendu - d.affecte
}

/** The most that payments may give a request in all: what it expects, the whole order while its share is unknown. */
export const highestOf = (d: DemandePayable): number => expected(d) ?? d.ttc

/** Requests that wait for money: deposited, accepted, or paid and seen on no account. */
export async function readDues(db: Db): Promise<readonly (DemandeDue & DemandePayable)[]> {
  const { rows } = await sql<DemandePayable>`${FAITS} WHERE d.etat IN (${sql.join(PAYABLES)})`.execute(db)
  return rows.map((d) => ({ ...d, du: stillDue(d) })).filter((d) => d.du === null || d.du > 0)
}

const SITUATIONS: Readonly<Record<SituationReglement, ReturnType<typeof sql<boolean>>>> = {
  a_rapprocher: sql<boolean>`x.ecarteLe IS NULL AND x.affecte < x.montant`,
  rapproches: sql<boolean>`x.ecarteLe IS NULL AND x.affecte = x.montant`,
  ecartes: sql<boolean>`x.ecarteLe IS NOT NULL`,
}

type Ligne = Omit<Reglement, 'demandes'>
const LIGNES = sql`SELECT x.* FROM (
  SELECT g.id, g.date, g.montant, g.libelle, g.reference, g.source, g.ecarteLe, g.commentaire,
    coalesce((SELECT sum(rd.montant) FROM reglement_demande rd WHERE rd.reglementId = g.id), 0) AS affecte
  FROM reglement g) x`

async function withDemandes(db: Db, lignes: readonly Ligne[]): Promise<readonly Reglement[]> {
  const { rows } = await sql<Reglement['demandes'][number] & { reglementId: number }>`
    SELECT rd.reglementId, rd.demandeId, d.commandeId, c.numero, coalesce(r.client, '') AS client, d.type, rd.montant,
      CASE WHEN rd.avant = 'payee' THEN coalesce(d.montantPaye, d.attendu) ELSE d.attendu END
        - coalesce((SELECT sum(o.montant) FROM reglement_demande o JOIN reglement og ON og.id = o.reglementId JOIN reglement g ON g.id = rd.reglementId
          WHERE o.demandeId = rd.demandeId AND (og.date, og.id) < (g.date, g.id)), 0) AS attendu
    FROM reglement_demande rd JOIN demande d ON d.id = rd.demandeId JOIN commande c ON c.id = d.commandeId
    LEFT JOIN resume r ON r.id = d.commandeId
    WHERE rd.reglementId IN ${among(lignes.map((l) => l.id))} ORDER BY c.numero, d.type`.execute(db)
  const parReglement = groupBy(rows, (r) => r.reglementId)
  return lignes.map((l) => ({
    ...l,
    demandes: (parReglement.get(l.id) ?? []).map(({ reglementId: _, ...part }) => part),
  }))
}

/** A slice of the payments, the last ones first. */
export async function readReglements(
  db: Db,
  filtre: { readonly situation: SituationReglement | null; readonly debut: number; readonly nombre: number },
): Promise<Page<Reglement>> {
  const ou = filtre.situation === null ? sql<boolean>`1` : SITUATIONS[filtre.situation]
  const { rows } = await sql<Ligne>`${LIGNES} WHERE ${ou} ORDER BY x.date DESC, x.id DESC
    LIMIT ${filtre.nombre} OFFSET ${filtre.debut}`.execute(db)
  const [compte] = (await sql<{ n: number }>`SELECT count(*) AS n FROM (${LIGNES} WHERE ${ou})`.execute(db))
    .rows
  return { lignes: await withDemandes(db, rows), total: compte?.n ?? 0 }
}

export async function readReglement(db: Db, id: number): Promise<Reglement | null> {
  const { rows } = await sql<Ligne>`${LIGNES} WHERE x.id = ${id}`.execute(db)
  return (await withDemandes(db, rows))[0] ?? null
}

/** Payments that nobody matched yet, not even once: one that was taken back is a person's to match again. */
export async function readNonRapproches(db: Db): Promise<readonly Ligne[]> {
  return (
    await sql<Ligne>`${LIGNES} WHERE x.ecarteLe IS NULL AND x.affecte = 0 AND NOT EXISTS (
      SELECT 1 FROM journal j WHERE j.sujet = 'reglement' AND j.sujetId = x.id AND j.action = 'rapprochement')
      ORDER BY x.date, x.id`.execute(db)
  ).rows
}

/** Orders of these whose balance is asked for: the payment of their advance stands. */
export async function findSoldesDemandes(db: Db, commandeIds: readonly number[]): Promise<readonly string[]> {
  const lignes = await db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .select('c.numero')
    .distinct()
    .where('d.type', '=', 'solde')
    .where('d.etat', 'not in', ['remplacee', 'abandonnee'])
    .where('d.commandeId', 'in', among(commandeIds))
    .orderBy('c.numero')
    .execute()
  return lignes.map((l) => l.numero)
}

/** What payments give a request, the first one first, those of one payment left out. */
export function readPartsOf(db: Db, demandeIds: readonly number[], sauf: number) {
  return db
    .selectFrom('reglement_demande as rd')
    .innerJoin('reglement as g', 'g.id', 'rd.reglementId')
    .select(['rd.demandeId', 'rd.montant', 'g.date'])
    .where('rd.demandeId', 'in', among(demandeIds))
    .where('rd.reglementId', '<>', sauf)
    .execute()
}
