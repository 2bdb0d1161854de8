import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { MIGRATIONS } from '#main/registre/migrations.ts'
import { openRegistre } from '#main/registre/registre.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineMedecin,
  defineVendeur,
  MATIN,
  openTestApplication,
  refusOf,
} from './outils.ts'

const aFermer: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const fermer of aFermer.splice(0).reverse()) await fermer()
})
async function open(options: Parameters<typeof openTestApplication>[0] = {}): Promise<ApplicationTest> {
  const app = await openTestApplication(options)
  aFermer.push(app.fermer)
  return app
}
async function openWithOrders(n: number) {
  const app = await open()
  const vendeur = await defineVendeur(app)
  const ids: number[] = []
  for (let i = 1; i <= n; i++)
    ids.push(
      (await defineCommande(app, vendeur, (await defineMedecin(app, i)).id, { numero: `N${i}` })).resume.id,
    )
  return { app, ids, vendeur }
}
const numeros = async (app: ApplicationTest, assigneA: string) =>
  (await app.client.commande.lister({ assigneA, tri: 'numero' })).lignes.map((c) => c.numero)

test('orders are given to somebody, found by that name, taken back; the printed form and the revision stay', async () => {
  const { app, ids } = await openWithOrders(3)
  const [un, deux] = ids as [number, number, number]
  await app.contexte.registre.ecrire((tx) =>
    tx.updateTable('commande').set({ bdcEmisLe: '2026-11-17' }).execute(),
  )
  const assigner = (commandeIds: number[], assigneA: string) =>
    app.client.commande.assigner({ commandeIds, assigneA })
  expect(await assigner([un, deux], '  Ada   Modèle ')).toEqual({ commandes: 2 })
  expect(await assigner([un, deux], 'Ada Modèle')).toEqual({ commandes: 0 })
  expect(await numeros(app, 'Ada Modèle')).toEqual(['N1', 'N2'])
  expect(await numeros(app, '')).toEqual(['N3'])
  const { resume, dossier, journal } = await app.client.commande.lire({ id: un })
  expect(resume).toMatchObject({ assigneA: 'Ada Modèle', revision: 1 })
  expect(dossier.commande.bdcEmisLe).toBe('2026-11-17')
  expect(journal[0]).toMatchObject({
    action: 'assignation',
    de: null,
    vers: 'Ada Modèle',
    par: 'Camille Test',
  })
  expect(await app.client.commande.personnes()).toEqual(['Ada Modèle', 'Camille Test'])
  await assigner([un], '')
  expect(await numeros(app, 'Ada Modèle')).toEqual(['N2'])
  expect(await refusOf(assigner([un, 999], 'X'))).toMatchObject({ code: 'INTROUVABLE' })
})

test('notes have an author and a time, the latest first, and can be taken back', async () => {
  const { app, ids } = await openWithOrders(1)
  const id = ids[0] as number
  await app.client.commande.noter({ id, texte: ' Rappeler lundi ' })
  app.avancer('2026-11-18T08:00:00.000Z')
  const { notes } = await app.client.commande.noter({ id, texte: 'Rappelé' })
  expect(notes).toMatchObject([
    { texte: 'Rappelé', par: 'Camille Test', instant: '2026-11-18T08:00:00.000Z' },
    { texte: 'Rappeler lundi', par: 'Camille Test', instant: '2026-11-17T08:02:00.000Z' },
  ])
  expect((await refusOf(app.client.commande.noter({ id, texte: '  ' }))).phrase).toBe('La note est vide.')
  const retiree = await app.client.commande.retirerNote({ noteId: notes[1]?.id ?? 0 })
  expect(retiree.notes.map((n) => n.texte)).toEqual(['Rappelé'])
  expect(retiree.journal[0]?.action).toBe('note_retiree')
  expect(JSON.stringify(retiree.journal)).not.toContain('Rappeler lundi')
})

test('the text of an order becomes its first note, with who last wrote the order', async () => {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-notes-'))
  aFermer.push(async () => rmSync(dossier, { recursive: true, force: true }))
  const ancien = await openRegistre(dossier, () => MATIN, MIGRATIONS.slice(0, 2))
  ancien.brut.exec(`
    INSERT INTO fournisseur (id, denomination, siret, adresse, codePostal, commune, responsableNom, responsableQualite,
      responsableTelephone, responsableMail, assujettiTva, tauxTva, couleur) VALUES (1, 'F', '1', '', '', '', '', '', '', '', 1, 2000, '');
    INSERT INTO solution VALUES (1, 'S');
    INSERT INTO referencement (id, solutionId, version, dispositif, numeroAns, profils, scenario)
      VALUES (1, 1, '1', 'MDV-LGC-Va1', '', '[]', '{}');
    INSERT INTO commande (id, numero, numeroAttribue, dispositif, fournisseurId, referencementId, cas, note, modifieeLe) VALUES
      (1, 'N1', 0, 'MDV-LGC-Va1', 1, 1, 'A', 'Rappeler lundi', '2026-11-10T08:00:00.000Z'),
      (2, 'N2', 0, 'MDV-LGC-Va1', 1, 1, 'A', '', '2026-11-10T08:00:00.000Z');
    INSERT INTO journal (instant, par, sujet, sujetId, action) VALUES
      ('2026-11-09T08:00:00.000Z', 'Ada', 'commande', 1, 'creation'), ('2026-11-10T08:00:00.000Z', 'Bob', 'commande', 1, 'modification');`)
  await ancien.fermer()
  const registre = await openRegistre(dossier, () => MATIN)
  expect(registre.brut.prepare('SELECT commandeId, instant, par, texte FROM note').all()).toEqual([
    { commandeId: 1, instant: '2026-11-10T08:00:00.000Z', par: 'Bob', texte: 'Rappeler lundi' },
  ])
  expect(registre.brut.prepare('SELECT count(*) FROM commande_etat').pluck().get()).toBe(2)
  await registre.fermer()
})

test('the command line assigns, notes and lists', async () => {
  const { app } = await openWithOrders(2)
  const liasse = async (...args: string[]) => {
    let stdout = ''
    const sortie = { write: (t: string) => (stdout += t) }
    const code = await main([...args, '--registre', app.dossier, '--json'], {
      stdout: sortie,
      stderr: sortie,
    })
    return { code, stdout }
  }
  expect((await liasse('commandes', 'assigner', '--numero', 'N1', '--a', 'Ada')).code).toBe(0)
  expect((await liasse('commandes', 'noter', '--numero', 'N1', '--texte', 'Vu')).code).toBe(0)
  const { stdout } = await liasse('commandes', 'lister', '--assignee-a', 'Ada')
  expect(JSON.parse(stdout).map((c: { numero: string }) => c.numero)).toEqual(['N1'])
  const fichier = path.join(app.dossier, 'ada.csv')
  const exporte = await liasse(
    'exporter',
    'commandes',
    '--format',
    'csv',
    '--sortie',
    fichier,
    '--assignee-a',
    'Ada',
  )
  expect(JSON.parse(exporte.stdout)).toMatchObject({ lignes: 1, fichier })
  expect((await liasse('commandes', 'assigner', '--numero', 'N1', '--personne')).code).toBe(0)
  expect(await numeros(app, 'Ada')).toEqual([])
  expect((await liasse('commandes', 'assigner', '--numero', 'N1')).code).toBe(2)
  expect(
    (await liasse('exporter', 'clients', '--format', 'csv', '--sortie', fichier, '--etat', 'annulee')).code,
  ).toBe(2)
})

test('a register open elsewhere is said so, until it closes or gives no sign of life', async () => {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-presence-'))
  aFermer.push(async () => rmSync(dossier, { recursive: true, force: true }))
  const ada = await open({ dossier, utilisateur: 'Ada' })
  expect((await ada.client.systeme.etat()).ouvertAilleurs).toEqual([])
  const bob = await openTestApplication({
    dossier,
    utilisateur: 'Bob',
    maintenant: '2026-11-17T09:00:00.000Z',
  })
  const vus = (await ada.client.systeme.etat()).ouvertAilleurs
  expect(vus).toEqual([{ nom: 'Bob', hote: 'cli', depuis: '2026-11-17T09:00:00.000Z' }])
  expect((await bob.client.systeme.etat()).ouvertAilleurs).toMatchObject([{ nom: 'Ada' }])
  await bob.fermer()
  expect((await ada.client.systeme.etat()).ouvertAilleurs).toEqual([])

  const presents = path.join(dossier, 'presence')
  mkdirSync(presents, { recursive: true })
  const mort = path.join(presents, '00000000-0000-4000-8000-000000000000.json')
  writeFileSync(mort, JSON.stringify({ nom: 'Eve', hote: 'web', depuis: '2026-11-17T07:00:00.000Z' }))
  expect((await ada.client.systeme.etat()).ouvertAilleurs).toMatchObject([{ nom: 'Eve', hote: 'web' }])
  utimesSync(mort, 1, 1)
  writeFileSync(path.join(presents, '11111111-0000-4000-8000-000000000000.json'), '{"nom": 3')
  expect((await ada.client.systeme.etat()).ouvertAilleurs).toEqual([])
  expect(readdirSync(presents)).not.toContain(path.basename(mort))
})
