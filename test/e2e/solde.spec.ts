import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { signDocument } from '../../src/main/demo/signature.ts'
import { test } from './demo.ts'
import { expect, expectAccessible, type Liasse } from './liasse.ts'
import { goTo, readPdf, readZip } from './metier.ts'

/** The demonstration ends on that day: the pilot is accepted, and orders wait to be installed. */
test.use({
  maintenant: '2027-02-10T09:00:00.000Z',
  registreDe: async ({ demonstrationSolde }, use) => use(demonstrationSolde),
})

const grille = (page: Page) => page.getByRole('grid', { name: 'Commandes' })

/** Opens the first order that waits to be installed; gives its number and its client. */
async function openOrder(page: Page) {
  await goTo(page, '/commandes')
  const rang = grille(page).getByRole('row').filter({ hasText: 'À installer' }).first()
  const numero = (await rang.getByRole('gridcell').nth(1).textContent()) ?? ''
  await rang.getByRole('gridcell').nth(1).dblclick()
  const client = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  return { numero, client }
}

async function noteInstallation(page: Page) {
  await page.getByRole('button', { name: 'Noter l’installation' }).first().click()
  const form = page.getByRole('form', { name: 'Installation' })
  await expect(form.getByLabel('Réalisée le')).toBeFocused()
  const dater = async (libelle: string | RegExp, jour: string) => {
    await form.getByLabel(libelle).fill(jour)
    await form.getByLabel(libelle).press('Tab')
    await expect(form.getByRole('status').first()).toHaveText('Enregistré')
  }
  await dater('Réalisée le', '08/02/2027')
  await dater('Formation donnée le', '08/02/2027')
  await form.getByLabel('Modalité').selectOption('En présentiel')
  await dater('Support remis le', '08/02/2027')
  for (const libelle of [
    'Guide utilisateur',
    'Documentation technique',
    'Contenus de prise',
    'Référence d’un lecteur',
  ])
    await dater(new RegExp(`^${libelle}`), '08/02/2027')
  await expectAccessible(page)
}

/** Prints the document of the main button into the folder, and closes its answer. */
async function emit(page: Page, liasse: Liasse, bouton: RegExp) {
  await page.getByLabel('Dossier où écrire les PDF').fill(liasse.dossier)
  const boite = page.getByRole('dialog')
  await boite.getByRole('button', { name: bouton }).click()
  await expect(boite).toContainText('1 émis')
  await boite.getByRole('button', { name: 'Fermer' }).last().click()
}

test('by mouse, from an accepted advance to a deposited balance', async ({ page, liasse }) => {
  const { numero, client } = await openOrder(page)
  await noteInstallation(page)

  await page.getByRole('button', { name: 'Émettre la VA' }).click()
  await emit(page, liasse, /^Émettre la VA ou la MOM/)
  const va = readdirSync(liasse.dossier).find((f) => f.includes(numero) && f.endsWith('.pdf')) as string
  const imprimee = readFileSync(path.join(liasse.dossier, va))
  expect(await readPdf(imprimee)).toContain(numero)

  const [choix] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Joindre la VA signée' }).click(),
  ])
  await choix.setFiles({
    name: va,
    mimeType: 'application/pdf',
    buffer: Buffer.from(await signDocument(imprimee, client, '2027-02-09', 3)),
  })
  await page.getByLabel('Signés le').fill('09/02/2027')
  await page.getByRole('button', { name: 'Joindre le fichier' }).click()
  const depose = page.getByRole('dialog', { name: 'Pièces déposées' })
  await expect(depose).toContainText('1 rattaché')
  await depose.getByRole('button', { name: 'Fermer' }).last().click()
  await expect(page.getByText('signé le 09/02/2027 par')).toBeVisible()

  await page.getByRole('button', { name: 'Facturer' }).click()
  const facture = page.getByRole('form', { name: 'Facture à imprimer' })
  await expect(facture.getByLabel('N° de facture')).toBeFocused()
  await expectAccessible(page)
  await facture.getByRole('button', { name: 'Émettre la facture' }).click()
  await emit(page, liasse, /^Émettre la facture/)

  await expect(page.getByText('rien ne s’y oppose')).toBeVisible()
  await page.getByRole('button', { name: 'Préparer le solde', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Soldes/ })).toBeVisible()
  await page.getByRole('button', { name: /^Exporter la demande/ }).click()
  const accord = page.getByRole('dialog')
  await accord.getByLabel('Dossier où écrire').fill(liasse.dossier)
  await accord.getByRole('button', { name: 'Exporter la demande' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^SOLDE-/ })).toBeVisible()

  const [json, archive] = ['.json', '.zip'].map((ext) => {
    const nom = readdirSync(liasse.dossier).find((f) => f.startsWith('SOLDE') && f.endsWith(ext))
    return path.join(liasse.dossier, nom as string)
  }) as [string, string]
  const { lignesImport } = JSON.parse(readFileSync(json, 'utf8'))
  expect(lignesImport.map((l: { numeroEditeur: string }) => l.numeroEditeur)).toEqual([numero])
  const nommees = lignesImport[0].piecesJustificatives.map((p: { nomFichier: string }) => p.nomFichier)
  expect([...(await readZip(archive)).keys()].sort()).toEqual([...nommees].sort())
  expect(nommees).toHaveLength(2)

  await page.getByLabel('Le JSON est déposé').check()
  await page.getByLabel('Le ZIP est déposé').check()
  await page.getByRole('button', { name: 'Enregistrer le dépôt' }).click()
  await expect(page.getByText('Déposé le 10/02/2027')).toBeVisible()
  await page.getByRole('link', { name: numero }).first().click()
  await expect(page.getByText('Solde déposé').first()).toBeVisible()
})

test('a return file is read, its unknown code decided, and the balance sent back goes out again', async ({
  page,
  liasse,
  demonstrationSolde,
}) => {
  const sortie = path.dirname(demonstrationSolde)
  const nom = readdirSync(sortie).find((f) => /^SOLDE-.*\.json$/.test(f)) as string
  const envoye = JSON.parse(readFileSync(path.join(sortie, nom), 'utf8'))
  const numeros: string[] = envoye.lignesImport.map((l: { numeroEditeur: string }) => l.numeroEditeur)

  await page.getByRole('link', { name: /^Demandes/ }).click()
  await page.getByRole('link', { name: `Déposer ${nom.replace('.json', '')}` }).click()
  await page.getByLabel('Le JSON est déposé').check()
  await page.getByLabel('Le ZIP est déposé').check()
  await page.getByRole('button', { name: 'Enregistrer le dépôt' }).click()
  await expect(page.getByText('Déposé le 10/02/2027')).toBeVisible()

  const rendu = {
    ...envoye,
    lignesImport: envoye.lignesImport.map((l: object, i: number) => ({
      ...l,
      numeroASP: `ASP-${i + 1}`,
      codeTraitement: i === 1 ? 'R77' : '0000',
      libelleTraitement: i === 1 ? 'Facture illisible' : 'Fichier accepté',
    })),
  }
  await page
    .getByRole('link', { name: /^Demandes/ })
    .first()
    .click()
  await page.getByRole('link', { name: 'Lire un retour' }).click()
  const fichiers = page.getByRole('region', { name: 'Fichiers de retour' })
  const lire = () =>
    fichiers
      .locator('input[type="file"]')
      .first()
      .setInputFiles({
        name: nom.replace('.json', '_FichierRetour.json'),
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(rendu)),
      })
  await lire()
  const inconnu = fichiers.getByRole('region', { name: 'Codes inconnus' })
  await expect(inconnu).toContainText('R77')
  await expectAccessible(page)
  await inconnu.getByLabel('Ce que veut dire le code R77').selectOption('À modifier')
  await inconnu.getByRole('button', { name: 'Retenir' }).click()
  await expect(page.getByRole('region', { name: 'Codes de l’agence' })).toContainText('par vous')
  // Read twice, it changes nothing.
  await lire()
  await expect(fichiers).toContainText('0 demande changée')
  await expect(fichiers).toContainText('Déjà lu')

  await goTo(page, '/commandes')
  const rang = grille(page).getByRole('row').filter({ hasText: 'Solde retourné' })
  await expect(rang).toHaveCount(1)
  await expect(rang).toContainText(numeros[1] as string)
  await rang.getByRole('button', { name: /^Corriger/ }).click()
  await page.getByRole('tab', { name: /^Demandes/ }).click()
  await expect(page.getByRole('table', { name: 'Demandes' })).toContainText('R77 Facture illisible')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Préparer de nouveau' }).click()
  await page.getByRole('button', { name: /^Exporter la demande/ }).click()
  const accord = page.getByRole('dialog')
  await accord.getByLabel('Dossier où écrire').fill(liasse.dossier)
  await accord.getByRole('button', { name: 'Exporter la demande' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^SOLDE-.*-2$/ })).toBeVisible()
  const refait = readdirSync(liasse.dossier).find((f) => f.endsWith('.json')) as string
  const { lignesImport } = JSON.parse(readFileSync(path.join(liasse.dossier, refait), 'utf8'))
  expect(lignesImport.map((l: { numeroEditeur: string }) => l.numeroEditeur)).toEqual([numeros[1]])
})

test('the portal’s table is tried before it is written', async ({ page }) => {
  await goTo(page, '/demandes/retours')
  const portail = page.getByRole('region', { name: 'Tableau du portail' })
  await goTo(page, '/commandes')
  const rang = grille(page).getByRole('row').filter({ hasText: 'À installer' }).first()
  const numero = (await rang.getByRole('gridcell').nth(1).textContent()) ?? ''
  await goTo(page, '/demandes/retours')
  await portail
    .getByLabel('Lignes du tableau')
    .fill(
      `N° commande\tType de demande\tStatut\tDate de paiement\n${numero}\tAvance\tDécidée et payée\t01/02/2027`,
    )
  await portail.getByRole('button', { name: 'Voir ce qui changerait' }).click()
  await expect(portail).toContainText('1 demande changerait')
  await expectAccessible(page)
  await portail.getByRole('button', { name: 'Enregistrer 1 changement' }).click()
  await expect(portail).toContainText('1 demande changée')
  await goTo(page, '/commandes')
  await grille(page).getByText(numero, { exact: true }).dblclick()
  await expect(page.getByRole('list', { name: 'Étapes du dossier' })).toContainText('payée 01/02')
})
