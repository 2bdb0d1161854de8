import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import type { Page } from '@playwright/test'
import { racine } from '../../scripts/outils.js'
import { inventRpps } from '../../src/main/demo/donnees.ts'
import { expect, expectAccessible, type Liasse, test } from './liasse.ts'
import { FOURNISSEUR, goTo, write } from './metier.ts'

const DISPOSITIF = 'MDV-LGC-Va1'
const ATTESTE = path.join(racine, 'test', 'donnees', 'avance-mdv-lgc-va1.json')
const PRODUIT = {
  denomination: 'Exemple Cabinet',
  version: '7.2',
  numeroAns: 'LGC0001',
  dispositif: DISPOSITIF,
  profils: [],
  dateDossierComplet: '2022-01-10',
  dateReferencement: '2022-02-10',
  scenario: {
    isCentreDeSante: false,
    operateurMessagerie: 'API_35',
    isProSanteConnectNeeded: true,
    isDirectToDMP: true,
    isPFIToDMP: false,
    isDirectToMSSPro: true,
    isPFIToMSSPro: false,
    isDirectToMSSCitoyen: true,
    isPFIToMSSCitoyen: false,
  },
}

async function done(liasse: Liasse, ...args: string[]): Promise<void> {
  const { code, json } = await liasse.cli(...args)
  expect(code, `${args.join(' ')}: ${JSON.stringify(json)}`).toBe(0)
}

/** Three orders whose signed forms are attached: an advance can go. */
async function readyOrders(liasse: Liasse): Promise<void> {
  await done(liasse, 'fournisseur', 'definir', write(liasse, 'f.json', JSON.stringify(FOURNISSEUR)))
  await done(liasse, 'solution', 'ajouter', write(liasse, 'p.json', JSON.stringify(PRODUIT)))
  const bons = path.join(liasse.dossier, 'bons')
  mkdirSync(bons)
  const lignes = ['ref bdc;date commande;NomClient;ADRMAIL;telephoneMedecin;RPPS;nomFichier']
  for (let i = 1; i <= 3; i++) {
    lignes.push(
      `EX000${i};15/06/2022;Spécimen n° ${i};c${i}@exemple.example;01 99 00 00 0${i};${inventRpps(i)};bon ${i}.pdf`,
    )
    const pdf = await PDFDocument.create()
    pdf.addPage().drawText(`Bon ${i}`)
    writeFileSync(path.join(bons, `bon ${i}.pdf`), await pdf.save())
  }
  const liste = write(liasse, 'liste.csv', Buffer.from([...lignes, ''].join('\r\n'), 'latin1'))
  await done(liasse, 'importer', liste, '--dispositif', DISPOSITIF)
  await done(liasse, 'pieces', 'rattacher', bons, '--signee-le', '2022-06-20')
}

/** What the agency would publish: the attested example, changed. */
function officialModel() {
  const modele = JSON.parse(readFileSync(ATTESTE, 'utf8'))
  const [ligne] = modele.lignesImport
  ligne.commande = { ...ligne.commande, dateCommande: '2026-11-06', tauxTVA: 20 }
  const [{ nomMedecin: _, ...praticien }] = ligne.beneficiaires.liberal
  ligne.beneficiaires.liberal = [{ nomProfessionnel: 'NOM Prénom', ...praticien }]
  delete ligne.scenarioInstallation.isPFIToMSSPro
  return modele
}

async function importModel(page: Page, nom: string, contenu: string): Promise<void> {
  const choix = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: `Importer le modèle : Demande d’avance ${DISPOSITIF}` }).click()
  await (await choix).setFiles({ name: nom, mimeType: 'application/json', buffer: Buffer.from(contenu) })
}

test.use({ refusAttendus: ['/rpc/format/comparer'] })

test('the agency’s model is compared, bound, tried, kept, and the next request carries its keys', async ({
  page,
  liasse,
}) => {
  test.setTimeout(120_000)
  await readyOrders(liasse)
  await goTo(page, '/parametres')
  await page.getByRole('link', { name: 'Formats' }).click()
  await expect(page.getByRole('heading', { name: 'Formats de demande' })).toBeVisible()
  await expectAccessible(page)

  // A file that is no model: the sentence says so, and that nothing changed.
  await importModel(page, 'photo.json', '{"lignesImport": {}}')
  await expect(page.getByRole('alert')).toContainText('n’est pas une liste')
  await expect(page.getByRole('alert')).toContainText('Le format en vigueur n’a pas changé')

  await importModel(page, 'modele_avance.json', JSON.stringify(officialModel(), null, 2))
  await expect(page.getByRole('heading', { name: 'Comparer au modèle officiel' })).toBeVisible()
  const cles = page.getByRole('region', { name: 'Clés' })
  await expect(cles.getByRole('row', { name: /dateCommande/ })).toContainText('autre type')
  await expect(cles.getByRole('row', { name: /isPFIToMSSPro/ })).toContainText('en trop')
  await expect(page.getByText('2 clés sans source')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Garder la version 2' })).toBeDisabled()
  const apercu = page.getByRole('region', { name: 'Demande avant et après' })
  await expect(apercu).toContainText('"dateCommande": "2022-06-15"')
  await expect(apercu).toContainText('"tauxTVA": …')
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
  await page.emulateMedia({ colorScheme: 'light' })

  // The new key: its source is proposed first, its value for the order beside it.
  await cles.getByRole('button', { name: 'Lier tauxTVA' }).click()
  await page.getByRole('radio', { name: 'Commande, taux de TVA' }).check()
  await expect(page.getByLabel('Écriture')).toHaveValue('pourcent')
  await page.getByRole('button', { name: /^Lier et passer à la suivante/ }).click()
  await expect(apercu).toContainText('"tauxTVA": 20')
  await cles.getByRole('button', { name: 'Accepter nomProfessionnel' }).click()
  await expect(page.getByText('chaque clé a sa source')).toBeVisible()
  await expect(page.getByText('3 commandes prêtes essayées, aucun refus')).toBeVisible()
  // What was chosen survives a reload.
  await page.reload()
  await expect(page.getByText('chaque clé a sa source')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Garder la version 2' }).click()
  await expect(page.getByRole('list', { name: `Versions, Demande d’avance ${DISPOSITIF}` })).toContainText(
    'en vigueur',
  )

  const sortie = path.join(liasse.dossier, 'demandes')
  await done(liasse, 'avance', 'preparer', '--dispositif', DISPOSITIF, '--sortie', sortie)
  const json = readdirSync(sortie).find((f) => f.endsWith('.json')) as string
  const { lignesImport } = JSON.parse(readFileSync(path.join(sortie, json), 'utf8'))
  expect(lignesImport).toHaveLength(3)
  for (const ligne of lignesImport) {
    expect(ligne.commande).toMatchObject({ dateCommande: '2022-06-15', tauxTVA: 20 })
    expect(ligne.beneficiaires.liberal[0].nomProfessionnel).toContain('Spécimen')
    expect(ligne.scenarioInstallation).not.toHaveProperty('isPFIToMSSPro')
  }
  const { json: envois } = await liasse.cli('format', 'lister')
  expect(
    (envois as { code: string; version: number }[]).find((f) => f.code === 'mdv-lgc-va1-avance'),
  ).toMatchObject({
    version: 2,
    confirme: true,
  })
})

test('codes that the agency publishes are given with their source, on screen and on the command line', async ({
  page,
  liasse,
}) => {
  const codes = async () => {
    const { json } = await liasse.cli('dispositif', 'montrer', DISPOSITIF)
    const { reglables } = json as { reglables: { cle: string; affichee: string; note: string | null }[] }
    return reglables.find((r) => r.cle === 'listes.operateurMessagerie')
  }
  await done(
    liasse,
    'dispositif',
    'regler',
    DISPOSITIF,
    'listes.operateurMessagerie',
    'API_35=APICEM Apicrypt v2 ; API_36=Autre opérateur',
    '--source',
    'Guide de remplissage',
  )
  expect(await codes()).toMatchObject({ affichee: 'API_35 = APICEM Apicrypt v2 ; API_36 = Autre opérateur' })
  await goTo(page, `/dispositifs/${DISPOSITIF}`)
  const panneau = page.getByRole('region', { name: 'Codes de l’agence' })
  await expect(panneau).toContainText('API_36 = Autre opérateur')
  await panneau.getByRole('button', { name: /^Modifier.*operateurMessagerie/ }).click()
  await page.getByLabel('Nouvelle valeur').fill('API_40 = Troisième opérateur')
  await page.getByLabel('D’où vient-elle ?').fill('Portail, 2 novembre 2026')
  await page.getByRole('button', { name: 'Régler la valeur' }).click()
  await expect(panneau).toContainText('API_40 = Troisième opérateur')
  await expectAccessible(page)
  expect(await codes()).toMatchObject({
    affichee: 'API_40 = Troisième opérateur',
    note: 'Portail, 2 novembre 2026',
  })
})
