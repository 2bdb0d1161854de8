import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rebuildSearch, toQuery } from '#main/registre/recherche.ts'
import {
  type ApplicationTest,
  defineCommande,
  defineMedecin,
  defineVendeur,
  openTestApplication,
} from './outils.ts'

let app: ApplicationTest
beforeAll(async () => {
  app = await openTestApplication()
  const vendeur = await defineVendeur(app)
  for (const [n, nom] of ['Œuvrard', "D'Exemple", 'Nguyễn-Modèle'].entries())
    await defineCommande(app, vendeur, (await defineMedecin(app, n, { nom })).id)
})
afterAll(() => app.fermer())

test('whatever is typed, the search answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (texte) => {
      const trouvailles = await app.client.systeme.chercher({ texte })
      const { total } = await app.client.client.lister({ texte })
      if (toQuery(texte) === null) expect(trouvailles).toEqual([])
      expect(total).toBeGreaterThanOrEqual(trouvailles.filter((t) => t.type === 'client').length)
    }),
    { numRuns: 60 },
  )
})

test('apostrophes, hyphens, case and accents do not matter', async () => {
  const noms = async (texte: string) => (await app.client.client.lister({ texte })).lignes.map((l) => l.nom)
  expect(await noms("d'ex")).toEqual(["D'Exemple Claude"])
  expect(await noms('D’EXEMPLE')).toEqual(["D'Exemple Claude"])
  expect(await noms('nguyen modele')).toEqual(['Nguyễn-Modèle Claude'])
  expect(await noms('ŒUV')).toEqual(['Œuvrard Claude'])
})

test('numbers typed in groups are found', async () => {
  const [premier] = (await app.client.client.lister({})).lignes
  const groupes = premier!.identifiant.replace(/(\d{3})/g, '$1 ')
  expect((await app.client.client.lister({ texte: groupes })).lignes.map((l) => l.id)).toEqual([premier!.id])
})

test('the index rebuilt finds what the index kept up found', async () => {
  const find = async () => {
    const sorties: unknown[] = []
    for (const texte of ['claude', 'bdc', 'lyon', 'temoin1@', '0499'])
      sorties.push(await app.client.systeme.chercher({ texte, nombre: 50 }))
    return sorties
  }
  const avant = await find()
  await app.contexte.registre.ecrire(rebuildSearch)
  expect(await find()).toEqual(avant)
  expect(avant.flat().length).toBeGreaterThan(6)
})
