import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './liasse.ts'
import { csvOf, DISPOSITIF, FOURNISSEUR, PRODUIT, rangs, readPdf, signedBdc, write } from './metier.ts'

/** What has the focus must be seen: an outline, or the edge of a field. */
async function expectFocusSeen(page: Page) {
  const vu = await page.evaluate(() => {
    const e = document.activeElement
    if (e === null || e === document.body) return 'nothing has the focus'
    const style = getComputedStyle(e)
    const contour = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0
    return contour || style.boxShadow !== 'none' ? '' : e.outerHTML.slice(0, 200)
  })
  expect(vu).toBe('')
}

/** Presses Tab until `cible` has the focus: it must be reached, and be seen when it is. */
async function tabTo(cible: Locator, touche: 'Tab' | 'Shift+Tab' = 'Tab') {
  const page = cible.page()
  await expect(cible).toBeVisible()
  for (let i = 0; i < 80; i++) {
    if (await cible.evaluate((e) => e === document.activeElement)) return expectFocusSeen(page)
    await page.keyboard.press(touche)
  }
  throw new Error(`Tab never reaches ${cible}`)
}

async function type(cible: Locator, texte: string) {
  await tabTo(cible)
  await cible.page().keyboard.press('ControlOrMeta+A')
  await cible.page().keyboard.type(texte)
}

async function press(cible: Locator, touche = 'Enter') {
  await tabTo(cible)
  await cible.page().keyboard.press(touche)
}

/** Ctrl+K, some letters, Enter. */
async function search(page: Page, texte: string, attendu: string | RegExp) {
  await page.keyboard.press('ControlOrMeta+K')
  const champ = page.getByRole('textbox', { name: 'Rechercher partout' })
  await expect(champ).toBeFocused()
  await page.keyboard.type(texte)
  await expect(page.getByRole('dialog').getByRole('button', { name: attendu }).first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
}

async function firstSteps(page: Page) {
  const champ = (nom: string | RegExp) => page.getByLabel(nom, { exact: true })
  await expect(champ('SIRET')).toBeFocused()
  await type(champ('SIRET'), FOURNISSEUR.siret)
  await type(champ('Raison sociale'), FOURNISSEUR.denomination)
  await type(champ('Adresse'), '1 rue de la Maquette')
  await type(champ('Code postal'), '99000')
  await type(champ('Commune'), 'Exemple-Ville')
  await type(champ('Nom et prénom'), FOURNISSEUR.responsable.nom)
  await type(champ('Qualité'), FOURNISSEUR.responsable.qualite)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '2. Vos solutions' })).toBeVisible()
  await type(champ('Nom du produit'), PRODUIT.denomination)
  await type(champ('Version'), PRODUIT.version)
  await tabTo(champ('Dispositif'))
  await page.keyboard.type('SFP')
  await expect(champ('Dispositif')).toHaveValue(DISPOSITIF)
  await type(champ('N° de référencement ANS'), PRODUIT.numeroAns)
  for (const profil of PRODUIT.profils)
    await press(page.getByRole('checkbox', { name: profil, exact: true }), 'Space')
  await press(page.getByRole('button', { name: 'Continuer' }))
  await expect(page.getByRole('heading', { name: '3. Les dates' })).toBeVisible()
  await type(page.getByLabel(/^Date 0/), '07/08/2024')
  await type(champ('D’où vient-elle ?'), 'Journal officiel du 6 août 2024')
  // Saved when the field is left.
  await page.keyboard.press('Tab')
  await expect(page.getByText('07/12/2026').first()).toBeVisible()
  await type(champ('Dossier complet réputé soumis le'), '22/05/2026')
  await type(champ('Référencé le'), '27/08/2026')
  await type(champ('Enrôlement validé par l’agence le'), '22/09/2026')
  await press(page.getByRole('button', { name: 'Continuer' }))
  await expect(page.getByRole('heading', { name: '4. Vos clients' })).toBeVisible()
}

async function chooseFile(page: Page, ouvrir: () => Promise<void>, fichier: string) {
  const [choix] = await Promise.all([page.waitForEvent('filechooser'), ouvrir()])
  await choix.setFiles(fichier)
}

test('by keyboard, from an empty register to an advance on disk', async ({ page, liasse }) => {
  // Every stop of the Tab key on the way is gone through.
  test.slow()
  await firstSteps(page)
  await press(page.getByRole('link', { name: 'Importer un fichier' }))
  const crm = write(liasse, 'crm.csv', csvOf(rangs(3)))
  await chooseFile(page, () => press(page.getByRole('button', { name: 'Choisir un fichier' })), crm)
  await tabTo(page.getByLabel('Produit des commandes'))
  await page.keyboard.type('Exemple')
  await expect(page.getByLabel('Produit des commandes')).not.toHaveValue('')
  await press(page.getByRole('button', { name: 'Importer 3 lignes' }))
  await expect(page.getByRole('heading', { name: 'Import terminé' })).toBeVisible()

  await search(page, 'commandes', 'Commandes')
  const liste = page.getByRole('grid', { name: 'Commandes' })
  await expect(liste.getByRole('row')).toHaveCount(4)
  // The filter, then the list: two rows ticked with Maj, their next step with A.
  await page.keyboard.press('/')
  await expect(page.getByPlaceholder('Filtrer la liste')).toBeFocused()
  await page.keyboard.type('SPÉCIMEN')
  await tabTo(liste)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(page.getByLabel('Actions sur la sélection').getByRole('status')).toContainText('2 commandes')
  await page.keyboard.press('a')
  await expect(page.getByRole('dialog', { name: 'Émettre 2 bons de commande' })).toBeVisible()
  await tabTo(page.getByLabel('Dossier où écrire les PDF'), 'Shift+Tab')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(liasse.dossier)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('2 émis')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await readPdf(readFileSync(path.join(liasse.dossier, 'EX 001.pdf')))).toContain('SPÉCIMEN1')

  // N, and an order is typed for a client that the register knows.
  await page.keyboard.press('Escape')
  await tabTo(liste)
  await page.keyboard.press('n')
  await expect(page.getByRole('heading', { name: 'Nouvelle commande' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+K')
  await page.keyboard.press('Escape')

  // The signed form joined where its order is, found by its number.
  await search(page, 'EX 001', /EX 001/)
  await expect(page.getByRole('heading', { name: /SPÉCIMEN1/ })).toBeVisible()
  const signe = write(liasse, 'signe.pdf', await signedBdc(liasse, 'EX 001', 'SPÉCIMEN1 Lou'))
  await chooseFile(page, () => page.keyboard.press('a'), signe)
  await expect(page.getByRole('button', { name: 'Joindre le fichier' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Pièces déposées' })).toContainText('1 rattaché')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await press(page.getByRole('button', { name: 'Signature', exact: true }))
  await expect(page.getByLabel('Signataire')).toBeFocused()
  await type(page.getByLabel('Signé le'), '06/11/2026')
  await page.keyboard.press('Enter')
  await expect(page.getByText('signé le 06/11/2026 par')).toBeVisible()
  const points = page.getByRole('region', { name: 'Pour déposer l’avance' })
  await press(points.getByRole('button', { name: 'Déclarer les aides' }))
  await press(points.getByRole('button', { name: 'Aucune aide reçue' }))
  await expect(points.getByRole('button', { name: 'Déclarer les aides' })).toHaveCount(0)
  const attester = points.getByRole('button', { name: 'Attester', exact: true })
  for (let reste = await attester.count(); reste > 0; reste--) {
    await press(attester.first())
    await press(points.getByRole('button', { name: 'J’atteste' }))
    await expect(attester).toHaveCount(reste - 1)
  }
  await expect(points).toContainText('rien ne s’y oppose')

  // A leads to the request of this order; Ctrl Entrée exports it.
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { name: 'Avances SFP-LGC-Va2' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Exporter la demande/ })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Enter')
  await tabTo(page.getByRole('dialog').getByLabel('Dossier où écrire'), 'Shift+Tab')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(liasse.dossier)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /^AVANCE-SFP-LGC-Va2-20261117/ })).toBeVisible()
  await press(page.getByRole('checkbox', { name: 'Le JSON est déposé' }), 'Space')
  await press(page.getByRole('checkbox', { name: 'Le ZIP est déposé' }), 'Space')
  await expect(page.getByRole('button', { name: 'Enregistrer le dépôt' })).toBeEnabled()
  await type(page.getByLabel('N° de dépôt'), 'ASP-2026-1')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Déposé le 17/11/2026, n° ASP-2026-1')).toBeVisible()
})
