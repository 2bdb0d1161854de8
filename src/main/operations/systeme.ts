import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { EtatSysteme } from '#contract/systeme.ts'
import { jourParis } from '#domain/dates.ts'
import { type Contexte, impl } from '../contexte.ts'
import { refuser } from '../refus.ts'
import { readJournal } from '../registre/journal.ts'
import { writeReglage } from '../registre/reglages.ts'
import { backupFolder, listBackups } from '../registre/sauvegarde.ts'
import { search } from './recherche.ts'

/** Between two looks at the register's version, milliseconds. */
const PERIODE = 1000

/** What is opened outside of Liasse: never a program, nor a document that carries one. */
const DOCUMENT = /\.(?:pdf|png|jpe?g|tiff?)$/i

const SANS_DEMONSTRATION =
  'La démonstration s’ouvre dans la fenêtre de Liasse\u00a0; en ligne de commande, lancez liasse demo.'

async function readEtat(ctx: Contexte): Promise<EtatSysteme> {
  const { registre, hote } = ctx
  const { compteurs, fournisseurs } = await registre.lire(async (db) => {
    const compter = async (table: 'fournisseur' | 'tiers' | 'commande' | 'envoi') =>
      (
        await db
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n
    return {
      fournisseurs: await compter('fournisseur'),
      compteurs: {
        clients: await compter('tiers'),
        commandes: await compter('commande'),
        envois: await compter('envoi'),
      },
    }
  })
  const derniere = listBackups(registre.dossier)[0]
  return {
    version: ctx.version,
    hote: hote.nom,
    registre: {
      chemin: registre.fichier,
      vide: fournisseurs === 0 && compteurs.clients === 0,
      lectureSeule: registre.lectureSeule,
    },
    sauvegarde: {
      derniere: derniere?.instant ?? null,
      taille: derniere === undefined ? null : (await stat(derniere.chemin)).size,
      dossier: backupFolder(registre.dossier),
      aJour: registre.sauvegardeAJour(),
      probleme: registre.problemeSauvegarde(),
    },
    utilisateur: await ctx.utilisateur(),
    ouvertAilleurs: await ctx.presence.others(),
    demonstration: ctx.demonstration?.active === true,
    aujourdhui: jourParis(ctx.maintenant()),
    compteurs,
    capacites: {
      choisirDossier: hote.choisirDossier !== undefined,
      ouvrirDossier: hote.ouvrirDossier !== undefined,
      ouvrirFichier: hote.ouvrirFichier !== undefined,
      demonstration: ctx.demonstration !== null,
    },
    dossierExports: hote.dossierExports,
  }
}

export const systemeOperations = (ctx: Contexte) =>
  impl.systeme.router({
    etat: impl.systeme.etat.handler(() => readEtat(ctx)),

    surveiller: impl.systeme.surveiller.handler(async function* ({ signal }) {
      const fins = [signal, ctx.demonstration?.fin()].filter((s) => s !== undefined)
      const fin = AbortSignal.any(fins)
      let version = ctx.registre.versionDonnees()
      yield { version }
      for (;;) {
        // An abort only shortens the wait. The register may be closed by then.
        await delay(PERIODE, undefined, { ref: false, signal: fin }).catch(() => {})
        if (fin.aborted) break
        const actuelle = ctx.registre.versionDonnees()
        if (actuelle === version) continue
        version = actuelle
        yield { version }
      }
      if (signal?.aborted !== true) yield { version, remplace: true as const }
    }),

    nommerUtilisateur: impl.systeme.nommerUtilisateur.handler(async ({ input }) => {
      const nom = input.nom.trim()
      if (nom === '') refuser('Le nom est vide.', { ou: 'nom' })
      await ctx.registre.ecrire((tx) => writeReglage(tx, 'utilisateur', nom))
    }),

    sauvegarder: impl.systeme.sauvegarder.handler(() => ctx.registre.sauvegarder()),

    journal: impl.systeme.journal.handler(({ input }) => ctx.registre.lire((db) => readJournal(db, input))),

    chercher: impl.systeme.chercher.handler(({ input }) =>
      ctx.registre.lire((db) => search(db, input.texte, input.nombre)),
    ),

    choisirDossier: impl.systeme.choisirDossier.handler(
      async ({ input }) => (await ctx.hote.choisirDossier?.(input.titre)) ?? null,
    ),

    ouvrirDossier: impl.systeme.ouvrirDossier.handler(async ({ input }) => {
      if (ctx.hote.ouvrirDossier === undefined)
        refuser('Cette version de Liasse ne peut pas ouvrir de dossier.', { ou: 'chemin' })
      const info = await stat(input.chemin).catch(() => null)
      if (info === null || !info.isDirectory())
        refuser(`Le dossier ${input.chemin} n’existe pas, ou plus.`, { ou: 'chemin' })
      await ctx.hote.ouvrirDossier(input.chemin)
    }),

    ouvrirFichier: impl.systeme.ouvrirFichier.handler(async ({ input: { fichier } }) => {
      if (ctx.hote.ouvrirFichier === undefined)
        refuser('Cette version de Liasse ne peut pas ouvrir de fichier.', { ou: 'fichier' })
      if (!DOCUMENT.test(fichier.name))
        refuser(`«\u00a0${fichier.name}\u00a0» n’est ni un PDF ni une image\u00a0: Liasse ne l’ouvre pas.`, {
          ou: 'fichier',
        })
      await ctx.hote.ouvrirFichier(fichier)
    }),

    demonstration: {
      ouvrir: impl.systeme.demonstration.ouvrir.handler(async function* ({ signal }) {
        if (ctx.demonstration === null) refuser(SANS_DEMONSTRATION)
        yield* ctx.demonstration.ouvrir(signal)
      }),

      quitter: impl.systeme.demonstration.quitter.handler(async () => {
        if (ctx.demonstration === null) refuser(SANS_DEMONSTRATION)
        await ctx.demonstration.quitter()
      }),
    },
  })
