import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse'
import { luhnKey } from '#domain/identifiants.ts'
import { COLONNES_ANNUAIRE, toLigne } from '../main/annuaireExemple.ts'
import { openTestApplication } from '../main/outils.ts'
import { compare, type Mesure } from './mesure.ts'

/** Lines of the annuaire and of FINESS; fewer for a quick look: `LIASSE_BANC_LIGNES=50000 npm run bench -- annuaire`. */
const LIGNES = Number(process.env.LIASSE_BANC_LIGNES ?? 2_000_000)
const FINESS = Math.min(LIGNES, 103_000)
/** Clients of the register, whom the annuaire is read for. */
const CLIENTS = 1000
const MEMOIRE_MAX = 300

const avecCle = (debut: string) => debut + luhnKey(debut)
const rppsOf = (n: number) => avecCle(`10${String(n).padStart(8, '0')}`)

async function write(
  chemin: string,
  tete: string,
  nombre: number,
  ligneOf: (n: number) => string,
): Promise<void> {
  const flux = createWriteStream(chemin)
  flux.write(`${tete}\n`)
  for (let n = 0; n < nombre; n += 1000) {
    const lot = Array.from({ length: Math.min(1000, nombre - n) }, (_, i) => ligneOf(n + i))
    if (!flux.write(`${lot.join('\n')}\n`)) await once(flux, 'drain')
  }
  flux.end()
  await once(flux, 'finish')
}

const writeAnnuaire = (chemin: string) =>
  write(chemin, COLONNES_ANNUAIRE.join('|'), LIGNES, (n) =>
    toLigne({
      rpps: rppsOf(Math.floor(n / 1.6)),
      nom: `EXEMPLE ${n}`,
      prenom: 'Élodie',
      profession: n % 3 === 0 ? ['60', 'Infirmier'] : ['70', 'Masseur-Kinésithérapeute'],
      commune: 'EXEMPLE-VILLE',
    }),
  )

const writeFiness = (chemin: string) =>
  write(chemin, 'finess;etalab;93;2026-11-03', FINESS, (n) => {
    const numero = avecCle(`99${String(n).padStart(6, '0')}`)
    return `structureet;${numero};${numero};CENTRE ${n};CENTRE DE SOINS EXEMPLE ${n};;;${n % 200};RUE;DE LA MAQUETTE;;;056;69;RHONE;69003 LYON;0499000000;;439;Centre de santé infirmier;1110;Centres de santé;;8690D;36;Tarifs conventionnels;9;Non concerné;1990-01-01;1990-01-01;2026-01-01;`
  })

/** `wc -l`, then every cell through the chosen parser alone. Seconds. */
async function referenceOf(chemin: string, separateur: string): Promise<number> {
  const debut = performance.now()
  const { status } = spawnSync('wc', ['-l', chemin])
  if (status !== 0) throw new Error('wc failed')
  let cellules = 0
  const lecteur = createReadStream(chemin).pipe(
    parse({ delimiter: separateur, relax_quotes: true, relax_column_count: true }),
  )
  for await (const ligne of lecteur as AsyncIterable<string[]>) cellules += ligne.length
  if (cellules === 0) throw new Error('nothing was parsed')
  return (performance.now() - debut) / 1000
}

interface Passage {
  readonly secondes: number
  readonly mio: number
}

/** A register with clients whom the annuaire knows. */
async function fillRegistre(dossier: string): Promise<void> {
  const registre = path.join(dossier, 'registre')
  const liste = path.join(dossier, 'clients.csv')
  const clients = Array.from(
    { length: CLIENTS },
    (_, i) => `Exemple${i};${rppsOf(Math.floor((i * LIGNES) / CLIENTS / 1.6))};Infirmier`,
  )
  writeFileSync(liste, `Nom;RPPS;Profession\n${clients.join('\n')}\n`)
  const app = await openTestApplication({ dossier: registre })
  try {
    const demande = { chemin: liste, dispositif: 'SFP-LGC-Va2', referencementId: null, fournisseurId: null }
    for await (const pas of await app.client.imports.executer(demande))
      if (pas.type === 'resultat' && pas.resultat.clients.crees !== CLIENTS)
        throw new Error('clients are missing')
  } finally {
    await app.fermer()
  }
}

/** An import in a process of its own, on the register. */
function importAlone(sorte: 'annuaire' | 'finess', dossier: string, chemin: string): Passage {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    [import.meta.filename, sorte, path.join(dossier, 'registre'), chemin],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Passage
}

async function runImport(sorte: string, dossier: string, chemin: string): Promise<Passage> {
  const app = await openTestApplication({ dossier })
  try {
    const debut = performance.now()
    const flux =
      sorte === 'annuaire'
        ? await app.client.liste.importer({ type: 'annuaire', chemin })
        : await app.client.imports.finess({ chemin })
    for await (const pas of flux) {
      if (pas.type !== 'resultat') continue
      if (pas.resultat.rejets.length > 0) throw new Error('lines were rejected')
      if ('retenues' in pas.resultat && (pas.resultat.retenues !== CLIENTS || pas.resultat.lignes !== LIGNES))
        throw new Error(`kept ${pas.resultat.retenues} of ${pas.resultat.lignes} lines`)
    }
    const secondes = (performance.now() - debut) / 1000
    return { secondes, mio: process.resourceUsage().maxRSS / 1024 }
  } finally {
    await app.fermer()
  }
}

export async function banc(): Promise<Mesure[]> {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-banc-'))
  try {
    const annuaire = path.join(dossier, 'PS_LibreAcces_Personne_activite_202611090834.txt')
    const finess = path.join(dossier, 'etalab-cs1100502.csv')
    await writeAnnuaire(annuaire)
    await writeFiness(finess)
    await fillRegistre(dossier)
    const mesures: Mesure[] = []
    for (const [sorte, chemin, separateur, lignes] of [
      ['annuaire', annuaire, '|', LIGNES],
      ['finess', finess, ';', FINESS],
    ] as const) {
      const { secondes, mio } = importAlone(sorte, dossier, chemin)
      const taille = `${lignes} lines, ${(statSync(chemin).size / 2 ** 20).toFixed(0)} MiB`
      mesures.push(
        compare(
          `${sorte}, against wc -l and csv-parse`,
          secondes,
          await referenceOf(chemin, separateur),
          3,
          `${taille}, seconds`,
        ),
        compare(`${sorte}, peak memory`, mio, MEMOIRE_MAX, 1, `${taille}, peak RSS of the process in MiB`),
      )
    }
    return mesures
  } finally {
    rmSync(dossier, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , sorte, dossier, chemin] = process.argv as [string, string, string, string, string]
  process.stdout.write(JSON.stringify(await runImport(sorte, dossier, chemin)))
}
