import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Locator, Page } from '@playwright/test'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import yauzl from 'yauzl'
import { inventRpps } from '../../src/main/demo/donnees.ts'
import { signDocument } from '../../src/main/demo/signature.ts'
import { expect, type Liasse } from './liasse.ts'

export const DISPOSITIF = 'SFP-LGC-Va2'

/** What a vendor types once; `fournisseur definir` takes the same. */
export const FOURNISSEUR = {
  denomination: 'Éditeur Exemple SAS',
  siret: '99900011000018',
  adresse: '1 rue de la Maquette, 99000 Exemple-Ville',
  responsable: {
    nom: 'Alix MODÈLE',
    qualite: 'Gérance',
    telephone: '01 99 00 12 34',
    mail: 'segur@editeur.example',
  },
  assujettiTVA: true,
  tauxTVA: 20,
  enrolementValideLe: '2026-09-22',
}

export const PRODUIT = {
  denomination: 'Exemple Cabinet',
  version: '7.2',
  numeroAns: 'ANS SFP 0000',
  dispositif: DISPOSITIF,
  profils: ['Général', 'Sage-femme', 'IDE', 'Masseur-kinésithérapeute'],
  dateDossierComplet: '2026-05-22',
  dateReferencement: '2026-08-27',
}

const PROFESSIONS = ['IDE', 'Sage-femme', 'Kiné']

/** A row of a CRM: an invented person who orders. */
export interface Rang {
  readonly numero: string
  readonly nom: string
  readonly prenom?: string
  readonly rpps?: string
  readonly profession?: string
  readonly montant?: string
}

export const rangs = (nombre: number, debut = 1): Rang[] =>
  Array.from({ length: nombre }, (_, i) => ({
    numero: `EX ${String(debut + i).padStart(3, '0')}`,
    nom: `SPÉCIMEN${debut + i}`,
  }))

/** The CRM export of these rows, in Windows-1252 as a spreadsheet writes it. */
export function csvOf(lignes: readonly Rang[], serie = 1): Buffer {
  const titres =
    'REF_CLI;NOM;PRENOM;RPPS;Profession;Adresse;CP;Ville;MAIL;Tél. portable;N° BDC;Date BDC;Date installation;Montant HT'
  const cellules = lignes.map((l, i) =>
    [
      `C${serie + i}`,
      l.nom,
      l.prenom ?? 'Lou',
      l.rpps ?? inventRpps(serie + i),
      l.profession ?? PROFESSIONS[i % PROFESSIONS.length],
      `${1 + i} rue de la Maquette`,
      '25000',
      'Besançon',
      `client${serie + i}@cabinet.example`,
      '01 99 00 12 34',
      l.numero,
      '05/10/2026',
      '15/01/2027',
      l.montant ?? '',
    ].join(';'),
  )
  return Buffer.from(`${[titres, ...cellules].join('\r\n')}\r\n`, 'latin1')
}

export function write(liasse: Liasse, nom: string, contenu: Uint8Array | string): string {
  const chemin = path.join(liasse.dossier, nom)
  writeFileSync(chemin, contenu)
  return chemin
}

export async function done(liasse: Liasse, ...args: string[]): Promise<unknown> {
  const { code, json } = await liasse.cli(...args)
  expect(code, `${args.join(' ')}: ${JSON.stringify(json)}`).toBe(0)
  return json
}

/** Vendor, product and Date 0, on the command line. */
export async function settle(liasse: Liasse): Promise<void> {
  await done(liasse, 'fournisseur', 'definir', write(liasse, 'f.json', JSON.stringify(FOURNISSEUR)))
  await done(liasse, 'solution', 'ajouter', write(liasse, 'p.json', JSON.stringify(PRODUIT)))
  await done(liasse, 'dispositif', 'regler', DISPOSITIF, 'date0', '2024-08-07', '--source', 'Essai')
}

/** Clients and orders, on the command line. */
export async function importRangs(liasse: Liasse, lignes: readonly Rang[]): Promise<void> {
  await done(liasse, 'importer', write(liasse, 'crm.csv', csvOf(lignes)), '--dispositif', DISPOSITIF)
}

/** The PDF emitted for an order, signed as its client would. */
export async function signedBdc(liasse: Liasse, numero: string, signataire: string): Promise<Buffer> {
  const emis = readFileSync(path.join(liasse.dossier, `${numero}.pdf`))
  return Buffer.from(await signDocument(emis, signataire, '2026-11-06', 3))
}

/** Text of a PDF, page after page, as pdf.js reads it. */
export async function readPdf(octets: Uint8Array): Promise<string> {
  const pdf = await getDocument({ data: new Uint8Array(octets), verbosity: 0 }).promise
  const pages: string[] = []
  for (let n = 1; n <= pdf.numPages; n++) {
    const { items } = await (await pdf.getPage(n)).getTextContent()
    pages.push(items.map((i) => ('str' in i ? `${i.str}${i.hasEOL ? '\n' : ''}` : '')).join(''))
  }
  await pdf.loadingTask.destroy()
  return pages.join('\n')
}

/** Entries of a ZIP, name and bytes, as yauzl reads them. */
export async function readZip(chemin: string): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(chemin, { lazyEntries: true })
  const entrees = new Map<string, Buffer>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(entrees))
    zip.on('entry', (e: yauzl.Entry) =>
      zip.openReadStream(e, (erreur, flux) => {
        if (erreur) return reject(erreur)
        const blocs: Buffer[] = []
        flux.on('data', (b: Buffer) => blocs.push(b))
        flux.on('end', () => {
          entrees.set(e.fileName, Buffer.concat(blocs))
          zip.readEntry()
        })
      }),
    )
    zip.readEntry()
  })
}

/** Goes to an address of the interface. */
export const goTo = (page: Page, route: string) =>
  page.evaluate((r) => {
    window.location.hash = r
  }, route)

export interface Fichier {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

async function transfer(page: Page, fichiers: readonly Fichier[]) {
  return page.evaluateHandle(
    (liste) => {
      const t = new DataTransfer()
      for (const { nom, type, base64 } of liste) {
        const octets = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
        t.items.add(new File([octets], nom, { type }))
      }
      return t
    },
    fichiers.map((f) => ({ nom: f.name, type: f.mimeType, base64: f.buffer.toString('base64') })),
  )
}

/** Drops files on a zone of the page. */
export async function dropOn(zone: Locator, fichiers: readonly Fichier[]): Promise<void> {
  const dataTransfer = await transfer(zone.page(), fichiers)
  for (const evenement of ['dragenter', 'dragover', 'drop'])
    await zone.dispatchEvent(evenement, { dataTransfer })
  await dataTransfer.dispose()
}

/** Drops files on the window as the desktop does: the zone shows itself when they come over the page. */
export async function dropOnWindow(page: Page, fichiers: readonly Fichier[]): Promise<void> {
  const dataTransfer = await transfer(page, fichiers)
  await page.locator('body').dispatchEvent('dragenter', { dataTransfer })
  await dataTransfer.dispose()
  const zone = page.getByText('Déposez vos bons de commande signés')
  await expect(zone).toBeVisible()
  await dropOn(zone, fichiers)
}
