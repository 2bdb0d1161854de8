import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { LIBERAL, SALARIE, toAnnuaire } from '../main/annuaireExemple.ts'
import { expect, expectAccessible, test } from './liasse.ts'

const MAUVAIS = '99900000011'

test('a list whose headings nobody knows: columns said once, remembered, searched, removed', async ({
  page,
  liasse,
}) => {
  const fichier = path.join(liasse.dossier, 'agence-2026-10-30.csv')
  writeFileSync(
    fichier,
    `Colonne A;Colonne B;Colonne C\n${MAUVAIS};Autre Éditeur;03/02/2026\n12;Tiers;\n99900000029;Tiers;01/02/2026\n`,
  )
  const ouvrir = async () => {
    await page.goto(new URL('/#/listes', liasse.adresse).href)
    await page.getByLabel('Liste', { exact: true }).selectOption('finances')
    await page.getByLabel('Dispositif').selectOption('SFP-LGC-Va2')
    await page.locator('input[accept^=".csv"]').setInputFiles(fichier)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Clients déjà financés')
  }
  await page.goto(new URL('/#/listes', liasse.adresse).href)
  await expect(page.getByText('Aucune liste')).toBeVisible()
  await expectAccessible(page)
  await ouvrir()
  await expect(page.getByLabel('Date de la liste')).toHaveValue('30/10/2026')
  await expect(page.getByText(/Dites quelle colonne porte l’identifiant/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Importer la liste' })).toHaveCount(0)
  await expectAccessible(page)
  await page.getByLabel('Champ pour la colonne Colonne A').selectOption('rpps')
  await page.getByLabel('Champ pour la colonne Colonne B').selectOption('fournisseur')
  await page.getByLabel('Champ pour la colonne Colonne C').selectOption('le')
  await page.getByRole('textbox', { name: 'Source' }).fill('Courriel de l’agence')
  await page.getByLabel('Retenir les colonnes sous').fill('Agence')
  await page.getByRole('button', { name: 'Importer la liste' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Liste importée')
  await expect(page.getByText('1 ligne laissée de côté')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Voir les listes' }).click()
  const listes = page.getByRole('table', { name: 'Listes importées' })
  await expect(listes).toContainText('Courriel de l’agence')
  await expect(listes).toContainText('30/10/2026')
  await page.getByLabel('Numéro ou nom').fill('autre editeur')
  await expect(page.getByRole('table', { name: 'Lignes trouvées dans les listes' })).toContainText(
    'financé Autre Éditeur le 03/02/2026',
  )
  await expectAccessible(page)

  // The same headings again: nothing is left to say.
  await ouvrir()
  await expect(page.getByText('modèle « Agence »')).toBeVisible()
  await expect(page.getByLabel('Champ pour la colonne Colonne A')).toHaveValue('rpps')
  await page.getByRole('button', { name: 'Annuler' }).click()
  await page.getByRole('button', { name: 'Retirer Clients déjà financés' }).click()
  await page.getByRole('button', { name: 'Retirer vraiment Clients déjà financés' }).click()
  await expect(page.getByText('Aucune liste')).toBeVisible()
})

test('the annuaire by the screen: a cut file is refused, a whole one judges the clients', async ({
  page,
  liasse,
}) => {
  const clients = path.join(liasse.dossier, 'clients.csv')
  writeFileSync(clients, `NOM;PRENOM;RPPS;Profession\nSPÉCIMEN;Lou;${MAUVAIS};IDE\n`)
  expect((await liasse.cli('importer', clients, '--dispositif', 'SFP-LGC-Va2')).code).toBe(0)
  const fichier = path.join(liasse.dossier, 'PS_LibreAcces_Personne_activite_202611090834.txt')
  const texte = toAnnuaire([
    { rpps: MAUVAIS, nom: 'SPECIMEN', prenom: 'Lou', profession: ['60', 'Infirmier'], mode: SALARIE },
    { rpps: '99900000029', mode: LIBERAL },
  ])
  await page.goto(new URL('/#/listes', liasse.adresse).href)
  const donner = (contenu: string) => {
    writeFileSync(fichier, contenu)
    return page.locator('input[accept^=".csv"]').setInputFiles(fichier)
  }
  await donner(texte.slice(0, -120))
  await page.getByRole('button', { name: 'Importer la liste' }).click()
  await expect(page.getByRole('alert')).toContainText('est coupé à la ligne 3')
  await page.getByRole('button', { name: 'Annuler' }).click()
  await donner(texte)
  await page.getByRole('button', { name: 'Importer la liste' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Annuaire santé' })).toContainText('2 lignes lues')
  const { json } = await liasse.cli('liste', 'lister')
  expect(json).toMatchObject([{ type: 'annuaire', du: '2026-11-09', lignes: 2, retenues: 1 }])
  await page.goto(new URL('/#/clients', liasse.adresse).href)
  await page.getByText('SPÉCIMEN').first().dblclick()
  const dits = page.getByRole('table', { name: 'Ce que disent les listes importées' })
  await expect(dits).toContainText('Annuaire santé')
  await expect(dits).toContainText('Salarié')
  await expectAccessible(page)
})
