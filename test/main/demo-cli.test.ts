import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { main } from '#main/hosts/cli/programme.ts'

const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-demo-cli-'))
afterAll(() => rmSync(dossier, { recursive: true, force: true }))

async function demo(sortie: string, ...args: string[]) {
  const ecrit = { stdout: '', stderr: '' }
  const vers = (flux: keyof typeof ecrit) => ({ write: (texte: string) => (ecrit[flux] += texte) })
  const code = await main(['demo', '--sortie', sortie, ...args], {
    stdout: vers('stdout'),
    stderr: vers('stderr'),
  })
  return { code, ...ecrit }
}

test('the demonstration goes from the client list to the balance, each step the command it shows', {
  timeout: 180_000,
}, async () => {
  const sortie = path.join(dossier, 'demo')
  const { code, stdout, stderr } = await demo(sortie, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { etapes } = JSON.parse(stdout) as { etapes: { commande: string; json: unknown }[] }
  expect(etapes.every((e) => e.json !== undefined)).toBe(true)
  const commandes = etapes.map((e) => e.commande.split(' ').slice(0, 2).join(' '))
  expect(commandes).toEqual(expect.arrayContaining(['bdc emettre', 'pilote dossier', 'va emettre']))
  expect(commandes.at(-1)).toBe('solde preparer')
  expect(JSON.stringify(etapes.map((e) => e.commande))).not.toContain(dossier)

  const noms = readdirSync(sortie)
  const solde = noms.find((n) => n.startsWith('SOLDE-') && n.endsWith('.zip')) as string
  const json = JSON.parse(readFileSync(path.join(sortie, solde.replace('.zip', '.json')), 'utf8'))
  expect(json.lignesImport).toHaveLength(12)
  expect(Object.keys(unzipSync(readFileSync(path.join(sortie, solde))))).toHaveLength(24)

  // Played again in its own folder, as far as the advance this time; refused in anybody else's.
  const avance = await demo(sortie, '--jusqu-a', 'avance')
  expect(avance.code).toBe(0)
  expect(avance.stdout).toContain('$ liasse avance preparer --dispositif SFP-LGC-Va2')
  expect(readdirSync(sortie).filter((n) => n.startsWith('SOLDE-'))).toEqual([])
  const autre = mkdtempSync(path.join(dossier, 'autre-'))
  writeFileSync(path.join(autre, 'lettre.txt'), 'x')
  expect(await demo(autre)).toMatchObject({ code: 2, stderr: expect.stringContaining('autre chose') })
  expect(readdirSync(autre)).toEqual(['lettre.txt'])
})
