import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Client } from '#main/hosts/cli/session.ts'
import { build, isStale, racine } from '../../scripts/outils.js'

vi.mock('electron', () => import('./electron.ts'))
const factice = await import('./electron.ts')
const { releve, session, ipcMain, app } = factice

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-'))
const fenetre = () => releve.fenetres[0] as InstanceType<typeof factice.FenetreFactice>

/** What the page sends through the preload reaches the main process as Electron delivers it. */
function receive(
  canal: string,
  ports: readonly unknown[],
  adresse = 'app://liasse/',
  sender: unknown = fenetre().webContents,
) {
  ipcMain.emit(canal, { ports, sender, senderFrame: { url: adresse, parent: null } })
}

function runPreload(): { expose: Record<string, unknown>; publier: (message: unknown) => void } {
  const expose: Record<string, unknown> = {}
  let ecoute: (message: unknown) => void = () => undefined
  const window = { addEventListener: (_type: string, f: typeof ecoute) => (ecoute = f) }
  const electron = {
    contextBridge: { exposeInMainWorld: (nom: string, objet: unknown) => (expose[nom] = objet) },
    ipcRenderer: {
      postMessage: (canal: string, corps: unknown, ports: unknown[]) => {
        structuredClone(corps)
        receive(canal, ports)
      },
    },
    webUtils: { getPathForFile: (f: { chemin: string }) => f.chemin },
  }
  // As in a sandbox: `electron` and nothing else can be required.
  const require = (nom: string) => {
    if (nom !== 'electron') throw new Error(`module not found: ${nom}`)
    return electron
  }
  const code = readFileSync(path.join(racine, 'out', 'preload', 'index.cjs'), 'utf8')
  vm.runInNewContext(code, { require, window, exports: {}, module: { exports: {} } })
  return { expose, publier: (message) => ecoute({ source: window, ...(message as object) }) }
}

beforeAll(async () => {
  if (isStale()) expect(await build()).toBe(0)
  releve.donnees = dossier
  vi.stubEnv('LIASSE_REGISTRE', path.join(dossier, 'registre'))
  await import('#main/index.ts')
  await vi.waitFor(() => expect(releve.fenetres).toHaveLength(1))
}, 120_000)

afterAll(async () => {
  app.quit()
  await vi.waitFor(() => expect(releve.quitte).toBe(true))
  for (const copie of releve.montres.slice(1)) expect(existsSync(copie)).toBe(false)
  vi.unstubAllEnvs()
  rmSync(dossier, { recursive: true, force: true })
})

test('the window is locked', () => {
  expect(fenetre().options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  })
  expect(fenetre().options.webPreferences.preload).toBe(path.join(racine, 'out', 'preload', 'index.cjs'))
  expect(fenetre().adresse).toBe('app://liasse/')
  expect(path.basename(releve.service)).toBe('service.js')
})

test('navigation, windows, permissions and the network are refused', () => {
  const contenu = fenetre().webContents
  expect(contenu.ouvrir({ url: 'https://example.org/' })).toEqual({ action: 'deny' })
  for (const [url, refuse] of [
    ['https://example.org/', true],
    ['file:///etc/passwd', true],
    ['app://ailleurs/', true],
    ['app://liasse/commandes', false],
  ] as const) {
    const preventDefault = vi.fn()
    contenu.emit('will-navigate', { url, preventDefault })
    expect(preventDefault.mock.calls.length === 1, url).toBe(refuse)
  }
  const { defaultSession } = session
  const reponses: unknown[] = []
  defaultSession.permission(null, 'geolocation', (r) => reponses.push(r))
  defaultSession.requete({ url: 'https://example.org/' }, (r) => reponses.push(r))
  defaultSession.requete({ url: 'app://liasse/assets/a.js' }, (r) => reponses.push(r))
  expect(reponses).toEqual([false, { cancel: true }, { cancel: false }])
  expect(defaultSession.verifier(null, 'media')).toBe(false)
  expect(defaultSession.verifier(null, 'clipboard-sanitized-write')).toBe(true)
})

test('the interface is served with its policy, and nothing outside it', async () => {
  const { servir } = session.defaultSession
  const page = await servir(new Request('app://liasse/commandes/12'))
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await page.text()).toContain('<div id="root"')
  for (const adresse of [
    'app://liasse/..%2f..%2fpackage.json',
    'app://liasse/%00.html',
    'app://liasse/absent.js',
  ])
    expect((await servir(new Request(adresse))).status, adresse).toBe(404)
  expect((await servir(new Request('app://ailleurs/'))).status).toBe(403)
})

test('the page reaches the application through the preload', async () => {
  const { expose, publier } = runPreload()
  expect(Object.keys(expose)).toEqual(['liasse'])
  const pont = expose.liasse as { cheminDe(f: unknown): string }
  expect(pont.cheminDe({ chemin: '/tmp/a.pdf' })).toBe('/tmp/a.pdf')

  const { port1, port2 } = new MessageChannel()
  publier({ data: 'liasse:port', ports: [port2] })
  const client: Client = createORPCClient(new RPCLink({ port: port1 }))
  port1.start()
  const etat = await client.systeme.etat()
  expect(etat).toMatchObject({
    hote: 'electron',
    capacites: { choisirDossier: true, ouvrirDossier: true, ouvrirFichier: true },
  })
  expect(etat.registre.chemin).toContain(path.join(dossier, 'registre'))
  releve.dossierChoisi = dossier
  expect(await client.systeme.choisirDossier({ titre: 'Dossier' })).toBe(dossier)
  releve.dossierChoisi = null
  expect(await client.systeme.choisirDossier({ titre: 'Dossier' })).toBeNull()

  await client.systeme.ouvrirDossier({ chemin: dossier })
  await client.systeme.ouvrirFichier({ fichier: new File(['contenu'], '../BDC n° 1.pdf') })
  const [montre, copie] = releve.montres as [string, string]
  expect(montre).toBe(dossier)
  expect([path.basename(copie), readFileSync(copie, 'utf8')]).toEqual(['BDC n° 1.pdf', 'contenu'])
  for (const nom of ['x.exe', 'x.pdf.exe', 'x.pdf.', 'x.app', 'x'])
    await expect(client.systeme.ouvrirFichier({ fichier: new File(['MZ'], nom) }), nom).rejects.toThrow()
  expect(releve.montres).toHaveLength(2)
  releve.refusMontrer = 'no application'
  await expect(client.systeme.ouvrirFichier({ fichier: new File(['x'], 'x.tif') })).rejects.toMatchObject({
    code: 'REFUS',
    data: { phrase: expect.stringContaining('x.tif') },
  })
  port1.close()
})

test('a foreign page, another message and an unknown channel get nothing', async () => {
  const { publier } = runPreload()
  const refused = (adresse: string, sender?: unknown) => {
    const port = { close: vi.fn() }
    receive('liasse:port', [port], adresse, sender)
    return port.close.mock.calls.length === 1
  }
  expect(refused('https://example.org/')).toBe(true)
  expect(refused('app://liasse/', {})).toBe(true)
  const recus: unknown[] = []
  ipcMain.on('liasse:port', (e) => recus.push(e))
  publier({ data: 'autre', ports: [new MessageChannel().port1] })
  publier({ data: 'liasse:port', ports: [], source: {} })
  expect(recus).toEqual([])
  expect(ipcMain.eventNames()).toEqual(['liasse:port'])
})

test('the place of the window is remembered, on a screen that is there', async () => {
  const { isVisible, readFenetre } = await import('#main/hosts/fenetre.ts')
  const ecran = { x: 0, y: 0, width: 1920, height: 1080 }
  fenetre().emit('close')
  const bornes = { x: 10, y: 10, width: 1000, height: 700 }
  expect(readFenetre(dossier, [ecran])).toEqual({ bornes, agrandie: false })
  expect(readFenetre(dossier, [{ ...ecran, x: 5000 }]).bornes).toBeNull()
  expect(isVisible({ ...bornes, y: -50 }, [ecran])).toBe(false)
})
