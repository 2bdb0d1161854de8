import { homedir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { ORPCError } from '@orpc/server'
import envPaths from 'env-paths'
import pino from 'pino'
import type { Hote } from '../contexte.ts'
import { sentenceOf } from '../refus.ts'
import { RegistreInaccessible } from '../registre/emplacement.ts'
import { RegistreFutur } from '../registre/migrations.ts'
import type { Televersements } from './televersement.ts'

/** Faults of the program, on the error output: nothing of a dossier is ever written there. */
export const logger = pino(
  { level: process.env.LIASSE_LOG ?? 'error' },
  pino.destination({ fd: 2, sync: true }),
)

/** Interceptor of the RPC handlers: what the contract does not expect is logged before the caller is told. */
export async function onFault<T>(options: { next(): Promise<T> }): Promise<T> {
  try {
    return await options.next()
  } catch (erreur) {
    const attendue = erreur instanceof ORPCError && (erreur.defined || erreur.status < 500)
    if (!attendue) logger.error(erreur)
    throw erreur
  }
}

/** True when a window or a browser can be shown to the person. */
export function hasScreen(): boolean {
  if (process.platform !== 'linux') return process.env.SSH_CONNECTION === undefined
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Why the application could not open, for the person; null for a fault of the program. */
export function openingSentence(erreur: unknown): string | null {
  if (erreur instanceof RegistreFutur || erreur instanceof RegistreInaccessible) return erreur.message
  return sentenceOf(erreur)
}

/** Folders and copies of documents, shown by the machine outside of Liasse. `montrer` opens one path. */
export function openOutside(
  depot: Televersements,
  montrer: (chemin: string) => Promise<unknown>,
): Required<Pick<Hote, 'ouvrirDossier' | 'ouvrirFichier'>> {
  return {
    async ouvrirDossier(chemin) {
      await montrer(chemin)
    },
    async ouvrirFichier(fichier) {
      await montrer(await depot.recevoir(fichier.name, Readable.fromWeb(fichier.stream())))
    },
  }
}

/**
 * Folder of the register when none is named: the same for the window, the browser and the command line.
 * `LIASSE_REGISTRE` moves it, for a shared post or a test.
 */
export function defaultRegistre(): string {
  const choisi = process.env.LIASSE_REGISTRE
  return choisi === undefined || choisi === ''
    ? envPaths('Liasse', { suffix: '' }).data
    : path.resolve(choisi)
}

/** Folder proposed for exports, in the user's documents. Not created until something is written there. */
export function defaultExports(): string {
  return path.join(homedir(), 'Documents', 'Liasse')
}

/**
 * What a page of Liasse may load: its own files and nothing of the network.
 * Styles are written in the page by Mantine; previews are `blob:` made by the page itself.
 */
export const POLITIQUE_CONTENU = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer that carries a file of the interface. */
export const ENTETES_SURES: Readonly<Record<string, string>> = {
  'content-security-policy': POLITIQUE_CONTENU,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Content type of a file of the interface, or null: such a file is not served. */
export function contentType(fichier: string): string | null {
  return TYPES[path.extname(fichier).toLowerCase()] ?? null
}

/**
 * File of the interface that a page address names, inside `racine`.
 * An address without extension is a screen: `index.html`. Null when it points outside or cannot be read.
 */
export function interfaceFile(racine: string, pathname: string): string | null {
  let demande: string
  try {
    demande = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (demande.includes('\0') || demande.includes('\\')) return null
  if (demande.split('/').includes('..')) return null
  const relatif = path.extname(demande) === '' ? 'index.html' : demande
  const fichier = path.resolve(racine, `.${path.sep}${relatif}`)
  return fichier.startsWith(path.resolve(racine) + path.sep) ? fichier : null
}
