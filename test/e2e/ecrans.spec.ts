import type { Page } from '@playwright/test'
import { test } from './demo.ts'
import { expect, expectAccessible } from './liasse.ts'
import { DISPOSITIF, goTo } from './metier.ts'

/** Address, and the heading that says it is there. */
type Ecran = readonly [route: string, titre: RegExp]

const VIDES: readonly Ecran[] = [
  ['/aujourdhui', /^Aujourd’hui/],
  ['/demandes/preparer/solde', /^Soldes/],
  ['/demandes/retours', /^Retours/],
  ['/pilote', /^Pilote/],
  ['/echeancier', /^Échéancier/],
  ['/argent', /^Argent/],
  ['/argent/rapprochement', /^Argent/],
  ['/premiers-pas', /1\. Votre société/],
  ['/premiers-pas/solutions', /2\. Vos solutions/],
  ['/premiers-pas/dates', /3\. Les dates/],
  ['/premiers-pas/clients', /4\. Vos clients/],
  ['/premiers-pas/commande', /5\. Un premier bon de commande/],
  ['/clients', /^Clients/],
  ['/clients/nouveau', /Nouveau client/],
  ['/commandes', /^Commandes/],
  ['/commandes/nouvelle', /Nouvelle commande/],
  ['/demandes', /^Demandes/],
  ['/demandes/preparer', /^Avances/],
  ['/import', /^Import/],
  ['/documents', /Bon de commande/],
  [`/dispositifs/${DISPOSITIF}`, /Sages-femmes/],
  ['/parametres', /^Paramètres/],
]

const PLEINS: readonly Ecran[] = [
  ['/aujourdhui', /^Aujourd’hui/],
  ['/pilote', /^Pilote/],
  ['/echeancier', /^Échéancier/],
  ['/argent', /^Argent/],
  ['/argent/rapprochement', /^Argent/],
  ['/premiers-pas', /1\. Votre société/],
  ['/premiers-pas/solutions', /2\. Vos solutions/],
  ['/premiers-pas/dates', /3\. Les dates/],
  ['/premiers-pas/commande', /5\. Un premier bon de commande/],
  ['/clients', /^Clients/],
  ['/clients/1', /SPÉCIMEN/],
  ['/clients/64', /CENTRE/],
  ['/clients/64/modifier', /CENTRE/],
  ['/commandes', /^Commandes/],
  ['/commandes/1', /SPÉCIMEN/],
  ['/commandes/4', /EXEMPLE/],
  ['/commandes/64/modifier', /^Modifier/],
  ['/commandes/nouvelle', /Nouvelle commande/],
  ['/demandes', /^Demandes/],
  ['/demandes/1', /^AVANCE/],
  ['/demandes/preparer', /^Avances/],
  ['/import', /^Import/],
  ['/documents', /Bon de commande/],
  [`/dispositifs/${DISPOSITIF}`, /Sages-femmes/],
  ['/parametres', /^Paramètres/],
]

/** Those that the second half fills. */
const SUITES: readonly Ecran[] = [
  ['/aujourdhui', /^Aujourd’hui/],
  ['/commandes/1', /SPÉCIMEN/],
  ['/demandes', /^Demandes/],
  ['/demandes/preparer/solde', /^Soldes/],
  ['/demandes/retours', /^Retours/],
  ['/documents/commande/1/facture', /^Facture/],
  ['/pilote', /^Pilote/],
  ['/echeancier', /^Échéancier/],
  ['/argent', /^Argent/],
]

async function look(page: Page, [route, titre]: Ecran) {
  await test.step(route, async () => {
    await goTo(page, route)
    await expect(page.getByRole('heading', { name: titre }).first()).toBeVisible()
    await expect(page.getByRole('main').locator('[aria-busy="true"]')).toHaveCount(0)
    await expectAccessible(page)
    const [large, fenetre] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      window.innerWidth,
    ])
    expect(large, `${route} scrolls sideways`).toBeLessThanOrEqual(fenetre as number)
  })
}

const MANIERES = [
  { nom: 'light', use: { colorScheme: 'light' } },
  { nom: 'dark', use: { colorScheme: 'dark' } },
  // What a browser does at 200 %: half the width in CSS pixels.
  { nom: 'at 200 %', use: { colorScheme: 'light', viewport: { width: 640, height: 400 } } },
] as const

for (const { nom, use } of MANIERES)
  test.describe(nom, () => {
    test.use(use)
    test.slow()

    test('screens of an empty register', async ({ page }) => {
      for (const ecran of VIDES) await look(page, ecran)
    })

    test.describe('as far as the balance', () => {
      test.use({
        registreDe: async ({ demonstrationSolde }, use) => use(demonstrationSolde),
        maintenant: '2027-02-11T08:02:00.000Z',
      })

      test('screens of the second half', async ({ page }) => {
        for (const ecran of SUITES) await look(page, ecran)
      })
    })

    test.describe('full', () => {
      test.use({ registreDe: async ({ demonstration }, use) => use(demonstration) })

      test('screens of the demonstration', async ({ page }) => {
        for (const ecran of PLEINS) await look(page, ecran)
        await goTo(page, '/commandes')
        await page.getByText('Tableau', { exact: true }).click()
        await expect(page.getByRole('region', { name: 'Commandes par état' })).toBeVisible()
        await expectAccessible(page)
        await page.getByText('Liste', { exact: true }).click()
        await page.getByRole('checkbox', { name: /^Cocher EX 26 0001/ }).check()
        await expect(page.getByLabel('Actions sur la sélection')).toBeVisible()
        await expectAccessible(page)
      })
    })
  })
