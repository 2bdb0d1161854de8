import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { compare, type Mesure } from './mesure.ts'

interface Classeur {
  readonly millisecondes: number
  readonly ko: number
}

function write(nombre: number): Classeur {
  const enfant = path.join(import.meta.dirname, 'enfants', 'classeur.ts')
  return JSON.parse(
    execFileSync(process.execPath, [enfant, String(nombre)], { encoding: 'utf8' }),
  ) as Classeur
}

/** A workbook costs the memory of one batch, whatever its rows. */
export async function banc(): Promise<readonly Mesure[]> {
  const [petit, grand] = [write(50_000), write(300_000)]
  return [
    compare(
      'exports: peak memory of a workbook of 300 000 rows against 50 000',
      grand.ko / 1024,
      petit.ko / 1024,
      1.5,
      `Mo, 30 columns, ${(grand.millisecondes / 1000).toFixed(1)} s`,
    ),
  ]
}
