import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { racine, stop } from './outils.js'

// Runs what `npm run package` made: the command line, then the window, each on a register of its own.
const dist = path.join(racine, 'dist')
const dossier = readdirSync(dist).find((d) => /^(?:win|linux)-.*unpacked$|^mac/.test(d) && !d.includes('.'))
if (dossier === undefined) stop('Nothing is packaged in dist/: run npm run package first.')
const windows = process.platform === 'win32'
const paquet = path.join(dist, dossier)
const ressources = path.join(
  paquet,
  process.platform === 'darwin' ? 'Liasse.app/Contents/Resources' : 'resources',
)
const application =
  {
    win32: path.join(paquet, 'Liasse.exe'),
    darwin: path.join(paquet, 'Liasse.app', 'Contents', 'MacOS', 'Liasse'),
  }[process.platform] ?? path.join(paquet, 'liasse-fenetre')
const temporaire = mkdtempSync(path.join(tmpdir(), 'liasse-'))

function liasse(...args) {
  const lanceur = path.join(ressources, 'bin', windows ? 'liasse.cmd' : 'liasse')
  const { status, stdout, stderr } = spawnSync(windows ? `"${lanceur}"` : lanceur, args, {
    encoding: 'utf8',
    shell: windows,
  })
  if (status !== 0 && status !== 1) stop(`liasse ${args.join(' ')}: ${status}\n${stdout}${stderr}`)
  return stdout
}

const registre = path.join(temporaire, 'registre')
process.stdout.write(`liasse ${liasse('--version')}`)
const dispositifs = JSON.parse(liasse('dispositif', 'lister', '--json', '--registre', registre))
if (dispositifs.length < 2) stop('The packaged application does not find its schemes.')
// Printing, ZIP and workers, inside the package.
liasse('demo', '--sortie', path.join(temporaire, 'demo'))

const fenetre = path.join(temporaire, 'fenetre')
const enfant = spawn(application, [`--user-data-dir=${path.join(temporaire, 'donnees')}`], {
  env: { ...process.env, LIASSE_REGISTRE: fenetre },
  stdio: 'inherit',
})
const fichier = path.join(fenetre, 'liasse.sqlite')
for (let i = 0; i < 600 && !existsSync(fichier) && enfant.exitCode === null; i++) await delay(100)
const ouverte = existsSync(fichier) && enfant.exitCode === null
enfant.kill()
if (!ouverte) stop('The packaged window did not open its register.')
process.stdout.write('The package runs: command line and window.\n')
rmSync(temporaire, { recursive: true, force: true, maxRetries: 5 })
