import { jourParis } from '#domain/dates.ts'
import type { Contexte } from '../contexte.ts'
import type { Ecriture } from './registre.ts'
import { readReglage, writeReglage } from './reglages.ts'

/**
 * Beginning of the numbers given to a vendor's orders: letters, digits and spaces only, for the agency's reader
 * (annexe RAD/LAD, §III). « BDC » for the first vendor of the register; the others add letters of their name,
 * so that a number found on a scan names one order of the register.
 */
async function prefixOf(tx: Ecriture, fournisseurId: number): Promise<string> {
  const garde = await readReglage(tx, `numerotation.${fournisseurId}`)
  if (garde !== undefined) return garde
  const fournisseurs = await tx
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
  for (const f of fournisseurs) pris.add(await readReglage(tx, `numerotation.${f.id}`))
  const voulu = premier ? 'BDC' : `BDC ${lettres}`
  const prefixe = pris.has(voulu) ? `${voulu}${fournisseurId}` : voulu
  await writeReglage(tx, `numerotation.${fournisseurId}`, prefixe)
  return prefixe
}

/**
 * The next number of a vendor, « BDC 2026 0001 »: given inside the transaction that writes the order, so that two
 * processes never give the same. The year is that of the day in Paris.
 */
export async function nextNumero(
  ctx: Pick<Contexte, 'maintenant'>,
  tx: Ecriture,
  fournisseurId: number,
): Promise<string> {
  const debut = `${await prefixOf(tx, fournisseurId)} ${jourParis(ctx.maintenant()).slice(0, 4)} `
  // « : » follows « 9 »: the range holds exactly the numbers that go on with digits, and uses the index.
  const donnes = await tx
    .selectFrom('commande')
    .select('numero')
    .where('fournisseurId', '=', fournisseurId)
    .where('numero', '>=', `${debut}0`)
    .where('numero', '<', `${debut}:`)
    .execute()
  const rangs = donnes.map((c) => c.numero.slice(debut.length)).filter((suite) => /^\d{1,9}$/.test(suite))
  const suivant = rangs.reduce((max, rang) => Math.max(max, Number(rang)), 0) + 1
  return debut + String(suivant).padStart(4, '0')
}
