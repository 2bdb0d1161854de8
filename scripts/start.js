import path from 'node:path'
import { build, checkMachine, findElectron, isStale, racine, run, runNode, stop } from './outils.js'

/** Time given to Electron's own installer, milliseconds. */
const DELAI_INSTALLATION = 60_000
/** A window that ends sooner than this, in error, never opened. */
const DELAI_OUVERTURE = 10_000

const say = (phrase) => process.stdout.write(`${phrase}\n`)

/** Electron's installer, for a minute at most, with the time that passes. */
async function installElectron() {
  const debut = Date.now()
  const montre = setInterval(() => {
    const secondes = Math.round((Date.now() - debut) / 1000)
    process.stdout.write(`\rTéléchargement d’Electron… ${secondes} s (une minute au plus)`)
  }, 1000)
  await runNode([path.join(racine, 'node_modules', 'electron', 'install.js')], {
    stdio: ['ignore', 'inherit', 'ignore'],
    timeout: DELAI_INSTALLATION,
  })
  clearInterval(montre)
  if (Date.now() - debut > 1000) process.stdout.write('\n')
  return findElectron()
}

/** Opens the window; false when it could not be shown here. */
async function startWindow(electron, args) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const debut = Date.now()
  const code = await run(electron, [racine, ...args], { env })
  if (code === 0) return true
  if (Date.now() - debut < DELAI_OUVERTURE) return false
  process.exit(code === -1 ? 1 : code)
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

checkMachine()
if (isStale()) {
  say('Construction de Liasse…')
  if ((await build()) !== 0) stop('La construction a échoué.')
}
const args = process.argv.slice(2)
const electron = hasDisplay() ? (findElectron() ?? (await installElectron())) : null
if (electron === null || !(await startWindow(electron, args))) {
  const raison = electron === null ? 'n’est pas disponible' : 'n’a pas pu ouvrir de fenêtre'
  say(`Electron ${raison} ici : Liasse s’ouvre dans le navigateur (Ctrl+C pour l’arrêter).`)
  process.on('SIGINT', () => undefined)
  process.exitCode = await runNode([path.join('src', 'main', 'hosts', 'cli.ts'), 'web', ...args])
}
