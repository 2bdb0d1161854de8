import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeTableur } from '#main/exports/tableur.ts'

// Writes a workbook of N rows and 30 columns, as an export of orders is; answers its peak memory and its duration.
const LOT = 1000
const nombre = Number(process.argv[2])
const fichier = path.join(tmpdir(), `liasse-classeur-${process.pid}.xlsx`)
const colonnes = Array.from({ length: 30 }, (_, i) => ({ cle: `c${i}`, titre: `Colonne ${i}` }))
async function* lots() {
  for (let i = 0; i < nombre; i += LOT)
    yield Array.from({ length: Math.min(LOT, nombre - i) }, (_, k) =>
      colonnes.map((_c, c) => {
        if (c % 5 === 0) return { centimes: (i + k) * 7 }
        return c % 5 === 1 ? { jour: '2026-03-01' } : `valeur ${c} de la ligne ${i + k}`
      }),
    )
}
try {
  const debut = performance.now()
  const poignee = await open(fichier, 'w')
  const lignes = await writeTableur(poignee, { colonnes, lots: lots() }, 'xlsx', 'Commandes')
  await poignee.close()
  if (lignes !== nombre) throw new Error(`${lignes} written of ${nombre}`)
  const millisecondes = performance.now() - debut
  process.stdout.write(JSON.stringify({ millisecondes, ko: process.resourceUsage().maxRSS }))
} finally {
  rmSync(fichier, { force: true })
}
