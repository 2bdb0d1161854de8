import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#main/hosts/cli/session.ts'
import { safeName } from '#main/hosts/televersement.ts'
import { type HoteWeb, startWeb } from '#main/hosts/web.ts'

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-'))
const interfaceDir = path.join(dossier, 'interface')
let hote: HoteWeb
let cookie = ''
const montres: string[] = []

interface Appel {
  readonly methode?: string
  readonly chemin?: string
  readonly entetes?: Record<string, string>
  readonly corps?: string | Buffer
}

/** A raw request: nothing is added, so that a foreign Host can be sent. */
function call({ methode = 'GET', chemin = '/', entetes = {}, corps }: Appel) {
  const { port } = new URL(hote.origine)
  return new Promise<{ statut: number; entetes: IncomingHttpHeaders; corps: string }>((fini, echec) => {
    const requete = request(
      { host: '127.0.0.1', port, path: chemin, method: methode, headers: entetes },
      (r) => {
        const blocs: Buffer[] = []
        r.on('data', (b: Buffer) => blocs.push(b))
        r.on('end', () =>
          fini({ statut: r.statusCode ?? 0, entetes: r.headers, corps: Buffer.concat(blocs).toString() }),
        )
      },
    )
    requete.on('error', echec)
    requete.end(corps)
  })
}

const ours = () => ({ cookie, origin: hote.origine, 'x-liasse': '1' })
const RPC = { methode: 'POST', chemin: '/rpc/systeme/etat', corps: '{}' }
const json = { 'content-type': 'application/json' }
const jetonOf = (adresse: string) => `/${new URL(adresse).search}`

beforeAll(async () => {
  mkdirSync(path.join(interfaceDir, 'assets'), { recursive: true })
  writeFileSync(path.join(interfaceDir, 'index.html'), '<!doctype html><p>Liasse</p>')
  writeFileSync(path.join(interfaceDir, 'assets', 'a.js'), 'export {}')
  writeFileSync(path.join(dossier, 'secret.js'), 'secret')
  hote = await startWeb({
    dossierRegistre: path.join(dossier, 'registre'),
    interfaceDir,
    tailleMax: 1000,
    montrer: async (chemin) => montres.push(chemin),
  })
})

afterAll(async () => {
  await hote.fermer()
  rmSync(dossier, { recursive: true, force: true })
})

test('without the token nothing is answered', async () => {
  expect((await call({})).statut).toBe(401)
  expect((await call({ chemin: '/assets/a.js' })).statut).toBe(401)
  expect((await call({ chemin: '/?jeton=' })).statut).toBe(403)
  expect((await call({ chemin: `/?jeton=${'a'.repeat(43)}` })).statut).toBe(403)
  const entetes = { origin: hote.origine, 'x-liasse': '1', ...json }
  expect((await call({ ...RPC, entetes })).statut).toBe(401)
})

test('the token is exchanged once for a cookie that scripts and other sites cannot use', async () => {
  const entree = await call({ chemin: jetonOf(hote.adresse) })
  expect(entree.statut).toBe(303)
  expect(entree.entetes.location).toBe('/')
  const [pose = ''] = entree.entetes['set-cookie'] ?? []
  expect(pose).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
  cookie = pose.split(';')[0] ?? ''
  const rejeu = await call({ chemin: jetonOf(hote.adresse) })
  expect(rejeu.statut).toBe(403)
  expect(rejeu.corps).toContain('a déjà servi')
  expect(rejeu.entetes['set-cookie']).toBeUndefined()
  expect((await call({ entetes: { cookie: `${cookie}x` } })).statut).toBe(401)
  expect((await call({ chemin: jetonOf(hote.nouvelleAdresse()) })).statut).toBe(303)
})

test('the page is served with a strict policy', async () => {
  for (const chemin of ['/', '/commandes/12']) {
    const page = await call({ chemin, entetes: { cookie } })
    expect(page).toMatchObject({ statut: 200, corps: expect.stringContaining('Liasse') })
    const politique = String(page.entetes['content-security-policy'])
    expect(politique).toContain("default-src 'none'")
    expect(politique).toContain("script-src 'self';")
    expect(politique).toContain("frame-ancestors 'none'")
    expect(politique).not.toMatch(/https?:|unsafe-eval|\*/)
    expect(page.entetes['x-content-type-options']).toBe('nosniff')
  }
})

test('a call of the page is answered', async () => {
  const reponse = await call({ ...RPC, entetes: { ...ours(), ...json } })
  expect(reponse.statut).toBe(200)
  expect(JSON.parse(reponse.corps).json).toMatchObject({ hote: 'web' })
  expect((await call({ ...RPC, chemin: '/rpc/rien', entetes: { ...ours(), ...json } })).statut).toBe(404)
})

test.each([
  ['a foreign Host', { host: 'liasse.example.org' }, 421],
  ['a rebound Host', { host: 'localhost:1' }, 421],
  ['a foreign Origin', { origin: 'https://example.org' }, 403],
  ['a null Origin', { origin: 'null' }, 403],
])('%s is refused, with the cookie', async (_nom, entetes, statut) => {
  expect((await call({ ...RPC, entetes: { ...ours(), ...json, ...entetes } })).statut).toBe(statut)
  expect((await call({ entetes: { cookie, ...entetes } })).statut).toBe(statut)
})

test('a form of another site, without Origin or custom header, is refused', async () => {
  expect((await call({ ...RPC, entetes: { cookie, 'x-liasse': '1', ...json } })).statut).toBe(403)
  expect((await call({ ...RPC, entetes: { cookie, origin: hote.origine, ...json } })).statut).toBe(403)
  expect((await call({ methode: 'PUT', entetes: ours() })).statut).toBe(405)
})

test.each([
  '/../secret.js',
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/..%5csecret.js',
  '/assets/%00.js',
  '/%',
  '/a.exe',
])('the path %s leads nowhere', async (chemin) => {
  expect(await call({ chemin, entetes: { cookie } })).toMatchObject({ statut: 404 })
})

const televersement = (nom: string) => `/televersement?nom=${encodeURIComponent(nom)}`
const send = (nom: string, corps: Buffer | string) =>
  call({ methode: 'POST', chemin: televersement(nom), entetes: ours(), corps })

test('a dropped file is received under its name, in a folder of its own', async () => {
  const octets = Buffer.from([0, 1, 2, 255])
  const recus = await Promise.all([send('Bon n° 1 – é.pdf', octets), send('Bon n° 1 – é.pdf', 'autre')])
  const [un, deux] = recus.map((r) => JSON.parse(r.corps).chemin as string)
  expect(path.basename(un as string)).toBe('Bon n° 1 – é.pdf')
  expect(readFileSync(un as string)).toEqual(octets)
  expect(readFileSync(deux as string, 'utf8')).toBe('autre')
  const entetes = { cookie, origin: hote.origine }
  expect((await call({ methode: 'POST', chemin: televersement('a.pdf'), entetes, corps: 'a' })).statut).toBe(
    403,
  )
})

test('a hostile name stays in its folder, a file too big leaves nothing', async () => {
  const { corps } = await send('../../../etc/cron.d/x', 'x')
  const chemin = JSON.parse(corps).chemin as string
  expect(path.basename(chemin)).toBe('x')
  expect(path.relative(tmpdir(), chemin)).not.toMatch(/^\.\./)
  const gros = await send('gros.pdf', Buffer.alloc(300_000))
  expect(gros).toMatchObject({ statut: 413, corps: expect.stringContaining('gros.pdf') })
  expect(existsSync(path.join(path.dirname(path.dirname(chemin)), '4'))).toBe(false)
})

test('a document is shown outside of the browser from a copy of its own', async () => {
  const client: Client = createORPCClient(new RPCLink({ url: `${hote.origine}/rpc`, headers: ours() }))
  await client.systeme.ouvrirFichier({ fichier: new File(['contenu'], 'BDC 2026 0001.pdf') })
  const [copie] = montres as [string]
  expect([path.basename(copie), readFileSync(copie, 'utf8')]).toEqual(['BDC 2026 0001.pdf', 'contenu'])
  await expect(client.systeme.ouvrirFichier({ fichier: new File(['x'], 'x.desktop') })).rejects.toThrow()
  expect(montres).toHaveLength(1)
})

test.each([
  ['a/b\\c.pdf', 'c.pdf'],
  ['..', 'fichier'],
  ['', 'fichier'],
  ['.htaccess', '_htaccess'],
  ['nul\u0000.pdf', 'nul_.pdf'],
  ['CON.pdf', '_CON.pdf'],
  ['a<b>:"|?*.csv', 'a_b______.csv'],
  ['fin. . ', 'fin'],
  [`${'😀'.repeat(300)}.pdf`, `${'😀'.repeat(146)}.pdf`],
])('safeName(%j) is %j', (nom, attendu) => {
  expect(safeName(nom)).toBe(attendu)
})

test('closing deletes the files received', async () => {
  const autre = await startWeb({ dossierRegistre: path.join(dossier, 'autre'), interfaceDir })
  const garde = hote
  const gardeCookie = cookie
  hote = autre
  cookie =
    ((await call({ chemin: jetonOf(autre.adresse) })).entetes['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
  const chemin = JSON.parse((await send('a.pdf', 'a')).corps).chemin as string
  expect(existsSync(chemin)).toBe(true)
  await autre.fermer()
  expect(existsSync(path.dirname(path.dirname(chemin)))).toBe(false)
  hote = garde
  cookie = gardeCookie
})
