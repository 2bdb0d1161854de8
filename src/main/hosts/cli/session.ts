import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient, ORPCError, ValidationError } from '@orpc/server'
import type { Command } from 'commander'
import type { Avancement, Refus } from '#contract/commun.ts'
import type { Contrat } from '#contract/index.ts'
import type { Instant } from '#domain/dates.ts'
import { type Application, createApplication } from '../../app.ts'
import { sentenceOf } from '../../refus.ts'
import { defaultExports, openingSentence } from '../commun.ts'
import type { Reponse } from './sortie.ts'

export type Client = ContractRouterClient<Contrat>

/** Options that every command accepts. */
export interface OptionsCommunes {
  readonly registre: string
  readonly json: boolean
  /** Fixed clock, or the machine's when null. */
  readonly maintenant: Instant | null
}

export interface Session {
  readonly client: Client
  readonly options: OptionsCommunes
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal
  /** Follows a long operation to its result, with its progress on a terminal. */
  suivre<R>(evenements: Promise<AsyncIterable<Avancement<R>>>): Promise<R>
}

/** Runs an action in a session on the register, and writes its answer. */
export type Run = <A extends unknown[]>(
  action: (session: Session, ...args: A) => Promise<Reponse>,
) => (commande: Command, ...args: A) => Promise<void>

/** Arguments or a file that cannot be used; nothing was changed. The message is a sentence for the user. */
export class Inutilisable extends Error {
  readonly ou: string | null
  readonly remede: string | null
  constructor(phrase: string, precisions: { ou?: string; remede?: string } = {}) {
    super(phrase)
    this.ou = precisions.ou ?? null
    this.remede = precisions.remede ?? null
  }
}

/** The person stopped the command. */
export class Interruption extends Error {}

/** What the program did not expect. Everything else that fails is a refusal that changed nothing. */
export const CODE_FAUTE = 3
/** The person stopped the command (128 + SIGINT). */
export const CODE_INTERRUPTION = 130

const simple = (phrase: string): Refus => ({ phrase, ou: null, regle: null, remede: null })

/** The sentence of a failure, or null for a fault of the program. */
export function explain(erreur: unknown): Refus | null {
  if (erreur instanceof Inutilisable)
    return { phrase: erreur.message, ou: erreur.ou, regle: null, remede: erreur.remede }
  if (erreur instanceof ORPCError) {
    const data = erreur.data as Partial<Refus> | undefined
    if (typeof data?.phrase === 'string') return { ...simple(''), ...data } as Refus
    if (erreur.code === 'BAD_REQUEST' && erreur.cause instanceof ValidationError) {
      const [premiere] = erreur.cause.issues
      const champ = (premiere?.path ?? []).map((p) => (typeof p === 'object' ? String(p.key) : String(p)))
      return { ...simple(premiere?.message ?? erreur.message), ou: champ.join('.') || null }
    }
    return erreur.status < 500 ? simple(erreur.message) : null
  }
  const phrase = openingSentence(erreur) ?? sentenceOf(erreur)
  return phrase === null ? null : simple(phrase)
}

/** One line that rewrites itself, on a terminal only. */
function progression(): {
  montrer(evenement: Extract<Avancement<unknown>, { type: 'progres' }>): void
  finir(): void
} {
  const terminal = process.stderr.isTTY === true
  let montree = false
  return {
    montrer({ fait, total, libelle }) {
      if (!terminal) return
      montree = true
      const compte = total === null ? String(fait) : `${fait}/${total}`
      process.stderr.write(`\r\u001b[K${libelle} ${compte}`.slice(0, process.stderr.columns + 4))
    },
    finir() {
      if (montree) process.stderr.write('\r\u001b[K')
    },
  }
}

async function follow<R>(evenements: Promise<AsyncIterable<Avancement<R>>>): Promise<R> {
  const ligne = progression()
  try {
    for await (const evenement of await evenements) {
      if (evenement.type === 'resultat') return evenement.resultat
      ligne.montrer(evenement)
    }
  } finally {
    ligne.finir()
  }
  throw new Error('the operation ended without a result')
}

/** Runs an action in a session on the register that the options name. */
export type Ouvrir = (options: OptionsCommunes, action: (session: Session) => Promise<void>) => Promise<void>

async function runIn(
  { router }: Application,
  options: OptionsCommunes,
  action: (session: Session) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController()
  const stop = () => interruption.abort()
  process.once('SIGINT', stop)
  try {
    await action({
      client: createRouterClient(router),
      options,
      signal: interruption.signal,
      suivre: follow,
    })
  } catch (erreur) {
    throw interruption.signal.aborted ? new Interruption() : erreur
  } finally {
    process.removeListener('SIGINT', stop)
  }
}

const openApplication = (registre: string, horloge?: () => Instant) =>
  createApplication({
    dossierRegistre: registre,
    hote: { nom: 'cli', dossierExports: defaultExports() },
    ...(horloge !== undefined && { horloge }),
  })

/** Opens the register, runs the command, closes whatever happened. */
export const withSession: Ouvrir = async (options, action) => {
  const { maintenant } = options
  const application = await openApplication(
    options.registre,
    maintenant === null ? undefined : () => maintenant,
  )
  try {
    await runIn(application, options, action)
  } finally {
    await application.fermer()
  }
}

/** The same on a register that stays open from one command to the next, each at its own instant, until `fermer`. */
export async function keepSession(
  registre: string,
  debut: Instant,
): Promise<{ readonly ouvrir: Ouvrir; fermer(): Promise<void> }> {
  let instant = debut
  const application = await openApplication(registre, () => instant)
  return {
    ouvrir(options, action) {
      instant = options.maintenant ?? instant
      return runIn(application, options, action)
    },
    fermer: () => application.fermer(),
  }
}
