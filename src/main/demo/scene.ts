import { randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Instant } from '#domain/dates.ts'
import { type Application, createApplication, type OptionsApplication, readClock } from '../app.ts'
import type { Demonstration } from '../contexte.ts'
import { withProgress } from '../progres.ts'
import { refuser } from '../refus.ts'
import { lockFile } from '../registre/verrou.ts'
import { remplirDemonstration } from './remplissage.ts'

/** One process, one register served at a time: the user's, or the demonstration's over it. */
export interface Scene {
  courante(): Application
  /** Closes both; nothing of a demonstration is left. */
  fermer(): Promise<void>
}

const PREFIXE = 'liasse-demonstration-'
const VERROU = '.verrou'

/** Absent, or ours: not a link, nor what another user of this machine put there. */
function isOurs(chemin: string): boolean {
  const infos = lstatSync(chemin, { throwIfNoEntry: false })
  if (infos === undefined) return true
  return !infos.isSymbolicLink() && (process.getuid === undefined || infos.uid === process.getuid())
}

/** The lock lies beside the folder, not in it: on Windows an open file cannot be deleted. */
const verrouOf = (dossier: string) => `${dossier}${VERROU}`

function removeDossier(dossier: string, liberer: () => void): void {
  rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  liberer()
  // A process that was killed leaves the lock's journal too.
  for (const fichier of [verrouOf(dossier), `${verrouOf(dossier)}-journal`]) rmSync(fichier, { force: true })
}

/** Deletes what a demonstration that was killed left behind. The lock of one that lives is held. */
export function sweepDemonstrations(): void {
  const noms = readdirSync(tmpdir()).filter((n) => n.startsWith(PREFIXE))
  for (const nom of new Set(noms.map((n) => n.split(VERROU)[0] ?? n))) {
    const dossier = path.join(tmpdir(), nom)
    try {
      if (!isOurs(dossier) || !isOurs(verrouOf(dossier))) continue
      const liberer = lockFile(verrouOf(dossier))
      if (liberer === null) continue
      removeDossier(dossier, liberer)
    } catch {
      // In use, or not to be deleted now: the next start tries again.
    }
  }
}

/** A new folder, locked before it is there: nobody sweeps it meanwhile. */
function makeDossier(): { readonly dossier: string; remove(): void } {
  const dossier = path.join(tmpdir(), `${PREFIXE}${randomUUID()}`)
  const liberer = lockFile(verrouOf(dossier))
  if (liberer === null) throw new Error('a name drawn at random is taken')
  mkdirSync(dossier, { mode: 0o700 })
  return { dossier, remove: () => removeDossier(dossier, liberer) }
}

interface Ouverte {
  readonly application: Application
  fermer(): Promise<void>
}

/**
 * Opens the user's register and serves it; `demonstration` of the context fills another one in a temporary folder
 * and serves it instead, until it is left. The user's stays open and is not written meanwhile.
 * Throws as `createApplication` does.
 */
export async function openScene(options: Omit<OptionsApplication, 'demonstration'>): Promise<Scene> {
  sweepDemonstrations()
  const horloge = options.horloge ?? readClock
  let fin = new AbortController()
  let demo: Ouverte | null = null
  const fermeture = new AbortController()
  let ouverture: Promise<void> | null = null

  const place = (active: boolean): Demonstration => ({
    active,
    fin: () => fin.signal,
    ouvrir: open,
    quitter: leave,
  })
  const sienne = await createApplication({ ...options, demonstration: place(false) })

  function announce(): void {
    const precedente = fin
    fin = new AbortController()
    precedente.abort()
  }

  /** Fills a register apart. When it fails or is cancelled, nothing of it is left. */
  async function play(
    report: (p: { fait: number; total: number | null; libelle: string }) => void,
    signal: AbortSignal,
  ): Promise<Ouverte> {
    const { dossier, remove } = makeDossier()
    let passe: Instant | null = null
    let application: Application | null = null
    const fermer = async () => {
      await application?.fermer()
      remove()
    }
    try {
      application = await createApplication({
        dossierRegistre: path.join(dossier, 'registre'),
        hote: { ...options.hote, dossierExports: path.join(dossier, 'exports') },
        horloge: () => passe ?? horloge(),
        demonstration: place(true),
      })
      await remplirDemonstration(createRouterClient(application.router), {
        dossier,
        maintenant: horloge(),
        aller: (instant) => {
          passe = instant
        },
        signal,
        report,
      })
      passe = null
      return { application, fermer }
    } catch (erreur) {
      await fermer()
      throw erreur
    }
  }

  async function* open(exterieur: AbortSignal | undefined) {
    if (demo !== null) refuser('La démonstration est déjà ouverte.')
    if (ouverture !== null) refuser('La démonstration s’ouvre déjà dans une autre fenêtre.')
    const { promise, resolve } = Promise.withResolvers<void>()
    ouverture = promise
    try {
      yield* withProgress(exterieur, async (report, signal) => {
        demo = await play(report, AbortSignal.any([signal, fermeture.signal]))
        announce()
        return null
      })
    } finally {
      ouverture = null
      resolve()
    }
  }

  async function leave(): Promise<void> {
    const quittee = demo
    if (quittee === null) refuser('La démonstration n’est pas ouverte.')
    demo = null
    announce()
    await quittee.fermer()
  }

  return {
    courante: () => demo?.application ?? sienne,
    async fermer() {
      fermeture.abort()
      await ouverture
      await demo?.fermer()
      await sienne.fermer()
    },
  }
}
