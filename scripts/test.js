import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { binOf, build, checkMachine, findBrowser, racine, run, runNode } from './outils.js'

// Everything that must hold, in one command; `N passed, N failed` is its last line.
checkMachine()
const rapports = path.join(racine, 'test-results')
rmSync(rapports, { recursive: true, force: true })
mkdirSync(rapports, { recursive: true })
let reussis = 0
let rates = 0
const bilan = []

const say = (phrase) => process.stdout.write(`${phrase}\n`)

function count(nom, bons, mauvais, note = '') {
  reussis += bons
  rates += mauvais
  bilan.push(`${mauvais === 0 ? 'ok    ' : 'FAILED'} ${nom}: ${bons} passed, ${mauvais} failed${note}`)
}

async function step(nom, action) {
  say(`\n== ${nom}`)
  const code = await action()
  count(nom, code === 0 ? 1 : 0, code === 0 ? 0 : 1)
  return code === 0
}

function readJson(fichier) {
  return existsSync(fichier) ? JSON.parse(readFileSync(fichier, 'utf8')) : null
}

const has = (commande) => spawnSync(commande, ['-v'], { stdio: 'ignore' }).error === undefined

/** As root on Debian: the browser and poppler, in one go, when one of them is missing. */
async function installDebian() {
  const racinaire = process.getuid?.() === 0 && has('apt-get')
  const manquants = [
    ...(findBrowser() === null ? ['chromium'] : []),
    ...(has('pdftotext') ? [] : ['poppler-utils']),
  ]
  if (!racinaire || manquants.length === 0) return
  say(`\n== apt-get install ${manquants.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...manquants], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function getBrowser() {
  const present = findBrowser()
  if (present !== null) return present
  say('\n== playwright install chromium')
  await runNode([binOf('@playwright/test', 'playwright'), 'install', 'chromium'], { timeout: 300_000 })
  return findBrowser()
}

async function runVitest() {
  say('\n== vitest')
  const sortie = path.join(rapports, 'vitest.json')
  const code = await runNode([
    binOf('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${sortie}`,
  ])
  const r = readJson(sortie)
  const bons = r?.numPassedTests ?? 0
  // A file that cannot be loaded has no test that fails.
  const suites = (r?.testResults ?? []).filter(
    (s) => s.status === 'failed' && s.assertionResults.length === 0,
  )
  const mauvais = (r?.numFailedTests ?? 0) + suites.length
  const sautes = r?.numPendingTests ?? 0
  count('vitest', bons, code === 0 ? 0 : Math.max(1, mauvais), sautes > 0 ? `, ${sautes} skipped` : '')
}

/** Why tests of the report were skipped, each reason once. */
function skipReasons(suites) {
  const specs = suites.flatMap(function all(s) {
    return [...(s.specs ?? []), ...(s.suites ?? []).flatMap(all)]
  })
  const annotations = specs.flatMap((s) => s.tests).flatMap((t) => t.annotations)
  return [
    ...new Set(annotations.filter((a) => a.type === 'skip').map((a) => a.description ?? 'no reason given')),
  ]
}

async function runPlaywright(navigateur) {
  say(`\n== playwright (${navigateur})`)
  const sortie = path.join(rapports, 'playwright.json')
  const code = await runNode([binOf('@playwright/test', 'playwright'), 'test', '--reporter=list,json'], {
    env: { LIASSE_NAVIGATEUR: navigateur, PLAYWRIGHT_JSON_OUTPUT_NAME: sortie },
  })
  const rapport = readJson(sortie)
  const stats = rapport?.stats
  const bons = (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  const sautes = stats?.skipped ?? 0
  const raisons = skipReasons(rapport?.suites ?? []).join('; ')
  count(
    'e2e',
    bons,
    code === 0 ? 0 : Math.max(1, stats?.unexpected ?? 0),
    sautes > 0 ? `, ${sautes} skipped (${raisons})` : '',
  )
}

await step('lint', () => runNode([binOf('@biomejs/biome', 'biome'), 'check', '.']))
await step('typecheck', async () => {
  const codes = []
  for (const projet of ['node', 'web', 'preload', 'e2e'])
    codes.push(await runNode([binOf('typescript', 'tsc'), '-p', `tsconfig.${projet}.json`]))
  return codes.some((c) => c !== 0) ? 1 : 0
})
const construit = await step('build', build)
await installDebian()
await runVitest()
if (construit) {
  const navigateur = await getBrowser()
  if (navigateur !== null) await runPlaywright(navigateur)
  else {
    say('No browser here, and none could be installed: set LIASSE_NAVIGATEUR to Chrome, Edge or Chromium.')
    count('e2e', 0, 1, ' (no browser)')
  }
}
say(`\n${bilan.join('\n')}\n`)
say(`${reussis} passed, ${rates} failed`)
process.exitCode = rates === 0 ? 0 : 1
