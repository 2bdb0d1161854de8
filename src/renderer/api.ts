import { createORPCClient } from '@orpc/client'
import { RPCLink as HttpLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/react-query'
import type { Refus } from '#contract/commun.ts'
import type { Contrat } from '#contract/index.ts'
import { changerDeRegistre, memoireDemonstration } from './state/memoire.ts'

/** What the preload lends to the page; absent in a browser. */
export interface PontLiasse {
  /** Path on disk of a file that was dropped or chosen. */
  cheminDe(file: File): string
}

declare global {
  interface Window {
    readonly liasse?: PontLiasse
  }
}

export type Client = ContractRouterClient<Contrat>

/** Asked of every request by the web host: another site's page cannot add it. */
const ENTETE = { 'x-liasse': '1' }

/** Hands one end of a channel to the preload, which gives it to the application's process. */
function openPort(): MessagePort {
  const canal = new MessageChannel()
  window.postMessage('liasse:port', '*', [canal.port2])
  canal.port1.start()
  return canal.port1
}

const link =
  window.liasse === undefined
    ? new HttpLink({ url: `${window.location.origin}/rpc`, headers: ENTETE })
    : new PortLink({ port: openPort() })

/** Every operation of the contract, callable. */
export const client: Client = createORPCClient(link)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

/** `useQuery(orpc.client.lister.queryOptions({ input }))`. */
export const orpc = createTanstackQueryUtils(client)

/** Refreshes every screen whenever the register moved, whichever process wrote. Stops with the signal. */
export async function watchRegistre(signal: AbortSignal): Promise<void> {
  let vue: number | null = null
  for await (const { version, remplace } of await client.systeme.surveiller(undefined, { signal })) {
    if (remplace === true) return changerDeRegistre(!memoireDemonstration)
    if (vue !== null && version !== vue) await queryClient.invalidateQueries()
    vue = version
  }
}

/** The path under which the application reads a file of the user: as it is in Electron, uploaded in a browser. */
export async function fichierVersChemin(file: File): Promise<string> {
  if (window.liasse !== undefined) return window.liasse.cheminDe(file)
  const reponse = await fetch(`/televersement?nom=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { ...ENTETE, 'content-type': 'application/octet-stream' },
    body: file,
  })
  if (!reponse.ok) throw new Error(`« ${file.name} » n’a pas pu être reçu : ${await reponse.text()}`)
  const { chemin } = (await reponse.json()) as { chemin: string }
  return chemin
}

interface FauteSaisie {
  readonly path?: readonly unknown[]
  readonly message?: string
}

/** The sentence of any failure; what the user can act on comes from the refusal itself. */
export function readRefus(erreur: unknown): Refus {
  const { code, data } = (erreur ?? {}) as {
    code?: string
    data?: Partial<Refus> & { issues?: readonly FauteSaisie[] }
  }
  if (data?.phrase !== undefined)
    return {
      phrase: data.phrase,
      ou: data.ou ?? null,
      regle: data.regle ?? null,
      remede: data.remede ?? null,
    }
  const faute = data?.issues?.[0]
  if (code === 'BAD_REQUEST' && faute !== undefined) {
    const ou = faute.path?.map(String).join('.') ?? null
    return {
      phrase: `La saisie n’a pas la forme attendue${ou === null ? '' : ` : ${ou}`}${faute.message === undefined ? '.' : ` (${faute.message}).`}`,
      ou,
      regle: null,
      remede: null,
    }
  }
  // Refusals of `fichierVersChemin` and of the hosts are sentences already; the rest is a fault of the program.
  const message =
    erreur instanceof Error && !(erreur instanceof TypeError) && code === undefined ? erreur.message : null
  return {
    phrase: message ?? 'Liasse n’a pas pu répondre. Ce qui est à l’écran est gardé.',
    ou: null,
    regle: null,
    remede: message === null ? 'Réessayez ; si cela se répète, fermez puis rouvrez Liasse.' : null,
  }
}

/** The version in the register when a save was refused because someone else saved meanwhile, or null. */
export function readPerimee<T>(erreur: unknown): T | null {
  const e = erreur as { code?: string; data?: { actuelle?: T } } | null
  return e?.code === 'REVISION_PERIMEE' ? (e.data?.actuelle ?? null) : null
}
