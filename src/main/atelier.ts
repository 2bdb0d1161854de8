import { availableParallelism } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Piscina } from 'piscina'
import type { Atelier } from './contexte.ts'
import { resourcePath } from './resources.ts'

/** A worker that a hostile file drives beyond this ends with `ERR_WORKER_OUT_OF_MEMORY`; the others go on. */
const MEMOIRE_MAX_MO = 1024

/** Entry point of a worker: its source when the application runs from source, the built file otherwise. */
function workerFile(nom: string): string {
  return import.meta.filename.endsWith('.ts')
    ? path.join(import.meta.dirname, 'workers', `${nom}.ts`)
    : resourcePath('out', 'main', 'workers', `${nom}.js`)
}

/** A system error loses its code between threads; its message still begins with it (« ENOSPC: no space left… »). */
function withCode(erreur: unknown): unknown {
  const code =
    erreur instanceof Error && !('code' in erreur) ? /^(E[A-Z0-9]+): /.exec(erreur.message)?.[1] : null
  return code ? Object.assign(erreur as Error, { code }) : erreur
}

/**
 * Opens the pool of workers: at most one thread per core but one, started when first needed and let go when idle.
 * An aborted task ends its thread at once; a new one takes its place.
 */
export function openAtelier(): Atelier {
  let piscine: Piscina | null = null
  const open = () =>
    new Piscina({
      minThreads: 0,
      maxThreads: Math.max(1, availableParallelism() - 1),
      idleTimeout: 5_000,
      // Flags of the host (test runner, inspector) are not for the workers.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMOIRE_MAX_MO },
    })
  return {
    async run(worker, data, options = {}) {
      piscine ??= open()
      try {
        return await piscine.run(data, {
          filename: pathToFileURL(workerFile(worker)).href,
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        })
      } catch (erreur) {
        throw withCode(erreur)
      }
    },
    async fermer() {
      await piscine?.destroy()
      piscine = null
    },
  }
}
