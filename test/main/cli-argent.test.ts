import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { addDemande, addOrders } from './argentOutils.ts'
import { openTestApplication } from './outils.ts'

let dossier: string
const at = (nom: string) => path.join(dossier, nom)
const write = (nom: string, contenu: string) => {
  writeFileSync(at(nom), contenu)
  return at(nom)
}

/** Three orders: one advance deposited, one accepted, one of nothing. */
beforeEach(async () => {
  dossier = mkdtempSync(path.join(tmpdir(), 'liasse-cli-argent-'))
  const app = await openTestApplication({ dossier: at('registre') })
  const { ids } = await addOrders(app.contexte, 3)
  await addDemande(app.contexte, { commandeId: ids[0] as number })
  await addDemande(app.contexte, { commandeId: ids[1] as number, etat: 'validee' })
  await app.fermer()
})
afterEach(() => rmSync(dossier, { recursive: true, force: true }))

async function run(...args: string[]) {
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const communes = ['--registre', at('registre'), '--aujourdhui', '2026-11-17']
  const code = await main([...args, ...communes], { stdout: vers('stdout'), stderr: vers('stderr') })
  return { code, ...sortie }
}
async function ask(...args: string[]) {
  const { code, stdout } = await run(...args, '--json')
  return { code, json: JSON.parse(stdout) }
}

const RELEVE =
  'Date;Libellé;Montant\n02/11/2026;VIR ASP BDC 2026 0001;129,00\n03/11/2026;VIR ASP;200,00\n04/11/2026;LOYER;-900,00\n'

test('a statement, its payments matched, proposed, matched by hand, taken back, set aside', async () => {
  const importe = await ask('reglement', 'importer', write('r.csv', RELEVE))
  expect(importe).toEqual({
    code: 0,
    json: { lues: 3, nouveaux: 2, dejaLa: 0, rapproches: 1, aRapprocher: 1, ignores: 1, rejets: [] },
  })
  const { json: lignes } = await ask('reglement', 'lister')
  expect(lignes.map((r: { montant: number; affecte: number }) => [r.montant, r.affecte])).toEqual([
    [20000, 0],
    [12900, 12900],
  ])
  const id = String(lignes[0].id)
  expect((await ask('reglement', 'proposer', id)).json).toEqual({ lignes: [], avis: null })
  const { json } = await ask('reglement', 'rapprocher', id, '--numero', 'BDC 2026 0002')
  expect(json).toMatchObject({
    affecte: 12900,
    demandes: [{ numero: 'BDC 2026 0002', type: 'avance', montant: 12900 }],
  })
  expect((await run('reglement', 'lister')).stdout).toContain('reste 71,00\u00a0€, BDC 2026 0002 (avance)')
  expect((await ask('reglement', 'rapprocher', id, '--detacher')).json).toMatchObject({ affecte: 0 })
  const partiel = await ask('reglement', 'rapprocher', id, '--numero', 'BDC 2026 0002', '--montant', '100')
  expect(partiel.json.demandes).toMatchObject([{ montant: 10000, attendu: 12900 }])
  await ask('reglement', 'rapprocher', id, '--detacher')
  expect((await ask('reglement', 'ecarter', id, '--commentaire', 'autre aide')).json.ecarteLe).toBe(
    '2026-11-17',
  )
  expect((await ask('reglement', 'lister', '--situation', 'ecartes')).json).toHaveLength(1)
  expect((await ask('reglement', 'ecarter', id, '--reprendre')).json.ecarteLe).toBeNull()
  const saisi = await ask('reglement', 'saisir', '--date', '05/11/2026', '--montant', '129,00')
  const rang = await ask('reglement', 'rapprocher', String(saisi.json.id), '--proposition', '1')
  expect(rang.json.demandes).toMatchObject([{ numero: 'BDC 2026 0002' }])
})

test('columns and senders of a file; a bad line is code 1, a wrong file code 2', async () => {
  const f = write('x.csv', 'quand;quoi;combien\n02/11/2026;DRFIP;129,00\n31/02/2026;DRFIP;1,00\n')
  const colonnes = write('map.json', JSON.stringify({ quand: 'date', quoi: 'libelle', combien: 'montant' }))
  expect((await run('reglement', 'importer', f)).code).toBe(2)
  const bon = await run('reglement', 'importer', f, '--colonnes', colonnes, '--emetteur', 'DRFIP')
  expect(bon.code).toBe(1)
  expect(bon.stdout).toContain('1\u00a0règlement nouveau')
  expect(bon.stdout).toContain('ligne 3, colonne')
  const refuses: readonly (readonly [readonly string[], RegExp])[] = [
    [['reglement', 'rapprocher', '1'], /--proposition/],
    [['reglement', 'rapprocher', '1', '--proposition', '9'], /pas de proposition 9/],
    [['reglement', 'rapprocher', '1', '--numero', 'BDC 2026 0003'], /pas de demande d’avance/],
    [
      ['reglement', 'saisir', '--date', '2026-11-05', '--montant', 'dix'],
      /«\u00a0dix\u00a0» n’est pas un montant/,
    ],
    [['reglement', 'proposer', '77'], /n’est pas dans le registre/],
    [['argent', '--par', 'semaine'], /mois, dispositif, produit/],
    [['argent', '--dispositif', 'X'], /X/],
  ]
  for (const [args, phrase] of refuses) {
    const { code, stderr } = await run(...args)
    expect([args.join(' '), code]).toEqual([args.join(' '), 2])
    expect(stderr).toMatch(phrase)
  }
})

test('the money and the day', async () => {
  await ask('reglement', 'importer', write('r.csv', RELEVE))
  const { json } = await ask('argent')
  expect(json).toMatchObject({
    recu: 12900,
    parMois: expect.arrayContaining([{ mois: '2026-11', recu: 12900, attendu: 0 }]),
  })
  const { stdout } = await run('argent', '--par', 'mois')
  expect(stdout).toMatch(/^Reçu\u00a0: 129,00\u00a0€\. Reste à recevoir\u00a0: /)
  expect(stdout).toMatch(/2026-11\s+129,00\u00a0€\s+0,00\u00a0€/)
  expect((await run('argent', '--par', 'produit')).stdout).toContain('MDV-LGC-Va1, Spécimédoc')
  const jour = await ask('aujourdhui')
  expect(jour.json.lignes.map((l: { etat: string }) => l.etat)).toEqual([
    'installation_a_faire',
    'bdc_a_signer',
  ])
  expect((await run('aujourdhui')).stdout).toContain('Le 17/11/2026')
})

test('the lists as files', async () => {
  await ask('reglement', 'importer', write('r.csv', RELEVE.replace('VIR ASP;200', '=1+1 ASP;200')))
  const lignes = async (liste: string, ...plus: string[]) => {
    const fichier = at(`${liste}.csv`)
    const { code, json } = await ask('exporter', liste, '--format', 'csv', '--sortie', fichier, ...plus)
    expect([liste, code]).toEqual([liste, 0])
    const texte = readFileSync(fichier, 'utf8')
      .split('\r\n')
      .filter((l) => l !== '')
    expect(texte).toHaveLength(json.lignes + 1)
    return texte
  }
  const argent = await lignes('argent', '--dispositif', 'MDV-LGC-Va1')
  expect(argent).toHaveLength(7)
  expect(argent[0]).toContain(
    'N° de BDC;Client;Dispositif;Demande;Situation;Le;Mois;Attendu;Reçu;Vu sur le compte',
  )
  expect(argent.find((l) => l.includes('Reçu;02/11/2026'))).toContain('"129,00";"129,00";oui')
  const reglements = await lignes('reglements')
  expect(reglements[1]).toContain('03/11/2026;"200,00";\'=1+1 ASP')
  expect(reglements[2]).toContain('BDC 2026 0001 (avance)')
  expect(await lignes('echeances')).toHaveLength(1)
  expect(await lignes('pilotes')).toHaveLength(1)
  expect(
    (await run('exporter', 'reglements', '--format', 'csv', '--sortie', at('x.csv'), '--dispositif', 'X'))
      .code,
  ).toBe(2)
})
