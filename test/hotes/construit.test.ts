import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { build, isStale, projectNode, racine } from '../../scripts/outils.js'

const at = (...segments: string[]) => path.join(racine, ...segments)

beforeAll(async () => {
  if (isStale()) expect(await build()).toBe(0)
}, 120_000)

const built = () =>
  readdirSync(at('out'), { recursive: true, encoding: 'utf8' })
    .filter((f) => /^(?:main|preload)/.test(f) && /\.c?js$/.test(f))
    .map((f) => at('out', f))

test('every built file of the main process is a program', () => {
  const entrees = [
    'index',
    'service',
    'cli',
    ...readdirSync(at('src/main/workers')).map((f) => `workers/${path.parse(f).name}`),
  ]
  for (const nom of entrees) expect(existsSync(at('out', 'main', `${nom}.js`)), nom).toBe(true)
  for (const fichier of built()) {
    const { status, stderr } = spawnSync(projectNode(), ['--check', fichier], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
  }
})

test('the main bundle loads electron in the window’s process alone, and the preload nothing else', () => {
  const avec = built().filter((f) => /from "electron"|require\("electron"\)/.test(readFileSync(f, 'utf8')))
  expect(avec.map((f) => path.relative(at('out'), f)).sort()).toEqual(
    [path.join('main', 'index.js'), path.join('preload', 'index.cjs')].sort(),
  )
  const preload = readFileSync(at('out', 'preload', 'index.cjs'), 'utf8')
  expect([...preload.matchAll(/require\(["']([^"']+)/g)].map((m) => m[1])).toEqual(['electron'])
})

test('a package carries every module that the main process loads', () => {
  const { dependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const charges = built()
    .filter((f) => f.includes(`${path.sep}main${path.sep}`))
    .flatMap((f) => [
      ...readFileSync(f, 'utf8').matchAll(/(?:^import |\bfrom |\bimport\()["']([^"'.][^"']*)["']/gm),
    ])
    .map((m) =>
      (m[1] as string)
        .split('/')
        .slice(0, m[1]?.startsWith('@') ? 2 : 1)
        .join('/'),
    )
    .filter((nom) => !isBuiltin(nom) && nom !== 'electron')
  expect(charges.length).toBeGreaterThan(5)
  expect([...new Set(charges)].filter((nom) => !(nom in dependencies))).toEqual([])
})

test('the built command line finds its resources', () => {
  const registre = mkdtempSync(path.join(tmpdir(), 'liasse-'))
  const commande = ['dispositif', 'lister', '--json', '--registre', registre]
  const { status, stdout, stderr } = spawnSync(projectNode(), [at('out', 'main', 'cli.js'), ...commande], {
    encoding: 'utf8',
    cwd: tmpdir(),
  })
  expect(status, stderr).toBe(0)
  const codes = (JSON.parse(stdout) as { code: string }[]).map((d) => d.code)
  expect(codes).toEqual(
    readdirSync(at('resources', 'dispositifs'))
      .map((f) => path.parse(f).name)
      .sort(),
  )
  rmSync(registre, { recursive: true, force: true })
})

/** The entries of a list of electron-builder.yml. */
function listOf(cle: string): string[] {
  const lignes = readFileSync(at('electron-builder.yml'), 'utf8').split('\n')
  const debut = lignes.indexOf(`${cle}:`)
  const suite = lignes.slice(debut + 1)
  const fin = suite.findIndex((l) => !l.startsWith('  - '))
  return suite.slice(0, fin).map((l) => l.replace(/^ {2}- "?(.*?)"?$/, '$1'))
}

test('what must be a real file in a package is unpacked', () => {
  const deballes = listOf('asarUnpack')
  const unpacked = (f: string) => deballes.some((motif) => path.posix.matchesGlob(f, motif))
  const natifs = readdirSync(at('node_modules', 'better-sqlite3'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.node'))
    .map((f) => `node_modules/better-sqlite3/${f.replaceAll(path.sep, '/')}`)
  expect(natifs.length).toBeGreaterThan(0)
  const parWorkers = readdirSync(at('out', 'main'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.js'))
    .map((f) => `out/main/${f.replaceAll(path.sep, '/')}`)
  const autres = ['resources/dispositifs/SFP-LGC-Va2.json', 'node_modules/@cantoo/pdf-lib/package.json']
  expect([...natifs, ...parWorkers, ...autres].filter((f) => !unpacked(f))).toEqual([])
  expect(unpacked('out/preload/index.cjs'), 'the window loads its code from the archive').toBe(false)
})

test('what a package runs is in the package', () => {
  const embarques = listOf('files')
  const kept = (f: string) =>
    embarques.some((motif) => !motif.startsWith('!') && path.posix.matchesGlob(f, motif))
  for (const f of [
    'out/main/index.js',
    'out/renderer/index.html',
    'resources/dispositifs/SFP-LGC-Va2.json',
    'package.json',
  ])
    expect(kept(f), f).toBe(true)
  const dossiers = new Set(
    readdirSync(at('src', 'main'), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .flatMap((f) => [...readFileSync(at('src', 'main', f), 'utf8').matchAll(/resourcePath\(\s*'([^']+)'/g)])
      .map((m) => m[1] as string),
  )
  for (const d of dossiers) expect(kept(d === 'package.json' ? d : `${d}/x`), d).toBe(true)
})
