import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { verifyZip, writeZip } from '#main/exports/zip.ts'
import { sha256Of } from '#main/pieces/magasin.ts'
import { compare, type Mesure } from './mesure.ts'

const PIECES = 1000
const TAILLE = 62_000
const TOURS = 5

const best = (valeurs: readonly number[]): number => Math.min(...valeurs)

async function time(f: () => unknown): Promise<number> {
  const debut = performance.now()
  await f()
  return performance.now() - debut
}

/** A ZIP of signed forms, stored, against Info-ZIP on the same files. */
export async function banc(): Promise<Mesure[]> {
  const travail = mkdtempSync(path.join(tmpdir(), 'liasse-banc-'))
  try {
    const pieces = path.join(travail, 'pieces')
    mkdirSync(pieces)
    const entrees = Array.from({ length: PIECES }, (_, i) => {
      const nom = `EX${String(i).padStart(5, '0')}.pdf`
      const octets = randomBytes(TAILLE)
      writeFileSync(path.join(pieces, nom), octets)
      return { nom, taille: TAILLE, sha256: sha256Of(octets), lire: () => readFile(path.join(pieces, nom)) }
    })
    const notre = path.join(travail, 'liasse.zip')
    const leur = path.join(travail, 'zip.zip')
    const ecriture: number[] = []
    const relecture: number[] = []
    const reference: number[] = []
    for (let tour = 0; tour < TOURS; tour++) {
      for (const fichier of [notre, leur]) rmSync(fichier, { force: true })
      ecriture.push(await time(() => writeZip(notre, entrees)))
      relecture.push(await time(() => verifyZip(notre, entrees)))
      reference.push(await time(() => execFileSync('zip', ['-0', '-q', '-j', '-r', leur, pieces])))
    }
    const [nous, eux] = [best(ecriture) / 1000, best(reference) / 1000]
    const debit = (s: number) => Math.round(statSync(notre).size / 1e6 / s)
    return [
      compare(
        'zip',
        nous,
        eux,
        2,
        `s, ${PIECES} pieces of ${TAILLE / 1000} kB, ${debit(nous)} MB/s; reference: zip -0, ${debit(eux)} MB/s; reading back with hashes ${(best(relecture) / 1000).toFixed(2)} s more`,
      ),
    ]
  } finally {
    rmSync(travail, { recursive: true, force: true })
  }
}
