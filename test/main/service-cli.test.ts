import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { type ApplicationTest, openTestApplication } from './outils.ts'
import { openAvancesPayees, writeSolde } from './service.ts'

let app: ApplicationTest
let ids: number[]
beforeEach(async () => {
  app = await openTestApplication({ maintenant: '2022-11-02T08:02:00.000Z' })
  ids = (await openAvancesPayees(app, 4)).ids
})
afterEach(() => app.fermer())

async function liasse(...args: string[]) {
  let [stdout, stderr] = ['', '']
  const code = await main(
    [...args, '--registre', app.dossier, '--maintenant', '2022-11-02T09:02', '--json'],
    { stdout: { write: (t) => (stdout += t) }, stderr: { write: (t) => (stderr += t) } },
  )
  return { code, json: JSON.parse(stdout), stderr }
}
const installee = async (rang: number) =>
  (await app.client.installation.lire({ commandeId: ids[rang - 1] as number })).installation

test('installations of a list: good lines written, bad ones told with their line', async () => {
  await writeSolde(app, ids[3] as number, 'deposee', '2022-10-20')
  const fichier = path.join(app.dossier, 'installations.csv')
  writeFileSync(
    fichier,
    [
      'Numéro;Prévue;Réalisée;Formation;Modalité;DMP;Relevé;isDirectToMSSPro;Technicien',
      'N1;05/10/2022;10/10/2022;11/10/2022;à distance;12;15/10/2022;non;Zoé',
      'N2;;2022-10-12;;;;;;',
      'N3;;12/13/2022;;;;;;',
      'N4;;10/10/2022;;;;;;',
      'N9;;10/10/2022;;;;;;',
      ';;10/10/2022;;;;;;',
      'N1;;11/10/2022;;;;;;',
      '',
    ].join('\n'),
  )
  const { code, json } = await liasse('installation', 'definir', '--fichier', fichier, '--scenario-commande')
  expect(code).toBe(1)
  expect(json.commandes).toBe(2)
  expect(json.ignorees).toEqual(['Technicien'])
  expect(json.rejets.map((r: { ligne: number; colonne: string | null }) => [r.ligne, r.colonne])).toEqual([
    [4, 'realisee'],
    [5, null],
    [6, 'numero'],
    [7, 'numero'],
    [8, 'numero'],
  ])
  expect(await installee(1)).toMatchObject({
    prevueLe: '2022-10-05',
    realiseeLe: '2022-10-10',
    formation: { le: '2022-10-11', modalite: 'distanciel' },
    preuves: [{ flux: 'dmp', nombre: 12, releveLe: '2022-10-15' }],
    scenario: { isDirectToMSSPro: false, isDirectToDMP: true },
  })
  expect(await installee(2)).toMatchObject({ realiseeLe: '2022-10-12', scenario: { isDirectToMSSPro: true } })
  expect(await installee(3)).toBeNull()

  writeFileSync(fichier, 'numero;releve;dmp\nN1;15/10/2022;14\n')
  expect((await liasse('installation', 'definir', '--fichier', fichier)).code).toBe(0)
  expect(await installee(1)).toMatchObject({ realiseeLe: '2022-10-10', preuves: [{ nombre: 14 }] })
})

test('a file that is no list of installations is refused, nothing written', async () => {
  const fichier = path.join(app.dossier, 'autre.csv')
  writeFileSync(fichier, 'nom;ville\nAda;Lyon\n')
  const { code, json } = await liasse('installation', 'definir', '--fichier', fichier)
  expect([code, json.erreur.remede]).toEqual([2, expect.stringContaining('numero')])
})

test('one order by its options, and the list', async () => {
  const { code, json } = await liasse(
    ...['installation', 'definir', '--numero', 'N1', 'N2', '--realisee-le', '10/10/2022', '--dmp', '12'],
    ...['--scenario-commande', '--reponse', 'isDirectToMSSCitoyen=non', 'isPFIToMSSCitoyen=oui'],
  )
  expect(code).toBe(0)
  expect(json).toHaveLength(2)
  expect(await installee(2)).toMatchObject({
    realiseeLe: '2022-10-10',
    preuves: [{ nombre: 12, releveLe: '2022-10-10' }],
    scenario: { isDirectToMSSCitoyen: false, isPFIToMSSCitoyen: true, isDirectToDMP: true },
  })
  const liste = (await liasse('installation', 'lister')).json
  expect(liste.map((f: { numero: string }) => f.numero)).toEqual(['N1', 'N2', 'N3', 'N4'])
  expect(liste[0].scenario.filter((q: { different: boolean }) => q.different)).toHaveLength(2)
})

test('controls before a step, and before the next request when none is said', async () => {
  const reception = await liasse('controler', '--pour', 'reception', '--numero', 'N1')
  expect(reception.code).toBe(1)
  expect(reception.json[0].pour).toBe('reception')
  expect((await liasse('controler')).json.map((c: { pour: string }) => c.pour)).toEqual([
    'solde',
    'solde',
    'solde',
    'solde',
  ])
})

test('an invoice by its options, then several by a file', async () => {
  const une = await liasse(
    ...['facture', 'definir', '--numero', 'N1', '--facture', 'F-1', '--date', '12/10/2022'],
    ...['--finalisee-le', '10/10/2022', '--client', 'Claude Témoin1', '--ht', '358,33', '--tva', '71,67'],
    ...['--ttc', '430', '--mentions'],
  )
  expect(une.code).toBe(0)
  expect(une.json[0].facture).toMatchObject({
    numero: 'F-1',
    date: '2022-10-12',
    ht: 35_833,
    tva: 7167,
    ttc: 43_000,
    externe: true,
    lignePrestation: true,
  })
  const fichier = path.join(app.dossier, 'factures.json')
  writeFileSync(
    fichier,
    JSON.stringify([
      { numeroCommande: 'N1', date: '2022-10-13' },
      { numeroCommande: 'N2', numero: 'F-2', ttc: '430,00' },
    ]),
  )
  const deux = await liasse('facture', 'definir', fichier)
  expect(deux.json.map((f: { facture: object }) => f.facture)).toMatchObject([
    { numero: 'F-1', date: '2022-10-13', ttc: 43_000, revision: 2 },
    { numero: 'F-2', ttc: 43_000 },
  ])
  writeFileSync(fichier, JSON.stringify({ numeroCommande: 'N3', numero: 'F-3', ttc: 'beaucoup' }))
  expect((await liasse('facture', 'definir', fichier)).json.erreur.phrase).toContain('beaucoup')
  expect((await liasse('facture', 'definir')).code).toBe(2)
})

test('an attestation of the balance is asked of the orders whose advance is accepted', async () => {
  const { json } = await liasse('attester', 'seuil-dmp', '--tous', '--le', '2022-10-20')
  expect(json).toMatchObject({ posees: 4, commandes: ['N1', 'N2', 'N3', 'N4'] })
})
