import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fontkit from '@pdf-lib/fontkit'
import { PDFDocument, type PDFFont } from 'pdf-lib'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Dossier } from '#domain/commande.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { renderDocument } from '#main/documents/document.ts'
import { inventDossier } from '#main/documents/exemples.ts'
import { findModele, type Modele } from '#main/documents/modele.ts'
import { GRAISSES, unwrapWoff } from '#main/documents/police.ts'
import { resourcePath } from '#main/resources.ts'
import { compare, type Mesure } from './mesure.ts'

const DOCUMENTS = 200
const REFERENCE = 20
const MAINTENANT = '2026-11-17T08:02:00.000Z'

/** Orders that differ by number, name, identifier, address: what a batch is made of. */
function invent(dispositif: ReturnType<ReturnType<typeof openCatalogue>['base']>, i: number): Dossier {
  const dossier = inventDossier(dispositif, { cas: 'A', clients: 1 })
  const [client] = dossier.participations
  if (client === undefined) throw new Error('no client')
  const tiers = {
    ...client.tiers,
    nom: `Spécimen ${i.toString(36)}`,
    prenom: `Prénom${String.fromCharCode(97 + (i % 26))}`,
    mail: `client${i}@cabinet.example`,
    adresse: { ...client.tiers.adresse, lignes: `${i} rue de l’Exemple` },
  }
  return {
    ...dossier,
    commande: { ...dossier.commande, numero: `BDC 2026 ${i}` },
    participations: [{ ...client, tiers }],
  }
}

interface Texte {
  readonly page: number
  readonly texte: string
  readonly police: number
  readonly corps: number
  readonly x: number
  readonly y: number
}

/** What the form writes and where, read back from the form itself: the reference draws exactly that. */
async function readTextes(octets: Uint8Array): Promise<readonly Texte[]> {
  const tache = getDocument({ data: new Uint8Array(octets), verbosity: 0 })
  const document = await tache.promise
  const textes: Texte[] = []
  const polices: string[] = []
  for (let n = 1; n <= document.numPages; n++) {
    const { items } = await (await document.getPage(n)).getTextContent()
    for (const i of items) {
      if (!('str' in i) || i.str.trim() === '') continue
      if (!polices.includes(i.fontName)) polices.push(i.fontName)
      const police = polices.indexOf(i.fontName) % GRAISSES.length
      const [corps, , , , x, y] = i.transform as [number, number, number, number, number, number]
      textes.push({ page: n - 1, texte: i.str, police, corps, x, y })
    }
  }
  await tache.destroy()
  return textes
}

/** The same form from scratch: the original pdf-lib, its fontkit, the same three fonts as subsets, text and rules. */
async function drawReference(textes: readonly Texte[], polices: readonly Uint8Array[]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.registerFontkit(fontkit)
  const fontes: PDFFont[] = []
  for (const octets of polices)
    fontes.push(await document.embedFont(octets, { subset: true, features: { liga: false } }))
  const pages = [document.addPage([595.28, 841.89]), document.addPage([595.28, 841.89])]
  for (const t of textes)
    pages[t.page]?.drawText(t.texte, { x: t.x, y: t.y, size: t.corps, font: fontes[t.police] as PDFFont })
  for (let i = 0; i < 45; i++)
    pages[0]?.drawLine({ start: { x: 51, y: 60 + i * 15 }, end: { x: 544, y: 60 + i * 15 }, thickness: 0.5 })
  return document.save({ useObjectStreams: false })
}

async function millisecondesPar(nombre: number, f: (i: number) => Promise<unknown>): Promise<number> {
  const debut = process.cpuUsage()
  for (let i = 0; i < nombre; i++) await f(i)
  return process.cpuUsage(debut).user / 1000 / nombre
}

async function bancVitesse(): Promise<Mesure> {
  const dispositif = openCatalogue().base('SFP-LGC-Va2')
  const modele = findModele(dispositif, 'BDC') as Modele
  const print = (i: number) =>
    renderDocument({ modele, dispositif, dossier: invent(dispositif, i), logo: null, maintenant: MAINTENANT })
  const { octets } = await print(0)
  const textes = await readTextes(octets)
  const polices = GRAISSES.map((g) =>
    unwrapWoff(readFileSync(resourcePath('resources', 'fonts', `ibm-plex-sans-latin-${g}-normal.woff`))),
  )
  // Both warm: what is measured is the batch, not the first document.
  for (let i = 0; i < 20; i++) await print(i)
  await drawReference(textes, polices)
  const mesure = await millisecondesPar(DOCUMENTS, (i) => print(1000 + i))
  const reference = await millisecondesPar(REFERENCE, () => drawReference(textes, polices))
  return compare(
    'documents: order form against pdf-lib from scratch',
    mesure,
    reference,
    0.2,
    `ms of processor per form; ${Math.round(1000 / mesure)} forms/s against ${(1000 / reference).toFixed(1)}, ${textes.length} texts`,
  )
}

interface Lot {
  readonly millisecondes: number
  readonly ko: number
}

function runLot(nombre: number): Lot {
  const enfant = path.join(import.meta.dirname, 'enfants', 'bdc.ts')
  return JSON.parse(
    execFileSync(process.execPath, [enfant, String(nombre)], { encoding: 'utf8', maxBuffer: 2 ** 24 }),
  ) as Lot
}

function bancMemoire(): Mesure {
  const [petit, grand] = [runLot(500), runLot(5000)]
  return compare(
    'documents: peak memory of 5 000 orders against 500',
    grand.ko / 1024,
    petit.ko / 1024,
    1.5,
    `MiB; 5 000 printed, recorded and journaled in ${(grand.millisecondes / 1000).toFixed(1)} s`,
  )
}

/** Printing: speed against the plain way, and flat memory. */
export async function banc(): Promise<readonly Mesure[]> {
  return [await bancVitesse(), bancMemoire()]
}
