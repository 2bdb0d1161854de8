import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, expectAccessible, test } from './liasse.ts'

test('the first steps by keyboard: checked as typed, saved field by field, no letter lost', async ({
  page,
}) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Premiers pas')
  await expect(page.getByLabel('SIRET')).toBeFocused()
  await page.keyboard.type('99900011000017')
  await expect(
    page.getByText('Clé fausse : si les autres chiffres sont bons, le dernier est 8.'),
  ).toBeVisible()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('8')
  await expect(page.getByText('Clé vérifiée.')).toBeVisible()

  // The vendor is created while the address is typed.
  await page.keyboard.press('Tab')
  await page.keyboard.type('Éditeur Exemple SAS')
  await page.keyboard.press('Tab')
  await page.keyboard.type('1 rue de la Maquette, bâtiment de la Démonstration')
  await page.keyboard.press('Tab')
  await page.keyboard.type('99000')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Exemple-Ville')
  await page.getByLabel('Téléphone').fill('01 99 00 12 3')
  await expect(page.getByText('9 chiffres, il en faut 10 pour être lu par le portail.')).toBeVisible()
  await page.getByLabel('Qualité').fill('Gérance')
  await expectAccessible(page)

  // The other fields are saved; the wrong telephone stays on screen, and only there.
  await page.getByLabel('E-mail').focus()
  await expect(page.getByRole('status').filter({ hasText: 'Modifié' })).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Adresse')).toHaveValue('1 rue de la Maquette, bâtiment de la Démonstration')
  await expect(page.getByLabel('Commune')).toHaveValue('Exemple-Ville')
  await expect(page.getByLabel('Qualité')).toHaveValue('Gérance')
  await expect(page.getByLabel('Téléphone')).toHaveValue('01 99 00 12 3')

  // Enter goes to the field in error, and continues once it is right.
  await page.getByLabel('E-mail').press('Enter')
  await expect(page.getByLabel('Téléphone')).toBeFocused()
  await page.getByLabel('Téléphone').fill('01 99 00 12 34')
  await page.getByLabel('Téléphone').press('Enter')
  await expect(page.getByRole('heading', { level: 2, name: '2. Vos solutions' })).toBeVisible()
  // Whoever types goes on: the first field of the next step has the focus, or its heading when it has no field.
  await expect(page.getByLabel('Nom du produit')).toBeFocused()
  await page.getByRole('button', { name: 'Plus tard', exact: true }).click()
  await expect(page.getByRole('heading', { level: 2, name: '3. Les dates' })).toBeFocused()
})

test('a client list goes in after its effects are shown, the bad row listed with its reason', async ({
  page,
  liasse,
}) => {
  const fichier = path.join(liasse.dossier, 'clients.csv')
  writeFileSync(
    fichier,
    'NOM;PRENOM;RPPS;Profession\r\nSPÉCIMEN;Lou;99900000011;IDE\r\nFICTIF;Sacha;99900000012;Kiné\r\n',
    'latin1',
  )
  await page.goto(new URL('/#/import', liasse.adresse).href)
  await page.locator('input[accept^=".csv,.txt,.tsv"]').setInputFiles(fichier)
  await expect(page.getByLabel('Encodage')).toHaveValue('windows-1252')
  await expect(page.getByText('Clé du n° RPPS')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Importer 1 ligne' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Import terminé')
  await expect(page.getByRole('table', { name: 'Lignes rejetées' })).toContainText('99900000012')
  await page.getByRole('link', { name: 'Voir les clients' }).click()
  await expect(page.getByRole('grid', { name: 'Clients' })).toContainText('SPÉCIMEN')

  // The same client, moved: what would change is shown before anything is written.
  writeFileSync(
    fichier,
    'NOM;PRENOM;RPPS;Profession;Ville\r\nSPÉCIMEN;Alix;99900000011;IDE;Besançon\r\n',
    'latin1',
  )
  await page.goto(new URL('/#/import', liasse.adresse).href)
  await page.locator('input[accept^=".csv,.txt,.tsv"]').setInputFiles(fichier)
  const changera = page.getByRole('table', { name: 'Ce qui changera' })
  await expect(changera.getByRole('row', { name: /Prénom/ })).toContainText(/Lou.*Alix/)
  await expect(changera.getByRole('row', { name: /Commune/ })).toContainText('Besançon')
  await expectAccessible(page)
})
