import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { LigneArgent, ResumeArgent } from '#contract/argent.ts'
import type { Jour } from '#domain/dates.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** What the calendar of a scheme says of its money. */
export interface RegleArgent {
  readonly dispositif: string
  /** Days from a deposit to its payment. */
  readonly delai: number
  /** Last day to ask for the advance, for the balance; null while unknown. */
  readonly avance: Jour | null
  readonly solde: Jour | null
}

export interface FiltreArgent {
  readonly dispositif: string | null
  readonly referencementId: number | null
}

/**
 * One line for each advance and each balance of the live orders. `jour`: paid on, else expected on: a deposit after the
 * scheme's delay, what is ready as if it were deposited today, the rest as if on the last day. The one definition of
 * what is received, expected, late or lost.
 */
const lignes = (
  regles: readonly RegleArgent[],
  aujourdhui: Jour,
  { dispositif, referencementId }: FiltreArgent,
): RawBuilder<unknown> => sql`
  WITH regle AS (
    SELECT value ->> 'dispositif' AS dispositif, value ->> 'delai' AS delai, value ->> 'avance' AS avance, value ->> 'solde' AS solde
    FROM json_each(${JSON.stringify(regles)})
  ), vive AS (
    SELECT d.* FROM demande d WHERE d.etat NOT IN ('preparee', 'remplacee', 'abandonnee')
      AND NOT EXISTS (SELECT 1 FROM demande e WHERE e.commandeId = d.commandeId AND e.type = d.type AND e.tentative > d.tentative
        AND e.etat NOT IN ('preparee', 'remplacee', 'abandonnee'))
  ), due AS (
    SELECT r.id AS commandeId, t.type, r.client, r.dispositif, r.etat AS etatCommande, c.numero, c.referencementId,
      d.id AS demandeId, coalesce(d.etat, '') AS etatDemande, d.deposeLe, d.payeLe, d.montantPaye, g.delai,
      coalesce(d.attendu, CASE t.type WHEN 'avance' THEN r.avance ELSE r.solde END) AS attendu,
      CASE t.type WHEN 'avance' THEN g.avance ELSE g.solde END AS limite
    FROM resume r JOIN commande c ON c.id = r.id
    CROSS JOIN (SELECT 'avance' AS type UNION ALL SELECT 'solde') t
    LEFT JOIN vive d ON d.commandeId = r.id AND d.type = t.type
    LEFT JOIN regle g ON g.dispositif = r.dispositif
    WHERE r.etat <> 'annulee'
      AND (${dispositif} IS NULL OR r.dispositif = ${dispositif})
      AND (${referencementId} IS NULL OR c.referencementId = ${referencementId})
  ), ligne AS (
    SELECT *,
      CASE WHEN etatDemande = 'payee' THEN coalesce(montantPaye, attendu, 0) ELSE 0 END AS recu,
      CASE
        WHEN etatDemande = 'payee' THEN payeLe
        WHEN etatDemande IN ('deposee', 'validee', 'contestee') THEN date(deposeLe, '+' || delai || ' days')
        WHEN etatCommande IN ('avance_a_deposer', 'avance_exportee') AND type = 'avance'
          OR etatCommande IN ('solde_a_deposer', 'solde_exporte') AND type = 'solde' THEN date(${aujourdhui}, '+' || delai || ' days')
        ELSE date(limite, '+' || delai || ' days')
      END AS jour,
      CASE
        WHEN etatDemande = 'payee' THEN 'recu'
        WHEN etatDemande = 'rejetee' OR etatCommande = 'avance_rejetee' THEN 'perdu'
        WHEN etatDemande IN ('deposee', 'validee', 'contestee')
          THEN CASE WHEN date(deposeLe, '+' || delai || ' days') < ${aujourdhui} THEN 'en_retard' ELSE 'attendu' END
        WHEN limite < ${aujourdhui} THEN 'perdu'
        ELSE 'attendu'
      END AS situation
    FROM due
  )`

interface Somme {
  readonly cle: string | null
  readonly recu: number
  readonly attendu: number
  readonly enRetard: number
  readonly perdu: number
  readonly demandesEnRetard: number
  readonly sansPart: number
}

async function sumBy(db: Db, base: RawBuilder<unknown>, cle: RawBuilder<unknown>): Promise<readonly Somme[]> {
  return (
    await sql<Somme>`${base}
      SELECT ${cle} AS cle, sum(recu) AS recu,
        sum(CASE WHEN situation IN ('attendu', 'en_retard') THEN coalesce(attendu, 0) ELSE 0 END) AS attendu,
        sum(CASE WHEN situation = 'en_retard' THEN coalesce(attendu, 0) ELSE 0 END) AS enRetard,
        sum(CASE WHEN situation = 'perdu' THEN coalesce(attendu, 0) ELSE 0 END) AS perdu,
        sum(situation = 'en_retard') AS demandesEnRetard,
        sum(attendu IS NULL AND situation IN ('attendu', 'en_retard')) AS sansPart
      FROM ligne GROUP BY 1 ORDER BY 1`.execute(db)
  ).rows
}

const part = ({ recu, attendu, enRetard }: Somme) => ({ recu, attendu, enRetard })

/** Sums of the money of a filter, cents. What is lost is in none of them. */
export async function readResumeArgent(
  db: Db,
  regles: readonly RegleArgent[],
  aujourdhui: Jour,
  filtre: FiltreArgent,
): Promise<ResumeArgent> {
  const base = lignes(regles, aujourdhui, filtre)
  const [tout] = await sumBy(db, base, sql`NULL`)
  const mois = await sumBy(db, base, sql`CASE WHEN situation <> 'perdu' THEN substr(jour, 1, 7) END`)
  const dispositifs = await sumBy(db, base, sql`dispositif`)
  const produits = await sumBy(
    db,
    base,
    sql`dispositif || char(10) || (SELECT s.denomination || ' ' || r.version FROM referencement r JOIN solution s ON s.id = r.solutionId WHERE r.id = referencementId)`,
  )
  return {
    resteARecevoir: tout?.attendu ?? 0,
    recu: tout?.recu ?? 0,
    enRetard: { montant: tout?.enRetard ?? 0, demandes: tout?.demandesEnRetard ?? 0 },
    parMois: mois.flatMap((m) =>
      m.cle === null || (m.recu === 0 && m.attendu === 0)
        ? []
        : [{ mois: m.cle, recu: m.recu, attendu: m.attendu }],
    ),
    parDispositif: dispositifs.map((d) => ({ dispositif: d.cle ?? '', ...part(d) })),
    parProduit: produits.map((p) => {
      const [dispositif = '', produit = ''] = (p.cle ?? '').split('\n')
      return { produit, dispositif, ...part(p) }
    }),
    sansPart: tout?.sansPart ?? 0,
  }
}

/** A slice of the lines of a filter, those expected first to last, with the sum of all of them (received, else expected). */
export async function readLignesArgent(
  db: Db,
  regles: readonly RegleArgent[],
  aujourdhui: Jour,
  filtre: FiltreArgent & {
    readonly mois: string | null
    readonly situation: LigneArgent['situation'] | null
    readonly debut: number
    readonly nombre: number
  },
): Promise<{ readonly lignes: readonly LigneArgent[]; readonly total: number; readonly somme: number }> {
  const base = lignes(regles, aujourdhui, filtre)
  const ou = sql`WHERE (${filtre.mois} IS NULL OR substr(jour, 1, 7) = ${filtre.mois})
    AND (${filtre.situation} IS NULL OR situation = ${filtre.situation})`
  const [compte] = (
    await sql<{ total: number; somme: number }>`${base} SELECT count(*) AS total,
      coalesce(sum(CASE WHEN situation = 'recu' THEN recu ELSE coalesce(attendu, 0) END), 0) AS somme FROM ligne ${ou}`.execute(
      db,
    )
  ).rows
  const { rows } = await sql<
    Omit<LigneArgent, 'rapproche'> & { rapproche: 0 | 1 }
  >`${base} SELECT commandeId, demandeId, numero, client, dispositif, type, attendu, recu, substr(jour, 1, 7) AS mois, situation,
      EXISTS (SELECT 1 FROM reglement_demande rd WHERE rd.demandeId = ligne.demandeId) AS rapproche
    FROM ligne ${ou} ORDER BY jour IS NULL, jour, numero, type LIMIT ${filtre.nombre} OFFSET ${filtre.debut}`.execute(
    db,
  )
  return {
    lignes: rows.map((l) => ({ ...l, rapproche: l.rapproche === 1 })),
    total: compte?.total ?? 0,
    somme: compte?.somme ?? 0,
  }
}
