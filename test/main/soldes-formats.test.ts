import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codesAt } from '#domain/codes.ts'
import type { Demande, Dossier, Piece } from '#domain/commande.ts'
import type { CasDispositif } from '#domain/dispositif.ts'
import { openCatalogue } from '#main/catalogue.ts'
import { FichierRefuse, openFormat } from '#main/formats/format.ts'
import { prepareLigne } from '#main/formats/ligne.ts'
import { main } from '#main/hosts/cli/programme.ts'
import { resourcePath } from '#main/resources.ts'
import { dossierExemple, finessOf, participation, SIRET, tiersExemple } from './dossierExemple.ts'
import { type ApplicationTest, openTestApplication, refusOf } from './outils.ts'
import { addVendeur, readJson, resultOf, type VendeurExemple } from './registreExemple.ts'
import { addSoldes, PREFIXE, SEPTEMBRE } from './soldeExemple.ts'

const DISPOSITIF = 'MDV-LGC-Va1'
const CODE = 'mdv-lgc-va1-solde'
const SFP = openCatalogue().base('SFP-LGC-Va2')

const readTemplate = (code: string) =>
  JSON.parse(readFileSync(resourcePath('json-schemas', 'asp', code, 'template.json'), 'utf8'))

describe('the shipped formats', () => {
  test.each(['mdv-lgc-va1', 'sfp-lgc-va2'])(
    '%s: the keys of the advance, in their order, and the facts of the balance',
    (code) => {
      const [avance] = readTemplate(`${code}-avance`).lignesImport
      const [solde] = readTemplate(`${code}-solde`).lignesImport
      const { facture, reception, ...reste } = solde
      expect(Object.keys(reste)).toEqual(Object.keys(avance))
      expect({ ...reste, numeroASP: null }).toEqual(avance)
      expect([Object.keys(facture).length, 'dateSignatureVA' in reception]).toEqual([6, true])
      expect(openFormat(`${code}-solde`)).toMatchObject({
        demande: 'solde',
        confiance: 'derive',
        lignesMax: 200,
      })
      const schema = JSON.parse(
        readFileSync(resourcePath('json-schemas', 'asp', `${code}-solde`, 'schema.json'), 'utf8'),
      )
      expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true)
    },
  )

  const va: Piece = {
    id: 9,
    sha256: '0'.repeat(64),
    nom: 'va.png',
    type: 'VA',
    etat: 'rattachee',
    format: 'png',
    taille: 1,
    pages: 1,
    ajouteeLe: SEPTEMBRE,
    emiseParNous: false,
    signatures: [
      {
        id: 1,
        signataire: 'A',
        date: '2026-03-03',
        nature: 'manuscrite',
        origine: 'declaree',
        couvreTout: null,
      },
      {
        id: 2,
        signataire: 'B',
        date: '2026-03-04',
        nature: 'manuscrite',
        origine: 'declaree',
        couvreTout: null,
      },
    ],
    commandes: [1],
  }
  const avance: Demande = {
    id: 1,
    type: 'avance',
    tentative: 1,
    etat: 'validee',
    envoiId: null,
    numLigne: 1,
    numeroAsp: '2026-77',
    deposeLe: null,
    valideeLe: null,
    payeLe: null,
    montantPaye: null,
    motif: '',
    attendu: 10000,
    codeTraitement: '',
    libelleTraitement: '',
    perimetre: null,
    refusee: false,
  }
  const centre = (plus: Partial<Dossier> = {}): Dossier =>
    dossierExemple(1, {
      participations: [
        participation('client', tiersExemple(1, 'CENTRE', 'centre_infirmier', { FINESS_G: finessOf(1) }), 0, {
          nom: 'Ada Exemple',
          qualite: 'Directrice',
          telephone: '0400000001',
          mail: 'ada@example.org',
        }),
      ],
      pieces: [va],
      demandes: [avance],
      installation: {
        revision: 1,
        prevueLe: null,
        realiseeLe: '2026-03-02',
        scenario: {},
        formation: {},
        livrables: {},
        tachesClient: '',
        preuves: [],
        nonServis: [],
      },
      facture: {
        id: 1,
        revision: 1,
        numero: 'F-1',
        date: '2026-03-04',
        finaliseeLe: '2026-03-02',
        client: 'CENTRE',
        ht: 35833,
        tva: 7167,
        ttc: 43000,
        externe: true,
        lignePrestation: true,
        mentionEtat: true,
      },
      ...plus,
    })
  const fileOf = (dossier: Dossier) => ({
    siret: SIRET,
    numeroAns: '0990000042',
    codes: codesAt(SFP, '2026-11-06'),
    lignes: [
      prepareLigne(
        dossier,
        SFP.cas.find((c) => c.code === 'D') as CasDispositif,
        [
          { nom: 'facture.pdf', format: 'pdf', typeFichier: 'FACTURE' },
          { nom: 'va.png', format: 'png', typeFichier: 'VA' },
        ],
        1,
      ),
    ],
  })

  test('SFP-LGC-Va2: no scenario, the last signature of the VA, the number of the advance', () => {
    const octets = openFormat('sfp-lgc-va2-solde').write(fileOf(centre()))
    expect(JSON.parse(octets.toString('utf8')).lignesImport[0]).toMatchObject({
      numeroASP: '2026-77',
      beneficiaires: { commandePour: 'STRUCTURE', structure: { FINESSGeo: [finessOf(1)] } },
      facture: { numeroFacture: 'F-1', dateEditionFacture: '04/03/2026', montantSegurTTC: 430 },
      reception: { dateSignatureVA: '04/03/2026' },
      piecesJustificatives: [
        { formatFichier: 'PDF', typeFichier: 'FACTURE' },
        { formatFichier: 'PNG', typeFichier: 'VA' },
      ],
      codeTraitement: null,
    })
  })

  test('each missing fact is refused with its name', () => {
    const refusals = (dossier: Dossier) => {
      try {
        openFormat('sfp-lgc-va2-solde').write(fileOf(dossier))
        return []
      } catch (erreur) {
        if (erreur instanceof FichierRefuse) return erreur.erreurs.map((e) => e.cle)
        throw erreur
      }
    }
    expect(refusals(centre({ demandes: [] }))).toEqual(['lignesImport.numeroASP'])
    expect(refusals(centre({ pieces: [] }))).toEqual(['lignesImport.reception.dateSignatureVA'])
    expect(refusals(centre({ installation: null }))).toEqual([
      'lignesImport.facture.dateRealisationPrestation',
    ])
    expect(refusals(centre({ facture: null })).length).toBe(5)
  })
})

describe('on a register', () => {
  let travail: string
  let app: ApplicationTest
  let vendeur: VendeurExemple
  beforeEach(async () => {
    travail = mkdtempSync(path.join(tmpdir(), 'liasse-soldes-formats-'))
    app = await openTestApplication({ dossier: path.join(travail, 'registre'), maintenant: SEPTEMBRE })
    vendeur = await addVendeur(app.contexte)
  })
  afterEach(async () => {
    await app.fermer()
    rmSync(travail, { recursive: true, force: true })
  })
  const ready = (nombre: number) =>
    addSoldes(
      app,
      vendeur,
      travail,
      Array.from({ length: nombre }, (_, i) => ({ numero: `EX000${i + 1}`, rang: i + 1 })),
    )

  test('the agency’s model is compared, bound, tried on ready orders and used by the next balance', async () => {
    await ready(2)
    const { json } = await app.client.solde.apercu({ dispositif: DISPOSITIF, lot: 0 })
    const modele = JSON.parse(json)
    const [ligne] = modele.lignesImport
    ligne.facture.montantDemande = 301.5
    ligne.facture.dateEditionFacture = '2022-09-06'
    ligne.datePV = '05/09/2022'
    modele.lignesImport = [ligne]
    const chemin = path.join(travail, 'modele.json')
    writeFileSync(chemin, JSON.stringify(modele))
    const c = await app.client.format.comparer({ dispositif: DISPOSITIF, demande: 'solde', chemin })
    expect(c).toMatchObject({ code: CODE, version: 2, origine: { version: 1 } })
    expect(c.cles.filter((k) => k.ecart !== 'identique').map((k) => [k.chemin, k.ecart])).toEqual([
      ['lignesImport[].facture.dateEditionFacture', 'autre_type'],
      ['lignesImport[].facture.montantDemande', 'nouvelle'],
      ['lignesImport[].datePV', 'nouvelle'],
    ])
    await app.client.format.lier({
      id: c.id,
      liaisons: {
        'lignesImport[].facture.montantDemande': {
          type: 'source',
          source: 'lignes[].demande.solde',
          formateur: 'euros',
          absent: 'bloquer',
        },
        'lignesImport[].datePV': {
          type: 'source',
          source: 'lignes[].va.dateSignature',
          formateur: 'jjmmaaaa',
          absent: 'bloquer',
        },
      },
    })
    // No VA goes: the key would stop both orders, and they are named.
    const refuse = await app.client.format.essayer({ id: c.id })
    expect(refuse.controle).toMatchObject({ pretes: 2, acceptees: 0, refusees: [{ numero: 'EX0001' }, {}] })
    expect(refuse.valeurs['lignes[].demande.solde']).toBe('301,00\u00a0€')
    expect(refuse.valeurs['lignes[].facture.numero']).toBe('FEX0001')
    expect((await refusOf(app.client.format.retenir({ id: c.id }))).phrase).toMatch(
      /2 commandes prêtes seraient refusées/,
    )
    await app.client.format.lier({
      id: c.id,
      liaisons: {
        'lignesImport[].datePV': {
          type: 'source',
          source: 'lignes[].installation.realiseeLe',
          formateur: 'jjmmaaaa',
          absent: 'bloquer',
        },
      },
    })
    expect((await app.client.format.essayer({ id: c.id })).controle).toMatchObject({
      pretes: 2,
      acceptees: 2,
    })
    const liste = await app.client.format.retenir({ id: c.id })
    expect(liste.find((f) => f.code === CODE)).toMatchObject({ version: 2, confirme: true })
    const sortie = path.join(travail, 'sortie')
    const { envois } = await resultOf(app.client.solde.preparer({ dispositif: DISPOSITIF, sortie }))
    expect(envois).toMatchObject([{ formatVersion: 2, formatConfirme: true, demandes: 2 }])
    const { lignesImport } = readJson(path.join(sortie, envois[0]?.json.nom ?? ''))
    expect(lignesImport[1]).toMatchObject({
      facture: { montantDemande: 301, dateEditionFacture: '2022-09-06' },
      datePV: '05/09/2022',
    })
  })

  test('orders that wait for their pieces say nothing of a format', async () => {
    await addSoldes(app, vendeur, travail, [
      { numero: 'EX0001', rang: 1 },
      { numero: 'EX0002', rang: 2, sans: ['MOM'] },
    ])
    const chemin = path.join(travail, 'modele.json')
    const { json } = await app.client.solde.apercu({ dispositif: DISPOSITIF, lot: 0 })
    writeFileSync(chemin, json)
    const c = await app.client.format.comparer({ dispositif: DISPOSITIF, demande: 'solde', chemin })
    expect((await app.client.format.essayer({ id: c.id })).controle).toMatchObject({
      pretes: 1,
      acceptees: 1,
    })
  })

  /** The program, on the same register. */
  async function liasse(...args: string[]) {
    let texte = ''
    const vers = { write: (bloc: string) => (texte += bloc) }
    const communes = ['--registre', path.join(travail, 'registre'), '--aujourdhui', '2023-09-12']
    const code = await main([...args, ...communes], { stdout: vers, stderr: vers })
    return { code, texte }
  }

  test('on the command line: listed, prepared, deposited', async () => {
    await ready(2)
    expect((await liasse('commandes', 'lister', '--etat', 'solde_a_deposer')).texte).toMatch(
      /EX0001[\s\S]*EX0002/,
    )
    const sortie = path.join(travail, 'sortie')
    const { code, texte } = await liasse('solde', 'preparer', '--dispositif', DISPOSITIF, '--sortie', sortie)
    expect(texte).toMatch(/^1\sfichier de demande de solde dans /)
    expect(texte).toMatch(/2\sdemandes, 860,00\s€ TTC, solde de 602,00\s€ · format à confirmer/)
    expect(texte).toMatch(/4\spièces/)
    expect(code).toBe(0)
    const depot = await liasse('demande', 'deposer', `${PREFIXE}1`, '--le', '2023-09-12')
    expect(depot.texte).toMatch(/dépôt du 12\/09\/2023 enregistré, 2\sdemandes/)
    expect((await liasse('commandes', 'lister', '--etat', 'solde_depose', '--json')).texte).toContain(
      'EX0002',
    )
    expect(
      (await liasse('solde', 'preparer', '--dispositif', DISPOSITIF, '--sortie', sortie)).texte,
    ).toContain('Aucune demande de solde ne peut partir.')
  })
})
