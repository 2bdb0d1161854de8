import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Dossier } from '#domain/commande.ts'
import { formatJour } from '#domain/dates.ts'
import { formatSiret } from '#domain/identifiants.ts'
import { formatMontant, formatTaux } from '#domain/montant.ts'
import { nomComplet } from '#domain/tiers.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { renderDocument } from '#main/documents/document.ts'
import { type Exemple, inventDossier } from '#main/documents/exemples.ts'
import { findModele, type Modele } from '#main/documents/modele.ts'
import { aplati, hasPoppler, poppler, readPdfJs } from './lecturePdf.ts'

const catalogue = openCatalogue()
const MAINTENANT = '2026-11-17T08:02:00.000Z'
const SFP = 'SFP-LGC-Va2'
const MDV = 'MDV-LGC-Va1'
const CENT_VINGT =
  '« Bon de commande conditionné à l’obtention par le logiciel du référencement ANS. L’affermissement de cette commande est conditionné au dépôt d’un dossier de référencement complet, contenant l’ensemble des preuves attendues, sous 120 jours sur le site de l’ANS et à l’obtention subséquente du référencement »'

const invent = (code: string, exemple: Exemple) => inventDossier(catalogue.base(code), exemple)

function print(dossier: Dossier, logo: Uint8Array | null = null, maintenant = MAINTENANT) {
  const dispositif = catalogue.base(dossier.commande.dispositif)
  return renderDocument({
    modele: findModele(dispositif, 'BDC') as Modele,
    dispositif,
    dossier,
    logo,
    maintenant,
  })
}

const withTiers = (d: Dossier, tiers: Partial<Dossier['participations'][number]['tiers']>): Dossier => ({
  ...d,
  participations: d.participations.map((p, i) => (i === 0 ? { ...p, tiers: { ...p.tiers, ...tiers } } : p)),
})

/** What the form must say of a dossier, as printed. */
function attendus(d: Dossier): string[] {
  const clients = d.participations.filter((p) => p.role === 'client').map((p) => p.tiers)
  return [
    d.commande.numero,
    formatJour(d.commande.dateEmission as string),
    formatJour(d.commande.dateInstallationPrevue as string),
    d.fournisseur.denomination,
    formatSiret(d.fournisseur.siret),
    `${d.referencement.solution} ${d.referencement.version}`,
    ...clients.flatMap((t) => [nomComplet(t), t.identifiants[0]?.valeur as string]),
    ...d.lignes.flatMap((l) => [
      formatMontant(l.ht),
      d.fournisseur.assujettiTva ? formatTaux(l.taux) : 'non applicable',
      formatMontant(l.tva),
      formatMontant(l.ttc),
    ]),
    formatMontant(d.lignes.reduce((s, l) => s + l.ttc, 0)),
  ].map(aplati)
}

const CAS: readonly [string, string, Exemple][] = [
  ['SFP, one practitioner', SFP, { cas: 'A', clients: 1 }],
  ['SFP, before the référencement', SFP, { cas: 'A', clients: 1, anterieur: true }],
  ['SFP, vendor outside VAT', SFP, { cas: 'A', clients: 1, assujettiTva: false }],
  ['SFP, one centre', SFP, { cas: 'D', clients: 1 }],
  ['SFP, three centres', SFP, { cas: 'D', clients: 3, anterieur: true }],
  ['MDV case A', MDV, { cas: 'A', clients: 1 }],
  ['MDV case B', MDV, { cas: 'B', clients: 6 }],
  ['MDV case C', MDV, { cas: 'C', clients: 3 }],
  ['MDV case D', MDV, { cas: 'D', clients: 1, anterieur: true }],
  ['MDV case D, four structures', MDV, { cas: 'D', clients: 4 }],
]

describe.each(CAS)('%s', (_, code, exemple) => {
  const dossier = invent(code, exemple)

  test('the text read back by pdf.js is the register’s', async () => {
    const { octets, pages } = await print(dossier)
    const lu = await readPdfJs(octets)
    expect(lu.pages).toHaveLength(pages)
    for (const valeur of attendus(dossier)) expect(lu.texte).toContain(valeur)
    expect(lu.titre).toBe(`Bon de commande ${dossier.commande.numero}`)
    expect(lu.langue).toBe('fr-FR')
  })

  test.runIf(hasPoppler('pdftotext'))('and the one read back by poppler', async () => {
    const { octets } = await print(dossier)
    const texte = aplati(poppler('pdftotext', octets, '-layout'))
    for (const valeur of attendus(dossier)) expect(texte).toContain(valeur)
  })

  test('every page is numbered, the signature is with what it commits to', async () => {
    const lu = await readPdfJs((await print(dossier)).octets)
    for (const [i, page] of lu.pages.entries()) expect(page).toContain(`page ${i + 1}/${lu.pages.length}`)
    const signature = lu.pages.find((p) => p.includes('Signature du client final')) as string
    expect(signature).toContain('Cette commande n’est pas conditionnée à une commande à titre onéreux')
  })

  test('the 120-day mention stands exactly when the form precedes the référencement, above an empty number', async () => {
    const { texte } = await readPdfJs((await print(dossier)).octets)
    expect(texte.includes(CENT_VINGT)).toBe(exemple.anterieur === true)
    expect(texte.includes('9901422026')).toBe(exemple.anterieur !== true)
    expect(texte).toContain('Numéro de référencement')
  })

  test('the mention on the amount paid by the State is the scheme’s, with the total on its line', async () => {
    const { texte } = await readPdfJs((await print(dossier)).octets)
    const total = aplati(formatMontant(dossier.lignes.reduce((s, l) => s + l.ttc, 0)))
    const mot = code === SFP ? 'Montants' : 'Montant'
    expect(texte).toContain(
      `${mot} de la Prestation Ségur pris en charge par l’Etat au titre du Ségur de la santé ${total}`,
    )
    expect(texte.match(/Prestation Ségur \d/g)).toHaveLength(dossier.lignes.length)
  })

  test('same dossier and instant, same bytes', async () => {
    const [un, deux] = [await print(dossier), await print(dossier)]
    expect(Buffer.from(un.octets).equals(Buffer.from(deux.octets))).toBe(true)
  })
})

describe('fields left to the client', () => {
  test('are named as what they hold: date, name, aids', async () => {
    const { champs } = await readPdfJs((await print(invent(SFP, { cas: 'A', clients: 1 }))).octets)
    expect(Object.fromEntries(champs)).toEqual({
      'dateSignatureCommande.jour': null,
      'dateSignatureCommande.mois': null,
      'dateSignatureCommande.annee': null,
      nomPrenomClientFinal: null,
      aidesDejaPercues: ['Aucune', 'Montant'],
      montantAidesDejaPercues: null,
    })
  })

  test('a declared aid is printed, added up, and no longer asked', async () => {
    const dossier = invent(SFP, { cas: 'A', clients: 1 })
    const aide = (id: number, reglement: string, montant: number) => ({
      id,
      tiersId: 1,
      reglement,
      montant,
      declareeLe: '2026-10-01',
      source: '',
    })
    const aides = [
      aide(1, '(UE) 2023/2832', 100_000),
      aide(2, '(UE) 2023/2832', 23_456),
      aide(3, '(UE) 2023/2831', 999),
    ]
    const { champs, texte } = await readPdfJs((await print({ ...dossier, aides })).octets)
    expect(texte).toContain('un montant de 1 234,56 €')
    expect([...champs.keys()].filter((k) => k.includes('ides'))).toEqual([])
  })

  test('one signature per client in case C, none shared', async () => {
    const { champs, texte } = await readPdfJs((await print(invent(MDV, { cas: 'C', clients: 3 }))).octets)
    for (const suffixe of ['', '_2', '_3']) {
      expect(champs.has(`nomPrenomClientFinal${suffixe}`)).toBe(true)
      expect(champs.has(`dateSignatureCommande${suffixe}.jour`)).toBe(true)
    }
    expect(texte.match(/Signature du client final/g)).toHaveLength(3)
  })

  test('an unanswered question is asked, an answered one is printed', async () => {
    const dossier = invent(MDV, { cas: 'A', clients: 1 })
    const { champs } = await readPdfJs(
      (await print({ ...dossier, scenario: { ...dossier.scenario, isDirectToDMP: null } })).octets,
    )
    expect(champs.get('isDirectToDMP')).toEqual(['Oui', 'Non'])
    expect(champs.has('isPFIToDMP')).toBe(false)
  })
})

describe('what each form commits to', () => {
  test('de minimis for practitioners, 2012/21/UE and the certificate for centres', async () => {
    const liberal = await readPdfJs((await print(invent(SFP, { cas: 'A', clients: 1 }))).octets)
    const centre = await readPdfJs((await print(invent(SFP, { cas: 'D', clients: 1 }))).octets)
    expect(liberal.texte).toContain('règlement (UE) 2023/2832')
    expect(liberal.texte).not.toContain('2012/21/UE')
    expect(centre.texte).toContain(
      'décision d’exemption de notification 2012/21/UE de la Commission européenne',
    )
    expect(centre.texte).toContain('commande d’un certificat de type organisation')
    expect(centre.texte).not.toContain('2023/2832')
  })

  test('the mandataire is named, with his mandate, in case B alone', async () => {
    const b = await readPdfJs((await print(invent(MDV, { cas: 'B', clients: 3 }))).octets)
    const c = await readPdfJs((await print(invent(MDV, { cas: 'C', clients: 3 }))).octets)
    expect(b.texte).toContain('avec un mandataire désigné en leur sein')
    expect(b.texte).toContain('Nom du mandataire Jeanne Exemple')
    expect(b.texte).toContain('Le signataire certifie disposer des mandats nécessaires')
    expect(c.texte).not.toContain('mandats nécessaires')
  })

  test('outside VAT, the TTC is the HT and the form says why', async () => {
    const { texte } = await readPdfJs(
      (await print(invent(SFP, { cas: 'A', clients: 1, assujettiTva: false }))).octets,
    )
    expect(texte).toContain('Prestation Ségur 333,33 € non applicable 0,00 € 333,33 €')
    expect(texte).toContain('TVA non applicable')
  })

  test('the scope is on the verso of a one-page form', async () => {
    const { pages } = await readPdfJs(
      (await print(invent(SFP, { cas: 'A', clients: 1, anterieur: true }))).octets,
    )
    expect(pages).toHaveLength(2)
    expect(pages[0]).toContain('décrit au verso')
    expect(pages[1]).toContain('La Prestation Ségur couvre')
  })
})

describe('pages', () => {
  test.each([1, 3, 30, 300])('%i clients: every one once in each table, the breaks said', async (clients) => {
    const dossier = invent(MDV, { cas: clients === 1 ? 'A' : 'B', clients })
    const lu = await readPdfJs((await print(dossier)).octets)
    const n = lu.pages.length
    for (const [i, page] of lu.pages.entries()) expect(page).toContain(`page ${i + 1}/${n}`)
    for (const l of dossier.lignes) {
      const rpps = dossier.participations.find((p) => p.tiers.id === l.tiersId)?.tiers.identifiants[0]?.valeur
      const fois = lu.texte.split(rpps as string).length - 1
      expect(fois).toBe(clients === 1 ? 1 : l.tiersId === 1 ? 3 : 2)
    }
    for (const m of lu.texte.matchAll(/Clients (\d+) à (\d+) sur (\d+), suite page (\d+)\./g)) {
      expect(Number(m[2]) - Number(m[1])).toBeGreaterThanOrEqual(2)
      expect(lu.pages[Number(m[4]) - 1]).toContain(`(suite, clients ${Number(m[2]) + 1} à`)
    }
    const derniere = lu.pages.findLast((p) => p.includes('Signature du client final')) as string
    expect(derniere).toContain('Consigne : une seule réponse par question.')
  })

  test('a name of 300 characters, an address in one piece: wrapped, nothing lost', async () => {
    const nom = 'De La Très Longue Dénomination '.repeat(10).slice(0, 299).trim()
    const mail = `${'x'.repeat(120)}@cabinet.example`
    const dossier = withTiers(invent(SFP, { cas: 'A', clients: 1, anterieur: true }), {
      nom,
      prenom: '',
      mail,
    })
    const lu = await readPdfJs((await print(dossier)).octets)
    expect(lu.texte).toContain(nom)
    expect(lu.texte.replaceAll(' ', '')).toContain(mail)
    const mention = lu.pages.find((p) => p.includes('sous 120 jours')) as string
    expect(mention).toContain('Numéro de référencement')
  })
})

describe('characters and images from outside', () => {
  test('other Latin letters are printed; emoji, NUL and controls leave; other scripts become « ? »', async () => {
    const nom = 'Łukasz Ștefănescu\u0000\u202e Дмитрий 😀 O’Neill'
    const dossier = withTiers(invent(SFP, { cas: 'A', clients: 1 }), { nom, prenom: '' })
    const { octets } = await print(dossier)
    const { texte } = await readPdfJs(octets)
    expect(texte).toContain('Łukasz Ștefănescu ??????? O’Neill')
  })

  test.runIf(hasPoppler('pdffonts'))('every font of a page is embedded as a subset', async () => {
    const { octets } = await print(invent(SFP, { cas: 'A', clients: 1 }))
    const lignes = poppler('pdffonts', octets).trim().split('\n').slice(2)
    expect(lignes).toHaveLength(3)
    for (const ligne of lignes) expect(ligne).toMatch(/^[A-Z]{6}\+IBMPlexSans-\w+ .*yes yes yes/)
  })

  test('a PNG or JPEG logo replaces the name; a broken one leaves the name and says so', async () => {
    const dossier = invent(MDV, { cas: 'A', clients: 1 })
    for (const logo of [PNG, JPEG]) {
      const avec = await print(dossier, logo)
      expect(avec.logoIllisible).toBe(false)
      expect((await readPdfJs(avec.octets)).pages[0]).toMatch(/^1 rue du Modèle/)
    }
    for (const logo of [PNG.slice(0, 40), new Uint8Array([1, 2, 3]), JPEG.slice(0, 6), new Uint8Array()]) {
      const sans = await print(dossier, logo)
      expect(sans.logoIllisible).toBe(true)
      expect((await readPdfJs(sans.octets)).pages[0]).toMatch(/^Éditeur Exemple SAS/)
    }
  })

  test('an order without client, line, date or number is still a readable page', async () => {
    const dossier = invent(SFP, { cas: 'A', clients: 1 })
    const vide: Dossier = {
      ...dossier,
      participations: [],
      lignes: [],
      commande: { ...dossier.commande, numero: '', dateEmission: null, dateInstallationPrevue: null },
    }
    expect((await readPdfJs((await print(vide)).octets)).texte).toContain('Signature du client final')
  })
})

function chunk(type: string, donnees: Buffer): Buffer {
  const corps = Buffer.concat([Buffer.from(type), donnees])
  let crc = 0xffffffff
  for (const o of corps) {
    crc ^= o
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  const tete = Buffer.alloc(4)
  tete.writeUInt32BE(donnees.length)
  const fin = Buffer.alloc(4)
  fin.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  return Buffer.concat([tete, corps, fin])
}

/** 240 × 60 pixels, blue. */
const PNG = (() => {
  const entete = Buffer.alloc(13)
  entete.writeUInt32BE(240, 0)
  entete.writeUInt32BE(60, 4)
  entete.set([8, 2, 0, 0, 0], 8)
  const rang = Buffer.concat([Buffer.from([0]), Buffer.alloc(240 * 3, Buffer.from([0x1b, 0x36, 0x70]))])
  const image = deflateSync(Buffer.concat(Array.from({ length: 60 }, () => rang)))
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', entete),
      chunk('IDAT', image),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
})()

/** A JPEG of one grey block, written by hand. */
const JPEG = new Uint8Array(
  Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
    'base64',
  ),
)
