import type { Avancement } from '#contract/commun.ts'

export type Progres = Omit<Extract<Avancement<never>, { type: 'progres' }>, 'type'>

/**
 * Runs a long work as the contract yields it: its progress, the latest only, then its result.
 * When the caller stops iterating (or `exterieur` aborts), `signal` aborts and the generator ends once the work has
 * let go of everything: a cancelled write is rolled back before anything else starts.
 */
export async function* withProgress<R>(
  exterieur: AbortSignal | undefined,
  work: (report: (progres: Progres) => void, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<Avancement<R>> {
  const arret = new AbortController()
  const signal = exterieur === undefined ? arret.signal : AbortSignal.any([exterieur, arret.signal])
  let dernier: Progres | null = null
  let reveil = Promise.withResolvers<void>()
  const fini = work((progres) => {
    dernier = progres
    reveil.resolve()
  }, signal)
  const etat: { termine: boolean } = { termine: false }
  const settled = fini
    .then(
      () => undefined,
      () => undefined,
    )
    .then(() => {
      etat.termine = true
      reveil.resolve()
    })
  try {
    while (!etat.termine) {
      await reveil.promise
      reveil = Promise.withResolvers<void>()
      const progres: Progres | null = dernier
      dernier = null
      if (progres !== null) yield { type: 'progres', ...(progres as Progres) }
    }
    yield { type: 'resultat', resultat: await fini }
  } finally {
    arret.abort()
    await settled
  }
}
