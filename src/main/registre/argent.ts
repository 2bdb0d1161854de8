import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { LigneArgent, ResumeArgent, SituationArgent } from '#contract/argent.ts'
import type { Jour } from '#domain/dates.ts'
import { sum } from '#domain/sommes.ts'
import { among, groupBy } from './ids.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** What the calendar of a scheme says of its money at an instant. */
export interface RegleArgent {
  readonly dispositif: string
  /** Days from a deposit to its payment. */
  readonly delai: number
  /** Last day to ask for the advance, for the balance; null while unknown. */
  readonly avance: Jour | null
  readonly solde: Jour | null
  /** Is it too late to ask for them? */
  readonly avanceClose: 0 | 1
  readonly soldeClose: 0 | 1
}

export interface FiltreArgent {
  readonly dispositif: string | null
  readonly referencementId: number | null
}

/** The attempt that speaks for a request: the last one that left. */
const enCours = (
  type: 'avance' | 'solde',
) => sql`(SELECT d.id FROM demande d WHERE d.commandeId = r.id AND d.type = ${type}
  AND d.etat NOT IN ('preparee', 'remplacee', 'abandonnee') ORDER BY d.tentative DESC LIMIT 1)`

/**
 * One line for each advance and each balance of the live orders, and for what cancelled ones received. The money comes
 * `ajout` days after `base`: paid on, else a deposit and the scheme's delay, else what is ready as if it were deposited
 * today, else the last day. A balance whose advance was refused, or can no longer be asked for, is lost with it
 * (AF-SFP-LGC-Va2 §6.4). The one definition of what is received, expected, late or lost.
 */
const lignes = (
  regles: readonly RegleArgent[],
  aujourdhui: Jour,
  { dispositif, referencementId }: FiltreArgent,
): RawBuilder<unknown> => sql`
  WITH regle AS MATERIALIZED (
    SELECT value ->> 'dispositif' AS dispositif, value ->> 'delai' AS delai, value ->> 'avance' AS avance, value ->> 'solde' AS solde,
      value ->> 'avanceClose' AS avanceClose, value ->> 'soldeClose' AS soldeClose,
      date(${aujourdhui}, '-' || (value ->> 'delai') || ' days') AS seuil
    FROM json_each(${JSON.stringify(regles)})
  ), dossier AS MATERIALIZED (
    SELECT r.id AS commandeId, r.client, r.dispositif, r.etat AS etatCommande, r.avance, r.solde, c.numero, c.referencementId,
      ${enCours('avance')} AS avanceId, ${enCours('solde')} AS soldeId
    FROM resume r JOIN commande c ON c.id = r.id
    WHERE (${dispositif} IS NULL OR r.dispositif = ${dispositif})
      AND (${referencementId} IS NULL OR c.referencementId = ${referencementId})
  ), due AS (
    SELECT 'avance' AS type, x.commandeId, x.client, x.dispositif, x.etatCommande, x.numero, x.referencementId, d.id AS demandeId,
      coalesce(d.etat, '') AS etatDemande, d.deposeLe, d.payeLe, d.montantPaye, max(coalesce(d.attendu, x.avance), 0) AS attendu,
      g.delai, g.seuil, g.avance AS limite, g.avanceClose AS close, x.etatCommande IN ('avance_a_deposer', 'avance_exportee') AS prete
    FROM dossier x LEFT JOIN demande d ON d.id = x.avanceId LEFT JOIN regle g ON g.dispositif = x.dispositif
    UNION ALL
    SELECT 'solde', x.commandeId, x.client, x.dispositif, x.etatCommande, x.numero, x.referencementId, d.id,
      coalesce(d.etat, ''), d.deposeLe, d.payeLe, d.montantPaye, max(coalesce(d.attendu, x.solde), 0),
      g.delai, g.seuil, g.solde, g.soldeClose OR x.etatCommande = 'avance_rejetee'
        OR (g.avanceClose AND coalesce(a.etat, '') NOT IN ('deposee', 'validee', 'payee', 'contestee')),
      x.etatCommande IN ('solde_a_deposer', 'solde_exporte')
    FROM dossier x LEFT JOIN demande d ON d.id = x.soldeId LEFT JOIN demande a ON a.id = x.avanceId
    LEFT JOIN regle g ON g.dispositif = x.dispositif
  ), ligne AS (
    SELECT *,
      CASE WHEN situation = 'recu' THEN coalesce(montantPaye, attendu, 0) ELSE 0 END AS recu,
      CASE
        WHEN situation = 'recu' THEN payeLe
        WHEN situation = 'perdu' THEN NULL
        WHEN etatDemande IN ('deposee', 'validee', 'contestee') THEN deposeLe
        WHEN prete THEN ${aujourdhui}
        ELSE limite
      END AS base,
      CASE WHEN situation = 'recu' THEN 0 ELSE delai END AS ajout
    FROM (SELECT *,
      CASE
        WHEN etatDemande = 'payee' THEN 'recu'
        WHEN etatDemande = 'rejetee' THEN 'perdu'
        WHEN etatDemande IN ('deposee', 'validee', 'contestee') THEN CASE WHEN deposeLe < seuil THEN 'en_retard' ELSE 'attendu' END
        WHEN close THEN 'perdu'
        ELSE 'attendu'
      END AS situation
      FROM due WHERE etatCommande <> 'annulee' OR etatDemande = 'payee')
  )`

const JOUR = sql`CASE ajout WHEN 0 THEN base ELSE date(base, '+' || ajout || ' days') END`

/** Lines alike: one scheme, one product, one situation, one day. Cents. */
interface Groupe {
  readonly dispositif: string
  readonly referencementId: number
  readonly mois: string | null
  readonly situation: SituationArgent
  readonly nombre: number
  readonly recu: number
  readonly attendu: number
  readonly enMoins: number
  readonly payeesEnMoins: number
  readonly sansPart: number
}

const A_RECEVOIR: readonly SituationArgent[] = ['attendu', 'en_retard']
const expectedOf = (g: Groupe) => (A_RECEVOIR.includes(g.situation) ? g.attendu : 0)
const parts = (groupes: readonly Groupe[]) => ({
  recu: sum(groupes, (g) => g.recu),
  attendu: sum(groupes, expectedOf),
  enRetard: sum(groupes, (g) => (g.situation === 'en_retard' ? g.attendu : 0)),
})

/** Sums of the money of a filter, cents; each is the sum of the lines that `readLignesArgent` gives for it. */
export async function readResumeArgent(
  db: Db,
  regles: readonly RegleArgent[],
  aujourdhui: Jour,
  filtre: FiltreArgent,
): Promise<ResumeArgent> {
  const { rows } = await sql<Groupe>`${lignes(regles, aujourdhui, filtre)}
    SELECT dispositif, referencementId, substr(${JOUR}, 1, 7) AS mois, situation, count(*) AS nombre, sum(recu) AS recu,
      coalesce(sum(attendu), 0) AS attendu, sum(CASE WHEN situation = 'recu' THEN max(coalesce(attendu, 0) - recu, 0) ELSE 0 END) AS enMoins,
      sum(situation = 'recu' AND recu < coalesce(attendu, 0)) AS payeesEnMoins, sum(attendu IS NULL) AS sansPart
    FROM ligne GROUP BY dispositif, referencementId, situation, base, ajout ORDER BY 1, 2, 3, 4`.execute(db)
  const produits = await db
    .selectFrom('referencement as r')
    .innerJoin('solution as s', 's.id', 'r.solutionId')
    .select(['r.id', 's.denomination', 'r.version'])
    .where('r.id', 'in', among([...new Set(rows.map((g) => g.referencementId))]))
    .execute()
  const nomOf = new Map(produits.map((p) => [p.id, `${p.denomination} ${p.version}`.trim()]))
  const sansMois = parts(rows.filter((g) => g.mois === null))
  const enRetard = rows.filter((g) => g.situation === 'en_retard')
  return {
    resteARecevoir: sum(rows, expectedOf),
    recu: sum(rows, (g) => g.recu),
    enRetard: { montant: sum(enRetard, (g) => g.attendu), demandes: sum(enRetard, (g) => g.nombre) },
    perdu: sum(rows, (g) => (g.situation === 'perdu' ? g.attendu : 0)),
    enMoins: { montant: sum(rows, (g) => g.enMoins), demandes: sum(rows, (g) => g.payeesEnMoins) },
    parMois: [...groupBy(rows, (g) => g.mois)]
      .flatMap(([mois, siens]) => (mois === null ? [] : [{ mois, ...parts(siens) }]))
      .filter((m) => m.recu > 0 || m.attendu > 0)
      .map(({ mois, recu, attendu }) => ({ mois, recu, attendu }))
      .toSorted((a, b) => (a.mois < b.mois ? -1 : 1)),
    sansMois: { recu: sansMois.recu, attendu: sansMois.attendu },
    parDispositif: [...groupBy(rows, (g) => g.dispositif)].map(([dispositif, siens]) => ({
      dispositif,
      ...parts(siens),
    })),
    parProduit: [...groupBy(rows, (g) => g.referencementId)]
      .map(([id, siens]) => ({
        produit: nomOf.get(id) ?? '',
        dispositif: siens[0]?.dispositif ?? '',
        referencementId: id,
        ...parts(siens),
      }))
      .toSorted((a, b) => (`${a.dispositif} ${a.produit}` < `${b.dispositif} ${b.produit}` ? -1 : 1)),
    sansPart: sum(rows, (g) => (A_RECEVOIR.includes(g.situation) ? g.sansPart : 0)),
  }
}

/** A slice of the lines of a filter, those expected first to last, with the sum of all of them (received, else expected). */
export async function readLignesArgent(
  db: Db,
  regles: readonly RegleArgent[],
  aujourdhui: Jour,
  filtre: FiltreArgent & {
    readonly mois: string | null
    readonly situation: SituationArgent | 'a_recevoir' | null
    readonly debut: number
    readonly nombre: number
  },
): Promise<{ readonly lignes: readonly LigneArgent[]; readonly total: number; readonly somme: number }> {
  const base = lignes(regles, aujourdhui, filtre)
  const situations = filtre.situation === 'a_recevoir' ? A_RECEVOIR : [filtre.situation]
  const ou = sql`WHERE (${filtre.mois} IS NULL OR substr(${JOUR}, 1, 7) = ${filtre.mois})
    AND (${filtre.situation} IS NULL OR situation IN (${sql.join(situations)}))`
  const [compte] = (
    await sql<{ total: number; somme: number }>`${base} SELECT count(*) AS total,
      coalesce(sum(CASE WHEN situation = 'recu' THEN recu ELSE coalesce(attendu, 0) END), 0) AS somme FROM ligne ${ou}`.execute(
      db,
    )
  ).rows
  const { rows } = await sql<
    Omit<LigneArgent, 'rapproche'> & { rapproche: 0 | 1 }
  >`${base} SELECT commandeId, demandeId, numero, client, dispositif, type, attendu, recu, ${JOUR} AS jour, substr(${JOUR}, 1, 7) AS mois, situation,
      EXISTS (SELECT 1 FROM reglement_demande rd WHERE rd.demandeId = ligne.demandeId) AS rapproche
    FROM ligne ${ou} ORDER BY base IS NULL, jour, numero, commandeId, type LIMIT ${filtre.nombre} OFFSET ${filtre.debut}`.execute(
    db,
  )
  return {
    lignes: rows.map((l) => ({ ...l, rapproche: l.rapproche === 1 })),
    total: compte?.total ?? 0,
    somme: compte?.somme ?? 0,
  }
}
