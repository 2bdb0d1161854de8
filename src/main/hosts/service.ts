import path from 'node:path'
import { RPCHandler } from '@orpc/server/message-port'
import type { Hote } from '../contexte.ts'
import { openScene, type Scene } from '../demo/scene.ts'
import { refuser } from '../refus.ts'
import { logger, onFault, openingSentence, openOutside } from './commun.ts'
import { openTeleversements, type Televersements } from './televersement.ts'

const FAUTE = 'Liasse n’a pas pu démarrer, pour une raison inattendue. Relancez-la.'

/** From the window's process to the application's. A `port` message carries the page's end of a channel. */
export type VersService =
  | { readonly type: 'ouvrir'; readonly dossierRegistre: string; readonly dossierExports: string }
  | { readonly type: 'port' }
  | { readonly type: 'dossierChoisi'; readonly demande: number; readonly chemin: string | null }
  | { readonly type: 'montre'; readonly demande: number; readonly erreur: string | null }
  | { readonly type: 'fermer' }

export type DuService =
  | { readonly type: 'pret' }
  | { readonly type: 'echec'; readonly phrase: string }
  | { readonly type: 'choisirDossier'; readonly demande: number; readonly titre: string }
  | { readonly type: 'montrer'; readonly demande: number; readonly chemin: string }
  | { readonly type: 'ferme' }

type PortPage = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0] & { start?(): void }

/** What the service asks of its parent: Electron's `process.parentPort`, or a port of a test. */
export interface ParentService {
  on(evenement: 'message', recevoir: (message: { data: VersService; ports: PortPage[] }) => void): unknown
  postMessage(message: DuService): void
}

/**
 * The application's process: opens the register once told where, then serves every port it is given.
 * Ports that come before the register is open wait for it.
 */
export function runService(parent: ParentService): void {
  const depot = openTeleversements()
  let scene: Promise<Scene> | null = null
  const attentes = new Map<number, (reponse: string | null) => void>()
  let compte = 0

  function ask(message: (demande: number) => DuService): Promise<string | null> {
    compte += 1
    const demande = compte
    return new Promise((repondre) => {
      attentes.set(demande, repondre)
      parent.postMessage(message(demande))
    })
  }

  function answer(demande: number, reponse: string | null): void {
    attentes.get(demande)?.(reponse)
    attentes.delete(demande)
  }

  const hote = (dossierExports: string, depot: Televersements): Hote => ({
    nom: 'electron',
    dossierExports,
    choisirDossier: (titre) => ask((demande) => ({ type: 'choisirDossier', demande, titre })),
    ...openOutside(depot, async (chemin) => {
      const erreur = await ask((demande) => ({ type: 'montrer', demande, chemin }))
      if (erreur !== null)
        refuser(`Ce poste n’a pas pu ouvrir «\u00a0${path.basename(chemin)}\u00a0»\u00a0: ${erreur}`)
    }),
  })

  async function open(dossierRegistre: string, dossierExports: string): Promise<void> {
    scene = depot.then((d) => openScene({ dossierRegistre, hote: hote(dossierExports, d) }))
    try {
      await scene
      parent.postMessage({ type: 'pret' })
    } catch (erreur) {
      const phrase = openingSentence(erreur)
      if (phrase === null) logger.error(erreur)
      parent.postMessage({ type: 'echec', phrase: phrase ?? FAUTE })
    }
  }

  async function close(): Promise<void> {
    await scene?.then((s) => s.fermer()).catch((erreur: unknown) => logger.error(erreur))
    await depot.then((d) => d.fermer()).catch((erreur: unknown) => logger.error(erreur))
    parent.postMessage({ type: 'ferme' })
  }

  parent.on('message', ({ data, ports }) => {
    const [port] = ports
    if (data.type === 'ouvrir' && scene === null) void open(data.dossierRegistre, data.dossierExports)
    else if (data.type === 'port' && port !== undefined)
      void scene?.then(
        (s) => {
          // A page keeps the register that it began with: it reloads, on a new port, when another takes its place.
          new RPCHandler(s.courante().router, { interceptors: [onFault] }).upgrade(port)
          port.start?.()
        },
        () => undefined,
      )
    else if (data.type === 'dossierChoisi') answer(data.demande, data.chemin)
    else if (data.type === 'montre') answer(data.demande, data.erreur)
    else if (data.type === 'fermer') void close()
  })
}

// In Electron's utility process, and only there.
if (process.parentPort !== undefined) runService(process.parentPort)
