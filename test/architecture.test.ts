import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const racine = path.join(import.meta.dirname, '..')
const sources = readdirSync(path.join(racine, 'src'), { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile() && /\.(?:tsx?|css)$/.test(f.name))
  .map((f) => path.relative(racine, path.join(f.parentPath, f.name)).replaceAll(path.sep, '/'))
const code = sources.filter((f) => !f.endsWith('.css'))
const read = (fichier: string) => readFileSync(path.join(racine, fichier), 'utf8')

/** Everything that a file imports, static, dynamic or re-exported; subpath imports and relative ones as paths of `src/`. */
function importsOf(fichier: string, lire = read): string[] {
  const texte = lire(fichier)
  const formes = [
    /\bfrom\s+['"]([^'"]+)['"]/g,
    /\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
    /\brequire\(\s*['"]([^'"]+)['"]/g,
  ]
  return formes
    .flatMap((forme) => [...texte.matchAll(forme)].map((m) => m[1] as string))
    .map((nom) => {
      if (nom.startsWith('.')) return path.posix.join(path.posix.dirname(fichier), nom)
      return nom.replace(/^#(\w+)\//, 'src/$1/')
    })
}

/** `file → import` for every import that the rule refuses. */
function broken(dossier: string, allowed: (nom: string, fichier: string) => boolean): string[] {
  return code
    .filter((f) => f.startsWith(dossier))
    .flatMap((f) =>
      importsOf(f)
        .filter((nom) => !allowed(nom, f))
        .map((nom) => `${f} → ${nom}`),
    )
}

const under =
  (...dossiers: string[]) =>
  (nom: string) =>
    dossiers.some((d) => nom === d || nom.startsWith(d))

test('there is something to look at', () => {
  expect(code.length).toBeGreaterThan(50)
  expect(importsOf('src/main/app.ts')).toContain('src/main/catalogue.ts')
  expect(importsOf('src/contract/piece.ts')).toContain('src/domain/commande.ts')
})

test('the domain imports itself and date-fns', () => {
  expect(broken('src/domain/', under('src/domain/', 'date-fns', '@date-fns/'))).toEqual([])
})

test('date-fns is read through dates.ts alone', () => {
  expect(
    broken('src/', (nom, f) => f === 'src/domain/dates.ts' || !under('date-fns', '@date-fns/')(nom)),
  ).toEqual([])
})

test('the contract imports the domain', () => {
  expect(broken('src/contract/', under('src/contract/', 'src/domain/', 'zod', '@orpc/contract'))).toEqual([])
})

test('the interface never imports the application', () => {
  const node = (nom: string) => nom.startsWith('node:') || nom === 'electron'
  expect(broken('src/renderer/', (nom) => !under('src/main/', 'src/preload/')(nom) && !node(nom))).toEqual([])
})

test('electron is imported in two files, and by the preload', () => {
  const permis = ['src/main/index.ts', 'src/main/hosts/electron.ts', 'src/preload/index.ts']
  expect(broken('src/', (nom, f) => nom !== 'electron' || permis.includes(f))).toEqual([])
})

test('the database is opened in registre/ alone', () => {
  // A type names the handle that `registre/` lends; only a value can open a file.
  const withoutTypes = (f: string) => read(f).replace(/^import type .*$/gm, '')
  const ailleurs = code.filter((f) => !f.startsWith('src/main/registre/'))
  expect(ailleurs.filter((f) => importsOf(f, withoutTypes).includes('better-sqlite3'))).toEqual([])
})

test('workers never reach the register, operations never reach a host', () => {
  expect(
    broken('src/main/workers/', (nom) => !under('src/main/registre/', 'src/main/operations/')(nom)),
  ).toEqual([])
  expect(
    broken(
      'src/main/',
      (nom, f) =>
        f.startsWith('src/main/hosts/') || f === 'src/main/index.ts' || !under('src/main/hosts/')(nom),
    ),
  ).toEqual([])
})

test('the application opens no connection of its own', () => {
  const reseau = ['node:http', 'node:https', 'node:net', 'node:tls', 'node:dgram', 'node:dns']
  expect(broken('src/', (nom, f) => f === 'src/main/hosts/web.ts' || !reseau.includes(nom))).toEqual([])
})

test('a file stays short enough to be read', () => {
  expect(
    sources.map((f) => ({ f, lignes: read(f).split('\n').length })).filter((x) => x.lignes > 400),
  ).toEqual([])
})

test('no narrow no-break space: the fonts of the documents have none', () => {
  expect(sources.filter((f) => read(f).includes('\u202f'))).toEqual([])
})
