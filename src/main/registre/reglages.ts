import type { Kysely } from 'kysely'
import type { Ecriture } from './registre.ts'
import type { Tables } from './schema.ts'

/**
 * Settings of the register. `numerotation.<fournisseur>` holds the prefix of the order numbers given to that vendor;
 * `sauvegarde`, the name of the last backup and the last entry of the journal that it holds; `retour.code.<code>`, what
 * the user said that a code of the agency's return files means; `factures.retirees.<fournisseur>`, the numbers of the
 * invoices taken back.
 */
export type CleReglage =
  | 'utilisateur'
  | 'sauvegarde'
  | `numerotation.${number}`
  | `factures.retirees.${number}`
  | `numerotation.facture.${number}`
  | `retour.code.${string}`

export async function readReglage(db: Kysely<Tables>, cle: CleReglage): Promise<string | undefined> {
  const ligne = await db.selectFrom('reglage').select('valeur').where('cle', '=', cle).executeTakeFirst()
  return ligne?.valeur
}

export async function writeReglage(tx: Ecriture, cle: CleReglage, valeur: string): Promise<void> {
  await tx
    .insertInto('reglage')
    .values({ cle, valeur })
    .onConflict((conflit) => conflit.column('cle').doUpdateSet({ valeur }))
    .execute()
}
