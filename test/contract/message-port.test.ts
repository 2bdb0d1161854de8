import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { luhnKey } from '#domain/identifiants.ts'
import type { Client } from '#main/hosts/cli/session.ts'
import { type DuService, type ParentService, runService, type VersService } from '#main/hosts/service.ts'

type Recevoir = Parameters<ParentService['on']>[1]

/** The window's process as the service sees it, and what it was told. */
function openService() {
  const recus: DuService[] = []
  const attentes: { type: DuService['type']; fini: (m: DuService) => void }[] = []
  let recevoir: Recevoir = () => undefined
  runService({
    on: (_evenement, f) => (recevoir = f),
    postMessage(message) {
      recus.push(message)
      for (const a of attentes) if (a.type === message.type) a.fini(message)
    },
  })
  return {
    tell: (data: VersService, ports: Parameters<Recevoir>[0]['ports'] = []) => recevoir({ data, ports }),
    heard: (type: DuService['type']): Promise<DuService> => {
      const deja = recus.find((m) => m.type === type)
      return deja ? Promise.resolve(deja) : new Promise((fini) => attentes.push({ type, fini }))
    },
  }
}

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-'))
const service = openService()
const { port1, port2 } = new MessageChannel()
const client: Client = createORPCClient(new RPCLink({ port: port1 }))

const VENDEUR = {
  denomination: 'Éditions du Lac',
  siret: '73282932000074',
  adresse: { lignes: '1 rue du Lac', codePostal: '74000', commune: 'Annecy' },
  responsable: { nom: 'Ada Exemple', qualite: 'gérante', telephone: '0450000000', mail: 'ada@exemple.fr' },
  assujettiTva: true,
  tauxTva: 2000,
}
// One transparent pixel.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

beforeAll(async () => {
  service.tell({ type: 'ouvrir', dossierRegistre: path.join(dossier, 'registre'), dossierExports: dossier })
  // Sent before the register is open: it waits.
  service.tell({ type: 'port' }, [port2])
  port1.start()
  await service.heard('pret')
})

afterAll(async () => {
  service.tell({ type: 'fermer' })
  await service.heard('ferme')
  port1.close()
  rmSync(dossier, { recursive: true, force: true })
})

test('a call and its answer', async () => {
  const etat = await client.systeme.etat()
  expect(etat).toMatchObject({ hote: 'electron', dossierExports: dossier, compteurs: { clients: 0 } })
})

test('events come as they happen, and stop when the page stops', async () => {
  const evenements = await client.systeme.surveiller()
  const premier = await evenements.next()
  expect(premier.done).toBe(false)
  await client.fournisseur.definir(VENDEUR)
  const second = await evenements.next()
  expect(second.value).not.toEqual(premier.value)
  await evenements.return?.(undefined)
  expect((await evenements.next()).done).toBe(true)
})

test('an aborted call ends on the page’s side', async () => {
  const arret = new AbortController()
  const evenements = await client.systeme.surveiller(undefined, { signal: arret.signal })
  await evenements.next()
  arret.abort()
  await expect(evenements.next()).rejects.toThrow()
})

test('a long import says where it is, stops when the page stops, and ends with its result', async () => {
  const chemin = path.join(dossier, 'clients.csv')
  const rpps = (i: number) => `9990${String(i).padStart(6, '0')}`
  const lignes = Array.from({ length: 20_000 }, (_, i) => `Spécimen ${i};${rpps(i)}${luhnKey(rpps(i))}`)
  writeFileSync(chemin, ['Nom;RPPS', ...lignes, ''].join('\n'))
  const demande = { chemin, dispositif: null, referencementId: null, fournisseurId: null }

  const arrete = await client.imports.executer(demande)
  expect((await arrete.next()).value).toMatchObject({ type: 'progres' })
  await arrete.return?.(undefined)
  expect((await client.client.lister({})).total).toBe(0)

  const vus: number[] = []
  let crees = 0
  for await (const evenement of await client.imports.executer(demande)) {
    if (evenement.type === 'progres') vus.push(evenement.fait)
    else crees = evenement.resultat.clients.crees
  }
  expect(vus.length).toBeGreaterThan(1)
  expect(vus).toEqual(vus.toSorted((a, b) => a - b))
  expect(crees).toBe(20_000)
  expect((await client.client.lister({})).total).toBe(20_000)
})

test('a file crosses with its name, type and bytes', async () => {
  const chemin = path.join(dossier, 'logo.png')
  writeFileSync(chemin, PNG)
  const [vendeur] = await client.fournisseur.lister()
  await client.fournisseur.definirLogo({ id: vendeur?.id as number, chemin })
  const logo = await client.fournisseur.lireLogo({ id: vendeur?.id as number })
  expect(logo?.type).toBe('image/png')
  expect(Buffer.from((await logo?.arrayBuffer()) as ArrayBuffer)).toEqual(PNG)
})

test('a refusal keeps its sentence, a bad input its field', async () => {
  const [refus] = await safe(client.fournisseur.definir({ ...VENDEUR, siret: '123' }))
  expect(refus).toMatchObject({ code: 'REFUS', data: { phrase: expect.stringContaining('SIRET') } })
  const [mauvais] = await safe(client.fournisseur.definir({ ...VENDEUR, tauxTva: -1 }))
  expect(mauvais).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['tauxTva'] }] } })
})

test('the demonstration is served to the pages that come after it, then the register again', async () => {
  const reload = () => {
    const canal = new MessageChannel()
    service.tell({ type: 'port' }, [canal.port2])
    canal.port1.start()
    const page: Client = createORPCClient(new RPCLink({ port: canal.port1 }))
    return { page, leave: () => canal.port1.close() }
  }
  const veille = await client.systeme.surveiller()
  await veille.next()
  const vus: string[] = []
  for await (const e of await client.systeme.demonstration.ouvrir()) vus.push(e.type)
  expect(vus).toContain('progres')
  expect(vus.at(-1)).toBe('resultat')
  expect((await veille.next()).value).toMatchObject({ remplace: true })
  const demo = reload()
  expect(await demo.page.systeme.etat()).toMatchObject({ demonstration: true, compteurs: { clients: 82 } })
  await demo.page.systeme.demonstration.quitter()
  demo.leave()
  const retour = reload()
  expect(await retour.page.systeme.etat()).toMatchObject({ demonstration: false })
  expect((await retour.page.client.lister({})).total).toBe((await client.client.lister({})).total)
  retour.leave()
})

test('a register that cannot be opened is said in a sentence', async () => {
  const autre = openService()
  const fichier = path.join(dossier, 'fichier')
  writeFileSync(fichier, '')
  autre.tell({ type: 'ouvrir', dossierRegistre: fichier, dossierExports: dossier })
  const { phrase } = (await autre.heard('echec')) as Extract<DuService, { type: 'echec' }>
  expect(phrase).toContain(fichier)
})
