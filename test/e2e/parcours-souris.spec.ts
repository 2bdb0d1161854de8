import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { Ajv } from 'ajv'
import { racine } from '../../scripts/outils.js'
import { inventRpps } from '../../src/main/demo/donnees.ts'
import { expect, type Liasse, test } from './liasse.ts'
import {
  csvOf,
  DISPOSITIF,
  dropOnWindow,
  FOURNISSEUR,
  PRODUIT,
  rangs,
  readPdf,
  readZip,
  signedBdc,
} from './metier.ts'

const SCHEMA = path.join(racine, 'json-schemas', 'asp', 'sfp-lgc-va2-avance', 'schema.json')
const ATTENDUES = rangs(4)
const numeros = ATTENDUES.map((r) => r.numero)

async function firstSteps(page: Page) {
  const champ = (nom: string) => page.getByLabel(nom, { exact: true })
  await champ('SIRET').fill(FOURNISSEUR.siret)
  await champ('Raison sociale').fill(FOURNISSEUR.denomination)
  await champ('Adresse').fill('1 rue de la Maquette')
  await champ('Code postal').fill('99000')
  await champ('Commune').fill('Exemple-Ville')
  await champ('Nom et prénom').fill(FOURNISSEUR.responsable.nom)
  await champ('Qualité').fill(FOURNISSEUR.responsable.qualite)
  await champ('Téléphone').fill(FOURNISSEUR.responsable.telephone)
  await champ('E-mail').fill(FOURNISSEUR.responsable.mail)
  await expect(page.getByRole('region', { name: 'Sur vos bons de commande' })).toContainText(
    'Alix MODÈLE, Gérance',
  )
  await page.getByRole('button', { name: 'Continuer' }).click()

  await expect(page.getByRole('heading', { name: '2. Vos solutions' })).toBeVisible()
  await champ('Nom du produit').fill(PRODUIT.denomination)
  await champ('Version').fill(PRODUIT.version)
  await champ('Dispositif').selectOption(DISPOSITIF)
  await champ('N° de référencement ANS').fill(PRODUIT.numeroAns)
  for (const profil of PRODUIT.profils)
    await page.getByRole('checkbox', { name: profil, exact: true }).check()
  await page.getByRole('button', { name: 'Continuer' }).click()

  await expect(page.getByRole('heading', { name: '3. Les dates' })).toBeVisible()
  await page.getByLabel(/^Date 0/).fill('07/08/2024')
  await champ('D’où vient-elle ?').fill('Journal officiel du 6 août 2024')
  await page.getByRole('button', { name: 'Enregistrer la date' }).click()
  await expect(page.getByText('07/12/2026').first()).toBeVisible()
  await champ('Dossier complet réputé soumis le').fill('22/05/2026')
  await champ('Référencé le').fill('27/08/2026')
  await champ('Enrôlement validé par l’agence le').fill('22/09/2026')
  await page.getByRole('button', { name: 'Continuer' }).click()
  await expect(page.getByRole('heading', { name: '4. Vos clients' })).toBeVisible()
}

/** Four orders go in; a wrong key and an amount over the ceiling stay out, each named. */
async function importCrm(page: Page) {
  const cle = inventRpps(77)
  const fausse = `${cle.slice(0, -1)}${(Number(cle.at(-1)) + 1) % 10}`
  const csv = csvOf([
    ...ATTENDUES,
    { numero: 'EX 900', nom: 'FAUSSECLÉ', rpps: fausse },
    { numero: 'EX 901', nom: 'TROPCHER', montant: '9999,00' },
  ])
  await page.getByRole('link', { name: 'Importer un fichier' }).click()
  const [choix] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choisir un fichier' }).click(),
  ])
  await choix.setFiles({ name: 'crm.csv', mimeType: 'text/csv', buffer: csv })
  await expect(page.getByRole('region', { name: 'Lecture du fichier' })).toContainText('6 lignes')
  await page.getByLabel('Produit des commandes').selectOption({ index: 1 })
  await expect(page.getByRole('table', { name: 'Aperçu des lignes' })).toContainText('SPÉCIMEN4')
  await page.getByRole('button', { name: 'Importer 4 lignes' }).click()
  await expect(page.getByRole('heading', { name: 'Import terminé' })).toBeVisible()
  const rejets = page.getByRole('table', { name: 'Lignes rejetées' })
  await expect(rejets.getByRole('row').filter({ hasText: fausse })).toContainText('6')
  await expect(rejets.getByRole('row').filter({ hasText: fausse })).toContainText(`${cle.at(-1)}`)
  await expect(rejets.getByRole('row').filter({ hasText: 'Montant HT' })).toContainText(
    'dépassent le plafond',
  )
  await page.getByRole('link', { name: 'Voir les commandes' }).click()
}

async function emitSome(page: Page, liasse: Liasse) {
  const liste = page.getByRole('grid', { name: 'Commandes' })
  await expect(liste.getByRole('row')).toHaveCount(1 + numeros.length)
  for (const n of numeros.slice(0, 3))
    await liste.getByRole('checkbox', { name: new RegExp(`Cocher ${n}`) }).check()
  const barre = page.getByLabel('Actions sur la sélection')
  await expect(barre.getByRole('status')).toContainText('3 commandes')
  await barre.getByRole('button', { name: 'Émettre les BDC' }).click()
  await page.getByLabel('Dossier où écrire les PDF').fill(liasse.dossier)
  await page.getByRole('button', { name: 'Émettre les 3 bons' }).click()
  await expect(page.getByRole('dialog')).toContainText('3 émis')
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click()

  for (const n of numeros.slice(0, 3)) {
    const texte = await readPdf(readFileSync(path.join(liasse.dossier, `${n}.pdf`)))
    for (const mot of [n, `SPÉCIMEN${Number(n.slice(3))}`, FOURNISSEUR.denomination, 'ANS SFP 0000'])
      expect(texte).toContain(mot)
  }
  await expect(liste.getByRole('row').filter({ hasText: 'BDC à signer' })).toHaveCount(3)
}

/** In the file of one order: signature noted, every point raised on the screen. */
async function raisePoints(page: Page) {
  const points = page.getByRole('region', { name: 'Pour déposer l’avance' })
  await page.getByRole('button', { name: 'Signature', exact: true }).click()
  await page.getByLabel('Signé le').fill('06/11/2026')
  await page.getByRole('button', { name: 'Enregistrer la signature' }).click()
  await expect(page.getByText('signé le 06/11/2026 par')).toBeVisible()

  await points.getByRole('button', { name: 'Déclarer les aides' }).click()
  await points.getByRole('button', { name: 'Aucune aide reçue' }).click()
  await expect(points.getByRole('button', { name: 'Déclarer les aides' })).toHaveCount(0)
  const attester = points.getByRole('button', { name: 'Attester', exact: true })
  for (let reste = await attester.count(); reste > 0; reste--) {
    await attester.first().click()
    await points.getByRole('button', { name: 'J’atteste' }).click()
    await expect(attester).toHaveCount(reste - 1)
  }
  await expect(points).toContainText('rien ne s’y oppose')
}

test('by mouse, from an empty register to an advance deposited', async ({ page, liasse }) => {
  await firstSteps(page)
  await importCrm(page)
  await emitSome(page, liasse)

  const signes = await Promise.all(
    numeros.slice(0, 3).map(async (n, i) => ({
      name: `${n}.pdf`,
      mimeType: 'application/pdf',
      buffer: await signedBdc(liasse, n, `SPÉCIMEN${i + 1} Lou`),
    })),
  )
  await dropOnWindow(page, signes)
  await page.getByRole('button', { name: 'Joindre les 3 fichiers' }).click()
  const depose = page.getByRole('dialog', { name: 'Pièces déposées' })
  await expect(depose).toContainText('3 rattachés')
  await depose.getByRole('button', { name: 'Fermer' }).last().click()

  for (const n of numeros.slice(0, 2)) {
    await page.getByRole('grid', { name: 'Commandes' }).getByText(n, { exact: true }).dblclick()
    await raisePoints(page)
    await page
      .getByRole('navigation', { name: 'Fil d’Ariane' })
      .getByRole('link', { name: 'Commandes' })
      .click()
  }

  await page.getByRole('link', { name: /^Demandes/ }).click()
  await page.getByRole('link', { name: 'Préparer une demande' }).first().click()
  const refuses = page.getByRole('region', { name: 'Ce qui ne part pas' })
  await expect(refuses).toContainText('1, pour')
  await refuses.getByRole('button', { name: /^1\s*Signature sans date/ }).click()
  await expect(refuses.getByRole('link', { name: numeros[2] as string }).first()).toBeVisible()
  await page.getByRole('button', { name: /^Exporter les 2 demandes/ }).click()
  const accord = page.getByRole('dialog')
  await accord.getByLabel('Dossier où écrire').fill(liasse.dossier)
  await accord.getByRole('button', { name: 'Exporter les 2 demandes' }).click()
  await expect(page.getByRole('heading', { name: /^AVANCE-SFP-LGC-Va2-20261117/ })).toBeVisible()

  const fichiers = readdirSync(liasse.dossier).filter((f) => f.startsWith('AVANCE'))
  expect(fichiers.map((f) => path.extname(f)).sort()).toEqual(['.json', '.zip'])
  const [json, archive] = ['.json', '.zip'].map((ext) =>
    path.join(liasse.dossier, fichiers.find((f) => f.endsWith(ext)) as string),
  ) as [string, string]
  const demande = JSON.parse(readFileSync(json, 'utf8'))
  const valide = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))
  expect(valide(demande), JSON.stringify(valide.errors)).toBe(true)
  expect(demande.lignesImport.map((l: { numeroEditeur: string }) => l.numeroEditeur)).toEqual(
    numeros.slice(0, 2),
  )
  const zip = await readZip(archive)
  const nommees = demande.lignesImport.flatMap((l: { piecesJustificatives: { nomFichier: string }[] }) =>
    l.piecesJustificatives.map((p) => p.nomFichier),
  )
  expect([...zip.keys()]).toEqual(nommees)
  expect(nommees).toEqual(numeros.slice(0, 2).map((n) => `${n}.pdf`))
  for (const [i, octets] of [...zip.values()].entries())
    expect(octets.equals((signes[i] as (typeof signes)[number]).buffer)).toBe(true)

  await page.getByLabel('Le JSON est déposé').check()
  await page.getByLabel('Le ZIP est déposé').check()
  await page.getByLabel('N° de dépôt').fill('ASP-2026-1')
  await page.getByRole('button', { name: 'Enregistrer le dépôt' }).click()
  await expect(page.getByText('Déposé le 17/11/2026, n° ASP-2026-1')).toBeVisible()
  await expect(page.getByText(/paraissent dans le\s+tableau du portail/)).toBeVisible()
  await page.getByRole('link', { name: /^Commandes/ }).click()
  await expect(
    page.getByRole('grid', { name: 'Commandes' }).getByRole('row').filter({ hasText: 'Avance déposée' }),
  ).toHaveCount(2)
})
