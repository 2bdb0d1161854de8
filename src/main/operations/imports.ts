import { type Contexte, impl } from '../contexte.ts'
import { Ecrivain } from '../imports/ecriture.ts'
import { importFiness } from '../imports/finess.ts'
import { type Preparation, prepareImport, runImport, toRanks } from '../imports/moteur.ts'
import { type Progres, withProgress } from '../progres.ts'
import { refuser } from '../refus.ts'
import { lastId } from '../registre/masse.ts'
import type { Ecriture } from '../registre/registre.ts'
import { rafraichirVerifications } from './verification.ts'

/** An import of more lines is backed up at once. */
const GRAND_IMPORT = 1000

const RIEN_A_SUIVRE = { report: () => {} }

/** Keeps a mapping under the headings it was made for, or the day it served again. */
async function remember(tx: Ecriture, ctx: Contexte, prep: Preparation, nom: string | null): Promise<void> {
  if (prep.source.lecture.ligneTitres === 0) return
  const retenu = nom ?? prep.modele
  if (retenu === null) return
  const ligne = {
    empreinte: prep.empreinte,
    nom: retenu,
    colonnes: toRanks(prep),
    lecture: JSON.stringify(prep.source.lecture),
    utiliseeLe: ctx.maintenant(),
  }
  await tx
    .insertInto('correspondance')
    .values(ligne)
    .onConflict((oc) => oc.column('empreinte').doUpdateSet(ligne))
    .execute()
}

/**
 * Verifies the orders that the import made or touched, so that the first list does not wait for it. The import is
 * kept whatever happens here: what is not verified now is by that list.
 */
const verifyImported = (ctx: Contexte, report: (progres: Progres) => void, arret: AbortSignal) =>
  rafraichirVerifications(ctx, (fait, total) => {
    arret.throwIfAborted()
    report({ fait, total, libelle: 'Contrôle des commandes, le fichier est importé' })
  }).catch(() => {})

function assertExecutable(prep: Preparation): void {
  const { indices } = prep.lecteur.colonnes
  if (indices.size === 0)
    refuser(`Aucune colonne de «\u00a0${prep.source.fichier.nom}\u00a0» n’a été reconnue.`, {
      ou: 'colonnes',
      remede: 'Dites à quel champ correspond chaque colonne.',
    })
  if (prep.source.tete.length === 0)
    refuser(`«\u00a0${prep.source.fichier.nom}\u00a0» n’a que des titres\u00a0: il n’y a rien à importer.`, {
      remede: 'Ajoutez une ligne par client sous les titres, ou refaites l’export avec ses lignes.',
    })
  if (indices.has('numeroCommande') && prep.cadre === null)
    refuser('Le fichier porte des numéros de bon de commande, et le produit commandé n’est pas dit.', {
      ou: 'referencementId',
      remede: 'Choisissez le produit, ou ignorez la colonne du numéro pour n’importer que les clients.',
    })
}

/** Lists out of a CRM, and the FINESS extraction. An import is all or nothing. */
export const importsOperations = (ctx: Contexte) =>
  impl.imports.router({
    analyser: impl.imports.analyser.handler(({ input, signal }) =>
      ctx.registre.lire(async (db) => {
        const prep = await prepareImport(ctx, db, input)
        try {
          const suivi = { ...RIEN_A_SUIVRE, signal: signal ?? new AbortController().signal }
          const { bilan } = await runImport(prep, db, null, suivi)
          const { source } = prep
          return {
            nom: source.fichier.nom,
            taille: source.fichier.taille,
            nature: source.fichier.nature,
            lecture: source.lecture,
            feuilles: source.feuilles,
            modele: prep.modele,
            ...bilan.toAnalyse(),
            avis: bilan.allAvis(),
          }
        } finally {
          await prep.source.fermer()
        }
      }),
    ),
    executer: impl.imports.executer.handler(async function* ({ input, signal }) {
      let lignes = 0
      const travail = withProgress(signal, async (report, arret) => {
        const prep = await ctx.registre.lire((db) => prepareImport(ctx, db, input))
        try {
          assertExecutable(prep)
          const resultat = await ctx.registre.ecrire(async (tx) => {
            const { brut } = ctx.registre
            const ecrivain = new Ecrivain(tx, brut, ctx.maintenant(), {
              tiers: lastId(brut, 'tiers') + 1,
              commande: lastId(brut, 'commande') + 1,
            })
            const { bilan, clients } = await runImport(prep, tx, ecrivain, { report, signal: arret })
            const resultat = bilan.toResultat()
            const { fichier } = prep.source
            const detail = `${resultat.lignes} lignes\u00a0: ${resultat.clients.crees} clients créés, ${resultat.clients.misAJour} mis à jour, ${resultat.commandes.creees} commandes créées, ${resultat.commandes.misesAJour} mises à jour, ${bilan.rejetees} lignes refusées`
            await ecrivain.finish(
              ctx,
              clients,
              { fichier: fichier.nom, sha256: fichier.sha256, detail },
              async () => {
                report({ fait: bilan.lignes, total: bilan.lignes, libelle: 'Indexation pour la recherche' })
                arret.throwIfAborted()
              },
            )
            await remember(tx, ctx, prep, input.memoriserSous)
            return resultat
          })
          await verifyImported(ctx, report, arret)
          lignes = resultat.lignes
          return resultat
        } finally {
          await prep.source.fermer()
        }
      })
      try {
        yield* travail
      } finally {
        // The import is told before its backup is made: nobody waits for the copy.
        if (lignes > GRAND_IMPORT) await ctx.registre.sauvegarderModifications()
      }
    }),
    finess: impl.imports.finess.handler(async function* ({ input, signal }) {
      yield* withProgress(signal, (report, arret) =>
        importFiness(ctx, input.chemin, { report, signal: arret }),
      )
    }),
    etatFiness: impl.imports.etatFiness.handler(() =>
      ctx.registre.lire(async (db) => {
        const liste = await db.selectFrom('liste').selectAll().where('nom', '=', 'FINESS').executeTakeFirst()
        return liste === undefined
          ? null
          : { du: liste.du, importeLe: liste.importeeLe, etablissements: liste.lignes }
      }),
    ),
  })
