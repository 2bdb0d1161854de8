import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { luhnKey } from '#domain/identifiants.ts'
import { openTestApplication } from '../main/outils.ts'
import { compare, type Mesure } from './mesure.ts'

const LIGNES = 100_000
const RUNS = 3

/** A CRM export as they come: ten columns, every line filled, numbers in no order. */
function writeListe(chemin: string, lignes: number): void {
  const sortie = ['REF_CLI;NOM_PRENOM;RPPS;FINESS_GEO;Profession;MAIL;Tél. portable;Adresse;CP;Ville']
  for (let i = 0; i < lignes; i++) {
    const rpps = `1${String((i * 7919) % 1_000_000_000).padStart(9, '0')}`
    sortie.push(
      `C${i};DURAND Élodie ${i};${rpps}${luhnKey(rpps)};;Infirmier;elodie.durand${i}@exemple.fr;06 12 34 56 78;${i % 200} rue des Lilas;35000;Rennes`,
    )
  }
  writeFileSync(chemin, `${sortie.join('\n')}\n`)
}

function runSqlite(dossier: string, commandes: readonly string[]): number {
  const base = path.join(dossier, 'reference.sqlite')
  const debut = performance.now()
  const { status, stderr } = spawnSync('sqlite3', [base, ...commandes], { encoding: 'utf8' })
  const secondes = (performance.now() - debut) / 1000
  if (status !== 0) throw new Error(`sqlite3: ${stderr}`)
  rmSync(base, { force: true })
  return secondes
}

const NUE = (liste: string) => ['.mode csv', '.separator ;', `.import ${liste} liste`]
/** What SQLite itself needs to import the file and index it as the register does: same keys, same full-text index. */
const INDEXEE = (liste: string) => [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  ...NUE(liste),
  `CREATE VIRTUAL TABLE recherche USING fts5 (texte, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')`,
  `BEGIN; CREATE UNIQUE INDEX a ON liste (RPPS); CREATE INDEX b ON liste (NOM_PRENOM COLLATE NOCASE); CREATE INDEX c ON liste (REF_CLI);
   INSERT INTO recherche (rowid, texte) SELECT rowid, NOM_PRENOM || ' ' || Ville || ' ' || CP || ' ' || REF_CLI || ' ' || MAIL || ' ' || "Tél. portable" || ' ' || RPPS FROM liste; COMMIT`,
]

/** Imports a file into an empty register through the operation. Seconds, without the start of the application. */
async function importListe(chemin: string): Promise<number> {
  const app = await openTestApplication()
  try {
    const debut = performance.now()
    let fin = debut
    const demande = { chemin, dispositif: 'SFP-LGC-Va2', referencementId: null, fournisseurId: null }
    // The result is told once the transaction is committed; the backup of the register comes after it.
    for await (const pas of await app.client.imports.executer(demande)) {
      if (pas.type !== 'resultat') continue
      fin = performance.now()
      if (pas.resultat.clients.crees < 1 || pas.resultat.rejets.length > 0) throw new Error('not imported')
    }
    return (fin - debut) / 1000
  } finally {
    await app.fermer()
  }
}

const best = (durees: readonly number[]) => Math.min(...durees)

/** Peak resident memory of a process that imports that many lines, MiB. */
function peakOf(dossier: string, lignes: number): number {
  const liste = path.join(dossier, `liste-${lignes}.csv`)
  writeListe(liste, lignes)
  const { stdout, status, stderr } = spawnSync(process.execPath, [import.meta.filename, liste], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout) / 1024
}

export async function banc(): Promise<Mesure[]> {
  const dossier = mkdtempSync(path.join(tmpdir(), 'liasse-banc-'))
  try {
    const liste = path.join(dossier, 'liste.csv')
    writeListe(liste, LIGNES)
    const taille = `${LIGNES} lines, ${(statSync(liste).size / 2 ** 20).toFixed(1)} MiB, seconds, best of ${RUNS}`
    const nues: number[] = []
    const indexees: number[] = []
    const notres: number[] = []
    for (let i = 0; i < RUNS; i++) {
      nues.push(runSqlite(dossier, NUE(liste)))
      indexees.push(runSqlite(dossier, INDEXEE(liste)))
      notres.push(await importListe(liste))
    }
    const petit = peakOf(dossier, 500)
    const grand = peakOf(dossier, 50_000)
    return [
      compare(
        'import, against .import, same indexes',
        best(notres),
        best(indexees),
        4,
        `${taille}; reference: sqlite3 .import, then the same keys and full-text index`,
      ),
      compare(
        'import, against bare .import',
        best(notres),
        best(nues),
        4,
        `${taille}; reference: one table of texts, nothing checked nor indexed`,
      ),
      compare('import, memory of 50 000 lines', grand, petit, 3, 'peak RSS in MiB, against 500 lines'),
    ]
  } finally {
    rmSync(dossier, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  await importListe(process.argv[2] as string)
  process.stdout.write(String(process.resourceUsage().maxRSS))
}
