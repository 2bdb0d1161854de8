import { statSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ApplicationTest,
  defineCommande,
  defineFournisseur,
  defineMedecin,
  defineVendeur,
  openTestApplication,
  refusOf,
  rpps,
} from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

test('an empty register says so', async () => {
  const etat = await app.client.systeme.etat()
  expect(etat.registre).toMatchObject({ vide: true, lectureSeule: null })
  expect(etat.sauvegarde).toMatchObject({ derniere: null, taille: null, probleme: null })
  expect(etat.aujourdhui).toBe('2026-11-17')
  expect(etat.utilisateur).toBe('Camille Test')
  expect(etat.compteurs).toEqual({ clients: 0, commandes: 0, envois: 0 })
  expect(etat.capacites).toEqual({
    choisirDossier: false,
    demonstration: false,
    ouvrirDossier: false,
    ouvrirFichier: false,
  })
})

test('counters follow; the day is the one in Paris', async () => {
  await defineMedecin(app, 1)
  app.avancer('2026-11-17T23:30:00.000Z')
  const etat = await app.client.systeme.etat()
  expect(etat).toMatchObject({
    aujourdhui: '2026-11-18',
    compteurs: { clients: 1 },
    registre: { vide: false },
  })
})

test('one search finds clients, orders and deposited files, by any of their words', async () => {
  const vendeur = await defineVendeur(app)
  const c = await defineMedecin(app, 1, { nom: 'Étienne-Modèle' })
  const { resume } = await defineCommande(app, vendeur, c.id)
  await app.contexte.registre.ecrire((tx) =>
    tx
      .insertInto('envoi')
      .values({
        reference: 'E2026-001',
        type: 'avance',
        dispositif: 'MDV-LGC-Va1',
        fournisseurId: vendeur.fournisseur.id,
        numeroAns: 'LGC0001',
        format: 'mdv',
        formatVersion: 1,
        formatConfirme: 1,
        etat: 'exporte',
        prepareLe: '2026-11-16T10:00:00.000Z',
        deposeLe: null,
        dossier: '',
        jsonNom: '',
        jsonSha256: '',
        jsonTaille: 0,
        zipNom: '',
        zipSha256: '',
        zipTaille: 0,
        zipPieces: 0,
      })
      .execute(),
  )
  const chercher = async (texte: string, nombre = 12) =>
    (await app.client.systeme.chercher({ texte, nombre })).map((t) => `${t.type} ${t.titre}`)
  expect(await chercher('etien')).toEqual(['client Étienne-Modèle Claude', `commande ${resume.numero}`])
  expect(await chercher('modele etienne')).toHaveLength(2)
  expect(await chercher(rpps(1))).toHaveLength(2)
  expect(await chercher(resume.numero)).toEqual([`commande ${resume.numero}`])
  expect(await chercher('e2026')).toEqual(['envoi E2026-001'])
  expect(await chercher('100%')).toEqual([])
  expect(await chercher('  ')).toEqual([])
  expect(await chercher(`" OR rowid > 0 --`)).toEqual([])
  expect(await chercher('etien', 1)).toHaveLength(1)
})

test('the journal is read by slices, the latest first', async () => {
  const f = await defineFournisseur(app)
  for (const denomination of ['Deux', 'Trois']) await defineFournisseur(app, { id: f.id, denomination })
  const page = await app.client.systeme.journal({ sujet: 'fournisseur', sujetId: f.id, debut: 1, nombre: 1 })
  expect(page.total).toBe(3)
  expect(page.lignes[0]).toMatchObject({ action: 'modification', par: 'Camille Test' })
  expect(page.lignes[0]?.detail).toContain('Deux')
})

test('the name of the user is remembered by the register', async () => {
  await app.client.systeme.nommerUtilisateur({ nom: ' Alix Modèle ' })
  const autre = await openTestApplication({ dossier: app.dossier, utilisateur: null })
  expect((await autre.client.systeme.etat()).utilisateur).toBe('Alix Modèle')
  await autre.fermer()
  expect((await refusOf(app.client.systeme.nommerUtilisateur({ nom: '  ' }))).ou).toBe('nom')
})

test('a backup is a whole register, named by its moment', async () => {
  await defineMedecin(app, 1)
  const { chemin, taille } = await app.client.systeme.sauvegarder()
  expect(chemin).toContain('liasse-20261117T080200Z.sqlite')
  expect(statSync(chemin).size).toBe(taille)
  const { sauvegarde } = await app.client.systeme.etat()
  expect(sauvegarde).toMatchObject({ derniere: '2026-11-17T08:02:00.000Z', taille })
})

test('a consumer is told of each change, whoever wrote, and the watch ends with it', async () => {
  const versions = await app.client.systeme.surveiller()
  const premiere = await versions.next()
  const autre = await openTestApplication({ dossier: app.dossier })
  await defineMedecin(autre, 1)
  const seconde = await versions.next()
  expect(seconde.value).toEqual({ version: expect.any(Number) })
  expect(seconde.value).not.toEqual(premiere.value)
  await versions.return?.()
  expect((await versions.next()).done).toBe(true)
  await autre.fermer()
})

test('a host without dialogs says so', async () => {
  expect(await app.client.systeme.choisirDossier({ titre: 'x' })).toBeNull()
  expect((await refusOf(app.client.systeme.ouvrirDossier({ chemin: app.dossier }))).code).toBe('REFUS')
  const fichier = new File(['%PDF-'], 'a.pdf')
  expect((await refusOf(app.client.systeme.ouvrirFichier({ fichier }))).ou).toBe('fichier')
})
