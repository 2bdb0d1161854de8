import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { showPortail, writeRetour } from '../../src/main/demo/agence.ts'
import { signDocument } from '../../src/main/demo/signature.ts'
import { expect, type Liasse, test } from './liasse.ts'
import {
  DISPOSITIF,
  done,
  dropOnWindow,
  type Fichier,
  goTo,
  importRangs,
  rangs,
  readPdf,
  readZip,
  settle,
  write,
} from './metier.ts'

const SIX = rangs(6)
const NUMEROS = SIX.map((r) => r.numero)
const CINQ = NUMEROS.slice(0, 5)
const SIXIEME = NUMEROS[5] as string
const nameOf = (numero: string) => `SPÉCIMEN${Number(numero.slice(3))} Lou`

const ATTESTATIONS = [
  'psc-operateur',
  'marche-concurrentiel',
  'commande-non-conditionnee',
  'versions-obsoletes',
  'exercice-liberal',
]
const ATTESTATIONS_SOLDE = ['formations-annexe', 'sans-surcout', 'droits-maintenance-support']

/** What was printed into a folder, signed by the clients, ready to be dropped. */
async function signed(dossier: string, le: string): Promise<readonly Fichier[]> {
  const fichiers: Fichier[] = []
  for (const [i, name] of readdirSync(dossier).sort().entries()) {
    const numero = NUMEROS.find((n) => name.includes(n)) as string
    const octets = await signDocument(readFileSync(path.join(dossier, name)), nameOf(numero), le, i)
    fichiers.push({ name, mimeType: 'application/pdf', buffer: Buffer.from(octets) })
  }
  return fichiers
}

const folder = (liasse: Liasse, nom: string) => path.join(liasse.dossier, nom)

/** Puts signed copies in a folder with the list of their signatures, for the command line. */
async function attach(liasse: Liasse, nom: string, le: string, jour: string) {
  const dossier = folder(liasse, `${nom}-signes`)
  mkdirSync(dossier)
  const liste = ['numero;date;signataire;nature']
  for (const { name, buffer } of await signed(folder(liasse, nom), le)) {
    writeFileSync(path.join(dossier, name), buffer)
    const numero = NUMEROS.find((n) => name.includes(n)) as string
    liste.push(`${numero};${jour};${nameOf(numero)};manuscrite`)
  }
  const signatures = write(liasse, `${nom}.csv`, `${liste.join('\r\n')}\r\n`)
  await done(liasse, 'pieces', 'rattacher', dossier, '--type', 'BDC', '--signatures', signatures)
}

/** Six advances deposited: the first half, by the command line. */
async function depositAvances(liasse: Liasse): Promise<string> {
  await settle(liasse)
  await importRangs(liasse, SIX)
  await done(liasse, 'bdc', 'emettre', '--tous', '--sortie', folder(liasse, 'bdc'))
  await attach(liasse, 'bdc', '2026-11-06', '06/11/2026')
  for (const code of ATTESTATIONS) await done(liasse, 'attester', code, '--tous', '--le', '2026-11-17')
  await done(liasse, 'aides', 'declarer', '--aucune', '--tous', '--le', '2026-11-06')
  await done(liasse, 'avance', 'preparer', '--dispositif', DISPOSITIF, '--sortie', folder(liasse, 'envois'))
  const [reference] = prepared(liasse, 'AVANCE')
  await done(liasse, 'demande', 'deposer', reference as string, '--le', '2026-11-17')
  return reference as string
}

/** References of the files of that kind, in the order of their preparation. */
const prepared = (liasse: Liasse, type: 'AVANCE' | 'SOLDE') =>
  readdirSync(folder(liasse, 'envois'))
    .filter((n) => n.startsWith(type) && n.endsWith('.json'))
    .sort()
    .map((n) => path.parse(n).name)

const readRequests = (liasse: Liasse, reference: string) =>
  JSON.parse(readFileSync(path.join(folder(liasse, 'envois'), `${reference}.json`), 'utf8')) as {
    lignesImport: { numeroEditeur: string; piecesJustificatives: { nomFichier: string }[] }[]
  }

/** The agency's return of that file, imported in the window. */
async function importRetour(page: Page, liasse: Liasse, reference: string, changees: number): Promise<void> {
  const type = reference.startsWith('AVANCE') ? 'avance' : 'solde'
  const envoi = { reference, type, json: { nom: `${reference}.json`, sha256: '', taille: 0 } } as const
  const chemin = await writeRetour(
    envoi,
    { sortie: folder(liasse, 'envois'), dossier: liasse.dossier },
    (numero) =>
      changees === NUMEROS.length && numero === SIXIEME
        ? { code: 'R12', libelle: 'Bon de commande illisible' }
        : { code: '0000', libelle: 'Fichier accepté' },
  )
  await goTo(page, '/demandes/retours')
  const choix = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choisir des fichiers' }).click()
  await (await choix).setFiles(chemin)
  await expect(page.getByRole('region', { name: 'Fichiers de retour' })).toContainText(
    changees === 1 ? /1\sdemande changée/ : new RegExp(`${changees}\\sdemandes changées`),
  )
}

const list = (page: Page) => page.getByRole('grid', { name: 'Commandes' })
const rowsOf = (page: Page, etat: string) => list(page).getByRole('row').filter({ hasText: etat })

/** Ticks these orders in the list and answers the bar of what can be done with them. */
async function choose(page: Page, numeros: readonly string[]) {
  await goTo(page, '/commandes')
  await expect(list(page).getByRole('row')).toHaveCount(1 + NUMEROS.length)
  for (const n of numeros) {
    const case_ = list(page).getByRole('checkbox', { name: new RegExp(`Cocher ${n}`) })
    await case_.check()
  }
  return page.getByLabel('Actions sur la sélection')
}

async function unchoose(page: Page): Promise<void> {
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Désélectionner' }).click()
}

/** Closes the dialog that says what was done. */
const closeDialog = (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click()

/** What the portal shows of these requests, recorded for all of them. */
async function noteIssue(page: Page, numeros: readonly string[], type: 'avance' | 'solde') {
  const barre = await choose(page, numeros)
  await barre.getByRole('button', { name: 'Autres actions sur la sélection' }).click()
  await page.getByRole('menuitem', { name: new RegExp(`^Noter l’issue des ${type}s`) }).click()
  const dialogue = page.getByRole('dialog')
  await dialogue.getByLabel('Ce que montre le portail').selectOption('Validée')
  await dialogue.getByRole('button', { name: /^Noter, / }).click()
  await expect(dialogue).toContainText(/notées? «\svalidée\s»/)
  await page.keyboard.press('Escape')
  await unchoose(page)
}

/** Prints for the chosen orders through the dialog that is open. */
async function print(page: Page, dossier: string, combien: number): Promise<void> {
  const dialogue = page.getByRole('dialog')
  await dialogue.getByLabel('Dossier où écrire les PDF').fill(dossier)
  await dialogue.getByRole('button', { name: /^Émettre / }).click()
  await expect(dialogue).toContainText(new RegExp(`${combien}\\sémis`))
  await closeDialog(page)
  expect(readdirSync(dossier)).toHaveLength(combien)
}

/** Attaches signed copies through the dialog that is open. */
async function join(page: Page, combien: number, jour: string): Promise<void> {
  const dialogue = page.getByRole('dialog')
  await dialogue.getByLabel('Signés le').fill(jour)
  await dialogue
    .getByRole('button', {
      name: combien === 1 ? 'Joindre le fichier' : new RegExp(`^Joindre les ${combien}\\s`),
    })
    .click()
  await expect(dialogue).toContainText(combien === 1 ? /1\srattaché/ : new RegExp(`${combien}\\srattachés`))
  await closeDialog(page)
}

async function exportAndDeposit(page: Page, liasse: Liasse, combien: number, reference: RegExp) {
  await page.getByRole('button', { name: combien === 1 ? /^Exporter la demande/ : /^Exporter les / }).click()
  const accord = page.getByRole('dialog')
  await accord.getByLabel('Dossier où écrire').fill(folder(liasse, 'envois'))
  await accord.getByRole('button', { name: /^Exporter/ }).click()
  await expect(page.getByRole('heading', { name: reference })).toBeVisible()
  await page.getByLabel('Le JSON est déposé').check()
  await page.getByLabel('Le ZIP est déposé').check()
  await page.getByRole('button', { name: 'Enregistrer le dépôt' }).click()
  await expect(page.getByText(/^Déposé le /)).toBeVisible()
}

/** The return file and the portal: five accepted, the sixth sent back under a code that somebody must decide. */
async function followAvances(page: Page, liasse: Liasse, reference: string): Promise<void> {
  await importRetour(page, liasse, reference, 6)
  const inconnus = page.getByRole('region', { name: 'Codes inconnus' })
  await inconnus.getByLabel('Ce que veut dire le code R12').selectOption('À modifier')
  await inconnus.getByRole('button', { name: 'Retenir' }).click()
  await expect(page.getByRole('region', { name: 'Codes de l’agence' })).not.toContainText('à décider')

  const commandes = (await done(liasse, 'commandes', 'lister')) as Parameters<
    typeof showPortail
  >[1][number]['commande'][]
  const lignes = CINQ.map((numero) => ({
    commande: commandes.find((c) => c.numero === numero) as (typeof commandes)[number],
    issue: numero === CINQ[4] ? ('Décidée et payée' as const) : ('Validée' as const),
    le: '2026-12-02',
  }))
  await page.getByLabel('Lignes du tableau').fill(showPortail('avance', lignes))
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click()
  await page.getByRole('button', { name: /^Enregistrer 5\schangements/ }).click()
  await expect(page.getByRole('table', { name: 'Demandes changées' }).last()).toContainText(CINQ[4] as string)
  await goTo(page, '/commandes')
  await expect(rowsOf(page, 'À installer')).toHaveCount(5)
  await expect(rowsOf(page, 'Retournée par l’agence')).toContainText(SIXIEME)
}

/** The sixth: the form that could not be read gives way to a new one, and goes out in a new file. */
async function correctSixth(page: Page, liasse: Liasse): Promise<void> {
  await done(liasse, 'bdc', 'emettre', '--numero', SIXIEME, '--sortie', folder(liasse, 'bdc-6'))
  await list(page).getByText(SIXIEME, { exact: true }).dblclick()
  const pieces = page.getByRole('region', { name: 'Pièces' })
  await pieces.getByRole('button', { name: new RegExp(`^Détacher ${SIXIEME}`) }).click()
  await expect(pieces.getByRole('button', { name: new RegExp(`^Détacher ${SIXIEME}`) })).toHaveCount(0)
  await dropOnWindow(page, await signed(folder(liasse, 'bdc-6'), '2026-12-03'))
  await join(page, 1, '03/12/2026')
  await goTo(page, '/demandes/preparer')
  await exportAndDeposit(page, liasse, 1, /^AVANCE-SFP-LGC-Va2-20261204/)
  const references = prepared(liasse, 'AVANCE')
  expect(references).toHaveLength(2)
  const nouvelle = references.at(-1) as string
  expect(readRequests(liasse, nouvelle).lignesImport.map((l) => l.numeroEditeur)).toEqual([SIXIEME])
  await importRetour(page, liasse, nouvelle, 1)
  await noteIssue(page, [SIXIEME], 'avance')
  await expect(rowsOf(page, 'À installer')).toHaveCount(6)
}

/** Installations noted: days and training for all in the list; the documents handed over in the list of the vendor. */
async function install(page: Page, liasse: Liasse): Promise<void> {
  const barre = await choose(page, NUMEROS)
  await barre.getByRole('button', { name: /^Noter l’installation/ }).click()
  const dialogue = page.getByRole('dialog')
  await dialogue.getByLabel('Réalisée le').fill('11/01/2027')
  await dialogue.getByLabel('Formation donnée le').fill('11/01/2027')
  await dialogue.getByLabel('Modalité').selectOption('En présentiel')
  await dialogue.getByLabel('Support remis le').fill('11/01/2027')
  await dialogue.getByRole('button', { name: /^Noter l’installation, 6\s/ }).click()
  await expect(dialogue).toContainText(/6\sinstallations notées/)
  await page.keyboard.press('Escape')
  await unchoose(page)
  const documents = ['numero;documents', ...NUMEROS.map((n) => `${n};11/01/2027`), ''].join('\r\n')
  await done(liasse, 'installation', 'definir', '--fichier', write(liasse, 'documents.csv', documents))
  await expect(rowsOf(page, 'VA ou MOM à émettre')).toHaveCount(6)
}

/** Five places, PV printed and signed, training material, one bundle on disk, sent to the ANS. */
async function passPilot(page: Page, liasse: Liasse): Promise<void> {
  await goTo(page, '/pilote')
  for (const [i, numero] of CINQ.entries()) {
    await expect(page.getByRole('heading', { name: `Un client pour la place ${i + 1}` })).toBeVisible()
    await page.getByRole('radio', { name: new RegExp(`${numero}$`) }).check()
    await page.getByRole('button', { name: /^Retenir/ }).click()
  }
  await page.getByRole('button', { name: /^Imprimer les PV/ }).click()
  await print(page, folder(liasse, 'pv'), 5)
  const copies = await signed(folder(liasse, 'pv'), '2027-01-12')
  await dropOnWindow(page, copies)
  await page.getByRole('dialog').getByLabel('Nature des pièces').selectOption('PV')
  await join(page, 5, '12/01/2027')

  const restants = page.locator('button[data-manque]')
  const combien = await restants.count()
  expect(combien).toBeGreaterThan(10)
  for (let reste = combien; reste > 0; reste--) {
    const suivant = restants.first()
    await suivant.evaluate((e) => e.closest('details')?.setAttribute('open', ''))
    const choix = page.waitForEvent('filechooser')
    await suivant.click()
    const buffer = Buffer.from(`support ${reste}`)
    await (await choix).setFiles({ name: `support-${reste}.txt`, mimeType: 'text/plain', buffer })
    await expect(restants).toHaveCount(reste - 1)
  }
  await page.getByRole('button', { name: 'Préparer l’envoi à l’ANS' }).click()
  const dialogue = page.getByRole('dialog')
  await dialogue.getByLabel('Dossier où écrire').fill(folder(liasse, 'ans'))
  await dialogue.getByRole('button', { name: 'Écrire le dossier' }).click()
  await expect(dialogue.getByRole('status')).toContainText('Transmettez-le à l’ANS')
  await dialogue.getByRole('button', { name: 'Fermer' }).last().click()
  const [nom] = readdirSync(folder(liasse, 'ans'))
  const zip = await readZip(path.join(folder(liasse, 'ans'), nom as string))
  const pv = [...zip].filter(([n]) => n.startsWith('PV-'))
  expect(pv).toHaveLength(5)
  for (const [i, [, octets]] of pv.entries()) expect(octets.equals((copies[i] as Fichier).buffer)).toBe(true)
  expect(zip.size).toBeGreaterThanOrEqual(5 + combien)
  await page.getByRole('button', { name: 'Noter l’envoi' }).click()
  await dialogue.getByRole('button', { name: 'Noter l’envoi' }).click()
  await expect(page.getByRole('button', { name: 'Noter la décision de l’ANS' })).toBeVisible()
}

/** VA printed, signed and attached; invoices printed; nothing goes before the word of the ANS. */
async function receiveAndInvoice(page: Page, liasse: Liasse): Promise<readonly Fichier[]> {
  const barre = await choose(page, NUMEROS)
  await barre.getByRole('button', { name: /^Émettre les VA et MOM/ }).click()
  await print(page, folder(liasse, 'va'), 6)
  const copies = await signed(folder(liasse, 'va'), '2027-01-13')
  await expect(rowsOf(page, 'VA à signer')).toHaveCount(6)
  await barre.getByRole('button', { name: /^Joindre les VA/ }).click()
  const dialogue = page.getByRole('dialog')
  const choix = page.waitForEvent('filechooser')
  await dialogue.getByRole('button', { name: 'Choisir des fichiers' }).click()
  await (await choix).setFiles([...copies])
  await join(page, 6, '13/01/2027')
  await expect(rowsOf(page, 'Facture à émettre')).toHaveCount(6)
  await barre.getByRole('button', { name: /^Émettre les factures/ }).click()
  await print(page, folder(liasse, 'factures'), 6)
  const [facture] = readdirSync(folder(liasse, 'factures')).sort()
  const texte = await readPdf(readFileSync(path.join(folder(liasse, 'factures'), facture as string)))
  for (const mot of ['Prestation Ségur', NUMEROS[0] as string, 'SPÉCIMEN1']) expect(texte).toContain(mot)
  await unchoose(page)
  for (const code of ATTESTATIONS_SOLDE) await done(liasse, 'attester', code, '--tous', '--le', '2027-01-14')
  return copies
}

/** The last attestation on the screen of what does not go; then only the pilot holds the balances. */
async function raiseLastPoint(page: Page): Promise<void> {
  await goTo(page, '/demandes/preparer/solde')
  const refuses = page.getByRole('region', { name: 'Ce qui ne part pas' })
  await refuses.getByRole('button', { name: /^Attester : / }).click()
  await refuses.getByRole('button', { name: /^Attester pour les/ }).click()
  await expect(refuses.getByRole('button', { name: /^Attester : / })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Rien à exporter' })).toBeVisible()
  await goTo(page, '/commandes')
  await expect(rowsOf(page, 'Solde retenu (pilote)')).toHaveCount(6)
}

test('five clients go through pilots to five paid balances, a sixth through refusal and correction', async ({
  page,
  liasse,
}) => {
  test.slow()
  const reference = await depositAvances(liasse)
  await liasse.avancer(page, '2026-12-04T09:00:00.000Z')
  await followAvances(page, liasse, reference)
  await correctSixth(page, liasse)

  await liasse.avancer(page, '2027-01-14T09:00:00.000Z')
  await install(page, liasse)
  await passPilot(page, liasse)
  const copies = await receiveAndInvoice(page, liasse)
  await raiseLastPoint(page)

  await liasse.avancer(page, '2027-02-10T09:00:00.000Z')
  await goTo(page, '/pilote')
  await page.getByRole('button', { name: 'Noter la décision de l’ANS' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Noter la conformité' }).click()
  await expect(page.getByRole('button', { name: 'Noter la décision de l’ANS' })).toHaveCount(0)

  const barre = await choose(page, CINQ)
  await expect(rowsOf(page, 'Solde à déposer')).toHaveCount(6)
  await barre.getByRole('button', { name: /^Préparer le solde/ }).click()
  await exportAndDeposit(page, liasse, 5, /^SOLDE-SFP-LGC-Va2-20270210/)
  const [solde] = prepared(liasse, 'SOLDE') as [string]
  const { lignesImport } = readRequests(liasse, solde)
  expect(lignesImport.map((l) => l.numeroEditeur)).toEqual(CINQ)
  const zip = await readZip(path.join(folder(liasse, 'envois'), `${solde}.zip`))
  const nommees = lignesImport.flatMap((l) => l.piecesJustificatives.map((x) => x.nomFichier))
  expect([...zip.keys()]).toEqual(nommees.toSorted())
  for (const { name, buffer } of copies.slice(0, 5)) expect(zip.get(name)?.equals(buffer)).toBe(true)

  await liasse.avancer(page, '2027-03-15T09:00:00.000Z')
  await importRetour(page, liasse, solde, 5)
  await noteIssue(page, CINQ, 'solde')
  const commandes = (await done(liasse, 'commandes', 'lister')) as { numero: string; solde: number }[]
  const releve = [
    'Date;Libellé;Montant',
    ...commandes
      .filter((c) => CINQ.includes(c.numero))
      .map((c) => `12/03/2027;VIR ASP SEGUR ${c.numero};${(c.solde / 100).toFixed(2).replace('.', ',')}`),
    '',
  ].join('\r\n')
  await goTo(page, '/argent/rapprochement')
  const choix = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Importer un relevé' }).click()
  await (await choix).setFiles(write(liasse, 'releve.csv', releve))
  await expect(page.getByRole('region', { name: 'Relevé lu' })).toContainText(/5\srapprochés seuls/)
  await goTo(page, '/commandes')
  await expect(rowsOf(page, 'Soldée')).toHaveCount(5)
  await expect(rowsOf(page, 'Solde à déposer')).toContainText(SIXIEME)
})
