import type { Kysely } from 'kysely'
import type { Numerotation } from '#contract/fournisseur.ts'
import { jourParis } from '#domain/dates.ts'
import { isNumeroLisible } from '#domain/identifiants.ts'
import type { Contexte } from '../contexte.ts'
import { refuser } from '../refus.ts'
import type { Ecriture } from './registre.ts'
import { readReglage, writeReglage } from './reglages.ts'
import type { Tables } from './schema.ts'

const PREFIXE_MAX = 20

/**
 * Beginning of the numbers given to a vendor's orders: letters, digits and spaces only, for the agency's reader
 * (lecture des pièces par l’ASP). « BDC » for the first vendor of the register; the others add letters of their name,
 * so that a number found on a scan names one order of the register.
 */
async function prefixOf(db: Kysely<Tables>, fournisseurId: number): Promise<string> {
  const garde = await readReglage(db, `numerotation.${fournisseurId}`)
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
  for (const f of fournisseurs) pris.add(await readReglage(db, `numerotation.${f.id}`))
  const voulu = premier ? 'BDC' : `BDC ${lettres}`
  return pris.has(voulu) ? `${voulu}${fournisseurId}` : voulu
}

/**
 * The prefix of a vendor and the number that comes next, « BDC 2026 0001 »; nothing is reserved.
 * The year is that of the day in Paris.
 */
export async function readNumerotation(
  ctx: Pick<Contexte, 'maintenant'>,
  db: Kysely<Tables>,
  fournisseurId: number,
): Promise<Numerotation> {
  const prefixe = await prefixOf(db, fournisseurId)
  const debut = `${prefixe} ${jourParis(ctx.maintenant()).slice(0, 4)} `
  // « : » follows « 9 »: the range holds exactly the numbers that go on with digits, and uses the index.
  const donnes = await db
    .selectFrom('commande')
    .select('numero')
    .where('fournisseurId', '=', fournisseurId)
    .where('numero', '>=', `${debut}0`)
    .where('numero', '<', `${debut}:`)
    .execute()
  const rangs = donnes.map((c) => c.numero.slice(debut.length)).filter((suite) => /^\d{1,9}$/.test(suite))
  const suivant = rangs.reduce((max, rang) => Math.max(max, Number(rang)), 0) + 1
  return { prefixe, prochain: debut + String(suivant).padStart(4, '0') }
}

/** The next number of a vendor: given inside the transaction that writes the order, so that two processes never give the same. */
export async function nextNumero(
  ctx: Pick<Contexte, 'maintenant'>,
  tx: Ecriture,
  fournisseurId: number,
): Promise<string> {
  const { prefixe, prochain } = await readNumerotation(ctx, tx, fournisseurId)
  await writeReglage(tx, `numerotation.${fournisseurId}`, prefixe)
  return prochain
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
    const sien = (await prefixOf(tx, autre.id)).toUpperCase() === prefixe.toUpperCase()
    if (sien || (await hasNumbered(tx, autre.id, prefixe)))
      refuser(
        `Le préfixe «\u00a0${prefixe}\u00a0» sert au fournisseur «\u00a0${autre.denomination}\u00a0»\u00a0: un numéro lu sur une pièce doit nommer une seule commande.`,
        { ou: 'prefixe', remede: 'Choisissez un autre préfixe.' },
      )
  }
  await writeReglage(tx, `numerotation.${fournisseurId}`, prefixe)
}
