import { readdirSync } from 'node:fs'
import path from 'node:path'
import { table } from '#main/hosts/cli/sortie.ts'
import type { Mesure } from './mesure.ts'

// `npm run bench`: every banc() of this folder, or those named (`npm run bench -- zip`). Exit 1 when a limit is broken.
const outils = ['run.ts', 'mesure.ts']
const voulus = process.argv.slice(2)
const bancs = readdirSync(import.meta.dirname)
  .filter((f) => f.endsWith('.ts') && !outils.includes(f))
  .map((f) => path.parse(f).name)
  .filter((nom) => voulus.length === 0 || voulus.includes(nom))
  .sort()

const decimal = (n: number) => n.toLocaleString('en', { maximumSignificantDigits: 4, useGrouping: false })

const mesures: Mesure[] = []
for (const nom of bancs) {
  process.stderr.write(`${nom}…\n`)
  const { banc } = (await import(`./${nom}.ts`)) as { banc?: () => Promise<readonly Mesure[]> }
  if (banc !== undefined) mesures.push(...(await banc()))
}
const kept = (m: Mesure) => m.limite === null || m.ratio <= m.limite
const rompues = mesures.filter((m) => !kept(m))
const lignes = table<Mesure>(
  [
    { titre: 'bench', valeur: (m) => m.nom },
    { titre: 'measured', valeur: (m) => decimal(m.mesure), droite: true },
    { titre: 'reference', valeur: (m) => decimal(m.reference), droite: true },
    { titre: 'ratio', valeur: (m) => decimal(m.ratio), droite: true },
    {
      titre: 'limit',
      valeur: (m) => (m.limite === null ? 'none' : `${kept(m) ? ' ' : '!'} ${decimal(m.limite)}`),
      droite: true,
    },
    { titre: 'details', valeur: (m) => m.details },
  ],
  mesures,
)
process.stdout.write(`${lignes}\n\n${mesures.length - rompues.length} kept, ${rompues.length} broken\n`)
process.exitCode = rompues.length === 0 && mesures.length > 0 ? 0 : 1
