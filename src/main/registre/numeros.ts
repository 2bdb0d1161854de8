import { type Kysely, sql } from 'kysely'
import type { Numerotation } from '#contract/fournisseur.ts'
import { type Jour, jourParis } from '#domain/dates.ts'
import { isNumeroLisible } from '#domain/identifiants.ts'
import type { Contexte } from '../contexte.ts'
import { refuser } from '../refus.ts'
import type { Ecriture } from './registre.ts'
import { readReglage, writeReglage } from './reglages.ts'
import type { Tables } from './schema.ts'

const PREFIXE_MAX = 20
/** A longer one is somebody's own number, not a rank. */
const CHIFFRES_MAX = 9

/** A series of numbers given by Liasse: what bears them, how they begin, where a vendor's beginning is kept. */
interface Serie {
  readonly table: 'commande' | 'facture'
  readonly initiales: string
  readonly reglage: 'numerotation' | 'numerotation.facture'
}
const COMMANDES: Serie = { table: 'commande', initiales: 'BDC', reglage: 'numerotation' }
const FACTURES: Serie = { table: 'facture', initiales: 'FA', reglage: 'numerotation.facture' }

/**
 * Beginning of the numbers of a series for a vendor: letters, digits and spaces only, for the agency's reader
 * (lecture des pièces par l’ASP). « BDC » for the first vendor of the register; the others add letters of their name,
 * so that a number found on a scan names one order of the register.
 */
async function prefixOf(
  db: Kysely<Tables>,
  { initiales, reglage }: Serie,
  fournisseurId: number,
): Promise<string> {
  const garde = await readReglage(db, `${reglage}.${fournisseurId}`)
  if (garde !== undefined) return garde
  const fournisseurs = await db
    .selectFrom('fournisseur')
    .select(['id', 'denomination'])
    .orderBy('id')
    .execute()
  const denomination = fournisseurs.find((f) => f.id === fournisseurId)?.denomination ?? ''
  const lettres = denomination
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 3)
  const premier = fournisseurs[0]?.id === fournisseurId || lettres === ''
  const pris = new Set<string | undefined>()
  for (const f of fournisseurs) pris.add(await readReglage(db, `${reglage}.${f.id}`))
  const voulu = premier ? initiales : `${initiales} ${lettres}`
  return pris.has(voulu) ? `${voulu}${fournisseurId}` : voulu
}

/** Numbers of the invoices that a vendor took back: given once, never again. */
async function readRetires(db: Kysely<Tables>, fournisseurId: number): Promise<readonly string[]> {
  return JSON.parse((await readReglage(db, `factures.retirees.${fournisseurId}`)) ?? '[]') as string[]
}

/** Keeps the number of an invoice taken back, so that no other bears it (CGI, annexe II, art. 242 nonies A). */
export async function keepNumeroRetire(tx: Ecriture, fournisseurId: number, numero: string): Promise<void> {
  const retires = await readRetires(tx, fournisseurId)
  await writeReglage(tx, `factures.retirees.${fournisseurId}`, JSON.stringify([...retires, numero]))
}

/** The prefix of a vendor in a series and the number that comes next in a year; nothing is reserved. */
async function readSerie(
  db: Kysely<Tables>,
  serie: Serie,
  fournisseurId: number,
  annee: string,
): Promise<Numerotation> {
  const prefixe = await prefixOf(db, serie, fournisseurId)
  const debut = `${prefixe} ${annee} `
  // « : » follows « 9 »: the range holds exactly the numbers that go on with digits, and uses the index.
  const suite = sql<string>`substr(numero, ${debut.length + 1})`
  const { dernier } = await db
    .selectFrom(serie.table)
    .select(sql<number | null>`max(CAST(${suite} AS INTEGER))`.as('dernier'))
    .where('fournisseurId', '=', fournisseurId)
    .where('numero', '>=', `${debut}0`)
    .where('numero', '<', `${debut}:`)
    .where(sql<boolean>`${suite} NOT GLOB '*[^0-9]*' AND length(${suite}) <= ${CHIFFRES_MAX}`)
    .executeTakeFirstOrThrow()
  const retires = serie.table === 'facture' ? await readRetires(db, fournisseurId) : []
  const rangs = retires
    .filter((n) => n.startsWith(debut))
    .map((numero) => numero.slice(debut.length))
    .filter((rang) => /^\d+$/.test(rang) && rang.length <= CHIFFRES_MAX)
  const suivant = Math.max(dernier ?? 0, ...rangs.map(Number)) + 1
  return { prefixe, prochain: debut + String(suivant).padStart(4, '0') }
}

async function nextOf(tx: Ecriture, serie: Serie, fournisseurId: number, annee: string): Promise<string> {
  const { prefixe, prochain } = await readSerie(tx, serie, fournisseurId, annee)
  await writeReglage(tx, `${serie.reglage}.${fournisseurId}`, prefixe)
  return prochain
}

/**
 * The prefix of a vendor's orders and the number that comes next, « BDC 2026 0001 »; nothing is reserved.
 * The year is that of the day in Paris.
 */
export function readNumerotation(
  ctx: Pick<Contexte, 'maintenant'>,
  db: Kysely<Tables>,
  fournisseurId: number,
): Promise<Numerotation> {
  return readSerie(db, COMMANDES, fournisseurId, jourParis(ctx.maintenant()).slice(0, 4))
}

/** The next number of a vendor: given inside the transaction that writes the order, so that two processes never give the same. */
export function nextNumero(
  ctx: Pick<Contexte, 'maintenant'>,
  tx: Ecriture,
  fournisseurId: number,
): Promise<string> {
  return nextOf(tx, COMMANDES, fournisseurId, jourParis(ctx.maintenant()).slice(0, 4))
}

/** The number that the next invoice of a vendor would bear on that day, « FA 2026 0001 »; nothing is reserved. */
export async function readNumeroFacture(
  db: Kysely<Tables>,
  fournisseurId: number,
  date: Jour,
): Promise<string> {
  return (await readSerie(db, FACTURES, fournisseurId, date.slice(0, 4))).prochain
}

/** The number of an invoice of that day, given inside the transaction that writes it. */
export function nextNumeroFacture(tx: Ecriture, fournisseurId: number, date: Jour): Promise<string> {
  return nextOf(tx, FACTURES, fournisseurId, date.slice(0, 4))
}

/** Day of the last invoice numbered by Liasse for a vendor: numbers follow the days. Null before the first. */
export async function lastDateFacture(db: Kysely<Tables>, fournisseurId: number): Promise<Jour | null> {
  const prefixe = await prefixOf(db, FACTURES, fournisseurId)
  const { date } = await db
    .selectFrom('facture')
    .select((eb) => eb.fn.max('date').as('date'))
    .where('fournisseurId', '=', fournisseurId)
    .where('externe', '=', 0)
    .where('numero', '>=', `${prefixe} `)
    .where('numero', '<', `${prefixe}!`)
    .executeTakeFirstOrThrow()
  return date
}

/** Has an order of the vendor a number that begins so? « ! » follows the space. */
async function hasNumbered(tx: Ecriture, fournisseurId: number, prefixe: string): Promise<boolean> {
  const une = await tx
    .selectFrom('commande')
    .select('id')
    .where('fournisseurId', '=', fournisseurId)
    .where('numero', '>=', `${prefixe} `)
    .where('numero', '<', `${prefixe}!`)
    .limit(1)
    .executeTakeFirst()
  return une !== undefined
}

/**
 * Sets the beginning of the numbers to come; numbers already given stay. Refuses what the agency's reader cannot read
 * and the prefix of another vendor.
 */
export async function definePrefixe(tx: Ecriture, fournisseurId: number, saisie: string): Promise<void> {
  const prefixe = saisie.trim().replace(/\s+/g, ' ')
  if (prefixe === '' || prefixe.length > PREFIXE_MAX || !isNumeroLisible(prefixe))
    refuser(
      `Le préfixe «\u00a0${saisie}\u00a0» n’est pas fait de lettres sans accent, de chiffres et d’espaces, ${PREFIXE_MAX} au plus.`,
      { ou: 'prefixe', regle: 'Lecture des pièces par l’ASP', remede: 'Par exemple\u00a0: BDC.' },
    )
  const autres = await tx
    .selectFrom('fournisseur')
    .select(['id', 'denomination'])
    .where('id', '!=', fournisseurId)
    .execute()
  for (const autre of autres) {
    const sien = (await prefixOf(tx, COMMANDES, autre.id)).toUpperCase() === prefixe.toUpperCase()
    if (sien || (await hasNumbered(tx, autre.id, prefixe)))
      refuser(
        `Le préfixe «\u00a0${prefixe}\u00a0» sert au fournisseur «\u00a0${autre.denomination}\u00a0»\u00a0: un numéro lu sur une pièce doit nommer une seule commande.`,
        { ou: 'prefixe', remede: 'Choisissez un autre préfixe.' },
      )
  }
  await writeReglage(tx, `numerotation.${fournisseurId}`, prefixe)
}
