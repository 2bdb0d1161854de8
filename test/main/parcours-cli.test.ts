import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import { afterAll, expect, test, vi } from 'vitest'
import { formatJour } from '#domain/dates.ts'
import { signDocument } from '#main/demo/signature.ts'
import { DATE_0, FOURNISSEUR, PRODUIT_SFP } from '#main/demo/vendeur.ts'
import { main } from '#main/hosts/cli/programme.ts'
import { keepSession } from '#main/hosts/cli/session.ts'
import { ATTESTATIONS, CLIENTS, crmOf, fillRetour, SFP } from './parcoursOutils.ts'

vi.setConfig({ testTimeout: 180_000 })

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-nuit-'))
const at = (...segments: string[]) => path.join(dossier, ...segments)
// Opening the register for each command is tested elsewhere; here it stays open through the nights.
const session = await keepSession(at('registre'), '2026-11-17T09:00:00.000Z')
afterAll(async () => {
  await session.fermer()
  rmSync(dossier, { recursive: true, force: true })
})

const NUMEROS = CLIENTS.map((c) => c.numero)
const CINQ = NUMEROS.slice(0, 5)
const SIXIEME = 'EX 006'
let jour = '2026-11-17'

/** One command of the night, that day: one JSON document on the output, the exit code of the scheduler. */
async function liasse(attendu: 0 | 1, ...args: string[]) {
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const communs = ['--registre', at('registre'), '--aujourdhui', jour, '--json']
  const sorties = { stdout: vers('stdout'), stderr: vers('stderr') }
  const code = await main([...args, ...communs], sorties, session.ouvrir)
  expect(
    { code, stderr: sortie.stderr },
    `liasse ${args.join(' ')}\n${sortie.stdout.slice(0, 2000)}`,
  ).toEqual({
    code: attendu,
    stderr: '',
  })
  return JSON.parse(sortie.stdout)
}

const write = (nom: string, contenu: string) => {
  writeFileSync(at(nom), contenu)
  return at(nom)
}

/** Signs what was printed into a folder; answers the folder of the copies and their list. */
async function sign(emis: string, le: string) {
  mkdirSync(at(`${emis}-signes`))
  const liste = ['numero;date;signataire;nature']
  for (const [i, nom] of readdirSync(at(emis)).sort().entries()) {
    const client = CLIENTS.find((c) => nom.includes(c.numero)) as (typeof CLIENTS)[number]
    const octets = await signDocument(readFileSync(at(emis, nom)), client.complet, le, i)
    writeFileSync(at(`${emis}-signes`, nom), octets)
    liste.push(`${client.numero};${formatJour(le)};${client.complet};manuscrite`)
  }
  return [at(`${emis}-signes`), '--signatures', write(`${emis}.csv`, `${liste.join('\r\n')}\r\n`)] as const
}

const etats = async (): Promise<string[]> =>
  (await liasse(0, 'commandes', 'lister')).map((c: { etat: string }) => c.etat)

/** The file prepared last of that kind, its return written beside it. */
function receive(type: 'AVANCE' | 'SOLDE', codeOf: (numero: string) => string) {
  const nom = readdirSync(at('sortie'))
    .filter((n) => n.startsWith(type) && n.endsWith('.json'))
    .sort()
    .at(-1) as string
  const reference = path.parse(nom).name
  const json = JSON.parse(readFileSync(at('sortie', nom), 'utf8'))
  const retour = fillRetour(reference, json, (numero) => [codeOf(numero), 'dit par l’agence'])
  return { reference, json, retour: write(`${reference}_FichierRetour.json`, JSON.stringify(retour)) }
}

async function askAvances() {
  const { assujettiTva, tauxTva, ...societe } = FOURNISSEUR
  const { solution, ...reference } = PRODUIT_SFP
  await liasse(
    0,
    'fournisseur',
    'definir',
    write('f.json', JSON.stringify({ ...societe, assujettiTVA: assujettiTva, tauxTVA: tauxTva / 100 })),
  )
  await liasse(
    0,
    'solution',
    'ajouter',
    write('p.json', JSON.stringify({ denomination: solution, ...reference })),
  )
  await liasse(0, 'dispositif', 'regler', SFP, 'date0', DATE_0, '--source', 'Essai')
  await liasse(0, 'importer', write('crm.csv', crmOf()), '--dispositif', SFP)
  await liasse(0, 'bdc', 'emettre', '--tous', '--sortie', at('bdc'))
  await liasse(0, 'pieces', 'rattacher', ...(await sign('bdc', '2026-11-06')), '--type', 'BDC')
  for (const code of ATTESTATIONS.avance) await liasse(0, 'attester', code, '--tous', '--le', jour)
  await liasse(0, 'aides', 'declarer', '--aucune', '--tous', '--le', '2026-11-06')
  await liasse(0, 'avance', 'preparer', '--dispositif', SFP, '--sortie', at('sortie'))
}

test('the vendor’s chain at night, from the list of clients to the money', async () => {
  await askAvances()
  const avances = receive('AVANCE', (numero) => (numero === SIXIEME ? 'R12' : '0000'))
  await liasse(0, 'demande', 'deposer', avances.reference, '--le', jour)
  expect(await etats()).toEqual(NUMEROS.map(() => 'avance_deposee'))

  jour = '2026-12-04'
  // A code that nobody knows is something for a person: exit code 1, everything read.
  expect(await liasse(1, 'retour', avances.retour)).toMatchObject({ codesInconnus: [{ code: 'R12' }] })
  await liasse(0, 'retour', 'regler', 'R12', 'a_corriger')
  const portail = [
    'N° ASP;Type;Statut;Date de décision',
    ...CINQ.map((_, i) => `ASP-AVA-${i + 1};Avance;Validée;02/12/2026`),
    '',
  ].join('\r\n')
  expect(await liasse(0, 'portail', write('portail.csv', portail))).toMatchObject({ rejets: [] })
  expect(await etats()).toEqual([...CINQ.map(() => 'installation_a_faire'), 'avance_retournee'])

  jour = '2027-01-14'
  const realisees = [
    'numero;realisee;formation;modalite;supports;documents',
    ...CINQ.map((n) => `${n};11/01/2027;11/01/2027;présentiel;11/01/2027;11/01/2027`),
    '',
  ].join('\r\n')
  await liasse(0, 'installation', 'definir', '--fichier', write('installations.csv', realisees))
  for (const [i, n] of CINQ.entries())
    await liasse(0, 'pilote', 'choisir', '--place', `${i + 1}`, '--numero', n)
  await liasse(1, 'pv', 'emettre', '--numero', ...NUMEROS, '--sortie', at('pv'))
  await liasse(0, 'pieces', 'rattacher', ...(await sign('pv', '2027-01-12')), '--type', 'PV')
  const { contenus } = await liasse(0, 'pilote', 'montrer')
  for (const { cle } of contenus)
    await liasse(0, 'pilote', 'support', write(`${cle}.txt`, `support ${cle}`), '--contenu', cle)
  const ans = await liasse(0, 'pilote', 'dossier', '--sortie', at('ans'))
  expect(Object.keys(unzipSync(readFileSync(ans.fichier))).length).toBeGreaterThan(contenus.length + 5)
  await liasse(0, 'pilote', 'transmettre', '--le', jour)

  await liasse(0, 'va', 'emettre', '--tous', '--sortie', at('va'))
  await liasse(0, 'pieces', 'rattacher', ...(await sign('va', '2027-01-13')), '--type', 'VA')
  await liasse(0, 'facture', 'emettre', '--tous', '--sortie', at('factures'))
  for (const code of ATTESTATIONS.solde) await liasse(0, 'attester', code, '--tous', '--le', jour)
  expect(await etats()).toEqual([...CINQ.map(() => 'solde_retenu'), 'avance_retournee'])
  // Nothing goes before the word of the ANS.
  await liasse(1, 'solde', 'preparer', '--dispositif', SFP, '--sortie', at('sortie'))

  jour = '2027-02-10'
  await liasse(0, 'pilote', 'decision', 'conforme', '--le', '2027-02-09')
  await liasse(0, 'controler', '--pour', 'solde', '--numero', ...CINQ)
  await liasse(0, 'solde', 'preparer', '--dispositif', SFP, '--sortie', at('sortie'))
  const soldes = receive('SOLDE', () => '0000')
  expect(soldes.json.lignesImport.map((l: { numeroEditeur: string }) => l.numeroEditeur)).toEqual(CINQ)
  await liasse(0, 'demande', 'deposer', soldes.reference, '--le', jour)
  jour = '2027-03-15'
  await liasse(0, 'retour', soldes.retour)
  await liasse(
    0,
    'demande',
    'noter',
    '--numero',
    ...CINQ,
    '--type',
    'solde',
    '--issue',
    'validee',
    '--le',
    '2027-03-01',
  )
  const lignes = (await liasse(0, 'commandes', 'lister')) as { numero: string; solde: number }[]
  const releve = [
    'Date;Libellé;Montant',
    ...lignes
      .slice(0, 5)
      .map((l) => `12/03/2027;VIR ASP SEGUR ${l.numero};${(l.solde / 100).toFixed(2).replace('.', ',')}`),
    '',
  ].join('\r\n')
  expect(await liasse(0, 'reglement', 'importer', write('releve.csv', releve))).toMatchObject({
    nouveaux: 5,
    rapproches: 5,
  })
  expect(await etats()).toEqual([...CINQ.map(() => 'soldee'), 'avance_retournee'])

  await liasse(0, 'exporter', 'argent', '--format', 'csv', '--sortie', at('argent.csv'))
  const argent: Record<string, string>[] = parse(readFileSync(at('argent.csv')), {
    columns: true,
    delimiter: ';',
    bom: true,
  })
  const recus = argent.filter((l) => Object.values(l).some((v) => /solde/i.test(v)))
  expect(recus.map((l) => Object.values(l).find((v) => /^EX /.test(v)))).toEqual(expect.arrayContaining(CINQ))
})
