import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, expectAccessible, test } from './liasse.ts'
import { goTo } from './metier.ts'

const modele = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../donnees/avance-mdv-lgc-va1.json'), 'utf8'),
)

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('request files made elsewhere are taken back; what is refused is said', async ({ page, liasse }) => {
      const write = (nom: string, contenu: unknown) => {
        const fichier = path.join(liasse.dossier, nom)
        writeFileSync(fichier, typeof contenu === 'string' ? contenu : JSON.stringify(contenu))
        return fichier
      }
      await liasse.cli(
        'fournisseur',
        'definir',
        write('fournisseur.json', {
          denomination: 'Logiciels Exemple',
          siret: modele.siret,
          adresse: { lignes: '1 rue du Modèle', codePostal: '75001', commune: 'Paris' },
          responsable: {
            nom: 'Camille Témoin',
            qualite: 'Gérante',
            telephone: '0199000001',
            mail: 'camille@exemple.example',
          },
          assujettiTVA: true,
          tauxTVA: 20,
        }),
      )
      const produit = await liasse.cli(
        'solution',
        'ajouter',
        write('solution.json', {
          denomination: 'Exemple Médecin',
          version: '7',
          dispositif: 'MDV-LGC-Va1',
          numeroAns: modele.numeroAns,
          profils: [],
          scenario: modele.lignesImport[0].scenarioInstallation,
        }),
      )
      expect(produit.code).toBe(0)
      await goTo(page, '/import')
      const panneau = page.getByRole('region', { name: 'Reprendre des demandes déjà faites' })
      await panneau
        .locator('input[type="file"]')
        .setInputFiles([write('lot1.json', modele), write('lot2.json', '{"siret":')])
      await expect(panneau.getByText('1 demande reprise, 1 refusée')).toBeVisible()
      await expect(panneau.getByRole('table', { name: 'Fichiers repris' })).toContainText('1 sur 1')
      await expect(panneau.getByText(/Refusée.*coupé/)).toBeVisible()
      await expectAccessible(page)
      if (process.env.LIASSE_VUES !== undefined)
        await page.screenshot({
          path: path.join(process.env.LIASSE_VUES, `reprise-${colorScheme}.png`),
          fullPage: true,
        })
      await goTo(page, '/commandes')
      await expect(page.getByText('SPECIMEN 1').first()).toBeVisible()
    })
  })
