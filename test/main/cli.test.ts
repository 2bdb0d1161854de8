import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { afterAll, expect, test, vi } from 'vitest'
import { luhnKey } from '#domain/identifiants.ts'
import { fichierFournisseur, parseAdresse } from '#main/hosts/cli/fichiers.ts'
import { main } from '#main/hosts/cli/programme.ts'
import { renderJson, renderSuite } from '#main/hosts/cli/sortie.ts'
import { projectNode, racine } from '../../scripts/outils.js'

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-cli-'))
const at = (...segments: string[]) => path.join(dossier, ...segments)
const CLI = path.join(racine, 'src', 'main', 'hosts', 'cli.ts')
const JOUR = ['--aujourdhui', '2023-03-15']

afterAll(() => rmSync(dossier, { recursive: true, force: true }))

/** The real command, in a process of its own. */
async function liasse(...args: string[]) {
  const commande = spawn(projectNode(), [CLI, ...args], { cwd: dossier })
  const sortie = { stdout: '', stderr: '' }
  for (const flux of ['stdout', 'stderr'] as const)
    commande[flux].setEncoding('utf8').on('data', (bloc: string) => {
      sortie[flux] += bloc
    })
  const [code] = (await once(commande, 'close')) as [number]
  return { code, ...sortie }
}

/** The same program in this process: one that ends before it did anything says the same. */
async function program(...args: string[]) {
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const code = await main(args, { stdout: vers('stdout'), stderr: vers('stderr') })
  return { code, ...sortie }
}

/** With `--json`: the standard output is one document, and nothing is said elsewhere when all went in. */
async function ask(registre: string, ...args: string[]) {
  return answer(await program(...args, '--registre', at(registre), '--json', ...JOUR))
}

/** The same in a process of its own. */
async function spawned(registre: string, ...args: string[]) {
  return answer(await liasse(...args, '--registre', at(registre), '--json', ...JOUR))
}

const answer = ({ code, stdout, stderr }: Awaited<ReturnType<typeof liasse>>) => ({
  code,
  stderr,
  json: JSON.parse(stdout),
})

const write = (nom: string, contenu: unknown) => {
  writeFileSync(
    at(nom),
    typeof contenu === 'string' || Buffer.isBuffer(contenu) ? contenu : JSON.stringify(contenu),
  )
  return at(nom)
}

const FOURNISSEUR = {
  denomination: 'Logiciels du Lac',
  siret: '732 829 320 00074',
  adresse: '1 rue du Lac, 74000 Annecy',
  responsable: { nom: 'Ada Exemple', telephone: '04 50 00 00 00', mail: 'ada@exemple.fr' },
  assujettiTVA: true,
  tauxTVA: 20,
  enrolementValideLe: '01/09/2022',
}
const SOLUTION = {
  denomination: 'Lac Médecin',
  version: '4.2',
  numeroAns: 'SEGUR-0001',
  dispositif: 'MDV-LGC-Va1',
  profils: [],
  dateDossierComplet: '2022-10-01',
  dateReferencement: '2022-11-01',
  scenario: {
    isCentreDeSante: false,
    operateurMessagerie: 'API_35',
    isProSanteConnectNeeded: true,
    isDirectToDMP: true,
    isPFIToDMP: false,
    isDirectToMSSPro: true,
    isPFIToMSSPro: false,
    isDirectToMSSCitoyen: true,
    isPFIToMSSCitoyen: false,
  },
}
const TITRES = 'ref bdc;date commande;NomClient;ADRMAIL;telephoneMedecin;RPPS;nomFichier'
const rppsOf = (i: number) => {
  const debut = `9990${String(i).padStart(6, '0')}`
  return debut + luhnKey(debut)
}
const ligne = (i: number) =>
  `EX${String(i).padStart(4, '0')};15/06/2022;Spécimen n° ${i};c${i}@exemple.fr;01 00 00 00 0${i % 10};${rppsOf(i)};bon ${i}.pdf`
const latin1 = (lignes: readonly string[]) => Buffer.from([TITRES, ...lignes, ''].join('\r\n'), 'latin1')

async function prepare(registre: string): Promise<void> {
  for (const [commande, fichier] of [
    [['fournisseur', 'definir'], write('fournisseur.json', FOURNISSEUR)],
    [['solution', 'ajouter'], write('solution.json', SOLUTION)],
  ] as const)
    expect(await ask(registre, ...commande, fichier)).toMatchObject({
      code: 0,
      stderr: '',
      json: { action: 'cree' },
    })
}

test('one enrolment date for all the schemes, one for each, and none said keeps them', async () => {
  const definir = async (autre: object) => {
    const { enrolementValideLe: _, ...sans } = FOURNISSEUR
    const { code, json } = await ask(
      'enrole',
      'fournisseur',
      'definir',
      write('e.json', { ...sans, ...autre }),
    )
    expect(code).toBe(0)
    return json.fournisseur.enrolements
  }
  const tous = { 'MDV-LGC-Va1': '2022-09-01', 'SFP-LGC-Va2': '2022-09-01' }
  expect(await definir({ enrolementValideLe: '01/09/2022' })).toEqual(tous)
  expect(await definir({})).toEqual(tous)
  expect(
    await definir({ enrolementValideLe: '2022-09-01', enrolements: { 'SFP-LGC-Va2': '02/10/2025' } }),
  ).toEqual({ ...tous, 'SFP-LGC-Va2': '2025-10-02' })
  expect(await definir({ enrolements: { 'SFP-LGC-Va2': '2025-10-02' } })).toEqual({
    'SFP-LGC-Va2': '2025-10-02',
  })
  expect(await definir({ enrolementValideLe: null })).toEqual({})
  const faux = write('e.json', { ...FOURNISSEUR, enrolements: { INCONNU: '2025-10-02' } })
  const refuse = await program('fournisseur', 'definir', faux, '--registre', at('enrole'), ...JOUR)
  expect(refuse).toMatchObject({ code: 2 })
  expect(refuse.stderr).toContain('INCONNU')
})

test('a product sold by two vendors: the list says whose orders they are', async () => {
  await prepare('vendeurs')
  const second = { ...FOURNISSEUR, denomination: 'Distri Lac', siret: '55208131766522' }
  expect((await ask('vendeurs', 'fournisseur', 'definir', write('second.json', second))).code).toBe(0)
  const vendu = {
    ...SOLUTION,
    fournisseur: second.siret,
    role: 'distributeur',
    declareLe: '2022-01-01',
    mandatLe: '2022-01-01',
  }
  expect((await ask('vendeurs', 'solution', 'ajouter', write('vendu.json', vendu))).code).toBe(0)
  const liste = write('vendeurs.csv', latin1([ligne(1)]))
  const importer = (...args: string[]) =>
    program(
      'importer',
      liste,
      '--dispositif',
      'MDV-LGC-Va1',
      '--solution',
      'SEGUR-0001',
      ...args,
      '--registre',
      at('vendeurs'),
      ...JOUR,
    )
  const ambigu = await importer()
  expect(ambigu.code).toBe(2)
  expect(ambigu.stderr).toContain('vendu par Logiciels du Lac')
  expect(ambigu.stderr).toContain('vendu par Distri Lac')
  expect(ambigu.stderr).toContain('--fournisseur')
  const inconnu = await importer('--fournisseur', 'Personne')
  expect(inconnu).toMatchObject({ code: 2 })
  expect(inconnu.stderr).toContain('n’est vendu par')
  expect((await importer('--fournisseur', '552 081 317 66522')).code).toBe(0)
  expect((await importer('--fournisseur', 'distri lac')).code).toBe(0)
  const { json } = await ask('vendeurs', 'commandes', 'lister')
  expect(json).toHaveLength(1)
})

test('a vendor’s list and its folder of forms come out as a request, deposited', {
  timeout: 120_000,
}, async () => {
  await prepare('flux')
  const encore = await ask(
    'flux',
    'fournisseur',
    'definir',
    write('f2.json', { ...FOURNISSEUR, tauxTVA: '8,5 %' }),
  )
  expect(encore).toMatchObject({ code: 0, json: { action: 'mis_a_jour', fournisseur: { tauxTva: 850 } } })
  await ask('flux', 'fournisseur', 'definir', at('fournisseur.json'))
  expect((await ask('flux', 'solution', 'ajouter', at('solution.json'))).json.action).toBe('mis_a_jour')

  const liste = write('liste.csv', latin1([ligne(1), ligne(2), ligne(3), ';15/06/2022;Sans Numéro;;;;x.pdf']))
  const importe = await spawned('flux', 'importer', liste, '--dispositif', 'MDV-LGC-Va1')
  expect(importe).toMatchObject({
    code: 1,
    json: { lignes: 4, clients: { crees: 3 }, commandes: { creees: 3 } },
  })
  expect(importe.json.rejets.every((r: { ligne: number }) => r.ligne === 5)).toBe(true)

  mkdirSync(at('bons'))
  for (const i of [1, 2]) {
    const pdf = await PDFDocument.create()
    pdf.addPage().drawText(`Bon ${i}`)
    writeFileSync(at('bons', `bon ${i}.pdf`), await pdf.save())
  }
  const rattache = await ask('flux', 'pieces', 'rattacher', at('bons'), '--signee-le', '2022-06-20')
  expect(rattache).toMatchObject({ code: 0, json: { recues: 2, aRattacher: [], rejets: [] } })
  const signer = (...args: string[]) =>
    ask('flux', 'pieces', 'signer', ...args, '--le', '2022-06-20', '--nature', 'manuscrite')
  expect(await signer('--tous')).toMatchObject({ code: 1, json: { signees: 2, gardees: 0 } })
  expect(await signer('--numero', 'EX0001')).toMatchObject({
    code: 0,
    json: { signees: 0, gardees: 1, sansPiece: [] },
  })
  const parClient = ['--signee-le', '2022-06-20', '--par-client', 'cpx']
  expect(await ask('flux', 'pieces', 'rattacher', at('bons'), ...parClient)).toMatchObject({
    json: { recues: 2, dejaLa: [{}, {}] },
  })

  const controle = await ask('flux', 'controler', '--pour', 'avance', '--numero', 'EX0003')
  expect(controle.code).toBe(1)
  expect(controle.json.map((c: { numero: string }) => c.numero)).toEqual(['EX0003'])

  const demande = await spawned(
    'flux',
    'avance',
    'preparer',
    '--dispositif',
    'MDV-LGC-Va1',
    '--sortie',
    at('demandes'),
  )
  expect(demande).toMatchObject({ code: 0, stderr: '', json: { envois: [{ demandes: 2, ttc: 86_000 }] } })
  const [envoi] = demande.json.envois
  expect(readdirSync(at('demandes')).sort()).toEqual([envoi.json.nom, envoi.zip.nom].sort())
  const { lignesImport } = JSON.parse(readFileSync(at('demandes', envoi.json.nom), 'utf8'))
  expect(lignesImport[0]).toMatchObject({
    numeroEditeur: 'EX0001',
    commande: { dateCommande: '15/06/2022', montantSegurHT: 358.33 },
    beneficiaires: {
      liberal: [{ nomMedecin: 'Spécimen n° 1', telephoneMedecin: '0100000001', RPPS: rppsOf(1) }],
    },
  })

  const depot = [
    'demande',
    'deposer',
    envoi.reference,
    '--le',
    '15/03/2023',
    '--registre',
    at('flux'),
    ...JOUR,
  ]
  const depose = await liasse(...depot)
  expect(depose).toMatchObject({ code: 0 })
  expect(depose.stdout).toContain('un JSON accepté sans son ZIP laisse une demande invisible')
  const etats = (await ask('flux', 'commandes', 'lister', '--etat', 'avance_deposee')).json
  expect(etats.map((c: { numero: string }) => c.numero)).toEqual(['EX0001', 'EX0002'])

  const texte = await liasse('commandes', 'lister', '--registre', at('flux'), ...JOUR)
  expect(texte.code).toBe(0)
  expect(texte.stdout).toMatch(/^Numéro +Dispositif +Client/)
  expect(texte.stdout).toContain('3\u00a0commandes, 1\u00a0290,00\u00a0€ TTC.')
})

test('what cannot be used is said in French and changes nothing', { timeout: 120_000 }, async () => {
  await prepare('refus')
  write('casse.json', '{"denomination": ')
  write('titres.csv', latin1([]))
  write('liste.csv', latin1([ligne(1)]))
  write('colonnes.json', { RPPS: 'rpsp' })
  write('profil.json', { ...SOLUTION, profils: ['Autre'] })
  write('incomplet.json', { ...FOURNISSEUR, siret: undefined, tauxTVA: 0.2, surprise: 1 })
  write('siret.json', { ...FOURNISSEUR, siret: '732 829 320 00075' })
  const cas: readonly (readonly [readonly string[], RegExp])[] = [
    [['fournisseur', 'definir', 'absent.json'], /absent\.json » n’existe pas/],
    [
      ['fournisseur', 'definir', 'casse.json'],
      /n’est pas du JSON lisible, à partir de la ligne 1\. Vérifiez/,
    ],
    [
      ['fournisseur', 'definir', 'incomplet.json'],
      /surprise.*siret.*il manque.*tauxTVA.*20 pour 20|siret.*il manque.*tauxTVA.*20 pour 20.*surprise/,
    ],
    [['fournisseur', 'definir', 'siret.json'], /SIRET/],
    [['dispositif', 'montrer', 'RIEN'], /« RIEN » n’est pas au catalogue/],
    [['dispositif', 'regler', 'SFP-LGC-Va2', 'date0', 'hier', '--source', 'x'], /hier/],
    [['importer', 'absent.csv', '--dispositif', 'MDV-LGC-Va1'], /n’existe pas/],
    [
      ['importer', 'casse.json', '--dispositif', 'MDV-LGC-Va1', '--solution', 'Autre'],
      /« Autre ».*Lac Médecin/,
    ],
    [['commandes', 'lister', '--etat', 'perdu'], /« perdu » n’existe pas.*a_completer/],
    [['bdc', 'emettre', '--numero', 'EX9999', '--sortie', 'pdf'], /Commande inconnue.*EX9999/],
    [['bdc', 'emettre', '--sortie', 'pdf'], /--tous, ou --numero/],
    [['attester', 'rien', '--tous', '--le', '2023-03-15'], /Aucun dispositif ne demande/],
    [['attester', 'rien', '--tous', '--le', '31/02/2023'], /n’est pas une date/],
    [['demande', 'deposer', 'AVANCE-0', '--le', '2023-03-15'], /Aucun envoi/],
    [['controler', '--pour', 'vente'], /« vente » n’est pas admise ; valeurs admises : avance, /],
    [['pieces', 'rattacher', 'x', '--type', 'FOO'], /« FOO ».*BDC, MANDAT, PV, VA, MOM, FACTURE, AUTRE/],
    [['exporter', 'foo', '--format', 'csv', '--sortie', 'x'], /« foo ».*valeurs admises : .*commandes/],
    [
      ['bdc', 'emettre', '--tous', '--numero', 'A', '--sortie', 'x'],
      /« --tous » et « --numero » se contredisent/,
    ],
    [['pieces', 'rattacher', 'x', '--par-client', 'cpx'], /ajoutez --signee-le/],
    [
      ['pieces', 'rattacher', 'x', '--signee-le', '2022-06-20', '--par-client', 'tampon'],
      /« tampon ».*manuscrite/,
    ],
    [['pieces', 'signer', '--le', '2022-06-20', '--nature', 'cpx'], /--tous, ou --numero/],
    [['pieces', 'signer', '--tous', '--le', '2022-06-20'], /--nature/],
    [['pieces', 'rattacher', 'absent.csv'], /Ce chemin n’existe pas/],
    [['importer', 'titres.csv', '--dispositif', 'MDV-LGC-Va1'], /n’a que des titres.*Ajoutez une ligne/],
    [['importer', 'liste.csv', '--dispositif', 'ZZ'], /« ZZ ».*MDV-LGC-Va1, SFP-LGC-Va2/],
    [['importer', 'liste.csv', '--dispositif', 'SFP-LGC-Va2'], /liasse solution ajouter F\.json$/m],
    [
      ['importer', 'liste.csv', '--dispositif', 'MDV-LGC-Va1', '--colonnes', 'colonnes.json'],
      /« rpsp » n’est pas un champ ; champs : reference, .*rpps/,
    ],
    [['solution', 'ajouter', 'profil.json'], /n’a pas de profil/],
    [['solde', 'preparer', '--sortie', 'x'], /manque l’option « --dispositif »/],
    [['importer', '--dispositif', 'X'], /manque l’argument « F »/],
    [['importer', 'F'], /manque l’option « --dispositif »/],
    [['inventer'], /« inventer » n’existe pas/],
    [['commandes', 'lister', '--vite'], /« --vite » n’existe pas/],
    [['commandes', 'lister', '--maintenant', 'hier'], /n’est pas un instant/],
  ]
  for (const [args, phrase] of cas) {
    const { code, stdout, stderr } = await program(
      ...args.map((a) => (/\.(?:json|csv)$/.test(a) ? at(a) : a)),
      '--registre',
      at('refus'),
      '--json',
    )
    expect({ args, code }).toEqual({ args, code: 2 })
    expect(stderr.replaceAll('\u00a0', ' ')).toMatch(phrase)
    expect(JSON.parse(stdout).erreur.phrase.length).toBeGreaterThan(10)
  }
  const { json } = await ask('refus', 'commandes', 'lister')
  expect(json).toEqual([])
  expect((await program('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await program('bdc', 'emettre', '--aide')).stdout).toContain('--sortie <DIR>')
  expect((await program('demo', '--aide')).stdout).toContain('(avance, solde ; au solde sinon)')
})

test('a command stopped by Ctrl+C says so and leaves the register as it was', {
  timeout: 120_000,
}, async () => {
  await prepare('arret')
  const gros = write('gros.csv', latin1(Array.from({ length: 30_000 }, (_, i) => ligne(i + 1))))
  const avant = process.listenerCount('SIGINT')
  const demande = program('importer', gros, '--dispositif', 'MDV-LGC-Va1', '--registre', at('arret'))
  await vi.waitFor(() => expect(process.listenerCount('SIGINT')).toBe(avant + 1), { timeout: 10_000 })
  process.emit('SIGINT')
  const { code, stdout, stderr } = await demande
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(stderr).toContain('Commande interrompue.')
  expect(process.listenerCount('SIGINT')).toBe(avant)
  expect((await ask('arret', 'commandes', 'lister')).json).toEqual([])
})

test('two commands at once on one register both do their work', { timeout: 120_000 }, async () => {
  await prepare('deux')
  const series = [1, 401, 801].map((debut) =>
    write(`liste${debut}.csv`, latin1(Array.from({ length: 400 }, (_, i) => ligne(debut + i)))),
  )
  const resultats = await Promise.all([
    ...series.map((f) => spawned('deux', 'importer', f, '--dispositif', 'MDV-LGC-Va1')),
    spawned('deux', 'commandes', 'lister'),
  ])
  expect(resultats.map((r) => r.code)).toEqual([0, 0, 0, 0])
  const { json } = await ask('deux', 'commandes', 'lister')
  expect(new Set(json.map((c: { numero: string }) => c.numero)).size).toBe(1200)
})

test('an address is read with or without a comma, a rate is a percentage', () => {
  expect(parseAdresse('1 rue du Lac, 74000 Annecy')).toEqual({
    lignes: '1 rue du Lac',
    codePostal: '74000',
    commune: 'Annecy',
  })
  expect(parseAdresse('Bât. B\n12 rue 75012\n97410 Saint-Pierre ')).toEqual({
    lignes: 'Bât. B\n12 rue 75012',
    codePostal: '97410',
    commune: 'Saint-Pierre',
  })
  expect(parseAdresse('2 place Bellecour 69229 Lyon Cedex 02').commune).toBe('Lyon Cedex 02')
  expect(parseAdresse('1 rue du Lac')).toEqual({ lignes: '1 rue du Lac', codePostal: '', commune: '' })
  const taux = (tauxTVA: unknown) => fichierFournisseur.safeParse({ ...FOURNISSEUR, tauxTVA }).data?.tauxTVA
  expect([20, 8.5, '8,5', '5.5 %', 2.1, 0, '20%'].map(taux)).toEqual([2000, 850, 850, 550, 210, 0, 2000])
  expect([0.2, '0,2', 200, -1, 'vingt', null].map(taux)).toEqual(Array(6).fill(undefined))
})

test('a JSON document is written by pieces, the same as in one', () => {
  for (const valeur of [
    [],
    {},
    null,
    'é\n',
    [{ a: [], b: undefined, c: { d: [1, [2, { e: ['f\n'] }]] } }, undefined, 'x'],
    { a: [{ b: [{ c: { d: { e: [1] } } }] }] },
  ])
    expect([...renderJson(valeur)].join('')).toBe(JSON.stringify(valeur, null, 2))
  // Longer than a string can be: only its pieces are ever held.
  const long = 'x'.repeat(1 << 20)
  let taille = 0
  for (const morceau of renderJson(Array.from({ length: 600 }, () => ({ long })))) taille += morceau.length
  expect(taille).toBeGreaterThan(600 * 2 ** 20)
})

test('an array told element after element is the document that it would be in one, and holds one batch', async () => {
  const write = async (valeurs: Iterable<unknown>) => {
    async function* elements() {
      yield* valeurs
    }
    let texte = ''
    for await (const morceau of renderSuite(elements())) texte += morceau
    return texte
  }
  for (const valeurs of [
    [],
    [1],
    [{}, [], null],
    [{ a: [{ b: { c: { d: [1, { e: 'é\n' }] } } }] }, 'x', { f: undefined }],
  ])
    expect(await write(valeurs)).toBe(JSON.stringify(valeurs, null, 2))
  function* many() {
    const long = 'x'.repeat(1 << 20)
    for (let i = 0; i < 600; i++) yield { long, i }
  }
  let taille = 0
  async function* elements() {
    yield* many()
  }
  for await (const morceau of renderSuite(elements())) taille += morceau.length
  expect(taille).toBeGreaterThan(600 * 2 ** 20)
})
