import { afterEach, expect, test } from 'vitest'
import {
  type ApplicationTest,
  defineCommande,
  defineFournisseur,
  defineMedecin,
  defineProduit,
  openTestApplication,
  refusOf,
} from './outils.ts'
import { openAvancesPayees, writeSolde } from './service.ts'

const aFermer: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const fermer of aFermer.splice(0).reverse()) await fermer()
})
async function open(maintenant = '2022-11-02T08:02:00.000Z'): Promise<ApplicationTest> {
  const app = await openTestApplication({ maintenant })
  aFermer.push(app.fermer)
  return app
}

test('an installation is recorded, compared with the order, journaled; the state follows', async () => {
  const app = await open()
  const { id } = await openAvancesPayees(app)
  const avant = await app.client.installation.lire({ commandeId: id })
  expect(avant).toMatchObject({ numero: 'N1', installation: null })
  expect(avant.scenario.find((q) => q.cle === 'isDirectToDMP')).toMatchObject({
    commande: true,
    installe: null,
    different: false,
  })
  expect((await app.client.commande.lire({ id })).resume.etat).toBe('installation_a_faire')

  const fiche = await app.client.installation.definir({
    commandeId: id,
    prevueLe: '2022-10-05',
    realiseeLe: '2022-10-10',
    scenario: { isDirectToDMP: false, isPFIToDMP: true, isDirectToMSSPro: null },
    tachesClient: '  mise à jour du poste ',
    preuves: [
      {
        flux: 'mss_citoyen',
        nombre: 1,
        adresse: 'test@mss.example',
        releveLe: '2022-10-11',
        commentaire: '',
      },
    ],
  })
  expect(fiche.installation).toEqual({
    revision: 1,
    prevueLe: '2022-10-05',
    realiseeLe: '2022-10-10',
    scenario: { isDirectToDMP: false, isPFIToDMP: true },
    formation: {},
    livrables: {},
    tachesClient: 'mise à jour du poste',
    preuves: [
      {
        flux: 'mss_citoyen',
        nombre: 1,
        adresse: 'test@mss.example',
        releveLe: '2022-10-11',
        commentaire: '',
      },
    ],
    nonServis: [],
  })
  expect(fiche.scenario.filter((q) => q.different).map((q) => q.cle)).toEqual(['isDirectToDMP', 'isPFIToDMP'])
  expect(fiche.constats.find((c) => c.code === 'INS-ECART' && c.issue === 'enfreint')?.phrase).toContain(
    'Installé',
  )
  const { resume, journal } = await app.client.commande.lire({ id })
  expect(resume.etat).toBe('facture_a_emettre')
  expect(journal[0]).toMatchObject({ action: 'installation', par: 'Camille Test' })
  expect(journal[0]?.detail).toContain('Prestation réalisée le\u00a0: vide → 10/10/2022')
})

test('what is absent stays; a stale save shows the register’s version; nothing changed writes nothing', async () => {
  const app = await open()
  const { id } = await openAvancesPayees(app)
  const definir = app.client.installation.definir
  await definir({ commandeId: id, realiseeLe: '2022-10-10', scenario: { isDirectToDMP: true } })
  expect(await refusOf(definir({ commandeId: id, realiseeLe: '2022-10-12' }))).toMatchObject({
    code: 'REVISION_PERIMEE',
    actuelle: { revision: 1, realiseeLe: '2022-10-10' },
  })
  const deux = await definir({ commandeId: id, revision: 1, realiseeLe: '2022-10-12' })
  expect(deux.installation).toMatchObject({ revision: 2, scenario: { isDirectToDMP: true } })
  const trois = await definir({ commandeId: id, revision: 2, realiseeLe: '2022-10-12' })
  expect(trois.installation?.revision).toBe(2)
  const { journal } = await app.client.commande.lire({ id })
  expect(journal.filter((l) => l.action === 'installation')).toHaveLength(2)
})

test('what cannot be is refused, in words, and nothing is written', async () => {
  const app = await open()
  const { id } = await openAvancesPayees(app)
  const refus = (saisie: object) => refusOf(app.client.installation.definir({ commandeId: id, ...saisie }))
  expect(await refus({ realiseeLe: '2022-11-03' })).toMatchObject({
    code: 'REFUS',
    ou: 'realiseeLe',
    phrase: expect.stringContaining('03/11/2022'),
  })
  expect(await refus({ formation: { le: '2022-11-03' } })).toMatchObject({ ou: 'formation.le' })
  expect(await refus({ livrables: { 'guide-utilisateur': '2022-10-01' } })).toMatchObject({
    ou: 'livrables.guide-utilisateur',
  })
  expect(await refus({ scenario: { inconnue: true } })).toMatchObject({ ou: 'scenario.inconnue' })
  expect(await refus({ scenario: { isDirectToDMP: 'oui' } })).toMatchObject({ ou: 'scenario.isDirectToDMP' })
  expect(await refus({ preuves: [{ flux: 'dmp', nombre: 3, releveLe: '2022-11-03' }] })).toMatchObject({
    ou: 'preuves.0.releveLe',
  })
  expect(await refus({ nonServis: [{ tiersId: 999, motif: 'parti' }] })).toMatchObject({ ou: 'nonServis.0' })
  const [beneficiaire] = (await app.client.installation.lire({ commandeId: id })).beneficiaires
  const tiersId = beneficiaire?.tiersId ?? 0
  expect(await refus({ nonServis: [{ tiersId, motif: '  ' }] })).toMatchObject({ ou: 'nonServis.0.motif' })
  expect(
    await refus({
      nonServis: [
        { tiersId, motif: 'parti' },
        { tiersId, motif: 'parti' },
      ],
    }),
  ).toMatchObject({ ou: 'nonServis.1' })
  expect((await app.client.installation.lire({ commandeId: id })).installation).toBeNull()
  expect(await refusOf(app.client.installation.lire({ commandeId: 999 }))).toMatchObject({
    code: 'INTROUVABLE',
  })
})

test('a beneficiary not served is kept with the reason', async () => {
  const app = await open()
  const { id } = await openAvancesPayees(app)
  const [b] = (await app.client.installation.lire({ commandeId: id })).beneficiaires
  const fiche = await app.client.installation.definir({
    commandeId: id,
    nonServis: [{ tiersId: b?.tiersId ?? 0, motif: 'départ en retraite' }],
  })
  expect(fiche.beneficiaires).toEqual([{ ...b, nonServi: 'départ en retraite' }])
  expect(fiche.constats.find((c) => c.code === 'SOL-PERIMETRE')?.issue).toBe('enfreint')
})

test.each([
  ['exportee', null, 'envoi exporté'],
  ['deposee', '2022-10-20', 'déposé le 20/10/2022'],
  ['payee', '2022-10-20', 'déposé le 20/10/2022'],
] as const)('a balance %s holds the installation', async (etat, le, mots) => {
  const app = await open()
  const { id } = await openAvancesPayees(app)
  await app.client.installation.definir({ commandeId: id, realiseeLe: '2022-10-10' })
  await writeSolde(app, id, etat, le)
  const refus = await refusOf(
    app.client.installation.definir({ commandeId: id, revision: 1, realiseeLe: '2022-10-11' }),
  )
  expect(refus).toMatchObject({
    code: 'REFUS',
    phrase: expect.stringContaining(mots),
    remede: expect.any(String),
  })
})

test('a balance sent back no longer holds it, nor a cancelled order anything', async () => {
  const app = await open()
  const { ids } = await openAvancesPayees(app, 2)
  const [un, deux] = ids as [number, number]
  await writeSolde(app, un, 'a_corriger', '2022-10-20')
  expect(
    (await app.client.installation.definir({ commandeId: un, realiseeLe: '2022-10-10' })).installation
      ?.revision,
  ).toBe(1)
  await app.contexte.registre.ecrire((tx) =>
    tx.updateTable('commande').set({ annuleeLe: '2022-10-01' }).where('id', '=', deux).execute(),
  )
  expect(await refusOf(app.client.installation.definir({ commandeId: deux }))).toMatchObject({
    phrase: expect.stringContaining('annulée'),
  })
})

test('the same day for many orders: the held one is told, the others written; answers already given stay', async () => {
  const app = await open()
  const { ids } = await openAvancesPayees(app, 3)
  const [un, deux, trois] = ids as [number, number, number]
  await app.client.installation.definir({
    commandeId: un,
    scenario: { isDirectToMSSPro: false, isPFIToMSSPro: true },
  })
  await writeSolde(app, trois, 'deposee', '2022-10-20')
  expect(
    await app.client.installation.definirPlusieurs({
      commandeIds: [un, deux, trois],
      realiseeLe: '2022-10-10',
      scenarioCommande: true,
    }),
  ).toEqual({
    commandes: 2,
    refuses: [{ numero: 'N3', phrase: expect.stringContaining('déposé le 20/10/2022') }],
  })
  const installee = async (commandeId: number) =>
    (await app.client.installation.lire({ commandeId })).installation
  expect(await installee(un)).toMatchObject({
    realiseeLe: '2022-10-10',
    scenario: { isDirectToDMP: true, isDirectToMSSPro: false, isPFIToMSSPro: true },
  })
  expect(await installee(deux)).toMatchObject({ scenario: { isDirectToDMP: true, isDirectToMSSPro: true } })
  await app.client.installation.definirPlusieurs({ commandeIds: [deux], prevueLe: '2022-10-01' })
  expect(await installee(deux)).toMatchObject({ prevueLe: '2022-10-01', realiseeLe: '2022-10-10' })
})

test('training and documents of SFP-LGC-Va2, for one order then for many', async () => {
  const app = await open('2027-02-10T08:02:00.000Z')
  const fournisseur = await defineFournisseur(app)
  const produit = await defineProduit(app, {
    dispositif: 'SFP-LGC-Va2',
    profils: ['Général'],
    fournisseurId: fournisseur.id,
  })
  const client = await defineMedecin(app, 1, { profession: 'masseur_kinesitherapeute' })
  const { resume } = await defineCommande(app, { fournisseur, produit }, client.id, {
    dateEmission: '2026-10-01',
  })
  const fiche = await app.client.installation.definir({
    commandeId: resume.id,
    realiseeLe: '2027-02-01',
    formation: { le: '2027-01-28', modalite: 'distanciel' },
    livrables: { 'guide-utilisateur': '2027-01-20' },
  })
  expect(fiche.livrables.find((l) => l.cle === 'guide-utilisateur')?.le).toBe('2027-01-20')
  const manques = (constats: readonly { code: string; issue: string }[]) =>
    constats.filter((c) => c.issue !== 'respecte').map((c) => c.code)
  expect(manques(fiche.constats)).toContain('FOR-ENREGISTREMENT')
  await app.client.installation.definirPlusieurs({
    commandeIds: [resume.id],
    formation: { enregistrementRemisLe: '2027-01-29', supportRemisLe: '2027-01-28' },
    livrables: Object.fromEntries(fiche.livrables.map((l) => [l.cle, '2027-01-21'])),
  })
  const apres = await app.client.installation.lire({ commandeId: resume.id })
  expect(apres.installation?.formation).toEqual({
    le: '2027-01-28',
    modalite: 'distanciel',
    enregistrementRemisLe: '2027-01-29',
    supportRemisLe: '2027-01-28',
  })
  expect(apres.livrables.every((l) => l.le === '2027-01-21')).toBe(true)
  expect(manques(apres.constats).filter((c) => c.startsWith('FOR') || c.startsWith('LIV'))).toEqual([])
})
