import type { Page } from '@playwright/test'
import { test } from './demo.ts'
import { expect, expectAccessible } from './liasse.ts'
import { goTo } from './metier.ts'

test.use({ registreDe: async ({ demonstration }, use) => use(demonstration) })

const titre = (page: Page) => page.getByRole('heading', { level: 1 })
const travaux = (page: Page) => page.getByRole('region', { name: 'Ce qu’il y a à faire' })
const premier = async (texte: Promise<string | null>) => /\d+/.exec((await texte) ?? '')?.[0] ?? ''

test('the day is the first screen, fits the window, and a figure opens its list', async ({ page }) => {
  await expect(titre(page)).toHaveText('Aujourd’hui')
  await expect(travaux(page)).toBeVisible()
  const [contenu, fenetre] = await page
    .locator('#contenu')
    .evaluate((e) => [e.scrollHeight, e.clientHeight] as const)
  expect(contenu, 'the day scrolls at 1280 × 800').toBeLessThanOrEqual(fenetre)

  const lien = travaux(page).getByRole('link', { name: /^\d+ BDC à émettre$/ })
  const nombre = await premier(lien.textContent())
  await lien.click()
  await expect(titre(page)).toHaveText('Commandes')
  await expect(page.getByRole('banner').or(page.locator('header')).first()).toContainText(`${nombre} sur 64`)
  await expect(page.getByRole('grid', { name: 'Commandes' })).toHaveAttribute(
    'aria-rowcount',
    String(Number(nombre) + 1),
  )

  await goTo(page, '/aujourdhui')
  const etape = page
    .getByRole('list', { name: 'Où en sont les commandes' })
    .getByRole('link', { name: /BDC signés/ })
  const signes = await premier(etape.textContent())
  await etape.click()
  await expect(page.getByRole('grid', { name: 'Commandes' })).toHaveAttribute(
    'aria-rowcount',
    String(Number(signes) + 1),
  )
})

test('the keyboard goes from line to line, opens a list, does what the line says', async ({ page }) => {
  await expect(travaux(page)).toBeVisible()
  const liens = travaux(page).getByRole('rowheader').getByRole('link')
  const combien = await liens.count()
  expect(combien).toBeGreaterThan(2)
  await page.keyboard.press('ArrowDown')
  await expect(liens.first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(liens.nth(1)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(liens.first()).toBeFocused()

  await page.keyboard.press('?')
  const aide = page.getByRole('dialog', { name: 'Raccourcis de cet écran' })
  await expect(aide).toContainText('Faire ce que dit la ligne choisie')
  await page.keyboard.press('Escape')
  await expect(aide).toBeHidden()

  const emettre = travaux(page).getByRole('link', { name: /BDC à émettre$/ })
  const nombre = await premier(emettre.textContent())
  await emettre.focus()
  await page.keyboard.press('a')
  const dialogue = page.getByRole('dialog')
  await expect(dialogue).toContainText(`Émettre ${nombre}`)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await emettre.focus()
  await page.keyboard.press('Enter')
  await expect(titre(page)).toHaveText('Commandes')
})

test('a month of money opens its lines, a deadline says why orders are not ready', async ({ page }) => {
  await page
    .getByRole('link', { name: /^décembre 2026/ })
    .or(page.getByRole('link', { name: /^janvier 2027/ }))
    .first()
    .click()
  await expect(titre(page)).toHaveText('Argent')
  await expect(
    page.getByRole('button', { name: /^Ôter le filtre (décembre 2026|janvier 2027)$/ }),
  ).toBeVisible()
  await page.getByRole('link', { name: 'Échéancier' }).click()
  await page
    .getByRole('row', { name: /Fin des soldes/ })
    .getByRole('button')
    .click()
  await expect(page.getByRole('heading', { name: /fin des soldes SFP-LGC-Va2$/ })).toBeVisible()
  await page.getByRole('link', { name: /^Fin des avances SFP-LGC-Va2.*pas prêtes$/ }).click()
  await expect(page.getByRole('grid', { name: 'Commandes' })).toBeVisible()
})
