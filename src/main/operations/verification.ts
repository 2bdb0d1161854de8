import type { Expression, SqlBool } from 'kysely'
import type { Ecriture } from '../registre/registre.ts'

/** What a write touched, so that the orders concerned are verified again before they are next shown. */
export type Perimetre =
  | readonly number[]
  | { readonly dispositif: string }
  | { readonly fournisseurId: number }
  | { readonly referencementId: number }
  | { readonly tiersIds: readonly number[] }

/** Marks the verification of orders as stale. `verifieeLe` NULL is the only mark. */
export async function invaliderVerifications(tx: Ecriture, perimetre: Perimetre): Promise<void> {
  const stale = tx.updateTable('commande').set({ verifieeLe: null }).where('verifieeLe', 'is not', null)
  if ('dispositif' in perimetre) await stale.where('dispositif', '=', perimetre.dispositif).execute()
  else if ('fournisseurId' in perimetre)
    await stale.where('fournisseurId', '=', perimetre.fournisseurId).execute()
  else if ('referencementId' in perimetre)
    await stale.where('referencementId', '=', perimetre.referencementId).execute()
  else {
    const tiers = 'tiersIds' in perimetre
    const ids = tiers ? perimetre.tiersIds : perimetre
    for (let i = 0; i < ids.length; i += 500) {
      const lot = ids.slice(i, i + 500)
      await stale
        .where(
          (eb): Expression<SqlBool> =>
            tiers
              ? eb(
                  'id',
                  'in',
                  eb.selectFrom('participation').select('commandeId').where('tiersId', 'in', lot),
                )
              : eb('id', 'in', lot),
        )
        .execute()
    }
  }
}
