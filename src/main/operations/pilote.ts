import { copyFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { FichePilote } from '#contract/pilote.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import { TransitionRefusee } from '#domain/etats.ts'
import { contenusAttendus } from '#domain/pilote.ts'
import { type Contexte, impl } from '../contexte.ts'
import { listFichiers } from '../pieces/lecture.ts'
import { openMagasin } from '../pieces/magasin.ts'
import { TAILLE_PIECE_MAX } from '../pieces/nature.ts'
import { introuvable, refuser } from '../refus.ts'
import { type EntreeJournal, journaliser } from '../registre/journal.ts'
import {
  type ClePilote,
  dropDossier,
  ensurePilote,
  movePlace,
  type Pilote,
  type Place,
  readCandidats,
  readOccupants,
  readPlaces,
} from '../registre/pilotes.ts'
import type { Ecriture } from '../registre/registre.ts'
import { emettreDocuments, preview, readPourApercu } from './document.ts'
import { sayPilote, writeDossierAns } from './pilote-dossier.ts'
import {
  findSujet,
  listCandidats,
  listSuivis,
  readFichePilote,
  type SujetPilote,
  summarizeSuivi,
} from './pilote-fiche.ts'
import { followPlace, movePlaceTold } from './pilote-suivi.ts'
import { invaliderVerifications } from './verification.ts'

const REGLE = 'AF-SFP-LGC-Va2, §6.3'

interface EnCours {
  readonly tx: Ecriture
  readonly sujet: SujetPilote
  readonly pilote: Pilote
  /** Places held now. */
  readonly places: readonly Place[]
  readonly journal: EntreeJournal[]
}

const active = (places: readonly Place[]): readonly Place[] => places.filter((p) => p.retireeLe === null)

/** Changes a pilot in one transaction: revision and journal. Orders read its decision alone: see `decide`. */
async function change(
  ctx: Contexte,
  cle: ClePilote,
  faire: (e: EnCours) => Promise<void>,
): Promise<FichePilote> {
  await ctx.registre.ecrire(async (tx) => {
    const sujet = await findSujet(tx, ctx, cle)
    const pilote = await ensurePilote(tx, cle)
    const journal: EntreeJournal[] = []
    await faire({ tx, sujet, pilote, places: active(await readPlaces(tx, pilote.id)), journal })
    await tx
      .updateTable('pilote')
      .set((eb) => ({ revision: eb('revision', '+', 1) }))
      .where('id', '=', pilote.id)
      .execute()
    await journaliser(tx, ctx, journal)
  })
  return readFichePilote(ctx, cle)
}

function assertOuvert(pilote: Pick<Pilote, 'transmisLe' | 'decision'>): void {
  if (pilote.transmisLe !== null && pilote.decision === null)
    refuser(
      `Le pilote a été transmis à l’ANS le ${formatJour(pilote.transmisLe)}\u00a0: il attend sa décision.`,
      {
        regle: REGLE,
        remede: 'Notez la décision de l’ANS. Un pilote non conforme peut être repris.',
      },
    )
  if (pilote.decision === 'conforme')
    refuser('Le pilote a été reconnu conforme par l’ANS\u00a0: il ne change plus.', { regle: REGLE })
}

async function choose(e: EnCours, cle: ClePilote, rang: number, commandeId: number, jour: Jour) {
  assertOuvert(e.pilote)
  if (rang > e.sujet.taille)
    refuser(`Le pilote a ${e.sujet.taille} places\u00a0: il n’y a pas de place ${rang}.`, {
      ou: 'rang',
      regle: REGLE,
    })
  const tenue = e.places.find((p) => p.rang === rang)
  if (tenue?.commandeId === commandeId) return
  if (tenue !== undefined)
    refuser(`La place ${rang} est tenue\u00a0: retirez d’abord son client.`, { ou: 'rang' })
  if ((await readCandidats(e.tx, cle, commandeId)).length === 0) {
    const [faits] = await readOccupants(e.tx, [commandeId])
    refuser(
      faits === undefined
        ? 'Cette commande n’est pas dans le registre.'
        : faits.avanceAcceptee === 0
          ? `L’avance de la commande ${faits.numero} n’est pas validée par l’agence.`
          : `La commande ${faits.numero} est d’un autre produit, annulée, ou tient déjà une place.`,
      {
        ou: 'commandeId',
        regle: REGLE,
        remede:
          'Choisissez un client dont l’avance est validée (« dès lors que les demandes de financement et de paiement de l’avance ont été […] validées »).',
      },
    )
  }
  const { id } = await e.tx
    .insertInto('pilote_place')
    .values({ piloteId: e.pilote.id, rang, commandeId, etat: 'choisie', choisieLe: jour, retireeLe: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  e.journal.push({
    sujet: 'commande',
    sujetId: commandeId,
    action: 'pilote',
    vers: 'choisie',
    detail: `Place ${rang}`,
  })
  const place = { id, piloteId: e.pilote.id, rang, commandeId, choisieLe: jour, retireeLe: null, motif: '' }
  await followPlace(e.tx, { ...place, etat: 'choisie' }, e.journal)
}

async function withdraw(e: EnCours, rang: number, motif: string, jour: Jour): Promise<void> {
  assertOuvert(e.pilote)
  const place = e.places.find((p) => p.rang === rang) ?? introuvable(`La place ${rang} n’est pas tenue.`)
  const vers = await movePlace(e.tx, place, 'retirer', { retireeLe: jour, motif })
  await dropDossier(e.tx, e.pilote.id)
  e.journal.push({
    sujet: 'commande',
    sujetId: place.commandeId,
    action: 'pilote',
    de: place.etat,
    vers,
    detail: `Place ${rang}\u00a0: ${motif}`,
  })
}

/** A recording is the heaviest; the bundle is read in memory file by file. */
const TAILLE_SUPPORT_MAX = TAILLE_PIECE_MAX * 10

/** Training material: any file, stored whole. The same bytes under the same content change nothing. */
async function attachSupport(
  ctx: Contexte,
  { contenu, chemins, ...cle }: ClePilote & { readonly contenu: string; readonly chemins: readonly string[] },
): Promise<FichePilote> {
  const sujet = await ctx.registre.lire((db) => findSujet(db, ctx, cle))
  const attendu = contenusAttendus(sujet.dispositif, sujet.profils).find((c) => c.cle === contenu)
  if (attendu === undefined)
    refuser(`Ce produit n’a pas de contenu de formation «\u00a0${contenu}\u00a0».`, { ou: 'contenu' })
  const { fichiers, rejets } = await listFichiers(chemins)
  const [rejete] = rejets
  if (rejete !== undefined) refuser(rejete.phrase, { ou: rejete.valeur })
  if (fichiers.length === 0) refuser('Aucun fichier n’a été donné.', { ou: 'chemins' })
  const magasin = openMagasin(ctx.registre.dossier)
  const stockes: { readonly nom: string; readonly sha256: string; readonly taille: number }[] = []
  for (const { chemin, nom } of fichiers) {
    const { size } = await stat(chemin)
    if (size === 0 || size > TAILLE_SUPPORT_MAX)
      refuser(
        size === 0
          ? `«\u00a0${nom}\u00a0» est vide.`
          : `«\u00a0${nom}\u00a0» dépasse ${TAILLE_SUPPORT_MAX / 2 ** 20}\u00a0Mo\u00a0: donnez à l’ANS le lien de la vidéo dans un document.`,
        { ou: nom },
      )
    stockes.push({ nom, ...(await magasin.putFile((fichier) => copyFile(chemin, fichier))) })
  }
  return change(ctx, cle, async (e) => {
    assertOuvert(e.pilote)
    for (const { nom, sha256, taille } of stockes) {
      const { numInsertedOrUpdatedRows } = await e.tx
        .insertInto('pilote_support')
        .values({
          piloteId: e.pilote.id,
          cle: contenu,
          nom,
          sha256,
          taille,
          ajouteLe: jourParis(ctx.maintenant()),
        })
        .onConflict((oc) => oc.doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) continue
      await dropDossier(e.tx, e.pilote.id)
      e.journal.push({
        sujet: 'referencement',
        sujetId: cle.referencementId,
        action: 'support',
        detail: attendu.libelle,
        fichier: nom,
        sha256,
      })
    }
  })
}

async function detachSupport(
  e: EnCours,
  referencementId: number,
  { contenu, sha256 }: { readonly contenu: string; readonly sha256: string },
): Promise<void> {
  assertOuvert(e.pilote)
  const retire = await e.tx
    .deleteFrom('pilote_support')
    .where('piloteId', '=', e.pilote.id)
    .where('cle', '=', contenu)
    .where('sha256', '=', sha256)
    .returning('nom')
    .executeTakeFirst()
  if (retire === undefined) return
  await dropDossier(e.tx, e.pilote.id)
  e.journal.push({
    sujet: 'referencement',
    sujetId: referencementId,
    action: 'support_retire',
    detail:
      contenusAttendus(e.sujet.dispositif, e.sujet.profils).find((c) => c.cle === contenu)?.libelle ??
      contenu,
    fichier: retire.nom,
    sha256,
  })
}

function assertJour(le: Jour, ctx: Contexte, depuis: Jour | null, quoi: string): void {
  const aujourdhui = jourParis(ctx.maintenant())
  if (le > aujourdhui)
    refuser(
      `${quoi} ne peut pas être datée du ${formatJour(le)}\u00a0: nous sommes le ${formatJour(aujourdhui)}.`,
      {
        ou: 'le',
      },
    )
  if (depuis !== null && le < depuis)
    refuser(`${quoi} ne peut pas précéder le ${formatJour(depuis)}.`, { ou: 'le' })
}

async function transmit(ctx: Contexte, e: EnCours, le: Jour): Promise<void> {
  assertOuvert(e.pilote)
  const signees = e.places.filter((p) => p.etat === 'pv_signe')
  if (signees.length < e.sujet.taille)
    refuser(`${signees.length} PV signés sur ${e.sujet.taille}\u00a0: le pilote ne peut pas être transmis.`, {
      regle: REGLE,
    })
  if (e.pilote.dossierPrepareLe === null)
    refuser('Le dossier pour l’ANS n’a pas été préparé.', {
      regle: REGLE,
      remede: 'Préparez-le d’abord\u00a0: les PV et tous les supports de formation, dans un seul fichier.',
    })
  assertJour(le, ctx, e.pilote.dossierPrepareLe, 'La transmission à l’ANS')
  for (const place of signees)
    await movePlaceTold(e.tx, place, 'transmettre', e.journal, `le ${formatJour(le)}`)
  await e.tx
    .updateTable('pilote')
    .set({ transmisLe: le, decision: null, decideLe: null })
    .where('id', '=', e.pilote.id)
    .execute()
  e.journal.push({
    sujet: 'referencement',
    sujetId: e.pilote.referencementId,
    action: 'pilote_transmis',
    detail: sayPilote({ ...e.sujet, signes: signees.length, transmisLe: le, decision: null, decideLe: null }),
  })
}

async function decide(
  ctx: Contexte,
  e: EnCours,
  { decision, le, commentaire }: { decision: 'conforme' | 'non_conforme'; le: Jour; commentaire: string },
): Promise<void> {
  if (e.pilote.transmisLe === null)
    refuser('Le pilote n’a pas été transmis à l’ANS\u00a0: sa décision ne peut pas être notée.', {
      regle: REGLE,
    })
  if (e.pilote.decision !== null && e.pilote.decideLe !== null)
    refuser(`La décision de l’ANS est déjà notée, le ${formatJour(e.pilote.decideLe)}.`, {
      regle: REGLE,
      remede: 'Un pilote non conforme se transmet de nouveau avant d’être décidé.',
    })
  assertJour(le, ctx, e.pilote.transmisLe, 'La décision de l’ANS')
  const evenement = decision === 'conforme' ? 'accepter' : 'reprendre'
  for (const place of e.places.filter((p) => p.etat === 'transmise')) {
    const etat = await movePlaceTold(e.tx, place, evenement, e.journal, commentaire)
    // A PV that is still attached serves again; the ones to redo are set aside by hand, or their client replaced.
    if (etat === 'pv_imprime') await followPlace(e.tx, { ...place, etat }, e.journal)
  }
  await e.tx
    .updateTable('pilote')
    .set({
      decision,
      decideLe: le,
      commentaire,
      // Refused, the bundle is to be made and sent again.
      ...(decision === 'conforme' ? {} : { dossierPrepareLe: null }),
    })
    .where('id', '=', e.pilote.id)
    .execute()
  const { referencementId, transmisLe } = e.pilote
  const dite = sayPilote({ ...e.sujet, signes: e.sujet.taille, transmisLe, decision, decideLe: le })
  e.journal.push({
    sujet: 'referencement',
    sujetId: referencementId,
    action: 'pilote_decide',
    detail: commentaire === '' ? dite : `${dite}\u00a0: ${commentaire}`,
  })
  // The one fact of a pilot that a control reads for every order of its product (PILOTE-VALIDE).
  await invaliderVerifications(e.tx, { referencementId })
}

const sayTransition = (erreur: unknown): never => {
  if (erreur instanceof TransitionRefusee) refuser(erreur.message, { regle: REGLE })
  throw erreur
}

export const piloteOperations = (ctx: Contexte) => {
  const jour = () => jourParis(ctx.maintenant())
  const ecrire = (cle: ClePilote, faire: (e: EnCours) => Promise<void>) =>
    change(ctx, cle, faire).catch(sayTransition)
  return impl.pilote.router({
    lister: impl.pilote.lister.handler(async () => (await listSuivis(ctx)).map(summarizeSuivi)),
    lire: impl.pilote.lire.handler(({ input }) => readFichePilote(ctx, input)),
    candidats: impl.pilote.candidats.handler(({ input }) => listCandidats(ctx, input)),
    choisir: impl.pilote.choisir.handler(({ input: { rang, commandeId, ...cle } }) =>
      ecrire(cle, (e) => choose(e, cle, rang, commandeId, jour())),
    ),
    retirer: impl.pilote.retirer.handler(({ input: { rang, motif, ...cle } }) =>
      ecrire(cle, (e) => withdraw(e, rang, motif, jour())),
    ),
    apercuPv: impl.pilote.apercuPv.handler(async ({ input }) => {
      const { dossier, dispositif } = await readPourApercu(ctx, input.commandeId)
      return preview(ctx, 'PV', dossier, dispositif)
    }),
    emettrePv: impl.pilote.emettrePv.handler(({ input: { commandeIds, sortie }, signal }) =>
      emettreDocuments(ctx, 'PV', commandeIds, sortie, signal),
    ),
    joindreSupport: impl.pilote.joindreSupport.handler(({ input }) => attachSupport(ctx, input)),
    retirerSupport: impl.pilote.retirerSupport.handler(({ input: { contenu, sha256, ...cle } }) =>
      ecrire(cle, (e) => detachSupport(e, cle.referencementId, { contenu, sha256 })),
    ),
    preparerDossier: impl.pilote.preparerDossier.handler(async ({ input: { sortie, ...cle } }) => {
      const fiche = await readFichePilote(ctx, cle)
      assertOuvert(fiche)
      const dossier = await writeDossierAns(ctx, fiche, path.resolve(sortie))
      const apres = await ecrire(cle, async (e) => {
        assertOuvert(e.pilote)
        if (e.pilote.revision !== fiche.revision)
          refuser('Le pilote a changé pendant la préparation de son dossier.', {
            remede: 'Préparez-le à nouveau.',
          })
        await e.tx
          .updateTable('pilote')
          .set({ dossierPrepareLe: jour() })
          .where('id', '=', e.pilote.id)
          .execute()
        e.journal.push({
          sujet: 'referencement',
          sujetId: cle.referencementId,
          action: 'dossier_ans',
          detail: sayPilote(fiche),
          fichier: dossier.fichier,
          sha256: dossier.sha256,
        })
      })
      return { fiche: apres, fichier: dossier.fichier, pieces: dossier.pieces }
    }),
    transmettre: impl.pilote.transmettre.handler(({ input: { le, ...cle } }) =>
      ecrire(cle, (e) => transmit(ctx, e, le)),
    ),
    decider: impl.pilote.decider.handler(({ input: { fournisseurId, referencementId, ...decision } }) =>
      ecrire({ fournisseurId, referencementId }, (e) => decide(ctx, e, decision)),
    ),
  })
}
