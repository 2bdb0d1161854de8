import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectNode, racine } from '../../scripts/outils.js'
import { test as base, expect, expectAccessible } from './liasse.ts'
import { goTo } from './metier.ts'

/** The demonstration's register, made once by each worker. */
const test = base.extend<object, { demonstration: string }>({
  demonstration: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for in this pattern
    async ({}, use) => {
      const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-equipe-'))
      const cli = path.join(racine, 'src', 'main', 'hosts', 'cli.ts')
      spawnSync(projectNode(), [cli, 'demo', '--sortie', dossier, '--jusqu-a', 'avance'], { stdio: 'ignore' })
      await use(path.join(dossier, 'registre'))
      rmSync(dossier, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  registreDe: async ({ demonstration }, use) => use(demonstration),
})

test('a list goes out as it is shown, a selection is given to somebody, a dossier is noted', async ({
  page,
  liasse,
}) => {
  await page.getByRole('link', { name: /^Commandes/ }).click()
  await page.getByRole('button', { name: 'Exporter' }).click()
  await page.getByRole('textbox', { name: 'Dossier' }).fill(liasse.dossier)
  await expectAccessible(page)
  await page.getByLabel('Exporter').getByRole('button', { name: 'Exporter' }).click()
  await expect(page.getByText(/lignes? dans liasse-commandes-2026-11-17\.csv/)).toBeVisible()
  expect(readdirSync(liasse.dossier)).toEqual(['liasse-commandes-2026-11-17.csv'])
  const [titres] = readFileSync(path.join(liasse.dossier, 'liasse-commandes-2026-11-17.csv'), 'utf8').split(
    '\r\n',
  )
  expect(titres?.replace('\ufeff', '').split(';').slice(0, 3)).toEqual([
    'N° de BDC',
    'Client',
    'RPPS ou FINESS',
  ])
  await page.keyboard.press('Escape')

  await page
    .getByRole('checkbox', { name: /^Cocher EX 26 0001/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Assigner' }).click()
  await page.getByRole('combobox', { name: 'À qui' }).fill('Ada Modèle')
  await expectAccessible(page)
  await page.getByLabel('Assigner').getByRole('button', { name: 'Assigner', exact: true }).click()
  await page.getByRole('button', { name: 'Désélectionner' }).click()
  await page.getByRole('button', { name: /^Filtre/ }).click()
  await page.getByRole('radio', { name: 'Ada Modèle' }).check()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Ôter le filtre Assignée à Ada Modèle' })).toBeVisible()
  await expect(page.getByText(/^1 sur /)).toBeVisible()

  await goTo(page, '/commandes/1')
  await page.getByRole('tab', { name: /^Notes/ }).click()
  await page.getByRole('textbox', { name: 'Nouvelle note' }).fill('Rappeler lundi')
  await page.getByRole('button', { name: 'Ajouter la note' }).click()
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Rappeler lundi')
  await expectAccessible(page)
})
