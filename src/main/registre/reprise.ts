import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** The live file of requests whose JSON has these bytes. */
export async function findEnvoiRepris(db: Db, sha256: string): Promise<number | null> {
  const ligne = await db
    .selectFrom('envoi')
    .select('id')
    .where('jsonSha256', '=', sha256)
    .where('etat', '<>', 'abandonne')
    .orderBy('id')
    .executeTakeFirst()
  return ligne?.id ?? null
}

/** That reference, or the first of « X (2) », « X (3) » that no file of requests bears. */
export async function freeReference(db: Db, voulue: string): Promise<string> {
  for (let rang = 1; ; rang++) {
    const reference = rang === 1 ? voulue : `${voulue} (${rang})`
    const prise = await db
      .selectFrom('envoi')
      .select('id')
      .where('reference', '=', reference)
      .executeTakeFirst()
    if (prise === undefined) return reference
  }
}

export interface DemandeVive {
  readonly annulee: boolean
  /** State of the request that holds the order; null when none does. */
  readonly etat: string | null
  readonly envoiId: number | null
  readonly numLigne: number | null
  readonly reference: string | null
}

/** Orders of a vendor by number, with the request that holds each of them. */
export async function readDemandesVives(
  db: Db,
  fournisseurId: number,
  numeros: readonly string[],
): Promise<ReadonlyMap<string, DemandeVive>> {
  const { rows } = await sql<Omit<DemandeVive, 'annulee'> & { numero: string; annuleeLe: string | null }>`
    SELECT c.numero, c.annuleeLe, d.etat, d.envoiId, d.numLigne, e.reference
    FROM json_each(${JSON.stringify(numeros)}) j
    CROSS JOIN commande c ON c.fournisseurId = ${fournisseurId} AND c.numero = j.value
    LEFT JOIN demande d ON d.commandeId = c.id AND d.type = 'avance'
      AND d.etat NOT IN ('remplacee', 'abandonnee', 'a_corriger')
    LEFT JOIN envoi e ON e.id = d.envoiId`.execute(db)
  return new Map(rows.map(({ annuleeLe, numero, ...d }) => [numero, { ...d, annulee: annuleeLe !== null }]))
}
