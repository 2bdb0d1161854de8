import type { CasDispositif, Dispositif } from './dispositif.ts'
import type { CategorieTiers } from './tiers.ts'

/**
 * The case of an order by its clients: the first of the scheme whose mandataire, number and categories fit
 * (MDV-LGC-Va1, models of 28/07/2023 §3: A alone, B with a mandataire, C without, D structure).
 * Null when the scheme has none for such an order.
 */
export function deduceCas(
  dispositif: Pick<Dispositif, 'cas'>,
  commande: { readonly clients: readonly CategorieTiers[]; readonly mandataire: boolean },
): CasDispositif | null {
  return dispositif.cas.find((cas) => fitsCas(cas, commande)) ?? null
}

/** Does an order answer to what a case asks: mandataire, number of clients, categories? */
export function fitsCas(
  cas: CasDispositif,
  { clients, mandataire }: { readonly clients: readonly CategorieTiers[]; readonly mandataire: boolean },
): boolean {
  return (
    (cas.mandataire === 'requis') === mandataire &&
    clients.length >= cas.clients.min &&
    (cas.clients.max === null || clients.length <= cas.clients.max) &&
    clients.every((categorie) => cas.clients.categories.includes(categorie))
  )
}
