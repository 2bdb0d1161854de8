// Plain JavaScript for the machine's own Node (20.19 or later): everything else runs on the project's Node.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export const racine = path.join(import.meta.dirname, '..')
const at = (...segments) => path.join(racine, ...segments)

/** Stops with a sentence when this Node, or the installation, cannot run the project. */
export function checkMachine() {
  const [majeure = 0, mineure = 0] = process.versions.node.split('.').map(Number)
  if (majeure < 20 || (majeure === 20 && mineure < 19))
    stop(
      `Liasse demande Node 20.19 ou plus récent ; cette machine a Node ${process.versions.node}. Installez la version courante depuis nodejs.org.`,
    )
  if (!existsSync(projectNode())) stop('Les dépendances ne sont pas installées : lancez d’abord « npm ci ».')
}

export function stop(phrase) {
  process.stderr.write(`${phrase}\n`)
  process.exit(1)
}

/** The Node 24 that `npm ci` brings. */
export function projectNode() {
  const windows = at('node_modules', 'node', 'bin', 'node.exe')
  return existsSync(windows) ? windows : at('node_modules', 'node', 'bin', 'node')
}

/** File of a package's command, to be run by the project's Node: no shell, no shim. */
export function binOf(paquet, commande = paquet) {
  const dossier = at('node_modules', ...paquet.split('/'))
  const { bin } = JSON.parse(readFileSync(path.join(dossier, 'package.json'), 'utf8'))
  return path.join(dossier, typeof bin === 'string' ? bin : bin[commande])
}

/** Runs a program in the project's folder; resolves with its exit code, -1 when it could not start. */
export function run(programme, args, options = {}) {
  const enfant = spawn(programme, args, { cwd: racine, stdio: 'inherit', ...options })
  return new Promise((fini) => {
    enfant.on('error', () => fini(-1))
    enfant.on('exit', (code, signal) => fini(signal === null ? code : -1))
  })
}

/** The same, with the project's Node. Its folder comes first in the path, for what it starts in turn. */
export function runNode(args, options = {}) {
  const env = { ...process.env, ...options.env }
  const cle = Object.keys(env).find((c) => c.toUpperCase() === 'PATH') ?? 'PATH'
  env[cle] = [path.dirname(projectNode()), env[cle] ?? ''].join(path.delimiter)
  return run(projectNode(), args, { ...options, env })
}

/** Path of Electron's binary, or null. Never `require('electron')`: from plain Node it starts a download. */
export function findElectron() {
  const dossier = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const fichier = path.join(dossier, 'path.txt')
  const ailleurs = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!ailleurs && !existsSync(fichier)) return null
  const nom = existsSync(fichier) ? readFileSync(fichier, 'utf8') : 'electron'
  const binaire = path.join(ailleurs || path.join(dossier, 'dist'), nom)
  return existsSync(binaire) ? binaire : null
}

function newest(chemin) {
  const infos = statSync(chemin)
  if (!infos.isDirectory()) return infos.mtimeMs
  return Math.max(infos.mtimeMs, ...readdirSync(chemin).map((f) => newest(path.join(chemin, f))))
}

/** True when `out/` is missing or older than what it is made from. */
export function isStale() {
  const produits = [
    at('out', 'main', 'index.js'),
    at('out', 'preload', 'index.cjs'),
    at('out', 'renderer', 'index.html'),
  ]
  if (!produits.every(existsSync)) return true
  const construit = Math.min(...produits.map((f) => statSync(f).mtimeMs))
  return ['src', 'electron.vite.config.ts', 'package.json'].some((f) => newest(at(f)) > construit)
}

export const build = () => runNode([binOf('electron-vite'), 'build', '--logLevel', 'warn'])

/** A browser that is there, or null. `LIASSE_NAVIGATEUR` names another one. */
export function findBrowser() {
  const voulu = process.env.LIASSE_NAVIGATEUR
  if (voulu) return existsSync(voulu) ? voulu : null
  const programmes = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
  const fixes = {
    darwin: ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
      (n) => `/Applications/${n}.app/Contents/MacOS/${n}`,
    ),
    win32: programmes
      .filter(Boolean)
      .flatMap((p) => [
        path.join(p, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(p, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]),
  }
  const noms = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge']
  const chemins = (process.env.PATH ?? '').split(path.delimiter)
  const candidats = fixes[process.platform] ?? noms.flatMap((n) => chemins.map((d) => path.join(d, n)))
  const { chromium } = createRequire(import.meta.url)('@playwright/test')
  return [...candidats, chromium.executablePath()].find((c) => existsSync(c)) ?? null
}
