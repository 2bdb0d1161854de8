import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { DemandeExport, ResultatExport } from '#contract/export.ts'
import { jourParis } from '#domain/dates.ts'
import { type Contexte, impl } from '../contexte.ts'
import { writeWhole } from '../exports/ecriture.ts'
import { NOMS_LISTES, openListeDemandee } from '../exports/listes.ts'
import { type Tableur, type Valeur, writeTableur } from '../exports/tableur.ts'
import { type Progres, withProgress } from '../progres.ts'
import { refuser } from '../refus.ts'

const infoOf = (chemin: string) => stat(chemin).catch(() => null)

/** A name that no file of the folder has: `liasse-commandes-2026-11-17.csv`, then `…-2.csv`. */
async function freeName(dossier: string, base: string, extension: string): Promise<string> {
  for (let rang = 1; ; rang++) {
    const fichier = path.join(dossier, `${base}${rang === 1 ? '' : `-${rang}`}${extension}`)
    if ((await infoOf(fichier)) === null) return fichier
  }
}

/** The file to write. Refuses one whose extension says another format: a spreadsheet would not open it. */
async function fileOf(ctx: Contexte, { sortie, format, liste }: DemandeExport): Promise<string> {
  const chemin = path.resolve(sortie)
  const extension = `.${format}`
  const donnee = path.extname(chemin).toLowerCase()
  const info = await infoOf(chemin)
  if (info?.isDirectory() === true || (info === null && donnee === ''))
    return freeName(chemin, `liasse-${liste}-${jourParis(ctx.maintenant())}`, extension)
  if (donnee !== extension)
    refuser(`Le fichier ${path.basename(chemin)} ne se termine pas par ${extension}.`, {
      ou: 'sortie',
      remede: `Donnez-lui un nom en ${extension}, ou choisissez l’autre format.`,
    })
  return chemin
}

/** Tells the progress batch after batch, lets other work run, and stops when the caller does. */
async function* watch(
  lots: Tableur['lots'],
  total: number | null,
  { report, signal, libelle }: { report: (p: Progres) => void; signal: AbortSignal; libelle: string },
): AsyncGenerator<readonly (readonly Valeur[])[]> {
  let fait = 0
  for await (const lot of lots) {
    signal.throwIfAborted()
    yield lot
    fait += lot.length
    report({ fait, total, libelle })
  }
}

/** Every list of the application as a file: CSV or workbook, whole or not there. */
export const exportOperations = (ctx: Contexte) =>
  impl.exports.router({
    exporter: impl.exports.exporter.handler(async function* ({ input, signal }) {
      yield* withProgress(signal, async (report, arret): Promise<ResultatExport> => {
        const nom = NOMS_LISTES[input.liste]
        report({ fait: 0, total: null, libelle: `Lecture\u00a0: ${nom}` })
        const liste = await openListeDemandee(ctx, input)
        const tableur = liste.choose(input.colonnes)
        const fichier = await fileOf(ctx, input)
        const suivi = { report, signal: arret, libelle: `Export\u00a0: ${nom}` }
        const lots = watch(tableur.lots, liste.total, suivi)
        let lignes = 0
        await writeWhole(fichier, async (poignee) => {
          lignes = await writeTableur(poignee, { ...tableur, lots }, input.format, nom)
        })
        return { liste: input.liste, fichier, lignes }
      })
    }),
  })
