import { readdirSync } from 'node:fs'
import { test } from './demo.ts'
import { expect, expectAccessible } from './liasse.ts'
import { goTo } from './metier.ts'

test.use({ registreDe: async ({ demonstration }, use) => use(demonstration) })

test('a client takes a place, leaves it with a reason, is replaced; its PV is printed', async ({
  page,
  liasse,
}) => {
  test.slow()
  await goTo(page, '/pilote')
  await expect(page.getByText('Aucun client possible')).toBeVisible()
  await expectAccessible(page)

  await goTo(page, '/demandes')
  const envoi = page.getByText(/^AVANCE-SFP-LGC-Va2-\d{8}-\d+$/).first()
  const reference = (await envoi.textContent()) ?? ''
  await goTo(page, '/pilote')
  await liasse.cli('demande', 'deposer', reference, '--le', '2026-11-17')
  const note = ['--type', 'avance', '--issue', 'validee', '--le', '2026-11-17']
  const { code } = await liasse.cli(
    'demande',
    'noter',
    '--numero',
    'EX 26 0001',
    'EX 26 0002',
    'EX 26 0003',
    ...note,
  )
  expect(code).toBe(0)

  // The screen follows the register by itself.
  await expect(page.getByRole('heading', { name: 'Un client pour la place 1' })).toBeVisible()
  await page.getByRole('radio', { name: /EX 26 0002$/ }).check()
  await page.getByRole('button', { name: /^Retenir/ }).click()
  const places = page.getByRole('table', { name: 'Installations pilotes' })
  await expect(places.getByRole('row', { name: /EX 26 0002/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Un client pour la place 2' })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: /^Autres actions, EX 26 0002/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Retirer du pilote' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: 'Retirer du pilote' }).click()
  const dialogue = page.getByRole('dialog')
  await dialogue.getByRole('button', { name: 'Retirer du pilote' }).click()
  await expect(dialogue).toContainText('Dites pourquoi')
  await dialogue.getByLabel('Pourquoi').fill('installation repoussée')
  await page.keyboard.press('Enter')
  await expect(places.getByRole('row').nth(1)).toContainText(
    '(EX 26 0002) retiré le 17/11/2026\u00a0: installation repoussée',
  )

  await page.getByRole('radio', { name: /EX 26 0003$/ }).check()
  await page.getByRole('radio', { name: /EX 26 0003$/ }).press('Enter')
  await expect(places.getByRole('row', { name: /EX 26 0003/ })).toBeVisible()

  await page.getByRole('button', { name: /^Imprimer le PV de EX 26 0003/ }).click()
  await page.getByLabel('Dossier où écrire les PDF').fill(liasse.dossier)
  await dialogue.getByRole('button', { name: 'Émettre le PV d’installation' }).click()
  await expect(dialogue).toContainText('1\u00a0émis')
  await dialogue.getByRole('button', { name: 'Fermer' }).last().click()
  const [pdf] = readdirSync(liasse.dossier).filter((f) => f.endsWith('.pdf'))
  expect(pdf).toContain('EX 26 0003')
  await expect(page.getByRole('button', { name: /^Joindre le PV signé de EX 26 0003/ })).toBeVisible()

  // Training material goes under its content; the bundle stays locked and says what is missing.
  await page.getByRole('group').filter({ hasText: 'Pro Santé Connect' }).locator('summary').click()
  const choix = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /^Déposer.*Pro Santé Connect/ }).click()
  await (await choix).setFiles({ name: 'psc.txt', mimeType: 'text/plain', buffer: Buffer.from('support') })
  await expect(page.getByRole('button', { name: 'Retirer psc.txt' })).toBeVisible()
  const depose = await page.evaluateHandle(() => {
    const transfert = new DataTransfer()
    transfert.items.add(new File(['support déposé'], 'mss.pdf', { type: 'application/pdf' }))
    return transfert
  })
  const theme = page.getByRole('group').filter({ hasText: 'MSSanté' })
  await theme.locator('summary').click()
  await theme.getByRole('listitem').first().dispatchEvent('drop', { dataTransfer: depose })
  await expect(page.getByRole('button', { name: 'Retirer mss.pdf' })).toBeVisible()
  await expect(dialogue).toHaveCount(0)
  // Elsewhere on the screen, it is asked what the file is: a signed PV first.
  await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer: depose })
  await expect(dialogue).toContainText('Joindre les PV signés')
  await dialogue.getByRole('button', { name: 'Annuler' }).click()
  await expect(
    page.getByRole('button', { name: /^Préparer l’envoi à l’ANS · \d+\spoints à lever$/ }),
  ).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)
})
