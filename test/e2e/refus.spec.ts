import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inventRpps } from '../../src/main/demo/donnees.ts'
import { expect, type Liasse, test } from './liasse.ts'
import {
  csvOf,
  DISPOSITIF,
  dropOnWindow,
  FOURNISSEUR,
  goTo,
  importRangs,
  PRODUIT,
  rangs,
  settle,
  signedBdc,
  write,
} from './metier.ts'

async function emit(liasse: Liasse) {
  expect((await liasse.cli('bdc', 'emettre', '--tous', '--sortie', liasse.dossier)).code).toBe(0)
}

test('a wrong RPPS key is said as it is typed, with the right one; the right one goes in', async ({
  page,
}) => {
  const bon = inventRpps(41)
  const cle = bon.at(-1) as string
  await goTo(page, '/clients/nouveau')
  const rpps = page.getByLabel('N° RPPS')
  await rpps.fill(`${bon.slice(0, -1)}${(Number(cle) + 1) % 10}`)
  await page.getByLabel('Nom', { exact: true }).fill('TÉMOIN')
  await expect(page.getByText(`le dernier est ${cle}.`)).toBeVisible()
  await expect(rpps).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('button', { name: 'Créer le client' }).click()
  await expect(page.getByRole('heading', { name: 'Nouveau client' })).toBeVisible()
  await rpps.fill(bon)
  await page.getByLabel('Profession', { exact: true }).selectOption('Infirmier')
  await page.getByRole('button', { name: 'Créer le client' }).click()
  await expect(page.getByRole('heading', { name: /TÉMOIN/ })).toBeVisible()
})

test('an amount above the ceiling is refused where it is typed, a lower one accepted', async ({
  page,
  liasse,
}) => {
  await settle(liasse)
  await importRangs(liasse, rangs(1))
  await goTo(page, '/commandes')
  await page.getByRole('grid', { name: 'Commandes' }).getByText('EX 001').dblclick()
  await page.getByRole('button', { name: 'Modifier' }).click()
  const montant = page.getByLabel('Montant HT')
  await montant.fill('900')
  await expect(page.getByText(/dépasse le plafond de 225,00/)).toBeVisible()
  await page.getByRole('button', { name: /^Enregistrer la commande/ }).click({ force: true })
  await expect(page.getByRole('heading', { name: 'Modifier EX 001' })).toBeVisible()
  await montant.fill('200')
  await page.getByRole('button', { name: /^Enregistrer la commande/ }).click()
  await expect(page.getByText('240,00 € TTC', { exact: true })).toBeVisible()
})

test('an unknown Date 0 says so, and is set where it is missed', async ({ page, liasse }) => {
  await liasse.cli('fournisseur', 'definir', write(liasse, 'f.json', JSON.stringify(FOURNISSEUR)))
  await liasse.cli('solution', 'ajouter', write(liasse, 'p.json', JSON.stringify(PRODUIT)))
  await importRangs(liasse, rangs(1))
  await goTo(page, '/commandes')
  await page.getByRole('grid', { name: 'Commandes' }).getByText('EX 001').dblclick()
  const points = page.getByRole('region', { name: 'Pour déposer l’avance' })
  const renseigner = points.getByRole('button', { name: /^Renseigner Date 0/ }).first()
  await renseigner.click()
  await points.getByLabel(/^Date 0/).fill('07/08/2024')
  await points.getByLabel('Votre source').fill('Journal officiel du 6 août 2024')
  await points.getByRole('button', { name: `Enregistrer pour ${DISPOSITIF}` }).click()
  await expect(renseigner).toHaveCount(0)
  await goTo(page, `/dispositifs/${DISPOSITIF}`)
  await expect(page.getByText('07/12/2026').first()).toBeVisible()
  await expect(page.getByText('Journal officiel du 6 août 2024').first()).toBeVisible()
})

test.describe('two at once', () => {
  test.use({ refusAttendus: ['/rpc/client/definir'] })

  test('a stale save shows both versions, and the choice is made', async ({ page, liasse }) => {
    await settle(liasse)
    await importRangs(liasse, rangs(1))
    await goTo(page, '/clients/1/modifier')
    await page.getByLabel('Nom', { exact: true }).fill('PREMIÈRE')
    const autre = await page.context().newPage()
    await autre.goto(`${new URL(page.url()).origin}/#/clients/1/modifier`)
    await autre.getByLabel('Nom', { exact: true }).fill('SECONDE')
    await autre.getByRole('button', { name: 'Enregistrer le client' }).click()
    await expect(autre.getByRole('heading', { name: /SECONDE/ })).toBeVisible()
    await page.getByRole('button', { name: 'Enregistrer le client' }).click()
    const choix = page.getByRole('alert')
    await expect(choix).toContainText('modifiée ailleurs')
    await expect(choix.getByRole('row', { name: /Nom/ })).toContainText(/PREMIÈRE.*SECONDE/)
    await choix.getByRole('button', { name: 'Garder ma saisie' }).click()
    await expect(page.getByRole('heading', { name: /PREMIÈRE/ })).toBeVisible()
    // The other window follows by itself.
    await expect(autre.getByRole('heading', { name: /PREMIÈRE/ })).toBeVisible()
  })
})

test('a command line and the window on one register: the screen follows by itself', async ({
  page,
  liasse,
}) => {
  await settle(liasse)
  await goTo(page, '/commandes')
  await expect(page.getByText('Pas encore de commande')).toBeVisible()
  await importRangs(liasse, rangs(2))
  const liste = page.getByRole('grid', { name: 'Commandes' })
  await expect(liste.getByRole('row').filter({ hasText: 'BDC à émettre' })).toHaveCount(2)
  await emit(liasse)
  await expect(liste.getByRole('row').filter({ hasText: 'BDC à signer' })).toHaveCount(2)
})

test('a piece that no order claims is matched by hand', async ({ page, liasse }) => {
  await settle(liasse)
  await importRangs(liasse, rangs(2))
  await emit(liasse)
  // A scan: an image says no number, and its name neither.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  await goTo(page, '/commandes')
  await expect(page.getByRole('grid', { name: 'Commandes' })).toBeVisible()
  await dropOnWindow(page, [
    { name: 'scan0001.png', mimeType: 'image/png', buffer: png },
    {
      name: 'EX 002.pdf',
      mimeType: 'application/pdf',
      buffer: await signedBdc(liasse, 'EX 002', 'SPÉCIMEN2 Lou'),
    },
    { name: 'message.pdf', mimeType: 'application/pdf', buffer: Buffer.from('Bonjour, voici le bon.') },
  ])
  await page.getByRole('button', { name: 'Joindre les 3 fichiers' }).click()
  const dialogue = page.getByRole('dialog', { name: 'Pièces déposées' })
  await expect(dialogue).toContainText('1 rattaché')
  await expect(dialogue.getByRole('listitem').filter({ hasText: 'message.pdf' })).toContainText('PDF')
  await expect(dialogue).toContainText('1 pièce à rattacher')
  await dialogue.getByLabel('Commande de scan0001.png').fill('EX 001')
  await page.getByRole('option', { name: /EX 001/ }).click()
  await expect(dialogue.getByText('1 pièce à rattacher')).toHaveCount(0)
  await dialogue.getByRole('button', { name: 'Fermer' }).last().click()
  await page.getByRole('grid', { name: 'Commandes' }).getByText('EX 001').dblclick()
  await expect(page.getByRole('region', { name: 'Pièces' })).toContainText('scan0001.png')
})

test('a long printing that is cancelled leaves what was printed, and only that', async ({ page, liasse }) => {
  await settle(liasse)
  writeFileSync(path.join(liasse.dossier, 'gros.csv'), csvOf(rangs(600)))
  await liasse.cli('importer', path.join(liasse.dossier, 'gros.csv'), '--dispositif', DISPOSITIF)
  await goTo(page, '/commandes')
  const liste = page.getByRole('grid', { name: 'Commandes' })
  await liste.getByRole('checkbox', { name: 'Cocher les 600 lignes' }).click()
  await page.getByLabel('Actions sur la sélection').getByRole('button', { name: 'Émettre les BDC' }).click()
  await page.getByLabel('Dossier où écrire les PDF').fill(liasse.dossier)
  await page.getByRole('button', { name: 'Émettre les 600 bons' }).click()
  const dialogue = page.getByRole('dialog')
  await expect(dialogue.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /[1-9]/)
  await dialogue.getByRole('button', { name: 'Annuler' }).click()
  await expect(dialogue).toContainText('Annulé')
  await dialogue.getByRole('button', { name: 'Fermer' }).last().click()

  const { json } = await liasse.cli('commandes', 'lister', '--etat', 'bdc_a_signer')
  const emises = (json as { numero: string }[]).map((c) => c.numero)
  const ecrits = readdirSync(liasse.dossier).filter((f) => f.endsWith('.pdf'))
  expect(ecrits.length).toBeLessThan(600)
  expect(ecrits.sort()).toEqual(emises.map((n) => `${n}.pdf`).sort())
  // Still ticked: what is left can go on from there.
  await expect(
    page.getByLabel('Actions sur la sélection').getByRole('button', { name: 'Émettre les BDC' }),
  ).toContainText(`${600 - emises.length}`)
})
