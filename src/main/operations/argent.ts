import { computeJalons } from '#domain/calendrier.ts'
import { type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { knownAt } from '#domain/valeurs.ts'
import { type Contexte, impl } from '../contexte.ts'
import { type RegleArgent, readLignesArgent, readResumeArgent } from '../registre/argent.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { rafraichirVerifications } from './verification.ts'

/** When a deposit of the scheme is expected to be paid, while the scheme does not say. Calendar days. */
const DELAI = 60

/** What each scheme says of its money on a day: closing days, delay of payment. */
export function reglesArgent(dispositifs: Iterable<Dispositif>, aujourdhui: Jour): readonly RegleArgent[] {
  return [...dispositifs].map((d) => {
    const jalons = computeJalons(d, aujourdhui)
    const jourDe = (cle: string | undefined) => (cle === undefined ? null : (jalons.get(cle)?.jour ?? null))
    return {
      dispositif: d.code,
      delai: knownAt(d.solde.delaiPaiement, aujourdhui) ?? DELAI,
      avance: jourDe(d.regles.depotAvance?.jalon),
      solde: jourDe(d.solde.depot.jalon),
    }
  })
}

export const argentOperations = (ctx: Contexte) => {
  const prepare = async () => {
    await rafraichirVerifications(ctx)
    const aujourdhui = jourParis(ctx.maintenant())
    const dispositifs = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
    return { aujourdhui, regles: reglesArgent(dispositifs.values(), aujourdhui) }
  }
  return impl.argent.router({
    resumer: impl.argent.resumer.handler(async ({ input }) => {
      const { aujourdhui, regles } = await prepare()
      return ctx.registre.lire((db) => readResumeArgent(db, regles, aujourdhui, input))
    }),
    lister: impl.argent.lister.handler(async ({ input }) => {
      const { aujourdhui, regles } = await prepare()
      return ctx.registre.lire((db) => readLignesArgent(db, regles, aujourdhui, input))
    }),
  })
}
