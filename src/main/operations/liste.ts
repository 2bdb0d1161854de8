import path from 'node:path'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { AnalyseListe, demandeListe, ResultatListe, ResumeListe } from '#contract/liste.ts'
import type { Jour } from '#domain/dates.ts'
import { formatJour } from '#domain/dates.ts'
import { LISTE_LIBELLES, type TypeListe } from '#domain/listes.ts'
import { type Contexte, impl } from '../contexte.ts'
import { checkAnnuaire, REMEDE_ANNUAIRE, readAnnuaire } from '../imports/annuaire.ts'
import { openFichier, TAILLE_MAX_ANNUAIRE } from '../imports/fichier.ts'
import {
  assertReplaces,
  type Correspondance,
  checkDispositif,
  fingerprintListe,
  mapColonnes,
  resolveDu,
} from '../imports/liste-remplacement.ts'
import { readListe } from '../imports/listes.ts'
import { CHAMPS_DU_TYPE, dateInName } from '../imports/listes-colonnes.ts'
import { openSource, type Source } from '../imports/source.ts'
import { type Progres, withProgress } from '../progres.ts'
import { introuvable, refuser } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import { keyOf, searchListes, summarizeListes } from '../registre/listes.ts'
import { prepareAjout } from '../registre/masse.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { Tables } from '../registre/schema.ts'
import { invaliderVerifications, rafraichirVerifications } from './verification.ts'

type Demande = z.infer<typeof demandeListe>
type Suivi = { readonly report: (progres: Progres) => void; readonly signal: AbortSignal }

async function readEnPlace(
  db: Kysely<Tables>,
  type: TypeListe,
  dispositif: string | null,
): Promise<ResumeListe | null> {
  const listes = await summarizeListes(db)
  return listes.find((l) => l.type === type && l.dispositif === dispositif) ?? null
}

/** The file and its columns, as the user or the memory of its headings says to read them. */
async function openListe(
  ctx: Contexte,
  demande: Demande,
): Promise<{ source: Source; carte: Correspondance }> {
  const source = await openSource(demande.chemin, demande.lecture)
  try {
    const retenue = await ctx.registre.lire((db) =>
      db
        .selectFrom('correspondance')
        .select(['nom', 'colonnes'])
        .where('empreinte', '=', fingerprintListe(demande.type, source.titres))
        .executeTakeFirst(),
    )
    return { source, carte: mapColonnes(demande.type, source, demande.colonnes, retenue) }
  } catch (erreur) {
    await source.fermer()
    throw erreur
  }
}

const EXEMPLES = 3

async function analyse(ctx: Contexte, demande: Demande): Promise<AnalyseListe> {
  checkDispositif(ctx, demande.type, demande.dispositif)
  const nom = path.basename(demande.chemin)
  const commun = {
    nom,
    du: dateInName(nom),
    champs: CHAMPS_DU_TYPE[demande.type],
    enPlace: await ctx.registre.lire((db) => readEnPlace(db, demande.type, demande.dispositif)),
  }
  if (demande.type === 'annuaire')
    return {
      ...commun,
      taille: await checkAnnuaire(demande.chemin),
      nature: 'csv',
      lecture: { encodage: 'utf-8', separateur: '|', ligneTitres: 1, feuille: null },
      feuilles: [],
      modele: null,
      colonnes: [],
      manques: [],
    }
  const { source, carte } = await openListe(ctx, demande)
  try {
    const { titres, tete, fichier, lecture, feuilles } = source
    return {
      ...commun,
      taille: fichier.taille,
      nature: fichier.nature,
      lecture,
      feuilles,
      modele: carte.modele,
      colonnes: titres.map((titre, i) => ({
        titre,
        champ: carte.colonnes[titre] ?? null,
        exemples: [...new Set(tete.map((l) => (l[i] ?? '').trim()).filter((v) => v !== ''))].slice(
          0,
          EXEMPLES,
        ),
      })),
      manques: carte.manques,
    }
  } finally {
    await source.fermer()
  }
}

interface Nouvelle {
  readonly type: TypeListe
  readonly dispositif: string | null
  readonly du: Jour
  readonly source: string
  readonly lignes: number
  readonly fichier: { readonly nom: string; readonly sha256: string }
}

/** Every order that the list may speak of is verified again. */
async function invalidate(ctx: Contexte, tx: Ecriture, dispositif: string | null): Promise<void> {
  for (const code of dispositif === null ? ctx.catalogue.codes : [dispositif])
    await invaliderVerifications(tx, { dispositif: code })
}

/** The new list in the place of the old one, whose identifiers leave; `lignes` is known once they are read. */
async function putListe(ctx: Contexte, tx: Ecriture, l: Omit<Nouvelle, 'fichier'>): Promise<string> {
  const nom = keyOf(l.type, l.dispositif)
  const ligne = { nom, du: l.du, importeeLe: ctx.maintenant(), lignes: l.lignes, source: l.source }
  await tx
    .insertInto('liste')
    .values(ligne)
    .onConflict((oc) => oc.column('nom').doUpdateSet(ligne))
    .execute()
  return nom
}

async function closeListe(ctx: Contexte, tx: Ecriture, l: Nouvelle): Promise<void> {
  await journaliser(tx, ctx, [
    {
      sujet: 'import',
      sujetId: 0,
      action: 'liste_importee',
      detail: `${LISTE_LIBELLES[l.type]}${l.dispositif === null ? '' : ` ${l.dispositif}`}, ${l.lignes} lignes au ${formatJour(l.du)}, source\u00a0: ${l.source}`,
      fichier: l.fichier.nom,
      sha256: l.fichier.sha256,
    },
  ])
  await invalidate(ctx, tx, l.dispositif)
}

interface AImporter extends Demande {
  readonly du: Jour
  readonly source: string
  readonly memoriserSous: string | null
}

/** Read outside of the transaction: nobody waits for a file of one gigabyte before writing. */
async function importAnnuaire(ctx: Contexte, demande: AImporter, suivi: Suivi) {
  await checkAnnuaire(demande.chemin)
  suivi.report({ fait: 0, total: null, libelle: 'Ouverture de l’annuaire santé' })
  const fichier = await openFichier(demande.chemin, TAILLE_MAX_ANNUAIRE)
  try {
    if (fichier.nature === 'xlsx')
      refuser(`«\u00a0${fichier.nom}\u00a0» est un classeur, pas l’annuaire santé.`, {
        remede: REMEDE_ANNUAIRE,
      })
    const clients = await ctx.registre.lire((db) =>
      db.selectFrom('identifiant').select('valeur').distinct().where('type', '=', 'RPPS').execute(),
    )
    const { lignes, contenus, rejets } = await readAnnuaire(
      fichier,
      clients.map((c) => c.valeur),
      suivi,
    )
    const { type, dispositif, du, source } = demande
    const liste = { type, dispositif, du, source, lignes, fichier }
    await ctx.registre.ecrire(async (tx) => {
      assertReplaces(await readEnPlace(tx, type, dispositif), { nom: fichier.nom, du, lignes })
      const nom = await putListe(ctx, tx, liste)
      await tx.deleteFrom('reference').where('liste', '=', nom).execute()
      const ajout = prepareAjout(ctx.registre.brut, 'reference', ['liste', 'type', 'cle', 'donnees'])
      for (const [rpps, donnees] of contenus) ajout.ajouter(nom, 'RPPS', rpps, donnees)
      ajout.vider()
      await closeListe(ctx, tx, liste)
    })
    return rejets
  } finally {
    await fichier.fermer()
  }
}

async function importMapped(ctx: Contexte, demande: AImporter, suivi: Suivi) {
  const { source, carte } = await openListe(ctx, demande)
  try {
    const { type, dispositif, du } = demande
    const { fichier } = source
    if (carte.manques.length > 0)
      refuser(
        `Les colonnes de «\u00a0${fichier.nom}\u00a0» ne sont pas toutes reconnues. ${carte.manques.join(' ')}`,
        {
          ou: 'colonnes',
          remede: `Ses colonnes sont\u00a0: ${source.titres.join(', ')}.`,
        },
      )
    return await ctx.registre.ecrire(async (tx) => {
      const enPlace = await readEnPlace(tx, type, dispositif)
      const liste = { type, dispositif, du, source: demande.source, lignes: 0, fichier }
      const nom = await putListe(ctx, tx, liste)
      await tx.deleteFrom('reference').where('liste', '=', nom).execute()
      const { lignes, rejets } = await readListe(ctx.registre.brut, nom, type, source, carte.rangs, suivi)
      assertReplaces(enPlace, { nom: fichier.nom, du, lignes })
      await tx.updateTable('liste').set({ lignes }).where('nom', '=', nom).execute()
      await closeListe(ctx, tx, { ...liste, lignes })
      await remember(ctx, tx, source, carte, demande.memoriserSous)
      return rejets
    })
  } finally {
    await source.fermer()
  }
}

/** Keeps a mapping under the headings it was made for, or the day it served again. */
async function remember(
  ctx: Contexte,
  tx: Ecriture,
  source: Source,
  carte: Correspondance,
  nom: string | null,
): Promise<void> {
  const retenu = nom ?? carte.modele
  if (retenu === null || source.lecture.ligneTitres === 0) return
  const ligne = {
    empreinte: carte.empreinte,
    nom: retenu,
    colonnes: JSON.stringify(carte.colonnes),
    lecture: JSON.stringify(source.lecture),
    utiliseeLe: ctx.maintenant(),
  }
  await tx
    .insertInto('correspondance')
    .values(ligne)
    .onConflict((oc) => oc.column('empreinte').doUpdateSet(ligne))
    .execute()
}

/** The list is in; orders are verified under its progress, and by the next screen when that is stopped. */
const verifyAfter = (ctx: Contexte, { report, signal }: Suivi) =>
  rafraichirVerifications(ctx, (fait, total) => {
    signal.throwIfAborted()
    report({ fait, total, libelle: 'Contrôle des commandes, la liste est en place' })
  }).catch(() => {})

/** Reference lists: replaced as a whole, each with its date and source, the one in place kept when the new one is refused. */
export const listeOperations = (ctx: Contexte) =>
  impl.liste.router({
    lister: impl.liste.lister.handler(() => ctx.registre.lire(summarizeListes)),

    analyser: impl.liste.analyser.handler(({ input }) => analyse(ctx, input)),

    importer: impl.liste.importer.handler(async function* ({ input, signal }) {
      yield* withProgress(signal, async (report, arret): Promise<ResultatListe> => {
        const { type, dispositif, chemin } = input
        checkDispositif(ctx, type, dispositif)
        const suivi = { report, signal: arret }
        const demande: AImporter = {
          ...input,
          du: resolveDu(ctx, chemin, input.du),
          source: input.source.trim() === '' ? path.basename(chemin) : input.source.trim(),
        }
        const rejets = await (type === 'annuaire' ? importAnnuaire : importMapped)(ctx, demande, suivi)
        await verifyAfter(ctx, suivi)
        const enPlace = await ctx.registre.lire((db) => readEnPlace(db, type, dispositif))
        if (enPlace === null) introuvable('Cette liste vient d’être retirée.')
        return { ...enPlace, rejets }
      })
    }),

    retirer: impl.liste.retirer.handler(async ({ input: { type, dispositif } }) => {
      await ctx.registre.ecrire(async (tx) => {
        const enPlace = await readEnPlace(tx, type, dispositif)
        if (enPlace === null) introuvable('Cette liste n’est pas importée.')
        await tx.deleteFrom('liste').where('nom', '=', keyOf(type, dispositif)).execute()
        await journaliser(tx, ctx, [
          {
            sujet: 'import',
            sujetId: 0,
            action: 'liste_retiree',
            detail: `${LISTE_LIBELLES[type]}${dispositif === null ? '' : ` ${dispositif}`} du ${formatJour(enPlace.du)}, source\u00a0: ${enPlace.source}`,
          },
        ])
        await invalidate(ctx, tx, dispositif)
      })
      return ctx.registre.lire(summarizeListes)
    }),

    chercher: impl.liste.chercher.handler(({ input }) => ctx.registre.lire((db) => searchListes(db, input))),
  })
