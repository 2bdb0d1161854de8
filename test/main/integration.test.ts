import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { parse } from 'csv-parse/sync'
import { afterAll, expect, test } from 'vitest'
import { luhnKey } from '#domain/identifiants.ts'
import { signDocument } from '#main/demo/signature.ts'
import { projectNode, racine } from '../../scripts/outils.js'

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-integration-'))
afterAll(() => rmSync(dossier, { recursive: true, force: true }))
const at = (...segments: string[]) => path.join(dossier, ...segments)

const DOCUMENT = readFileSync(path.join(racine, 'docs', 'integration.md'), 'utf8')
/** The shell blocks of the document, as they are printed. */
const blocs = [...DOCUMENT.matchAll(/^```sh\n(.*?)^```/gms)].map((m) => m[1] as string)

/** Runs a block in a shell where `liasse` is the command of the project, on a register and a day of its own. */
async function run(bloc: string) {
  const shell = spawn('sh', ['-c', bloc], {
    cwd: dossier,
    env: { ...process.env, PATH: `${at('bin')}:${process.env.PATH}`, LIASSE_REGISTRE: at('registre') },
  })
  let erreurs = ''
  shell.stderr.setEncoding('utf8').on('data', (morceau: string) => {
    erreurs += morceau
  })
  shell.stdout.resume()
  const [code] = (await once(shell, 'close')) as [number]
  return { code, erreurs }
}

const rpps = (n: number) => {
  const debut = `9990${String(n).padStart(6, '0')}`
  return debut + luhnKey(debut)
}
const TITRES =
  'ref bdc;date commande;NomClient;ref client;ADRMAIL;telephoneMedecin;RPPS;adresse;cp;ville;nomFichier'
const ligne = (n: number, telephone: string, fichier: string) =>
  `EX000${n};15/06/2022;Spécimen ${n};C${n};c${n}@exemple.fr;${telephone};${rpps(n)};${n} rue du Lac;74000;Annecy;${fichier}`
const ecrireErp = (lignes: readonly string[]) =>
  writeFileSync(at('erp', 'commandes.csv'), [TITRES, ...lignes, ''].join('\r\n'))
const readJournal = (nom: string) => JSON.parse(readFileSync(at('journal', nom), 'utf8'))
const readCsv = (nom: string): Record<string, string>[] =>
  parse(readFileSync(at('retour', nom)), { columns: true, delimiter: ';', bom: true })

function prepare(): void {
  for (const d of ['bin', 'erp', path.join('bons', 'signes')]) mkdirSync(at(d), { recursive: true })
  const cli = path.join(racine, 'src', 'main', 'hosts', 'cli.ts')
  writeFileSync(
    at('bin', 'liasse'),
    `#!/bin/sh\nexec '${projectNode()}' '${cli}' "$@" --aujourdhui 2023-03-15\n`,
  )
  chmodSync(at('bin', 'liasse'), 0o755)
  writeFileSync(
    at('fournisseur.json'),
    JSON.stringify({
      denomination: 'Logiciels du Lac',
      siret: '73282932000074',
      adresse: '1 rue du Lac, 74000 Annecy',
      responsable: { nom: 'Ada Exemple', telephone: '0450000000', mail: 'ada@exemple.fr' },
      assujettiTVA: true,
      tauxTVA: 20,
      enrolementValideLe: '2022-09-01',
    }),
  )
  const scenario = Object.fromEntries([
    ['isCentreDeSante', false],
    ['operateurMessagerie', 'API_35'],
    ['isProSanteConnectNeeded', true],
    ['isDirectToDMP', true],
    ['isPFIToDMP', false],
    ['isDirectToMSSPro', true],
    ['isPFIToMSSPro', false],
    ['isDirectToMSSCitoyen', true],
    ['isPFIToMSSCitoyen', false],
  ])
  writeFileSync(
    at('produit.json'),
    JSON.stringify({
      denomination: 'Lac Médecin',
      version: '4.2',
      numeroAns: 'SEGUR-0001',
      dispositif: 'MDV-LGC-Va1',
      profils: [],
      dateDossierComplet: '2022-10-01',
      dateReferencement: '2022-11-01',
      scenario,
    }),
  )
}

/** The nights of the second half: the advance of the first order deposited, answered, its balance paid. */
async function playSoldes(bloc: string): Promise<void> {
  const night = async () => expect(await run(bloc)).toMatchObject({ code: 0, erreurs: '' })
  const deposit = async (reference: string) =>
    expect(await run(`liasse demande deposer ${reference} --le 2023-03-15`)).toMatchObject({ code: 0 })
  for (const d of [path.join('agence', 'retours'), 'banque', path.join('va', 'signes')])
    mkdirSync(at(d), { recursive: true })
  const avance = 'AVANCE-MDV-LGC-Va1-20230315-1'
  await deposit(avance)
  const retour = JSON.parse(readFileSync(at('demandes', `${avance}.json`), 'utf8'))
  Object.assign(retour.lignesImport[0], {
    numeroASP: 'A1',
    codeTraitement: '0000',
    libelleTraitement: 'Accepté',
  })
  writeFileSync(at('agence', 'retours', `${avance}_FichierRetour.json`), JSON.stringify(retour))
  writeFileSync(
    at('agence', 'portail.csv'),
    'N° ASP;Type;Statut;Montant payé;Date de paiement\r\nA1;Avance;Décidée et payée;129,00;15/03/2023\r\n',
  )
  writeFileSync(
    at('erp', 'installations.csv'),
    'numero;realisee;dmp;releve\r\nEX0001;15/03/2023;12;15/03/2023\r\n',
  )
  writeFileSync(at('va', 'signatures.csv'), 'numero;date;signataire;nature\r\n')
  writeFileSync(at('banque', 'releve.csv'), 'Date;Libellé;Montant\r\n14/03/2023;PRLV LOYER;-800,00\r\n')
  await night()
  expect(readJournal('9-factures.json').emis).toMatchObject([{ numero: 'EX0001' }])
  const [mom] = readJournal('10-mom.json').emis as [{ numero: string; fichier: string }]
  expect(mom.numero).toBe('EX0001')

  // In the day the vendor signs the MOM; the next night asks for the balance, once.
  const signee = await signDocument(readFileSync(mom.fichier), 'Ada Exemple', '2023-03-15', 1)
  writeFileSync(at('va', 'signes', path.basename(mom.fichier)), signee)
  writeFileSync(
    at('va', 'signatures.csv'),
    'numero;date;signataire;nature\r\nEX0001;15/03/2023;Ada Exemple;manuscrite\r\n',
  )
  await night()
  expect(readJournal('9-factures.json').emis).toEqual([])
  const [envoi] = readJournal('13-solde.json').envois
  expect(envoi).toMatchObject({ demandes: 1, attendu: 30100 })
  await deposit(envoi.reference)
  expect(
    await run('liasse demande noter --numero EX0001 --type solde --issue validee --le 2023-03-15'),
  ).toMatchObject({ code: 0 })
  writeFileSync(
    at('banque', 'releve.csv'),
    'Date;Libellé;Montant\r\n15/03/2023;VIR ASP SEGUR SOLDE EX0001;301,00\r\n',
  )
  // The last commands of the block are enough: the others have nothing left to do.
  const fin = bloc.split('\n').filter((l) => /^suite\(\)|reglement|exporter/.test(l))
  expect(await run(fin.join('\n'))).toMatchObject({ code: 0, erreurs: '' })
  expect(readJournal('14-reglements.json')).toMatchObject({ rapproches: 1 })
  const etats = readCsv('commandes.csv').map((c) => [c['N° de BDC'], c['Code de l’état']])
  expect(etats).toContainEqual(['EX0001', 'soldee'])
  expect(readCsv('argent.csv').length).toBeGreaterThan(1)
}

test.skipIf(process.platform === 'win32')(
  'the commands of docs/integration.md do what it says, night after night',
  { timeout: 400_000 },
  async () => {
    prepare()
    const [uneFois, chaqueNuit, jusquAuSolde, colonnes] = blocs
    expect(blocs).toHaveLength(4)
    expect(await run(uneFois as string)).toMatchObject({ code: 0, erreurs: '' })

    ecrireErp([
      ligne(1, '0100000001', 'bon 1.pdf'),
      ligne(2, '0100000002', 'bon 2.pdf'),
      ligne(3, '0100000003', ''),
    ])
    const pdf = await PDFDocument.create()
    pdf.addPage().drawText('Bon 1')
    writeFileSync(at('bons', 'signes', 'bon 1.pdf'), await pdf.save())
    writeFileSync(
      at('bons', 'signatures.csv'),
      'numero;date;signataire;nature\r\nEX0001;2022-06-20;Spécimen 1;manuscrite\r\n',
    )
    expect(await run(chaqueNuit as string)).toMatchObject({ code: 0, erreurs: '' })
    expect(readJournal('1-import.json')).toMatchObject({
      clients: { crees: 3 },
      commandes: { creees: 3 },
      modifications: [],
    })
    expect(readdirSync(at('bons', 'a-signer'))).toHaveLength(1)
    expect(readJournal('3-pieces.json').rattachees).toMatchObject([{ numero: 'EX0001' }])
    expect(readJournal('5-avance.json').envois).toMatchObject([{ demandes: 1 }])
    const parNumero = Object.fromEntries(readCsv('commandes.csv').map((c) => [c['N° de BDC'], c]))
    expect(parNumero.EX0001).toMatchObject({
      'Code de l’état': 'avance_exportee',
      'Référence client': 'C1',
      TTC: '430,00',
    })
    expect(parNumero.EX0003?.['Code de l’état']).toBe('bdc_a_signer')
    expect(readCsv('demandes.csv')).toMatchObject([{ 'N° de BDC': 'EX0001', 'Référence client': 'C1' }])
    expect(readCsv('constats.csv').map((c) => c['N° de BDC'])).toContain('EX0002')

    // The second night: one phone and one date changed, and a line that an exported order contradicts.
    ecrireErp([
      ligne(1, '0100000001', 'autre.pdf'),
      ligne(2, '0100000099', 'bon 2.pdf').replace('15/06/2022', '16/06/2022'),
      ligne(3, '0100000003', ''),
    ])
    expect(await run(chaqueNuit as string)).toMatchObject({ code: 0, erreurs: '' })
    const seconde = readJournal('1-import.json')
    expect(seconde).toMatchObject({
      clients: { crees: 0, misAJour: 1, identiques: 1 },
      commandes: { creees: 0, misesAJour: 1, identiques: 1 },
    })
    expect(seconde.modifications).toMatchObject([
      {
        sujet: 'client',
        nom: 'Spécimen 2',
        ligne: 3,
        champs: [{ champ: 'telephone', avant: '0100000002', apres: '0100000099' }],
      },
      {
        sujet: 'commande',
        nom: 'EX0002',
        ligne: 3,
        champs: [{ champ: 'dateCommande', avant: '2022-06-15', apres: '2022-06-16' }],
      },
    ])
    expect(seconde.rejets).toMatchObject([{ ligne: 2, regle: 'commande figée' }])
    expect(readCsv('demandes.csv')).toHaveLength(1)

    expect(await run(colonnes as string)).toMatchObject({ code: 0, erreurs: '' })
    expect(Object.keys(readCsv('erp.csv')[0] ?? {})).toEqual([
      'N° de BDC',
      'Référence client',
      'Code de l’état',
      'TTC',
      'Avance',
    ])

    await playSoldes(jusquAuSolde as string)

    // An unusable file stops the batch before anything else is done.
    writeFileSync(at('erp', 'commandes.csv'), '')
    const arret = await run(chaqueNuit as string)
    expect(arret.code).not.toBe(0)
    expect(arret.erreurs).toContain('est vide')
  },
)
