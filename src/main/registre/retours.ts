import { type Kysely, type Selectable, sql } from 'kysely'
import type { IssueCode } from '#contract/retour.ts'
import type { EtatDemande, TypeDemande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { among } from './ids.ts'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

type Db = Kysely<Tables>

/** A request with what outcomes are decided on. Cents. */
export interface DemandeSuivie {
  readonly id: number
  readonly commandeId: number
  readonly numero: string
  readonly dispositif: string
  readonly dateEmission: Jour | null
  readonly type: TypeDemande
  readonly tentative: number
  readonly etat: EtatDemande
  readonly envoiId: number | null
  readonly numLigne: number | null
  readonly numeroAsp: string | null
  readonly deposeLe: Jour | null
  readonly valideeLe: Jour | null
  readonly payeLe: Jour | null
  readonly montantPaye: number | null
  readonly motif: string
  readonly ttc: number
  readonly attendu: number | null
  readonly codeTraitement: string
  readonly libelleTraitement: string
  readonly retourLe: Jour | null
}

const selectDemandes = (db: Db) =>
  db
    .selectFrom('demande as d')
    .innerJoin('commande as c', 'c.id', 'd.commandeId')
    .select(['d.id', 'd.commandeId', 'c.numero', 'c.dispositif', 'c.dateEmission', 'd.type', 'd.tentative'])
    .select(['d.envoiId', 'd.numLigne', 'd.numeroAsp', 'd.deposeLe', 'd.valideeLe', 'd.payeLe'])
    .select(['d.montantPaye', 'd.motif', 'd.ttc', 'd.attendu', 'd.codeTraitement', 'd.libelleTraitement'])
    .select(['d.retourLe', sql<EtatDemande>`d.etat`.as('etat')])
    .orderBy('d.commandeId')
    .orderBy('d.tentative')

/** The attempt that speaks for each of these orders: its last one that left. */
export async function readDemandesEnCours(
  db: Db,
  type: TypeDemande,
  commandeIds: readonly number[],
): Promise<readonly DemandeSuivie[]> {
  const lues = await selectDemandes(db)
    .where('d.type', '=', type)
    .where('d.commandeId', 'in', among(commandeIds))
    .where('d.etat', 'not in', ['preparee', 'remplacee', 'abandonnee'])
    .execute()
  return [...new Map(lues.map((d) => [d.commandeId, d])).values()]
}

export const readDemandesOfEnvoi = (db: Db, envoiId: number): Promise<readonly DemandeSuivie[]> =>
  selectDemandes(db).where('d.envoiId', '=', envoiId).execute()

/** Requests still to be decided whose line of the return file has this code. */
export const readDemandesOfCode = (db: Db, code: string): Promise<readonly DemandeSuivie[]> =>
  selectDemandes(db).where('d.codeTraitement', '=', code).where('d.etat', '=', 'deposee').execute()

export const readDemandesById = (db: Db, ids: readonly number[]): Promise<readonly DemandeSuivie[]> =>
  selectDemandes(db).where('d.id', 'in', among(ids)).execute()

/** Every request that left of the orders that one of these ASP numbers, or of these order numbers, names. */
export function readDemandesNommees(
  db: Db,
  {
    asp,
    numeros,
    dispositif,
  }: {
    readonly asp: readonly string[]
    readonly numeros: readonly string[]
    readonly dispositif: string | null
  },
): Promise<readonly DemandeSuivie[]> {
  return selectDemandes(db)
    .where(
      sql<boolean>`d.commandeId IN (
        SELECT commandeId FROM demande WHERE numeroAsp IN (SELECT value FROM json_each(${JSON.stringify(asp)}))
        UNION SELECT id FROM commande WHERE numero IN (SELECT value FROM json_each(${JSON.stringify(numeros)})))`,
    )
    .where('d.etat', 'not in', ['preparee', 'abandonnee'])
    .$if(dispositif !== null, (q) => q.where('c.dispositif', '=', dispositif ?? ''))
    .execute()
}

/** Order numbers that the register has, of these. */
export async function findNumeros(db: Db, numeros: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{
    numero: string
  }>`SELECT DISTINCT c.numero FROM json_each(${JSON.stringify(numeros)}) j
    CROSS JOIN commande c ON c.numero = j.value`.execute(db)
  return new Set(rows.map((r) => r.numero))
}

/** A file of requests, as a return file is joined to it. */
export type EnvoiRetour = Pick<
  Selectable<Tables['envoi']>,
  | 'id'
  | 'reference'
  | 'type'
  | 'dispositif'
  | 'numeroAns'
  | 'format'
  | 'formatVersion'
  | 'etat'
  | 'jsonNom'
  | 'jsonSha256'
> & { readonly siret: string }

/** Every file of requests, the last first. */
export const readEnvoisRetour = (db: Db): Promise<readonly EnvoiRetour[]> =>
  db
    .selectFrom('envoi as e')
    .innerJoin('fournisseur as f', 'f.id', 'e.fournisseurId')
    .select(['e.id', 'e.reference', 'e.type', 'e.dispositif', 'e.numeroAns', 'e.format', 'e.formatVersion'])
    .select(['e.etat', 'e.jsonNom', 'e.jsonSha256', 'f.siret'])
    .orderBy('e.id', 'desc')
    .execute()

/** A file or table of those bytes that was read before. */
export async function findRetour(
  db: Db,
  sha256: string,
): Promise<{ readonly envoiId: number | null; readonly lignes: number; readonly complet: boolean } | null> {
  const ligne = await db
    .selectFrom('retour')
    .select(['envoiId', 'lignes', 'bilan'])
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (ligne === undefined) return null
  const { rejets } = JSON.parse(ligne.bilan) as { rejets: number }
  return { envoiId: ligne.envoiId, lignes: ligne.lignes, complet: rejets === 0 }
}

export interface RetourLu {
  readonly sha256: string
  readonly nom: string
  readonly envoiId: number | null
  readonly source: 'fichier' | 'portail'
  readonly lueLe: string
  readonly par: string
  readonly lignes: number
  readonly bilan: {
    readonly changees: number
    readonly inchangees: number
    readonly rejets: number
    /** Keys of the agency's lines that the format does not have: the whole file is kept in the store. */
    readonly clesInconnues: readonly string[]
  }
}

/** Keeps what was read; the same bytes again say what the last reading did. */
export async function keepRetour(tx: Ecriture, retour: RetourLu): Promise<void> {
  const ligne = { ...retour, bilan: JSON.stringify(retour.bilan) }
  await tx
    .insertInto('retour')
    .values(ligne)
    .onConflict((oc) => oc.column('sha256').doUpdateSet(ligne))
    .execute()
}

export const readRetours = (db: Db) =>
  db
    .selectFrom('retour')
    .select(['id', 'nom', 'source', 'lueLe', 'par', 'lignes'])
    .orderBy('lueLe', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** Codes met in return files, with the last words that the agency wrote of them. */
export async function readCodesLus(
  db: Db,
): Promise<readonly { readonly code: string; readonly libelle: string; readonly demandes: number }[]> {
  const { rows } = await sql<{ code: string; libelle: string; demandes: number }>`
    SELECT codeTraitement AS code, max(libelleTraitement) AS libelle, count(*) AS demandes
    FROM demande WHERE codeTraitement <> '' GROUP BY codeTraitement ORDER BY codeTraitement`.execute(db)
  return rows
}

export interface CodeRegle {
  readonly issue: IssueCode
  readonly le: Jour
  readonly par: string
}

const PREFIXE = 'retour.code.'

/** What the user said that codes mean. */
export async function readCodesRegles(db: Db): Promise<ReadonlyMap<string, CodeRegle>> {
  const lignes = await db
    .selectFrom('reglage')
    .selectAll()
    .where('cle', '>=', PREFIXE)
    .where('cle', '<', `${PREFIXE}\uffff`)
    .execute()
  return new Map(lignes.map((l) => [l.cle.slice(PREFIXE.length), JSON.parse(l.valeur) as CodeRegle]))
}
