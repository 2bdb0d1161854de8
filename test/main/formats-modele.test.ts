import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ComparaisonFormat, Liaison } from '#contract/format.ts'
import type { Dispositif, Surcharge } from '#domain/dispositif.ts'
import { compareLignes } from '#main/operations/format-essai.ts'
import { type ApplicationTest, openTestApplication, refusOf } from './outils.ts'
import { addCommandes, addVendeur, resultOf, type VendeurExemple, writePdfs } from './registreExemple.ts'

const DISPOSITIF = 'MDV-LGC-Va1'
const CODE = 'mdv-lgc-va1-avance'
const ATTESTE = readFileSync(path.join(import.meta.dirname, '../donnees/avance-mdv-lgc-va1.json'), 'utf8')

// biome-ignore lint/suspicious/noExplicitAny: a model is any JSON, changed key by key by each test
type Json = any

let travail: string
let app: ApplicationTest
let vendeur: VendeurExemple
beforeEach(async () => {
  travail = mkdtempSync(path.join(tmpdir(), 'liasse-formats-'))
  app = await openTestApplication({ dossier: path.join(travail, 'registre') })
  vendeur = await addVendeur(app.contexte)
})
afterEach(async () => {
  await app.fermer()
  rmSync(travail, { recursive: true, force: true })
})

async function signed(nombre: number, debut = 1): Promise<readonly number[]> {
  const commandes = Array.from({ length: nombre }, (_, i) => ({
    numero: `EX${String(debut + i).padStart(4, '0')}`,
    rang: debut + i,
  }))
  const ids = await addCommandes(app.contexte, vendeur, commandes)
  const entree = mkdtempSync(path.join(travail, 'entree-'))
  await writePdfs(
    entree,
    commandes.map((c) => `${c.numero}.pdf`),
  )
  await resultOf(app.client.piece.rattacher({ chemins: [entree], signeeLe: '2022-06-20' }))
  return ids
}

function write(nom: string, contenu: string | Uint8Array): string {
  const chemin = path.join(travail, nom)
  writeFileSync(chemin, contenu)
  return chemin
}

/** The attested example, changed: what the agency would publish. */
function model(change: (ligne: Json, racine: Json) => void, nom = 'modele.json'): string {
  const racine = JSON.parse(ATTESTE)
  change(racine.lignesImport[0], racine)
  return write(nom, JSON.stringify(racine, null, 2))
}
const compare = (
  chemin: string,
  plus: Partial<Parameters<ApplicationTest['client']['format']['comparer']>[0]> = {},
) => app.client.format.comparer({ dispositif: DISPOSITIF, demande: 'avance', chemin, ...plus })
const at = (c: ComparaisonFormat, fin: string) => {
  const cle = c.cles.find((k) => k.chemin.endsWith(fin))
  if (cle === undefined) throw new Error(`no key ${fin}`)
  return cle
}
const gaps = (c: ComparaisonFormat) =>
  c.cles
    .filter((k) => k.ecart !== 'identique')
    .map((k) => `${k.chemin.replace('lignesImport[].', '')} ${k.ecart}`)
const summary = async () => (await app.client.format.lister()).find((f) => f.code === CODE)
const prepare = (nom = 'sortie') =>
  resultOf(app.client.avance.preparer({ dispositif: DISPOSITIF, sortie: path.join(travail, nom) }))
/** The file just written, as the disk has it. */
function written(nom = 'sortie'): Json {
  const dossier = path.join(travail, nom)
  const json = readdirSync(dossier).find((f) => f.endsWith('.json')) as string
  return JSON.parse(readFileSync(path.join(dossier, json), 'utf8'))
}
const source = (chemin: string, plus: Partial<Extract<Liaison, { type: 'source' }>> = {}): Liaison => ({
  type: 'source',
  source: chemin,
  formateur: null,
  absent: 'bloquer',
  ...plus,
})

describe('what a model says against the format in use', () => {
  test('the attested file has no gap, and kept as it is it writes the same bytes', async () => {
    await signed(2)
    await prepare('avant')
    const c = await compare(write('m.json', ATTESTE))
    expect(gaps(c)).toEqual([])
    expect(c).toMatchObject({
      version: 2,
      etat: 'essai',
      sansSource: [],
      fautes: [],
      origine: { version: 1 },
    })
    const [liste] = await app.client.format
      .retenir({ id: c.id })
      .then((l) => l.filter((f) => f.code === CODE))
    expect(liste).toMatchObject({ version: 2, confirme: true })
    const { lignes } = await app.client.envoi.lister({})
    await app.client.envoi.abandonner({ id: lignes[0]?.id as number, motif: 'Essai' })
    await prepare('apres')
    expect(written('apres')).toEqual(written('avant'))
  })

  test('a new key waits for a source, and is written as the model shows it', async () => {
    await signed(2)
    const c = await compare(
      model((l) => {
        l.commande.tauxTVA = 20
      }),
    )
    expect(gaps(c)).toEqual(['commande.tauxTVA nouvelle'])
    const cle = at(c, 'tauxTVA')
    expect(cle).toMatchObject({ actuel: null, modele: '20 nombre', liaison: null, liste: 'lignes[]' })
    expect(c.sansSource).toEqual([cle.chemin])
    expect(await refusOf(app.client.format.retenir({ id: c.id }))).toMatchObject({
      code: 'REFUS',
      phrase: expect.stringContaining('Une clé n’a pas de source'),
    })
    const vu = await app.client.format.essayer({ id: c.id })
    expect(vu.controle).toBeNull()
    expect(vu.lignes.filter((l) => l.signe !== ' ')).toEqual([{ signe: '?', texte: '    "tauxTVA": …' }])
    expect(vu.valeurs['lignes[].commande.tauxTva']).toBe('20\u00a0%')

    const lie = await app.client.format.lier({
      id: c.id,
      liaisons: { [cle.chemin]: source('lignes[].commande.tauxTva', { formateur: 'pourcent' }) },
    })
    expect(lie.sansSource).toEqual([])
    const essai = await app.client.format.essayer({ id: c.id })
    expect(essai.controle).toEqual({ pretes: 2, acceptees: 2, refusees: [] })
    expect(essai.lignes.filter((l) => l.signe !== ' ')).toEqual([{ signe: '+', texte: '    "tauxTVA": 20' }])
    // Nothing changed yet.
    expect((await app.client.avance.examiner({ dispositif: DISPOSITIF })).lots[0]).toMatchObject({
      format: CODE,
    })
    expect(await summary()).toMatchObject({ version: 1 })

    await app.client.format.retenir({ id: c.id })
    const { envois } = await prepare()
    expect(envois[0]).toMatchObject({ format: CODE, formatVersion: 2, formatConfirme: true })
    expect(written().lignesImport.map((l: Json) => l.commande.tauxTVA)).toEqual([20, 20])
    expect(Object.keys(written().lignesImport[0].commande)).toEqual([
      'dateCommande',
      'regimeTVA',
      'montantSegurHT',
      'tauxTVA',
    ])
  })

  test('other types: dates and numbers are written as the model shows, from the source that they have', async () => {
    await signed(1)
    const c = await compare(
      model((l) => {
        l.numLigne = '1'
        l.commande.dateCommande = '2026-11-06'
        l.commande.montantSegurHT = '358,33'
        l.beneficiaires.isMandataire = 'NON'
        l.beneficiaires.liberal[0].RPPS = 99000000010
        l.piecesJustificatives[0].formatFichier = 'pdf'
      }),
    )
    expect(gaps(c).every((g) => g.endsWith('autre_type'))).toBe(true)
    expect(c.sansSource).toEqual([])
    expect(at(c, 'dateCommande')).toMatchObject({
      actuel: '"06/11/2026"',
      modele: '"2026-11-06"',
      source: 'Commande, date',
    })
    await app.client.format.retenir({ id: c.id })
    await prepare()
    const [ligne] = written().lignesImport
    expect(ligne).toMatchObject({
      numLigne: '1',
      commande: { dateCommande: '2022-06-15', montantSegurHT: '358,33' },
      beneficiaires: { isMandataire: 'NON', liberal: [{ RPPS: expect.any(Number) }] },
      piecesJustificatives: [{ formatFichier: 'pdf' }],
    })
  })

  test('another case is followed; a renamed key waits for the user, with the former source proposed', async () => {
    await signed(1)
    const c = await compare(
      model((l, racine) => {
        racine.SIRET = racine.siret
        delete racine.siret
        const [praticien] = l.beneficiaires.liberal
        l.beneficiaires.liberal = [{ nomProfessionnel: 'X', ...praticien }]
        delete l.beneficiaires.liberal[0].nomMedecin
      }),
    )
    expect(gaps(c).sort()).toEqual(['SIRET autre_casse', 'beneficiaires.liberal[].nomProfessionnel renommee'])
    const cle = at(c, 'nomProfessionnel')
    expect(cle).toMatchObject({ ancienne: 'nomMedecin', liaison: null })
    expect(cle.proposition).toMatchObject({ source: 'lignes[].praticiens[].nom' })
    expect(c.sansSource).toEqual([cle.chemin])
    await app.client.format.lier({ id: c.id, liaisons: { [cle.chemin]: cle.proposition as Liaison } })
    await app.client.format.retenir({ id: c.id })
    await prepare()
    const fichier = written()
    expect(fichier.siret).toBeUndefined()
    expect(fichier.SIRET).toMatch(/^\d{14}$/)
    expect(fichier.lignesImport[0].beneficiaires.liberal[0].nomProfessionnel).toContain('SPECIMEN 1')
  })

  test('an array where an object was, an object where an array was', async () => {
    await signed(1)
    const c = await compare(
      model((l) => {
        l.beneficiaires.structure = [{ ...l.beneficiaires.structure, FINESSGeo: '990000017' }]
        l.piecesJustificatives = l.piecesJustificatives[0]
      }),
    )
    expect(at(c, '.structure')).toMatchObject({
      ecart: 'autre_type',
      actuel: 'objet',
      modele: 'tableau',
      liaison: { type: 'liste', pour: 'lignes[].structure.finessGeo[]' },
    })
    expect(at(c, '.piecesJustificatives')).toMatchObject({
      ecart: 'autre_type',
      actuel: 'tableau',
      modele: 'objet',
      liaison: { type: 'premier', pour: 'lignes[].pieces[]' },
    })
    const geo = at(c, 'FINESSGeo')
    expect(geo).toMatchObject({ ecart: 'autre_type', liste: 'lignes[].structure.finessGeo[]' })
    await app.client.format.lier({
      id: c.id,
      liaisons: { [geo.chemin]: source('lignes[].structure.finessGeo[]') },
    })
    await app.client.format.retenir({ id: c.id })
    await prepare()
    const [ligne] = written().lignesImport
    expect(ligne.beneficiaires.structure).toEqual([])
    expect(ligne.piecesJustificatives).toEqual({
      nomFichier: 'EX0001.pdf',
      formatFichier: 'PDF',
      typeFichier: 'BON_COMMANDE',
    })
  })

  test('a key that the model lacks leaves, unless it is kept', async () => {
    await signed(1)
    const chemin = model((l) => {
      delete l.scenarioInstallation.isPFIToMSSPro
      delete l.libelleTraitement
    })
    const c = await compare(chemin)
    expect(gaps(c)).toEqual(['scenarioInstallation.isPFIToMSSPro en_trop', 'libelleTraitement en_trop'])
    await app.client.format.lier({
      id: c.id,
      liaisons: { [at(c, 'libelleTraitement').chemin]: { type: 'garder' } },
    })
    await app.client.format.retenir({ id: c.id })
    await prepare()
    const [ligne] = written().lignesImport
    expect(ligne.scenarioInstallation).not.toHaveProperty('isPFIToMSSPro')
    expect(ligne.libelleTraitement).toBeNull()
  })

  test('a constant, an empty text, a key that blocks', async () => {
    await signed(2)
    const chemin = model((l) => {
      l.commande.canal = 'API'
      l.commande.tranche = ''
      l.commande.plafond = null
      l.commande.reference = 'string'
    })
    const c = await compare(chemin)
    expect(c.sansSource).toHaveLength(4)
    const key = (nom: string) => at(c, `.${nom}`).chemin
    await app.client.format.lier({
      id: c.id,
      liaisons: {
        [key('canal')]: { type: 'constante', valeur: 'API' },
        [key('tranche')]: source('lignes[].commande.tranche', { absent: 'vide' }),
        [key('plafond')]: source('lignes[].client.aides', { formateur: 'euros', absent: 'null' }),
        [key('reference')]: source('lignes[].client.reference'),
      },
    })
    const essai = await app.client.format.essayer({ id: c.id })
    expect(essai.controle).toMatchObject({ pretes: 2, acceptees: 0 })
    expect(essai.controle?.refusees[0]).toMatchObject({
      numero: 'EX0001',
      phrases: [expect.stringContaining('Client, référence\u00a0: rien n’est renseigné')],
    })
    expect(await refusOf(app.client.format.retenir({ id: c.id }))).toMatchObject({
      phrase: expect.stringContaining('2 commandes prêtes seraient refusées'),
    })
    expect(await summary()).toMatchObject({ version: 1 })
    await app.client.format.lier({
      id: c.id,
      liaisons: { [key('reference')]: source('lignes[].client.reference', { absent: 'null' }) },
    })
    await app.client.format.retenir({ id: c.id })
    await prepare()
    expect(written().lignesImport[0].commande).toMatchObject({
      canal: 'API',
      tranche: '',
      plafond: null,
      reference: null,
    })
  })

  test('a source that is not in the list, a misplaced one, an unknown key are refused with a sentence', async () => {
    const c = await compare(
      model((l) => {
        l.commande.nom = 'X'
      }),
    )
    const cle = at(c, 'commande.nom').chemin
    const lier = (liaisons: Record<string, Liaison>) => app.client.format.lier({ id: c.id, liaisons })
    expect(await refusOf(lier({ [cle]: source('process.env') }))).toMatchObject({
      phrase: 'La source «\u00a0process.env\u00a0» n’existe pas.',
    })
    expect(await refusOf(lier({ inconnue: source('fournisseur.siret') }))).toMatchObject({ ou: 'inconnue' })
    const { fautes } = await lier({ [cle]: source('lignes[].praticiens[].nom') })
    expect(fautes.join()).toContain('n’est lisible que dans la liste')
    expect(await refusOf(app.client.format.retenir({ id: c.id }))).toMatchObject({ code: 'REFUS' })
    expect((await lier({ [cle]: source('lignes[].commande.ht') })).fautes.join()).toContain(
      'demande un formateur',
    )
  })
})

describe('files that are no model of this request', () => {
  const REFUS: readonly (readonly [nom: string, contenu: string | Buffer, phrase: RegExp])[] = [
    ['pas du JSON', '{"impId": null,\n"siret" 1}', /n’est pas du JSON/],
    ['un PDF', Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0xfe, 0x80]), /n’est pas un texte en UTF-8/],
    ['une liste', '[{"a":1}]', /commence par une liste/],
    ['un nombre', '42', /ne contient pas de clés/],
    ['sans liste de demandes', '{"employeur":{"siret":"1"}}', /Aucune liste de demandes/],
    ['demandes en objet', '{"lignesImport":{"numLigne":1}}', /n’est pas une liste/],
    ['demandes vides', '{"lignesImport":[]}', /est vide/],
    [
      'd’un autre service',
      '{"salaries":[{"nom":"X","contrat":"CDI","debut":"2026-01-01"}]}',
      /ne ressemble pas/,
    ],
    ['trop profond', `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`, /niveaux/],
    [
      'trop de clés',
      JSON.stringify(Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`k${i}`, 1]))),
      /2000 clés/,
    ],
    ['prototype', '{"__proto__":{"x":1},"lignesImport":[{"numLigne":1}]}', /__proto__/],
    ['liaison', '{"lignesImport":[{"numLigne":"{{fournisseur.siret}}"}]}', /réserve/],
    ['énorme', Buffer.alloc(3 * 1024 ** 2, 0x20), /trop gros/],
  ]
  test.each(REFUS)('%s', async (_nom, contenu, phrase) => {
    const refus = await refusOf(compare(write('x.json', contenu)))
    expect(refus).toMatchObject({ code: 'REFUS', phrase: expect.stringMatching(phrase), ou: 'x.json' })
    expect(refus.phrase).toContain('Le format en vigueur n’a pas changé.')
    expect(refus.remede).not.toBe('')
    expect(await summary()).toMatchObject({ version: 1, versions: [] })
  })

  test('a missing file, an unknown scheme', async () => {
    expect(await refusOf(compare(path.join(travail, 'absent.json')))).toMatchObject({ ou: 'absent.json' })
    expect(await refusOf(compare(write('m.json', ATTESTE), { dispositif: 'INCONNU' }))).toMatchObject({
      code: 'INTROUVABLE',
    })
  })
})

describe('a JSON Schema of the agency', () => {
  const schema = (draft: string, plus: object = {}) => ({
    $schema: draft,
    type: 'object',
    required: ['lignesImport'],
    properties: {
      lignesImport: {
        type: 'array',
        items: { properties: { numeroEditeur: { type: 'string', maxLength: 4 } } },
      },
    },
    ...plus,
  })
  test.each(['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema'])(
    '%s: what it refuses does not go, beside our own',
    async (draft) => {
      await signed(1)
      const c = await compare(write('m.json', ATTESTE), {
        schema: write('s.json', JSON.stringify(schema(draft))),
      })
      expect(c.schema).toBe(true)
      const { controle } = await app.client.format.essayer({ id: c.id })
      expect(controle).toMatchObject({ pretes: 1, acceptees: 0 })
      expect(controle?.refusees[0]?.phrases.join()).toContain('numeroEditeur')
      await app.client.format.retenir({ id: c.id, malgreRefus: true })
      const { lots, refus } = await app.client.avance.examiner({ dispositif: DISPOSITIF })
      expect([lots.length, refus[0]?.code]).toEqual([0, 'FORMAT-numeroEditeur'])
    },
  )
  test('one that does not hold is refused, the model is not kept', async () => {
    const m = write('m.json', ATTESTE)
    for (const [contenu, phrase] of [
      ['{', 'n’est pas du JSON'],
      ['{"a":1}', 'n’est pas un schéma JSON'],
      [JSON.stringify(schema('http://json-schema.org/draft-04/schema#')), 'draft-07 ou 2020-12'],
      [
        JSON.stringify(
          schema('http://json-schema.org/draft-07/schema#', { $ref: 'https://a.example/b.json' }),
        ),
        'ne tient pas',
      ],
      [JSON.stringify({ type: 'objet', properties: {} }), 'ne tient pas'],
    ] as const)
      expect(await refusOf(compare(m, { schema: write('s.json', contenu) }))).toMatchObject({
        phrase: expect.stringContaining(phrase),
      })
    expect(await summary()).toMatchObject({ versions: [] })
  })
})

describe('a JSON Schema joined to a trial, or taken away', () => {
  const DRAFT = 'http://json-schema.org/draft-07/schema#'
  const onNumero = (regle: object, plus: object = {}) =>
    JSON.stringify({
      $schema: DRAFT,
      type: 'object',
      properties: {
        lignesImport: { type: 'array', items: { properties: { numeroEditeur: regle } } },
      },
      ...plus,
    })
  const join = (id: number, contenu: string | Uint8Array | null) =>
    app.client.format.joindreSchema({ id, chemin: contenu === null ? null : write('s.json', contenu) })

  test('one that agrees stays beside our own; another replaces it; none at all takes it away', async () => {
    await signed(1)
    const { id } = await compare(write('m.json', ATTESTE))
    expect(await join(id, onNumero({ type: 'string', pattern: '^EX' }))).toMatchObject({ id, schema: true })
    expect((await app.client.format.essayer({ id })).controle).toMatchObject({ pretes: 1, acceptees: 1 })
    await join(id, onNumero({ type: 'string', maxLength: 4 }))
    expect((await app.client.format.essayer({ id })).controle).toMatchObject({ pretes: 1, acceptees: 0 })
    expect((await app.client.format.montrer({ id })).schema).toBe(true)
    expect(await join(id, null)).toMatchObject({ schema: false })
    expect((await app.client.format.essayer({ id })).controle).toMatchObject({ pretes: 1, acceptees: 1 })
  })

  test('references inside the file are followed', async () => {
    await signed(1)
    const { id } = await compare(write('m.json', ATTESTE))
    const schema = onNumero({ $ref: '#/definitions/numero' }, { definitions: { numero: { maxLength: 4 } } })
    await join(id, schema)
    expect((await app.client.format.essayer({ id })).controle).toMatchObject({ acceptees: 0 })
  })

  test('what is no schema, or looks elsewhere, is refused offline; the former one stays', async () => {
    await signed(1)
    const { id } = await compare(write('m.json', ATTESTE))
    await join(id, onNumero({ type: 'string', maxLength: 4 }))
    const ailleurs = { $ref: 'http://127.0.0.1:1/numero.json' }
    for (const [contenu, phrase] of [
      ['{"type":', 'n’est pas du JSON'],
      [Buffer.from([0xff, 0xfe, 0x00]), 'n’est pas un texte en UTF-8'],
      ['[]', 'un objet est attendu'],
      ['"schema"', 'un objet est attendu'],
      ['{"nom":"x"}', 'il ne dit rien des clés attendues'],
      [ATTESTE, 'il ne dit rien des clés attendues'],
      [onNumero(ailleurs), 'ne tient pas'],
      [onNumero({}, ailleurs), 'ne tient pas'],
      [onNumero({ type: 'texte' }), 'ne tient pas'],
      [onNumero({ pattern: '(' }), 'ne tient pas'],
      [onNumero({}, { $async: true }), 'asynchrone'],
      [' '.repeat(2 * 1024 ** 2 + 1), 'trop gros'],
    ] as const) {
      const refus = await refusOf(join(id, contenu))
      expect(refus).toMatchObject({ code: 'REFUS', phrase: expect.stringContaining(phrase) })
    }
    expect(
      await refusOf(app.client.format.joindreSchema({ id, chemin: path.join(travail, 'absent.json') })),
    ).toMatchObject({ phrase: expect.stringContaining('n’est pas un fichier lisible') })
    expect((await app.client.format.essayer({ id })).controle).toMatchObject({ acceptees: 0 })
  })

  test('one that contradicts the template accepts no order: kept only on purpose, and each refusal is said', async () => {
    await signed(2)
    const { id } = await compare(write('m.json', ATTESTE))
    await join(id, onNumero({ type: 'integer' }, { required: ['impId', 'entete'] }))
    const { controle } = await app.client.format.essayer({ id })
    expect(controle).toMatchObject({ pretes: 2, acceptees: 0 })
    expect(controle?.refusees[0]?.phrases.join('\n')).toMatch(
      /numeroEditeur[\s\S]*entete|entete[\s\S]*numeroEditeur/,
    )
    expect(await refusOf(app.client.format.retenir({ id }))).toMatchObject({ code: 'REFUS' })
    expect(await summary()).toMatchObject({ version: 1 })
  })

  test('a version in use takes no other schema', async () => {
    const { id } = await compare(write('m.json', ATTESTE))
    await app.client.format.retenir({ id })
    expect(await refusOf(join(id, onNumero({ type: 'string' })))).toMatchObject({ code: 'REFUS' })
    expect((await app.client.format.montrer({ id })).schema).toBe(false)
    expect(await refusOf(join(id + 99, onNumero({ type: 'string' })))).toMatchObject({ code: 'INTROUVABLE' })
  })
})

describe('codes of the lists that the agency publishes', () => {
  const regler = (cle: string, valeur: string) =>
    app.client.dispositif.regler({ code: DISPOSITIF, cle, valeur, note: 'Guide de l’agence du 03/11/2026' })

  test('set with a source, they are written and checked in place of the file’s', async () => {
    await signed(1)
    await regler('listes.typeAction', 'CREATION = Création ; M = Modification')
    await regler('listes.commandePour', 'LIB = praticiens ; STR = Structure')
    await regler('listes.regimeTVA', '1 = Fournisseur assujetti à la TVA ; 2 = Fournisseur non assujetti')
    await regler(
      'listes.typeFichier',
      'BDC = Bon de commande ; FAC = Facture ; VA = Vérification d’aptitude ; MOM = Mise en ordre de marche',
    )
    await regler(
      'listes.formatFichier',
      'application/pdf = Fichier PDF ; JPEG = Image JPEG ; PNG = Image PNG ; TIF = Image TIFF',
    )
    const { envois, examen } = await prepare()
    expect([envois.length, examen.refus]).toEqual([1, []])
    expect(written().lignesImport[0]).toMatchObject({
      typeAction: 'CREATION',
      commande: { regimeTVA: '1' },
      beneficiaires: { commandePour: 'LIB', liberal: [{}] },
      piecesJustificatives: [{ formatFichier: 'application/pdf', typeFichier: 'BDC' }],
    })
    const fiche = await app.client.dispositif.montrer({ code: DISPOSITIF })
    expect(fiche.reglables.find((r) => r.cle === 'listes.typeAction')).toMatchObject({
      affichee: 'CREATION = Création ; M = Modification',
      confiance: 'par_vous',
      note: 'Guide de l’agence du 03/11/2026',
    })
    await app.client.dispositif.retablir({ code: DISPOSITIF, cle: 'listes.typeAction' })
    expect(
      (await app.client.dispositif.montrer({ code: DISPOSITIF })).reglables.find(
        (r) => r.cle === 'listes.typeAction',
      ),
    ).toMatchObject({ affichee: 'C = Création' })
  })

  test('a list that loses a code that requests write is refused, and the former one stays', async () => {
    expect(await refusOf(regler('listes.typeAction', 'M = Modification'))).toMatchObject({
      code: 'REFUS',
      phrase: expect.stringContaining('il manque le code de «\u00a0Création\u00a0»'),
      remede: expect.stringContaining('C = Création'),
    })
    expect(await refusOf(regler('listes.regimeTVA', 'TTC'))).toMatchObject({ code: 'REFUS' })
    const fiche = await app.client.dispositif.montrer({ code: DISPOSITIF })
    expect(fiche.reglables.find((r) => r.cle === 'listes.typeAction')).toMatchObject({ note: null })
  })

  test('a file written before a code was changed is still read', async () => {
    await signed(1)
    const { envois } = await prepare()
    const contenu = JSON.stringify(written())
    await app.client.envoi.abandonner({ id: envois[0]?.id as number, motif: 'Essai' })
    await regler('listes.typeAction', 'CREATION = Création')
    await regler('listes.commandePour', 'LIB = Praticiens ; STR = Structure')
    const chemins = [write('avant.json', contenu)]
    const { fichiers } = await resultOf(app.client.reprise.lireDemandes({ chemins, dispositif: DISPOSITIF }))
    expect(fichiers).toMatchObject([{ demandes: { reprises: 1 }, rejets: [] }])
  })

  test('a file that bears a code of no list is told by its key', async () => {
    await signed(1)
    await prepare()
    const contenu = written()
    contenu.lignesImport[0].typeAction = 'X'
    const suite = app.client.reprise.lireDemandes({
      chemins: [write('autre.json', JSON.stringify(contenu))],
      dispositif: DISPOSITIF,
    })
    const { fichiers } = await resultOf(suite)
    expect(fichiers[0]?.rejets.map((r) => [r.cle, r.phrase.includes('«\u00a0X\u00a0»')])).toEqual([
      ['typeAction', true],
    ])
  })
})

describe('versions', () => {
  const withKey = (nom: string) =>
    model((l) => {
      l.commande[nom] = 'string'
    }, `${nom}.json`)
  const keep = async (nom: string) => {
    const c = await compare(withKey(nom))
    for (const cle of c.sansSource)
      await app.client.format.lier({ id: c.id, liaisons: { [cle]: source('lignes[].produit.solution') } })
    await app.client.format.retenir({ id: c.id })
    return c
  }

  test('files already sent keep theirs; the former version comes back when one is given up', async () => {
    await signed(1)
    const premiere = await prepare('un')
    const v2 = await keep('logiciel')
    await signed(1, 2)
    const deuxieme = await prepare('deux')
    app.avancer('2026-11-17T09:00:00.000Z')
    const v3 = await keep('produit')
    expect(v3).toMatchObject({ version: 3, origine: { version: 2 } })
    expect(gaps(v3)).toContain('commande.produit nouvelle')
    const versions = async () => {
      const { lignes } = await app.client.envoi.lister({})
      return Object.fromEntries(lignes.map((e) => [e.reference, e.formatVersion]))
    }
    expect(await versions()).toEqual({
      [premiere.envois[0]?.reference as string]: 1,
      [deuxieme.envois[0]?.reference as string]: 2,
    })
    expect((await summary())?.versions.map((v) => [v.version, v.etat, v.envois])).toEqual([
      [3, 'en_vigueur', 0],
      [2, 'remplacee', 1],
    ])
    await app.client.format.abandonner({ id: v3.id })
    expect(await summary()).toMatchObject({ version: 2, versions: [{ version: 2, etat: 'en_vigueur' }] })
    await app.client.format.abandonner({ id: v2.id })
    expect(await summary()).toMatchObject({ version: 1, confirme: true, versions: [{ etat: 'retiree' }] })
    expect(await refusOf(app.client.format.lier({ id: v2.id, liaisons: {} }))).toMatchObject({
      code: 'REFUS',
    })
    const { lignes } = await app.client.systeme.journal({})
    expect(lignes.map((l) => l.action)).toContain('format_garde')
  })

  test('a trial replaces the former trial; a version taken again keeps its choices', async () => {
    const un = await compare(withKey('a'))
    const deux = await compare(withKey('b'))
    expect(deux.version).toBe(un.version)
    expect((await summary())?.versions.map((v) => v.nom)).toEqual(['b.json'])
    await keep('c')
    const gardee = (await summary())?.versions[0]
    const reprise = await app.client.format.reprendre({ id: gardee?.id as number })
    expect(reprise).toMatchObject({ version: 3, etat: 'essai', sansSource: [], origine: { version: 1 } })
    expect(at(reprise, '.c').liaison).toMatchObject({
      source: 'lignes[].produit.solution',
      absent: 'bloquer',
    })
    expect(await summary()).toMatchObject({ version: 2 })
  })

  test('Liasse’s own format changed: conflicts key by key, the version in use stands until they are settled', async () => {
    const c = await compare(
      model((l) => {
        l.commande.dateCommande = '2026-11-06'
      }),
    )
    await app.client.format.retenir({ id: c.id })
    // As if the version had been made on an older one: another key, another date.
    await app.contexte.registre.ecrire(async (tx) => {
      const { difference } = await tx
        .selectFrom('format')
        .select('difference')
        .where('id', '=', c.id)
        .executeTakeFirstOrThrow()
      const d = JSON.parse(difference)
      d.base.lignesImport[0].commande.dateCommande = '{{lignes[].commande.dateInstallationPrevue|jjmmaaaa}}'
      d.base.lignesImport[0].numeroEditeur = 'X'
      await tx
        .updateTable('format')
        .set({ baseVersion: 0, difference: JSON.stringify(d) })
        .where('id', '=', c.id)
        .execute()
    })
    expect(await summary()).toMatchObject({ version: 2, origineChangee: { de: 0, a: 1, conflits: 1 } })
    const reprise = await app.client.format.reprendre({ id: c.id })
    const date = at(reprise, 'dateCommande')
    expect(reprise.sansSource).toContain(date.chemin)
    expect(date.conflit).toEqual({
      avant: '"{{lignes[].commande.dateInstallationPrevue|jjmmaaaa}}"',
      maintenant: '"{{lignes[].commande.dateEmission|jjmmaaaa}}"',
    })
    for (const cle of reprise.sansSource)
      await app.client.format.lier({
        id: reprise.id,
        liaisons: { [cle]: reprise.cles.find((k) => k.chemin === cle)?.liaison as Liaison },
      })
    await app.client.format.retenir({ id: reprise.id })
    expect(await summary()).toMatchObject({ version: 3, origineChangee: null })
  })

  test('a balance that has no format yet gets one from its model', async () => {
    const { catalogue } = app.contexte
    const sansSolde = (d: Dispositif): Dispositif => ({ ...d, formats: { ...d.formats, solde: null } })
    Object.assign(app.contexte, {
      catalogue: {
        codes: catalogue.codes,
        base: (code: string) => sansSolde(catalogue.base(code)),
        avec: (code: string, surcharges: readonly Surcharge[]) => sansSolde(catalogue.avec(code, surcharges)),
      },
    })
    const racine = JSON.parse(ATTESTE)
    racine.lignesImport[0].numeroASP = '2022-0001'
    racine.lignesImport[0].piecesJustificatives[0].typeFichier = 'FACTURE'
    racine.lignesImport[0].commande = { montantFacture: 430, numeroFacture: 'F1' }
    const c = await compare(write('solde.json', JSON.stringify(racine)), { demande: 'solde' })
    expect(c).toMatchObject({ code: 'mdv-lgc-va1-solde', version: 1, demande: 'solde' })
    expect(c.sansSource).toContain('lignesImport[].numeroASP')
    await signed(1)
    await app.client.format.lier({
      id: c.id,
      liaisons: Object.fromEntries(
        c.sansSource.map((cle) => [
          cle,
          cle.endsWith('numeroASP')
            ? source('lignes[].demande.numeroAsp', { absent: 'null' })
            : cle.endsWith('montantFacture')
              ? source('lignes[].commande.ttc', { formateur: 'euros' })
              : source('lignes[].commande.numero'),
        ]),
      ),
    })
    const essai = await app.client.format.essayer({ id: c.id })
    expect(essai.lignes.map((l) => l.texte).join('\n')).toContain('"montantFacture": 430')
    const liste = await app.client.format.retenir({ id: c.id })
    expect(liste.find((f) => f.code === 'mdv-lgc-va1-solde')).toMatchObject({ version: 1, confirme: true })
  })
})

test('a preview shows what leaves and what comes, not the comma that moves', () => {
  expect(compareLignes(['{', '  "a": 1', '}'], ['{', '  "a": 1,', '  "b": 2', '}'])).toEqual([
    { signe: ' ', texte: '{' },
    { signe: ' ', texte: '  "a": 1,' },
    { signe: '+', texte: '  "b": 2' },
    { signe: ' ', texte: '}' },
  ])
  expect(compareLignes(['a', 'b'], ['a', 'c']).map((l) => l.signe)).toEqual([' ', '-', '+'])
})
