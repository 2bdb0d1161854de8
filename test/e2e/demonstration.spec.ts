import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, expectAccessible, test } from './liasse.ts'

const demonstrations = () =>
  new Set(readdirSync(tmpdir()).filter((n) => n.startsWith('liasse-demonstration-')))

test('one click from the empty register to a full one, a look around, and the empty register again', async ({
  page,
  liasse,
}) => {
  test.slow()
  const barre = page.getByText('Démonstration : données inventées, rien n’est gardé.')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Premiers pas')
  await expect(barre).toBeHidden()
  // A draft of the real register, found again afterwards.
  await page.getByLabel('Raison sociale').fill('Société en cours de saisie')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Ouvrir la démonstration' }).click()
  await expect(page.getByRole('progressbar', { name: 'Préparation' })).toBeVisible()

  await expect(barre).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Aujourd’hui')
  await expect(page.getByRole('region', { name: 'Ce qu’il y a à faire' })).toContainText('BDC à émettre')
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Commandes/ }).click()
  await expect(page.getByRole('grid', { name: 'Commandes' })).toContainText('EX 26 0007')
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Demandes/ }).click()
  await expect(page.getByRole('main')).toContainText('AVANCE-SFP-LGC-Va2-20261109-1')
  await page.getByRole('link', { name: /^Clients/ }).click()
  await expect(page.getByRole('grid', { name: 'Clients' })).toContainText('SPÉCIMEN')
  await page.getByRole('link', { name: 'Paramètres' }).click()
  await expect(page.getByText('Ce poste').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ouvrir à part' })).toBeHidden()
  await page.reload()
  await expect(barre).toBeVisible()

  const ouvertes = demonstrations()
  const dossier =
    (await page.locator('code', { hasText: 'liasse-demonstration-' }).first().textContent()) ?? ''
  const sien = /liasse-demonstration-[\w-]+/.exec(dossier)?.[0] ?? ''
  expect(ouvertes).toContain(sien)
  await page.getByRole('button', { name: 'Quitter la démonstration' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Premiers pas')
  await expect(barre).toBeHidden()
  await expect(page.getByLabel('Raison sociale')).toHaveValue('Société en cours de saisie')
  await expect.poll(() => demonstrations().has(sien)).toBe(false)
  expect((await liasse.cli('commandes', 'lister')).json).toEqual([])
})

test('from the settings, given up on the way: nothing happened', async ({ page, liasse }) => {
  await page.goto(new URL('/#/parametres', liasse.adresse).href)
  await page.getByRole('button', { name: 'Ouvrir à part' }).click()
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expect(page.getByRole('button', { name: 'Ouvrir à part' })).toBeVisible()
  await page.goto(new URL('/#/commandes', liasse.adresse).href)
  await expect(page.getByText('Démonstration : données inventées')).toBeHidden()
})
