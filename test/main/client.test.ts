import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ApplicationTest,
  defineCommande,
  defineMedecin,
  defineVendeur,
  finess,
  openTestApplication,
  refusOf,
  rpps,
} from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

const defineCentre = (saisie: Partial<Parameters<typeof app.client.client.definir>[0]> = {}) =>
  app.client.client.definir({
    categorie: 'centre_sante',
    nom: 'Centre Modèle',
    identifiants: [{ type: 'FINESS_G', valeur: finess(1) }],
    ...saisie,
  })

test('a client is saved with normalised numbers and its contacts', async () => {
  const c = await defineMedecin(app, 1, {
    telephone: '+33 4 99 00 00 01',
    contacts: [
      { nom: 'Alix', qualite: 'secrétaire', telephone: '04.99.00.00.02', mail: '', signataire: false },
    ],
  })
  expect(c).toMatchObject({
    revision: 1,
    telephone: '0499000001',
    identifiants: [{ type: 'RPPS', valeur: rpps(1) }],
    contacts: [{ nom: 'Alix', telephone: '0499000002', signataire: false }],
  })
  expect((await app.client.client.lire({ id: c.id })).tiers).toEqual(c)
})

test('a wrong number says what was expected; a FINESS short of its zero says so', async () => {
  const bon = rpps(1)
  const cle = Number(bon.at(-1))
  const faux = bon.slice(0, -1) + ((cle + 1) % 10)
  const refus = await refusOf(defineMedecin(app, 1, { identifiants: [{ type: 'RPPS', valeur: faux }] }))
  expect(refus).toMatchObject({ code: 'REFUS', ou: 'identifiants[0].valeur' })
  expect(refus.phrase).toContain(`${(cle + 1) % 10} au lieu de ${cle}`)
  const sansZero = await refusOf(defineCentre({ identifiants: [{ type: 'FINESS_G', valeur: '10000024' }] }))
  expect(sansZero.phrase).toContain('010000024')
  expect(sansZero.phrase).toContain('8 caractères au lieu de 9')
})

test('an RPPS and a FINESS géographique belong to one card', async () => {
  await defineMedecin(app, 1)
  const refus = await refusOf(defineMedecin(app, 2, { identifiants: [{ type: 'RPPS', valeur: rpps(1) }] }))
  expect(refus.phrase).toContain('Claude Témoin1')
  const partage = [{ type: 'FINESS_J' as const, valeur: finess(9) }]
  await defineCentre({ identifiants: [...partage, { type: 'FINESS_G', valeur: finess(1) }] })
  await defineCentre({
    nom: 'Centre Deux',
    identifiants: [...partage, { type: 'FINESS_G', valeur: finess(2) }],
  })
  expect((await app.client.client.lister({ texte: finess(9) })).total).toBe(2)
})

test('a stale save shows the card of the register', async () => {
  const c = await defineMedecin(app, 1)
  await defineMedecin(app, 1, { id: c.id, revision: 1, nom: 'Nouveau' })
  const refus = await refusOf(defineMedecin(app, 1, { id: c.id, revision: 1, nom: 'Ancien' }))
  expect(refus).toMatchObject({ code: 'REVISION_PERIMEE', actuelle: { nom: 'Nouveau', revision: 2 } })
})

test('the list filters, sorts, counts and searches by prefixes without accents', async () => {
  await defineMedecin(app, 1, { nom: 'Échantillon', prenom: 'Alix' })
  await defineMedecin(app, 2, { nom: 'Fictif', prenom: 'Dominique' })
  await defineCentre()
  const noms = async (filtre: Parameters<typeof app.client.client.lister>[0]) =>
    (await app.client.client.lister(filtre)).lignes.map((l) => l.nom)
  expect(await noms({ texte: 'echan ali' })).toEqual(['Échantillon Alix'])
  expect(await noms({ texte: rpps(2).slice(0, 10) })).toEqual(['Fictif Dominique'])
  expect(await noms({ texte: '"*(' })).toEqual([])
  expect(await noms({ categories: ['centre_sante'] })).toEqual(['Centre Modèle'])
  expect(await noms({ professions: ['medecin'], tri: 'nom', sens: 'desc' })).toEqual([
    'Échantillon Alix',
    'Fictif Dominique',
  ])
  const page = await app.client.client.lister({ debut: 1, nombre: 1 })
  expect(page).toMatchObject({
    total: 3,
    lignes: [{ nom: 'Fictif Dominique', identifiant: rpps(2), commandes: 0 }],
  })
})

test('the index follows the card: renamed, then removed', async () => {
  const c = await defineMedecin(app, 1, { nom: 'Avant' })
  await defineMedecin(app, 1, { id: c.id, nom: 'Après' })
  const total = async (texte: string) => (await app.client.client.lister({ texte })).total
  expect(await total('avant')).toBe(0)
  expect(await total('apres')).toBe(1)
  await app.client.client.supprimer({ id: c.id })
  expect(await total('apres')).toBe(0)
  expect((await refusOf(app.client.client.lire({ id: c.id }))).code).toBe('INTROUVABLE')
})

test('a client named by an order stays', async () => {
  const vendeur = await defineVendeur(app)
  const c = await defineMedecin(app, 1)
  const { resume } = await defineCommande(app, vendeur, c.id)
  const refus = await refusOf(app.client.client.supprimer({ id: c.id }))
  expect(refus.phrase).toContain(resume.numero)
  expect((await app.client.client.lister({ sansCommande: true })).total).toBe(0)
  const fiche = await app.client.client.lire({ id: c.id })
  expect(fiche.commandes.map((x) => x.numero)).toEqual([resume.numero])
})

test('an entity holds establishments, never itself', async () => {
  const og = await app.client.client.definir({
    categorie: 'gestionnaire',
    nom: 'Association',
    identifiants: [],
  })
  const centre = await defineCentre({ parentId: og.id })
  const fiche = await app.client.client.lire({ id: og.id })
  expect(fiche.etablissements.map((e) => e.nom)).toEqual(['Centre Modèle'])
  expect((await app.client.client.lire({ id: centre.id })).parent?.nom).toBe('Association')
  const boucle = { id: og.id, categorie: 'gestionnaire' as const, nom: 'Association', identifiants: [] }
  expect((await refusOf(app.client.client.definir({ ...boucle, parentId: centre.id }))).ou).toBe('parentId')
  expect((await refusOf(app.client.client.supprimer({ id: og.id }))).phrase).toContain('Centre Modèle')
})

test('an aid declared for the clients of several orders goes to those of whom it is asked, once', async () => {
  const vendeur = await defineVendeur(app, { dispositif: 'SFP-LGC-Va2' })
  const une = await defineMedecin(app, 1, { profession: 'sage_femme' })
  const autre = await defineMedecin(app, 2, { profession: 'sage_femme' })
  const commandeIds = [
    (await defineCommande(app, vendeur, une.id)).resume.id,
    (await defineCommande(app, vendeur, autre.id)).resume.id,
  ]
  const saisie = { commandeIds, montant: 0, le: '2026-09-14', source: 'bordereau' }
  expect((await refusOf(app.client.client.declarerAides({ ...saisie, le: '2999-01-01' }))).ou).toBe('le')
  expect(await app.client.client.declarerAides(saisie)).toEqual({ declares: 2, dejaDeclares: 0 })
  expect(await app.client.client.declarerAides({ ...saisie, montant: 5 })).toEqual({
    declares: 0,
    dejaDeclares: 2,
  })
  expect((await app.client.client.lire({ id: autre.id })).aides).toMatchObject([
    { reglement: '(UE) 2023/2832', montant: 0, declareeLe: '2026-09-14' },
  ])
})

test('aids add up per regulation, declared and by the orders of the register', async () => {
  const vendeur = await defineVendeur(app, { dispositif: 'SFP-LGC-Va2' })
  const c = await defineMedecin(app, 1, { profession: 'sage_femme' })
  const reglement = '(UE) 2023/2832'
  await app.client.client.declarerAide({
    tiersId: c.id,
    reglement,
    montant: 120000,
    le: '2026-09-14',
    source: 'mail',
  })
  await app.client.client.declarerAide({
    tiersId: c.id,
    reglement,
    montant: 5000,
    le: '2026-09-15',
    source: 'mail',
  })
  const { resume } = await defineCommande(app, vendeur, c.id)
  const fiche = await app.client.client.lire({ id: c.id })
  expect(fiche.cumuls).toEqual([{ reglement, declare: 125000, commandes: resume.ttc, aucunDeclare: false }])
  expect(resume.ttc).toBe(40000)
  await app.client.commande.annuler({ id: resume.id, revision: resume.revision, motif: 'essai' })
  const apres = await app.client.client.retirerAide({ id: fiche.aides[0]!.id })
  expect(apres.cumuls).toEqual([{ reglement, declare: 5000, commandes: 0, aucunDeclare: false }])
})

test('the FINESS extraction fills a card and says where it differs', async () => {
  await app.contexte.registre.ecrire(async (tx) => {
    await tx
      .insertInto('liste')
      .values({ nom: 'FINESS', du: '2026-11-02', importeeLe: '2026-11-03', lignes: 1, source: 'essai' })
      .execute()
    await tx
      .insertInto('finess')
      .values({
        numero: finess(1),
        juridique: finess(9),
        nom: 'CENTRE MODELE',
        adresse: '2 RUE DU TEST',
        codePostal: '69002',
        commune: 'LYON',
        departement: '69',
        telephone: '',
        siret: '',
        categorie: '124',
        libelleCategorie: 'Centre de Santé',
      })
      .execute()
  })
  expect(await app.client.client.chercherFiness({ numero: finess(1) })).toMatchObject({
    nom: 'CENTRE MODELE',
    finessJ: finess(9),
    du: '2026-11-02',
  })
  expect(await app.client.client.chercherFiness({ numero: finess(2) })).toBeNull()
  const c = await defineCentre({ adresse: { lignes: '', codePostal: '69001', commune: 'Lyon' } })
  const { differences } = await app.client.client.lire({ id: c.id })
  expect(differences.map((d) => [d.champ, d.fiche, d.valeurListe])).toEqual([
    ['FINESS juridique', '', finess(9)],
    ['Code postal', '69001', '69002'],
  ])
})

test('practitioners of one site share its FINESS géographique; two structures never do', async () => {
  const site = { type: 'FINESS_G' as const, valeur: finess(1) }
  const centre = await defineCentre({ nom: 'Centre du Site', identifiants: [site] })
  for (const n of [1, 2])
    await defineMedecin(app, n, { identifiants: [{ type: 'RPPS', valeur: rpps(n) }, site] })
  expect((await refusOf(defineCentre({ nom: 'Autre centre', identifiants: [site] }))).phrase).toContain(
    'c’est déjà le numéro de Centre du Site',
  )
  expect(
    (await refusOf(defineMedecin(app, 3, { identifiants: [{ type: 'RPPS', valeur: rpps(1) }] }))).phrase,
  ).toContain('c’est déjà le numéro')
  // A practitioner turned into a structure would take the number of the centre.
  const { lignes } = await app.client.client.lister({ texte: 'Témoin1' })
  const medecin = lignes[0]?.id ?? 0
  expect(
    (await refusOf(defineMedecin(app, 1, { id: medecin, categorie: 'centre_sante', identifiants: [site] })))
      .phrase,
  ).toContain('Centre du Site')
  // A list names the centre by its FINESS: its card is found, not a practitioner's.
  const liste = path.join(app.dossier, 'centres.csv')
  writeFileSync(liste, `FINESS géographique;Raison sociale\n${finess(1)};Centre du Site renommé\n`)
  for await (const e of await app.client.imports.executer({
    chemin: liste,
    dispositif: null,
    referencementId: null,
    fournisseurId: null,
  }))
    if (e.type === 'resultat') expect(e.resultat.clients).toMatchObject({ crees: 0, misAJour: 1 })
  expect((await app.client.client.lire({ id: centre.id })).tiers.nom).toBe('Centre du Site renommé')
})
