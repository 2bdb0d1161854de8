import { describe, expect, test } from 'vitest'
import type { Dossier, TypeDocument } from '#domain/commande.ts'
import { formatNumeroTva, formatSiret } from '#domain/identifiants.ts'
import { formatMontant } from '#domain/montant.ts'
import { computeLigne } from '#domain/proposition.ts'
import { nomComplet } from '#domain/tiers.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { renderDocument } from '#main/documents/document.ts'
import { type Exemple, inventDossier } from '#main/documents/exemples.ts'
import { findModele, listModeles, type Modele } from '#main/documents/modele.ts'
import { aplati, hasPoppler, poppler, readPdfJs } from './lecturePdf.ts'

const catalogue = openCatalogue()
const SFP = 'SFP-LGC-Va2'
const MDV = 'MDV-LGC-Va1'
const MANDAT =
  'Le signataire certifie disposer des mandats nécessaires de la part des autres professionnels de santé et structures concernés par le périmètre de la commande. Il sera amené à justifier de ce mandat en cas de contrôle.'

const invent = (code: string, exemple: Exemple) => inventDossier(catalogue.base(code), exemple)
function print(type: TypeDocument, dossier: Dossier, maintenant = '2027-02-18T08:00:00.000Z') {
  const dispositif = catalogue.base(dossier.commande.dispositif)
  const modele = findModele(dispositif, type) as Modele
  return renderDocument({ modele, dispositif, dossier, logo: null, maintenant })
}
const read = async (type: TypeDocument, dossier: Dossier) => readPdfJs((await print(type, dossier)).octets)

/** What every document of an order says. */
function attendus(type: TypeDocument, d: Dossier): string[] {
  const numero = type === 'VA' && d.commande.dispositif === MDV ? d.facture?.numero : d.commande.numero
  return [
    d.fournisseur.denomination,
    formatSiret(d.fournisseur.siret),
    type === 'MOM' ? (d.facture?.numero ?? '') : (numero ?? ''),
    ...(type === 'MOM' ? [] : [nomComplet((d.participations[0] as Dossier['participations'][0]).tiers)]),
  ].map(aplati)
}

const CAS: readonly (readonly [TypeDocument, string, Exemple])[] = [
  ['VA', MDV, { cas: 'A', clients: 1 }],
  ['VA', MDV, { cas: 'B', clients: 5 }],
  ['VA', MDV, { cas: 'C', clients: 3 }],
  ['VA', MDV, { cas: 'D', clients: 1 }],
  ['VA', MDV, { cas: 'D', clients: 4 }],
  ['MOM', MDV, { cas: 'A', clients: 1 }],
  ['MOM', MDV, { cas: 'B', clients: 3 }],
  ['FACTURE', MDV, { cas: 'A', clients: 1 }],
  ['FACTURE', MDV, { cas: 'C', clients: 8 }],
  ['FACTURE', MDV, { cas: 'D', clients: 2 }],
  ['VA', SFP, { cas: 'A', clients: 1 }],
  ['VA', SFP, { cas: 'D', clients: 1 }],
  ['VA', SFP, { cas: 'D', clients: 3 }],
  ['PV', SFP, { cas: 'A', clients: 1 }],
  ['PV', SFP, { cas: 'D', clients: 1 }],
  ['FACTURE', SFP, { cas: 'A', clients: 1 }],
  ['FACTURE', SFP, { cas: 'D', clients: 2 }],
]

describe.each(CAS)('%s of %s, %j', (type, code, exemple) => {
  const dossier = invent(code, exemple)

  test('reads the same in pdf.js, every page named and numbered', async () => {
    const { octets, pages } = await print(type, dossier)
    const lu = await readPdfJs(octets)
    for (const valeur of attendus(type, dossier)) expect(lu.texte).toContain(valeur)
    const modele = findModele(catalogue.base(code), type) as Modele
    expect(lu.titre).toContain(type === 'FACTURE' ? 'Facture FA 2027 0031' : `${type} d`)
    expect(lu.pages).toHaveLength(pages)
    for (const [i, page] of lu.pages.entries()) {
      expect(page).toContain(`${lu.titre}, page ${i + 1}/${pages}`)
      expect(page).toContain(i === 0 ? modele.titre : `${modele.titre} (suite)`)
    }
  })

  test.runIf(hasPoppler('pdftotext'))('and in poppler', async () => {
    const texte = aplati(poppler('pdftotext', (await print(type, dossier)).octets, '-layout'))
    for (const valeur of attendus(type, dossier)) expect(texte).toContain(valeur)
  })

  test('same data, same bytes; nothing of an order form is said', async () => {
    const [un, deux] = [await print(type, dossier), await print(type, dossier)]
    expect(Buffer.from(un.octets).equals(Buffer.from(deux.octets))).toBe(true)
    expect(un).toMatchObject({ mention: null, numeroAns: null })
  })

  test('the first signature stands with what it commits to', async () => {
    const { pages } = await read(type, dossier)
    const signee = pages.find((p) => /Signature du (?:Client|client|Fournisseur)|Signatures? A /.test(p))
    if (type === 'FACTURE') expect(signee).toBeUndefined()
    else expect(signee).toMatch(/Attestation Atteste|témoigne ainsi|Le Client témoigne/)
  })
})

describe('VA and MOM, word for word', () => {
  const BON =
    'Atteste du bon déroulement de la Prestation Ségur dans les conditions définies par les textes réglementaires du dispositif SONS LGC Vague 1, et en lien avec les éléments à déclarer dans la VA. Le Fournisseur s’est acquitté de l’ensemble des tâches attendues, à l’exception de celles éventuellement assurées directement par mes soins.'
  const DISTINCT =
    'assurés par un logiciel distinct de celui objet de la Prestation Ségur. En ce cas, j’atteste sur l’honneur avoir fait le nécessaire pour sécuriser les envois vers les DMP des patients.'
  const SEUIL =
    'assurés par le logiciel objet de la Prestation Ségur, et que le seuil d’envoi de dix documents de santé avec INS qualifiée a bien été atteint.'

  test.each(['A', 'B', 'C', 'D'])('case %s: the mandate sentence is case B’s alone', async (cas) => {
    const dossier = invent(MDV, { cas, clients: cas === 'A' ? 1 : 3 })
    const va = await read('VA', dossier)
    expect(va.texte).toContain(BON)
    expect(va.texte).toContain(DISTINCT)
    expect(va.texte).not.toContain(SEUIL)
    expect(va.texte.includes(MANDAT)).toBe(cas === 'B')
    expect(va.texte).toContain('Numéro de facture associé à la présente VA FA 2027 0031')
    const mom = await read('MOM', dossier)
    expect(mom.texte).toContain(SEUIL)
    expect(mom.texte).not.toContain(DISTINCT)
    expect(mom.texte).not.toContain('mandats nécessaires')
    expect(mom.texte).not.toContain('Commentaires')
    expect(mom.texte).toContain('Nom Exemple Prénom Claude')
    expect(mom.texte).toContain('Signature du Fournisseur')
  })

  test('case C, sixty clients: the table goes on under its heads, one box each', async () => {
    const dossier = invent(MDV, { cas: 'C', clients: 60 })
    const { pages, texte, champs } = await read('VA', dossier)
    expect(pages[0]).toMatch(/Clients 1 à \d+ sur 60, suite page 2\./)
    expect(texte.match(/N° RPPS Nom du médecin Mail Téléphone/g)).toHaveLength(2)
    for (let i = 1; i <= 60; i++) expect(texte.match(new RegExp(`Client ${i} : `, 'g'))).toHaveLength(1)
    for (const page of pages.slice(3)) expect(page).toContain('Signatures (suite)')
    expect([...champs.keys()]).toEqual([
      'commentaires',
      'lieuSignature',
      'dateSignatureVA.jour',
      'dateSignatureVA.mois',
      'dateSignatureVA.annee',
    ])
  })

  test('SFP: every key function of AF §4.4 is attested', async () => {
    const { texte, champs } = await read('VA', invent(SFP, { cas: 'A', clients: 1 }))
    for (const fonction of [
      's’authentifier avec Pro Santé Connect pour se connecter à son logiciel et aux téléservices assurance maladie (INS, DMP) en e-CPS',
      'connaître le statut INS des patients et de qualifier l’identité facilement',
      'rechercher un confrère dans l’annuaire et lui adresser un document par MSSanté professionnel',
      'envoyer un message vers la MSSanté patient',
      'intégrer dans le logiciel les documents reçus, notamment via MSSanté',
      'envoyer simplement les documents produits à Mon espace santé',
      'consulter simplement Mon espace santé',
      'produire tous les documents de la liste des documents Ségur aux formats requis CDAR2N1 ou CDAR2N3 et devant faire l’objet d’un envoi systématique à Mon espace santé',
    ])
      expect(texte).toContain(fonction)
    expect(champs.has('dateSignatureVA.jour')).toBe(true)
  })

  test('the reference number is on the VA of an order issued before it', async () => {
    const dossier = invent(SFP, { cas: 'A', clients: 1 })
    const { texte } = await read('VA', {
      ...dossier,
      commande: { ...dossier.commande, dateEmission: '2026-01-10' },
    })
    expect(texte).toContain('Numéro de référencement 9901422026')
  })

  test('a client that was not served neither signs nor is invoiced', async () => {
    const dossier = invent(MDV, { cas: 'C', clients: 3 })
    const parti = dossier.participations[1]?.tiers as Dossier['participations'][0]['tiers']
    const installation = {
      ...(dossier.installation as NonNullable<Dossier['installation']>),
      nonServis: [{ tiersId: parti.id, motif: 'parti' }],
    }
    for (const type of ['VA', 'FACTURE'] as const) {
      const { texte } = await read(type, { ...dossier, installation })
      expect(texte).not.toContain(nomComplet(parti))
      expect(texte).toContain('Dominique Exemple')
    }
  })
})

describe('PV of a pilot', () => {
  test('says its place, its dates, what the client testifies; questions are left to him', async () => {
    const { texte, champs } = await read('PV', invent(SFP, { cas: 'A', clients: 1 }))
    expect(texte).toContain('Prestation Ségur SFP-LGC-Va2, client pilote 3 sur 5')
    expect(texte).toContain('Date d’installation 16/02/2027')
    expect(texte).toContain(
      'Le Client témoigne de la bonne réalisation de la Prestation Ségur et de la stabilité de la Solution logicielle.',
    )
    expect([...champs.values()].filter((v) => v?.join() === 'Oui,Non')).toHaveLength(10)
  })
})

describe('invoices', () => {
  const dossier = invent(MDV, { cas: 'A', clients: 1 })
  const [ligne] = dossier.lignes as [Dossier['lignes'][0]]

  test.each([2000, 850])('every mention of §12, at %i basis points of VAT', async (taux) => {
    const { tva, ttc } = computeLigne(ligne.ht, taux)
    const { texte } = await read('FACTURE', { ...dossier, lignes: [{ ...ligne, taux, tva, ttc }] })
    for (const mention of [
      'Date de facture 18/02/2027',
      'N° de facture FA 2027 0031',
      'N° du bon de commande BDC 2026 0142',
      'SIRET du Fournisseur 990 001 422 00015',
      `N° de TVA intracommunautaire ${formatNumeroTva(dossier.fournisseur.siret)}`,
      'Nom client Jeanne Exemple',
      'N° RPPS 99000410011',
      'Nom d’un représentant du Client final Jeanne Exemple',
      `Prestation Ségur ${formatMontant(ligne.ht)} ${taux === 2000 ? '20' : '8,5'} % ${formatMontant(tva)} ${formatMontant(ttc)}`,
      `Montant pris en charge par l’Etat dans le cadre du Ségur de la santé ${formatMontant(ttc)}`,
      'Date de finalisation de la Prestation Ségur 16/02/2027',
    ])
      expect(texte).toContain(aplati(mention))
    expect(texte).not.toContain('TVA non applicable')
  })

  test('of a vendor outside VAT: no rate, no VAT number, the HT is paid', async () => {
    const hors = invent(MDV, { cas: 'A', clients: 1, assujettiTva: false })
    const { texte } = await read('FACTURE', hors)
    expect(texte).toContain('TVA non applicable : le Fournisseur n’est pas assujetti')
    expect(texte).not.toContain('intracommunautaire')
    expect(texte).toContain(aplati(`Ségur de la santé ${formatMontant(ligne.ht)}`))
  })

  test('the vendor’s own mentions, line after line; without them, no empty section', async () => {
    expect((await read('FACTURE', dossier)).texte).toContain('Règlement SAS au capital de 10 000 €')
    const muet = { ...dossier, fournisseur: { ...dossier.fournisseur, mentionsFacture: '' } }
    expect((await read('FACTURE', muet)).texte).not.toContain('Règlement')
  })

  test('structures are known by both FINESS, with a representative', async () => {
    const { texte } = await read('FACTURE', invent(MDV, { cas: 'D', clients: 1 }))
    expect(texte).toContain('FINESS juridique 990100018')
    expect(texte).toContain('FINESS géographique(s) 990000010')
    expect(texte).toContain('Nom d’un représentant du Client final Jeanne Exemple')
  })
})

test('letters outside western Europe, names of sixty signs: each model prints them', async () => {
  for (const modele of listModeles()) {
    const dispositif = catalogue.base(modele.dispositif)
    const dossier = inventDossier(dispositif, { cas: 'A', clients: 1 })
    const long = {
      ...dossier,
      participations: dossier.participations.map((p) => ({
        ...p,
        tiers: { ...p.tiers, nom: `Łukaszewicz-Ångström ${'de la Très Longue Lignée '.repeat(2)}`.trim() },
      })),
      facture: dossier.facture === null ? null : { ...dossier.facture, client: '' },
    }
    const { texte } = await read(modele.type, long)
    if (modele.type !== 'MOM') expect(texte).toContain('Łukaszewicz-Ångström')
  }
})
