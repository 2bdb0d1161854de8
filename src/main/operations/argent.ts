import { computeJalons, isDepasse } from '#domain/calendrier.ts'
import { type Instant, jourParis } from '#domain/dates.ts'
import type { Dispositif, SoldeDispositif } from '#domain/dispositif.ts'
import { knownAt } from '#domain/valeurs.ts'
import { type Contexte, impl } from '../contexte.ts'
import { type RegleArgent, readLignesArgent, readResumeArgent } from '../registre/argent.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { rafraichirVerifications } from './verification.ts'

/** When a deposit of the scheme is expected to be paid, while the scheme does not say. Calendar days. */
const DELAI = 60

/** What each scheme says of its money at an instant: closing days, delay of payment. */
export function reglesArgent(dispositifs: Iterable<Dispositif>, maintenant: Instant): readonly RegleArgent[] {
  const aujourdhui = jourParis(maintenant)
  return [...dispositifs].map((d) => {
    const jalons = computeJalons(d, aujourdhui)
    const limitOf = (limite: Pick<SoldeDispositif['depot'], 'jalon' | 'gravite'> | undefined) => {
      const jalon = limite === undefined ? undefined : jalons.get(limite.jalon)
      if (jalon === undefined || jalon.jour === null) return { jour: null, close: 0 as const }
      if (isDepasse(jalon, maintenant) !== true) return { jour: jalon.jour, close: 0 as const }
      // A date that only warns tells nothing any more once it is past, and loses nothing.
      return limite?.gravite === 'bloquant'
        ? { jour: jalon.jour, close: 1 as const }
        : { jour: null, close: 0 as const }
    }
    const avance = limitOf(d.regles.depotAvance)
    const solde = limitOf(d.solde.depot)
    return {
      dispositif: d.code,
      delai: knownAt(d.solde.delaiPaiement, aujourdhui) ?? DELAI,
      avance: avance.jour,
      solde: solde.jour,
      avanceClose: avance.close,
      soldeClose: solde.close,
    }
  })
}

export const argentOperations = (ctx: Contexte) => {
  const prepare = async () => {
    await rafraichirVerifications(ctx)
    const maintenant = ctx.maintenant()
    const dispositifs = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
    return { aujourdhui: jourParis(maintenant), regles: reglesArgent(dispositifs.values(), maintenant) }
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
