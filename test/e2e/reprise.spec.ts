import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { zipSync } from 'fflate'
import { rppsOf } from '../main/dossierExemple.ts'
import { expect, expectAccessible, type Liasse, test } from './liasse.ts'
import { dropOn, goTo } from './metier.ts'

/** Numbers whose key holds, of nobody. */
const RPPS = [1, 2, 3, 4].map((n) => rppsOf(n)) as [string, string, string, string]

const modele = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../donnees/avance-mdv-lgc-va1.json'), 'utf8'),
)

type Write = (nom: string, contenu: unknown) => string

/** The vendor and the product that the files name. */
async function defineVente(liasse: Liasse, write: Write) {
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
}

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('request files made elsewhere are taken back; what is refused is said', async ({ page, liasse }) => {
      const write = (nom: string, contenu: unknown) => {
        const fichier = path.join(liasse.dossier, nom)
        writeFileSync(fichier, typeof contenu === 'string' ? contenu : JSON.stringify(contenu))
        return fichier
      }
      await defineVente(liasse, write)
      await goTo(page, '/import')
      const panneau = page.getByRole('region', { name: 'Reprendre des demandes déjà faites' })
      await panneau
        .locator('input[accept=".json,.zip"]')
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

test('dropped with a ZIP: what the register contradicts is said and stays as it was, the rest comes in', async ({
  page,
  liasse,
}) => {
  const write = (nom: string, contenu: unknown) => {
    const fichier = path.join(liasse.dossier, nom)
    writeFileSync(fichier, typeof contenu === 'string' ? contenu : JSON.stringify(contenu))
    return fichier
  }
  await defineVente(liasse, write)
  const [ligne] = modele.lignesImport
  const demande = (numLigne: number, numeroEditeur: string, RPPS: string) => ({
    ...ligne,
    numLigne,
    numeroEditeur,
    beneficiaires: {
      ...ligne.beneficiaires,
      liberal: [{ ...ligne.beneficiaires.liberal[0], nomMedecin: `SPECIMEN ${numLigne}`, RPPS }],
    },
    piecesJustificatives: [{ ...ligne.piecesJustificatives[0], nomFichier: `${numeroEditeur}.pdf` }],
  })
  // The register has the order EX0002 for someone else.
  const liste = `ref bdc;date commande;NomClient;RPPS;montant HT\nEX0002;15/06/2022;Dr Autre;${RPPS[2]};300`
  const importee = await liasse.cli('importer', write('liste.csv', liste), '--dispositif', 'MDV-LGC-Va1')
  expect(importee.code).toBe(0)

  await goTo(page, '/import')
  const panneau = page.getByRole('region', { name: 'Reprendre des demandes déjà faites' })
  const fichier = (name: string, contenu: string | Uint8Array, mimeType = 'application/json') => ({
    name,
    mimeType,
    buffer: Buffer.from(contenu),
  })
  const lot = {
    ...modele,
    lignesImport: [
      demande(1, 'EX0001', RPPS[0]),
      demande(2, 'EX0002', RPPS[1]),
      demande(3, 'EX0003', RPPS[3]),
    ],
  }
  const zone = panneau.getByText('Déposez les JSON, et leurs ZIP')
  await dropOn(zone, [fichier('notes.txt', 'rien', 'text/plain')])
  await expect(panneau.getByRole('alert')).toContainText('notes.txt')
  const zip = zipSync({ 'EX0001.pdf': Buffer.from('%PDF-1.4 coupé') })
  await dropOn(zone, [fichier('lot.json', JSON.stringify(lot)), fichier('lot.zip', zip, 'application/zip')])
  await expect(panneau.getByText('2 demandes reprises, 1 refusée')).toBeVisible()
  await expect(panneau.getByRole('alert')).toHaveCount(0)
  const dites = panneau.getByRole('table', { name: 'Lignes refusées ou à regarder' })
  await expect(dites.getByRole('row', { name: /numeroEditeur.*EX0002.*autres clients/ })).toBeVisible()
  await expect(dites.getByRole('row', { name: /À regarder.*EX0001\.pdf/ }).first()).toBeVisible()
  await expectAccessible(page)
  if (process.env.LIASSE_VUES !== undefined)
    await page.screenshot({ path: path.join(process.env.LIASSE_VUES, 'reprise-conflit.png'), fullPage: true })

  // Dropped again: nothing more comes in.
  await dropOn(zone, [fichier('lot.json', JSON.stringify(lot))])
  await expect(panneau.getByText('0 demande reprise, 2 déjà là, 1 refusée')).toBeVisible()
  const { json } = await liasse.cli('commandes', 'lister')
  expect(
    (json as { numero: string; client: string; etat: string }[]).map((c) => [c.numero, c.client, c.etat]),
  ).toEqual([
    ['EX0001', expect.stringContaining('SPECIMEN 1'), 'avance_exportee'],
    ['EX0002', expect.stringContaining('Autre'), expect.stringMatching(/bdc|completer/)],
    ['EX0003', expect.stringContaining('SPECIMEN 3'), 'avance_exportee'],
  ])
})
