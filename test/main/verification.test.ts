import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EtatCommande } from '#domain/commande.ts'
import { createEcheances } from '#domain/echeance.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { fingerprintRegles } from '#main/operations/regles.ts'
import { invaliderVerifications, type Perimetre } from '#main/operations/verification.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineMedecin,
  defineVendeur,
  finess,
  openTestApplication,
} from './outils.ts'

let app: ApplicationTest
beforeEach(async () => {
  app = await openTestApplication()
})
afterEach(() => app.fermer())

const verifications = () =>
  app.contexte.registre.lire(async (db) =>
    (await db.selectFrom('commande').select('verifieeLe').orderBy('id').execute()).map((c) => c.verifieeLe),
  )

async function defineTwo() {
  const vendeur = await defineVendeur(app)
  const clients = [await defineMedecin(app, 1), await defineMedecin(app, 2)]
  const fiches = [
    await defineCommande(app, vendeur, clients[0]!.id),
    await defineCommande(app, vendeur, clients[1]!.id),
  ]
  return { vendeur, clients, fiches }
}

test('live orders are verified again when the day changes, closed ones are not', async () => {
  const { fiches } = await defineTwo()
  const { id, revision } = fiches[1]!.resume
  await app.client.commande.annuler({ id, revision, motif: 'essai' })
  expect(await verifications()).toEqual(['2026-11-17', '2026-11-17'])
  app.avancer('2026-11-17T23:30:00.000Z')
  await app.client.commande.lister({})
  expect(await verifications()).toEqual(['2026-11-18', '2026-11-17'])
})

test('orders verified under other rules are verified again at the next opening, closed ones too', async () => {
  const { fiches } = await defineTwo()
  const { id, revision } = fiches[1]!.resume
  await app.client.commande.annuler({ id, revision, motif: 'essai' })
  const bloquants = () =>
    app.contexte.registre.lire((db) =>
      db.selectFrom('commande').select(['bloquants', 'verifieeRegles']).orderBy('id').execute(),
    )
  await app.client.commande.lister({})
  const avant = await bloquants()
  expect(avant[0]!.verifieeRegles).toMatch(/^[0-9a-f]{16}$/)
  const { dossier } = app
  const jouer = async (change: { verifieeRegles?: string }) => {
    await app.contexte.registre.ecrire((tx) =>
      tx
        .updateTable('commande')
        .set({ bloquants: 99, ...change })
        .execute(),
    )
    const autre = await openTestApplication({ dossier })
    await autre.client.commande.lister({})
    await autre.fermer()
    return bloquants()
  }
  expect(await jouer({ verifieeRegles: 'anciennes' })).toEqual(avant)
  // Same day, same rules: nothing is computed again.
  expect((await jouer({})).map((c) => c.bloquants)).toEqual([99, 99])
})

test('the fingerprint of the rules follows the version and the files of the schemes', () => {
  const { contexte } = app
  const empreinte = fingerprintRegles(contexte)
  expect(fingerprintRegles({ ...contexte })).toBe(empreinte)
  expect(fingerprintRegles({ ...contexte, version: '99.0.0' })).not.toBe(empreinte)
  const base = (code: string) => ({ ...contexte.catalogue.base(code), parts: { avance: [], solde: [] } })
  expect(fingerprintRegles({ ...contexte, catalogue: { ...contexte.catalogue, base } })).not.toBe(empreinte)
})

test('a write marks what it touched, and nothing else', async () => {
  const { vendeur, clients, fiches } = await defineTwo()
  const touched = async (perimetre: Perimetre) => {
    await app.contexte.registre.ecrire((tx) => invaliderVerifications(tx, perimetre))
    const marques = (await verifications()).map((v) => v === null)
    await app.client.commande.lister({})
    expect(await verifications()).toEqual(['2026-11-17', '2026-11-17'])
    return marques
  }
  expect(await touched([fiches[0]!.resume.id])).toEqual([true, false])
  expect(await touched({ tiersIds: [clients[1]!.id] })).toEqual([false, true])
  expect(await touched({ fournisseurId: vendeur.fournisseur.id })).toEqual([true, true])
  expect(await touched({ referencementId: vendeur.produit.id })).toEqual([true, true])
  expect(await touched({ dispositif: 'MDV-LGC-Va1' })).toEqual([true, true])
  expect(await touched({ dispositif: 'SFP-LGC-Va2' })).toEqual([false, false])
  expect(await touched([])).toEqual([false, false])
})

test('lists asked for together verify once, and agree', async () => {
  await defineTwo()
  await app.contexte.registre.ecrire((tx) => invaliderVerifications(tx, { dispositif: 'MDV-LGC-Va1' }))
  const avant = app.contexte.registre.versionDonnees()
  const listes = await Promise.all([1, 2, 3].map(() => app.client.commande.lister({})))
  expect(new Set(listes.map((l) => JSON.stringify(l))).size).toBe(1)
  expect(app.contexte.registre.versionDonnees()).not.toBe(avant)
  const apres = app.contexte.registre.versionDonnees()
  await app.client.commande.lister({})
  expect(app.contexte.registre.versionDonnees()).toBe(apres)
})

test('an order of several clients is named after the first, and how many follow', async () => {
  const vendeur = await defineVendeur(app)
  const centres = []
  for (const n of [1, 2, 3])
    centres.push(
      await app.client.client.definir({
        categorie: 'centre_sante',
        nom: `Centre ${n}`,
        identifiants: [{ type: 'FINESS_G', valeur: finess(n) }],
      }),
    )
  const participations = centres.map((c) => ({ role: 'client' as const, tiersId: c.id }))
  const lignes = centres.map((c) => ({ tiersId: c.id, ht: 10000, taux: 2000 }))
  const { resume } = await defineCommande(app, vendeur, 0, { cas: 'D', participations, lignes })
  expect(resume).toMatchObject({
    client: 'Centre 1 et 2 autres',
    identifiant: finess(1),
    ht: 30000,
    ttc: 36000,
    // 30 % of 360,00 €.
    avance: 10800,
  })
})

test('what is due: the signature until it is there, then the advance; nothing once deposited', () => {
  const catalogue = openCatalogue()
  const sansDate0 = createEcheances(catalogue.base('SFP-LGC-Va2'), '2026-11-17')
  expect(sansDate0('bdc_a_signer', false)).toBeNull()
  const reglee = catalogue.avec('SFP-LGC-Va2', [
    { cle: 'date0', valeur: '2024-08-07', note: 'essai', le: '2026-01-01', par: 'essai' },
  ])
  const echeance = createEcheances(reglee, '2026-11-17')
  const signature = echeance('bdc_a_signer', false)
  const depot = echeance('avance_a_deposer', false)
  expect(signature).toMatch(/^\d{4}-\d{2}-07$/)
  expect(depot).toMatch(/^\d{4}-\d{2}-07$/)
  expect(echeance('a_completer', false)).toBe(signature)
  expect(echeance('avance_exportee', false)).toBe(depot)
  expect(echeance('avance_deposee', false)).toBeNull()
  expect(echeance('annulee', false)).toBeNull()
})

test('once installed, the end of the services is due while no end was declared, then the end of the balances', () => {
  // Date 0 on 07/08/2024: Date 5 on 07/04/2027, Date 6 on 07/07/2027.
  const reglee = openCatalogue().avec('SFP-LGC-Va2', [
    { cle: 'date0', valeur: '2024-08-07', note: 'essai', le: '2026-01-01', par: 'essai' },
  ])
  const le = (jour: string, etat: EtatCommande, finDeclaree = false) =>
    createEcheances(reglee, jour)(etat, finDeclaree)
  expect(le('2027-04-06', 'installation_a_faire')).toBe('2027-04-07')
  for (const etat of ['facture_a_emettre', 'solde_retenu', 'solde_a_deposer', 'solde_exporte'] as const) {
    expect(le('2027-04-07', etat)).toBe('2027-04-07')
    expect(le('2027-04-07', etat, true)).toBe('2027-07-07')
    expect(le('2027-04-08', etat)).toBe('2027-07-07')
  }
  // Deposited once, the end of the services is behind.
  expect(le('2027-04-07', 'solde_retourne')).toBe('2027-07-07')
  expect(le('2027-04-07', 'solde_depose')).toBeNull()
})
