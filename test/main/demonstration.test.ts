import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ETATS_COMMANDE } from '#domain/commande.ts'
import { openScene, type Scene } from '#main/demo/scene.ts'
import { MATIN, refusOf } from './outils.ts'

// Each fills a whole register, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

// A folder for temporary files of its own: other tests and windows have theirs.
let tmp: string
let registre: string
let scene: Scene
const serve = () => createRouterClient(scene.courante().router)
const start = async () => {
  scene = await openScene({
    dossierRegistre: registre,
    hote: { nom: 'web', dossierExports: path.join(tmp, 'exports') },
    horloge: () => MATIN,
  })
}

beforeEach(async () => {
  tmp = mkdtempSync(path.join(tmpdir(), 'liasse-'))
  vi.stubEnv('TMPDIR', tmp)
  vi.stubEnv('TEMP', tmp)
  registre = path.join(tmp, 'registre')
  await start()
})
afterEach(async () => {
  await scene.fermer()
  vi.unstubAllEnvs()
  rmSync(tmp, { recursive: true, force: true })
})

const demonstrations = () => readdirSync(tmp).filter((n) => n.startsWith('liasse-demonstration-'))

/** Every file of the user's register, by its bytes. */
function photograph(): Readonly<Record<string, string>> {
  const fichiers = readdirSync(registre, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
  return Object.fromEntries(
    fichiers
      .map((f) => path.join(f.parentPath, f.name))
      // Marks of those who have it open (SQLite's shared memory, who is there): no data.
      .filter((f) => !f.endsWith('-shm') && !f.includes(`${path.sep}presence${path.sep}`))
      .sort()
      .map((f) => [f, createHash('sha256').update(readFileSync(f)).digest('hex')]),
  )
}

async function openDemonstration(): Promise<readonly number[]> {
  const vus: number[] = []
  for await (const e of await serve().systeme.demonstration.ouvrir())
    if (e.type === 'progres') vus.push(e.fait)
  return vus
}

test('a demonstration has an order in every state, under both schemes, and leaves the register as it was', async () => {
  await serve().systeme.nommerUtilisateur({ nom: 'Camille Test' })
  const avant = photograph()
  expect((await serve().systeme.etat()).demonstration).toBe(false)

  expect((await openDemonstration()).length).toBeGreaterThan(3)
  const client = serve()
  const etat = await client.systeme.etat()
  expect(etat).toMatchObject({ demonstration: true, compteurs: { clients: 82, commandes: 82 } })
  expect(etat.registre.chemin.startsWith(path.join(tmp, 'liasse-demonstration-'))).toBe(true)
  expect(etat.dossierExports.startsWith(path.join(tmp, 'liasse-demonstration-'))).toBe(true)

  const liste = await client.commande.lister({ nombre: 1000 })
  expect(ETATS_COMMANDE.filter((e) => !liste.parEtat[e])).toEqual([])
  expect(Object.keys(liste.parDispositif).sort()).toEqual(['MDV-LGC-Va1', 'SFP-LGC-Va2'])
  // Nothing happens after today, and the delays still run.
  expect(liste.lignes.every((c) => c.depuis <= MATIN)).toBe(true)
  const echeances = liste.lignes.flatMap((c) => c.echeance ?? [])
  expect(echeances.length).toBeGreaterThan(0)
  expect(echeances.every((e) => e > etat.aujourdhui)).toBe(true)
  expect(await client.piece.aRattacher()).toHaveLength(1)
  expect((await client.client.lister({ categories: ['centre_infirmier'] })).total).toBe(4)
  const envois = await client.envoi.lister({})
  const deposes = envois.lignes.filter((e) => e.etat === 'depose' && e.suites.zipDepose)
  expect(deposes.map((e) => `${e.type} ${e.dispositif}`).sort()).toEqual([
    'avance MDV-LGC-Va1',
    'avance MDV-LGC-Va1',
    'avance SFP-LGC-Va2',
    'avance SFP-LGC-Va2',
    'solde MDV-LGC-Va1',
  ])

  await client.systeme.demonstration.quitter()
  expect(demonstrations()).toEqual([])
  expect((await serve().systeme.etat()).utilisateur).toBe('Camille Test')
  expect((await serve().client.lister({})).total).toBe(0)
  expect(photograph()).toEqual(avant)
})

test('it shows what the second half needs: a pilot under way, money to match, answers due', async () => {
  await openDemonstration()
  const client = serve()
  const [pilote] = await client.pilote.lister()
  expect(pilote).toMatchObject({ dispositif: 'SFP-LGC-Va2', choisis: 4, signes: 3, transmisLe: null })
  const fiche = await client.pilote.lire({
    fournisseurId: pilote?.fournisseurId as number,
    referencementId: pilote?.referencementId as number,
  })
  const places = fiche.places.map((p) => (p.occupant === null ? 'libre' : p.occupant.etat))
  expect(places).toEqual(['pv_signe', 'pv_signe', 'pv_signe', 'choisie', 'libre'])
  expect(fiche.places[3]?.occupant?.prevueLe).toBe('2026-11-24')
  expect(fiche.retient.soldes).toBe(3)
  expect((await client.reglement.lister({ situation: 'rapproches' })).total).toBe(3)
  const [virement] = (await client.reglement.lister({ situation: 'a_rapprocher' })).lignes
  const propositions = await client.reglement.proposer({ reglementId: virement?.id as number })
  expect(propositions.lignes.some((l) => l.exacte && l.demandes.length === 3)).toBe(true)
  const dues = await client.echeance.lister({})
  expect(dues.map((e) => e.nature).sort()).toEqual(['avenant', 'complement', 'contestation', 'contestation'])
  expect(dues.every((e) => e.reste > 0)).toBe(true)
  const [inconnu] = (await client.retour.codes()).filter((c) => c.issue === null)
  expect(inconnu).toMatchObject({ code: 'R12', demandes: 1 })
  const [vendeur] = await client.fournisseur.lister()
  expect(Object.keys(vendeur?.enrolement ?? {})).toHaveLength(6)
  expect((await client.argent.resumer({})).recu).toBeGreaterThan(0)
  const { depuisHier } = await client.aujourdhui.lire({})
  expect(depuisHier.avancesPayees).toBeGreaterThan(0)
})

test('the days of the story follow the clock', async () => {
  await scene.fermer()
  scene = await openScene({
    dossierRegistre: registre,
    hote: { nom: 'web', dossierExports: tmp },
    horloge: () => '2028-02-29T08:00:00.000Z',
  })
  await openDemonstration()
  const { parEtat } = await serve().commande.lister({ nombre: 1 })
  expect(ETATS_COMMANDE.filter((e) => !parEtat[e])).toEqual([])
})

test('pages are told that another register is served, and nobody else is', async () => {
  const sienne = await serve().systeme.surveiller()
  expect((await sienne.next()).value).not.toHaveProperty('remplace')
  await openDemonstration()
  expect((await sienne.next()).value).toMatchObject({ remplace: true })
  expect((await sienne.next()).done).toBe(true)

  const demo = serve()
  const autre = await demo.systeme.surveiller()
  await autre.next()
  expect((await refusOf(openDemonstration())).phrase).toBe('La démonstration est déjà ouverte.')
  await demo.systeme.demonstration.quitter()
  expect((await autre.next()).value).toMatchObject({ remplace: true })
  expect((await refusOf(serve().systeme.demonstration.quitter())).phrase).toBe(
    'La démonstration n’est pas ouverte.',
  )
})

test('given up, or closed with the window, it leaves nothing', async () => {
  for await (const e of await serve().systeme.demonstration.ouvrir())
    if (e.type === 'progres' && e.fait === 1) break
  expect(demonstrations()).toEqual([])
  expect((await serve().systeme.etat()).demonstration).toBe(false)

  await openDemonstration()
  expect(demonstrations().length).toBeGreaterThan(0)
  await scene.fermer()
  expect(demonstrations()).toEqual([])
  await start()
})

test('what a killed demonstration left is deleted at the next start, not one that lives', async () => {
  const laissee = path.join(tmp, 'liasse-demonstration-morte')
  mkdirSync(path.join(laissee, 'registre'), { recursive: true })
  writeFileSync(path.join(laissee, 'registre', 'liasse.sqlite'), 'x')
  for (const nom of ['vide.verrou', 'vide.verrou-journal'])
    writeFileSync(path.join(tmp, `liasse-demonstration-${nom}`), '')
  await openDemonstration()
  const vivante = (await serve().systeme.etat()).registre.chemin
  const autre = await openScene({
    dossierRegistre: path.join(tmp, 'autre'),
    hote: { nom: 'electron', dossierExports: tmp },
    horloge: () => MATIN,
  })
  await autre.fermer()
  expect(existsSync(vivante)).toBe(true)
  const reste = new Set(demonstrations().map((n) => n.split('.verrou')[0] ?? n))
  expect([...reste].filter((n) => !vivante.includes(n))).toEqual([])
})
