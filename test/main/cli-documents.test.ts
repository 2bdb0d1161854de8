import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { openTestApplication, SCENARIO_MDV } from './outils.ts'
import { openAvancesPayees } from './service.ts'

let dossier = ''
const at = (...noms: string[]) => path.join(dossier, ...noms)
/** One order through another software (VA), two directly (MOM), one not installed. */
beforeEach(async () => {
  dossier = mkdtempSync(path.join(tmpdir(), 'liasse-cli-documents-'))
  const app = await openTestApplication({ dossier: at('registre'), maintenant: '2022-11-02T08:02:00.000Z' })
  const { ids } = await openAvancesPayees(app, 4)
  for (const [i, commandeId] of ids.slice(0, 3).entries())
    await app.client.installation.definir({
      commandeId,
      realiseeLe: '2022-10-10',
      scenario: { ...SCENARIO_MDV, isDirectToDMP: i > 0, isPFIToDMP: i === 0 },
      preuves: [{ flux: 'dmp', nombre: 10, releveLe: '2022-10-12' }],
    })
  await app.fermer()
})
afterEach(() => rmSync(dossier, { recursive: true, force: true }))

async function liasse(...args: string[]) {
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const communes = ['--registre', at('registre'), '--aujourdhui', '2022-11-02']
  const code = await main([...args, ...communes], { stdout: vers('stdout'), stderr: vers('stderr') })
  return { code, stdout: sortie.stdout.replaceAll('\u00a0', ' '), stderr: sortie.stderr }
}
async function ask(...args: string[]) {
  const { code, stdout } = await liasse(...args, '--json')
  return { code, json: JSON.parse(stdout) }
}
const numeros = (json: { emis: { numero: string }[] }) => json.emis.map((e) => e.numero)

test('invoices, then the VA and the MOM that each order asks for', async () => {
  const sortie = ['--sortie', at('pdf')]
  const rien = await liasse('va', 'emettre', '--tous', ...sortie)
  expect(rien).toMatchObject({ code: 0, stdout: 'Aucune VA à émettre.\n' })

  const factures = await ask('facture', 'emettre', '--tous', ...sortie, '--date', '31/10/2022')
  expect(factures.code).toBe(0)
  expect(numeros(factures.json)).toEqual(['N1', 'N2', 'N3'])
  const tard = await liasse('facture', 'emettre', '--numero', 'N4', ...sortie)
  expect(tard.code).toBe(1)
  expect(tard.stdout).toContain('date de finalisation')

  const va = await ask('va', 'emettre', '--tous', ...sortie)
  expect([va.code, numeros(va.json)]).toEqual([0, ['N1']])
  const mom = await liasse('mom', 'emettre', '--tous', ...sortie)
  expect(mom.stdout).toContain('2 MOM émises dans')
  expect(readdirSync(at('pdf')).sort()).toEqual([
    'FACTURE-N1.pdf',
    'FACTURE-N2.pdf',
    'FACTURE-N3.pdf',
    'MOM-N2.pdf',
    'MOM-N3.pdf',
    'VA-N1.pdf',
  ])

  const autre = await liasse('mom', 'emettre', '--numero', 'N1', ...sortie)
  expect(autre.code).toBe(1)
  expect(autre.stdout).toContain('c’est une VA, signée par le client, qu’il faut')
  const pv = await liasse('pv', 'emettre', '--numero', 'N1', ...sortie)
  expect([pv.code, pv.stdout.includes('pas de modèle de PV')]).toEqual([1, true])

  const signees = await ask(
    'pieces',
    'rattacher',
    at('pdf', 'MOM-N2.pdf'),
    '--type',
    'MOM',
    '--signee-le',
    '2022-11-02',
  )
  expect(signees.json.rattachees).toMatchObject([{ numero: 'N2' }])
  const signer = await ask(
    ...['pieces', 'signer', '--type', 'MOM', '--numero', 'N2', 'N3'],
    ...['--le', '2022-11-02', '--nature', 'manuscrite'],
  )
  expect(signer).toMatchObject({ code: 1, json: { sansPiece: ['N3'] } })
})
