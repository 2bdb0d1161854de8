import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'
import { addDemande } from './argentOutils.ts'
import { CLIENTS, openParcours, type Parcours } from './parcoursOutils.ts'

let p: Parcours
beforeEach(async () => {
  p = await openParcours()
  for (const commandeId of await p.ids())
    await addDemande(p.app.contexte, { commandeId, etat: 'validee', valideeLe: '2026-11-10' })
})
afterEach(() => p.fermer())

async function run(...args: string[]) {
  const sortie = { stdout: '', stderr: '' }
  const vers = (flux: 'stdout' | 'stderr') => ({ write: (texte: string) => (sortie[flux] += texte) })
  const communes = ['--registre', p.at('registre'), '--aujourdhui', '2026-11-17']
  const code = await main([...args, ...communes], { stdout: vers('stdout'), stderr: vers('stderr') })
  return { code, ...sortie }
}
const ask = async (...args: string[]) => {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect([args.join(' '), code, stderr]).toEqual([args.join(' '), 0, ''])
  return JSON.parse(stdout)
}

test('a pilot from its places to the decision, by the command line alone', async () => {
  expect((await run('pilote', 'lister')).stdout).toContain('0 sur 5')
  expect(await ask('pilote', 'candidats')).toHaveLength(6)
  for (const [i, { numero }] of CLIENTS.slice(0, 5).entries())
    await ask('pilote', 'choisir', '--place', String(i + 1), '--numero', numero)
  await ask('pilote', 'retirer', '--place', '5', '--motif', 'parti')
  const fiche = await ask('pilote', 'choisir', '--place', '5', '--numero', CLIENTS[5]?.numero ?? '')
  expect(fiche).toMatchObject({ choisis: 5, signes: 0 })
  const numeros = [0, 1, 2, 3, 5].map((i) => CLIENTS[i]?.numero ?? '')
  const pv = await ask('pv', 'emettre', '--numero', ...numeros, '--sortie', p.at('pv'))
  await p.signer('PV', pv.emis, '2026-11-16')
  const manque = await run('pilote', 'dossier', '--sortie', p.at('ans'))
  expect([manque.code, manque.stderr]).toEqual([2, expect.stringContaining('support de formation absent')])
  writeFileSync(p.at('support.pdf'), '%PDF-1.4 support')
  for (const { cle } of fiche.contenus as { cle: string }[])
    await ask('pilote', 'support', p.at('support.pdf'), '--contenu', cle)
  expect(await ask('pilote', 'dossier', '--sortie', p.at('ans'))).toMatchObject({ pieces: 7 })
  expect((await run('pilote', 'transmettre', '--le', '2026-11-18')).stderr).toContain(
    'nous sommes le 17/11/2026',
  )
  await ask('pilote', 'transmettre', '--le', '17/11/2026')
  expect(await ask('pilote', 'decision', 'conforme', '--le', '2026-11-17')).toMatchObject({
    decision: 'conforme',
  })
  expect((await run('pilote', 'montrer')).stdout).toContain('5 PV signés sur 5')
  expect((await run('pilote', 'montrer', '--solution', 'Absent')).code).toBe(2)
  expect((await run('pilote', 'choisir', '--place', 'zéro', '--numero', 'x')).code).toBe(2)
})
