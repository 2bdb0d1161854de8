import type { EcheanceAffichee } from '#contract/retour.ts'
import { computeJalons } from '#domain/calendrier.ts'
import type { Echeance, NatureEcheance } from '#domain/commande.ts'
import { daysBetween, formatJour, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { NATURE_ECHEANCE_LIBELLES } from '#domain/etats.ts'
import { addWorkingDays } from '#domain/joursOuvres.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable, refuser, revisionPerimee } from '../refus.ts'
import {
  type EcheanceLue,
  findEcheanceOuverte,
  insertEcheance,
  selectEcheances,
  updateEcheance,
} from '../registre/echeances.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { listSurcharges } from '../registre/surcharges.ts'
import { describeChanges } from './saisie.ts'
import { invaliderVerifications } from './verification.ts'

export interface EcheanceAOuvrir {
  readonly commandeId: number
  readonly demandeId?: number | null
  readonly nature: NatureEcheance
  readonly objet: string
  readonly recueLe: Jour
  /** Null: what the scheme says for that nature; the day received when it says nothing. */
  readonly echeanceLe: Jour | null
  readonly commentaire?: string
}

/**
 * The last day that a scheme gives: ten working days to contest a refusal, the last deposit of balances to have an
 * avenant (Modèles du 28/07/2023, §12). Null when no text gives one.
 */
function dueOf(dispositif: Dispositif, nature: NatureEcheance, recueLe: Jour): Jour | null {
  const { contestation, depot } = dispositif.solde
  if (nature === 'contestation')
    return contestation === null ? null : addWorkingDays(recueLe, contestation.joursOuvres)
  if (nature !== 'avenant') return null
  const dernier = computeJalons(dispositif, recueLe).get(depot.jalon)?.jour ?? null
  return dernier !== null && dernier >= recueLe ? dernier : null
}

/** The scheme of an order; null when its file is gone. Refuses an order that the register lacks. */
async function dispositifOf(ctx: Contexte, tx: Ecriture, commandeId: number): Promise<Dispositif | null> {
  const commande = await tx
    .selectFrom('commande')
    .select('dispositif')
    .where('id', '=', commandeId)
    .executeTakeFirst()
  if (commande === undefined) introuvable('Cette commande n’est pas dans le registre.')
  const { dispositif } = commande
  return ctx.catalogue.codes.includes(dispositif)
    ? ctx.catalogue.avec(dispositif, await listSurcharges(tx, dispositif))
    : null
}

const describe = (e: Pick<Echeance, 'nature' | 'objet' | 'echeanceLe'>): string =>
  `${NATURE_ECHEANCE_LIBELLES[e.nature]}\u00a0: ${e.objet}, au ${formatJour(e.echeanceLe)}`

/**
 * Opens what an order owes on a day, inside a transaction: journaled, its verification marked stale. An open one of the
 * same nature and purpose stays as it is. Returns its identifier.
 */
export async function openEcheance(tx: Ecriture, ctx: Contexte, e: EcheanceAOuvrir): Promise<number> {
  const { commandeId, nature, objet, recueLe } = e
  const demandeId = e.demandeId ?? null
  const connue = await findEcheanceOuverte(tx, { commandeId, demandeId, nature, objet })
  if (connue !== null) return connue
  const dispositif = e.echeanceLe === null ? await dispositifOf(ctx, tx, commandeId) : null
  const calculee = dispositif === null ? null : dueOf(dispositif, nature, recueLe)
  const echeanceLe = e.echeanceLe ?? calculee ?? recueLe
  const commentaire = e.commentaire ?? ''
  const id = await insertEcheance(tx, {
    commandeId,
    demandeId,
    nature,
    objet,
    recueLe,
    echeanceLe,
    commentaire,
  })
  await journaliser(tx, ctx, [
    {
      sujet: 'commande',
      sujetId: commandeId,
      action: 'echeance',
      detail: describe({ nature, objet, echeanceLe }),
    },
  ])
  await invaliderVerifications(tx, [commandeId])
  return id
}

/** Says that due dates are done on a day, inside a transaction; those done already keep their day. */
export async function closeEcheances(
  tx: Ecriture,
  ctx: Contexte,
  echeances: readonly EcheanceLue[],
  le: Jour,
): Promise<void> {
  const ouvertes = echeances.filter((e) => e.faiteLe === null)
  for (const e of ouvertes) await updateEcheance(tx, e.id, { faiteLe: le })
  await journaliser(
    tx,
    ctx,
    ouvertes.map((e) => ({
      sujet: 'commande' as const,
      sujetId: e.commandeId,
      action: 'echeance_faite',
      detail: `${describe(e)}, le ${formatJour(le)}`,
    })),
  )
  await invaliderVerifications(
    tx,
    ouvertes.map((e) => e.commandeId),
  )
}

/** Changes a due date, inside a transaction: journaled in words, nothing written when nothing changes. */
export async function moveEcheance(
  tx: Ecriture,
  ctx: Contexte,
  avant: EcheanceLue,
  change: Partial<Pick<Echeance, 'nature' | 'objet' | 'recueLe' | 'echeanceLe' | 'commentaire'>>,
): Promise<void> {
  const { nature, objet, recueLe, echeanceLe, commentaire } = avant
  const anciens = { nature, objet, recueLe, echeanceLe, commentaire }
  const faits = { ...anciens, ...change }
  const say = (e: typeof faits) => ({ ...e, nature: NATURE_ECHEANCE_LIBELLES[e.nature] })
  const detail = describeChanges(say(anciens), say(faits))
  if (detail === '') return
  await updateEcheance(tx, avant.id, faits)
  await journaliser(tx, ctx, [
    { sujet: 'commande', sujetId: avant.commandeId, action: 'echeance_modifiee', detail },
  ])
  await invaliderVerifications(tx, [avant.commandeId])
}

const show = (e: EcheanceLue, aujourdhui: Jour): EcheanceAffichee => ({
  ...e,
  reste: daysBetween(aujourdhui, e.echeanceLe),
})

async function readOne(tx: Ecriture, id: number): Promise<EcheanceLue> {
  const [lue] = await selectEcheances(tx, { id })
  return lue ?? introuvable('Cette échéance n’est pas dans le registre.')
}

type Saisie = Parameters<Parameters<typeof impl.echeance.definir.handler>[0]>[0]['input']

async function define(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<number> {
  const aujourdhui = jourParis(ctx.maintenant())
  const { nature, commandeId, recueLe } = saisie
  const objet = saisie.objet.trim()
  if (objet === '') refuser('Dites ce qui est à faire.', { ou: 'objet' })
  if (recueLe > aujourdhui)
    refuser(`Le ${formatJour(recueLe)} est dans l’avenir\u00a0: donnez le jour de réception.`, {
      ou: 'recueLe',
    })
  const dispositif = await dispositifOf(ctx, tx, commandeId)
  const echeanceLe = saisie.echeanceLe ?? (dispositif === null ? null : dueOf(dispositif, nature, recueLe))
  if (echeanceLe === null)
    return refuser(`Aucun texte ne donne le délai de cette échéance (${NATURE_ECHEANCE_LIBELLES[nature]}).`, {
      ou: 'echeanceLe',
      remede: 'Donnez le dernier jour, tel que l’agence l’a écrit.',
    })
  if (echeanceLe < recueLe)
    refuser(`L’échéance du ${formatJour(echeanceLe)} est avant sa réception, le ${formatJour(recueLe)}.`, {
      ou: 'echeanceLe',
    })
  const faits = { nature, objet, recueLe, echeanceLe, commentaire: saisie.commentaire.trim() }
  if (saisie.id === undefined) return openEcheance(tx, ctx, { commandeId, ...faits })
  const avant = await readOne(tx, saisie.id)
  if (avant.commandeId !== commandeId)
    refuser('Une échéance ne change pas de commande.', { ou: 'commandeId' })
  if (saisie.revision !== undefined && saisie.revision !== avant.revision)
    revisionPerimee(show(avant, aujourdhui))
  await moveEcheance(tx, ctx, avant, faits)
  return avant.id
}

async function settle(ctx: Contexte, tx: Ecriture, id: number, le: Jour | null): Promise<void> {
  const echeance = await readOne(tx, id)
  const aujourdhui = jourParis(ctx.maintenant())
  if (le !== null) {
    if (le > aujourdhui || le < echeance.recueLe)
      refuser(
        `Le ${formatJour(le)} est ${le > aujourdhui ? 'dans l’avenir' : `avant la réception, le ${formatJour(echeance.recueLe)}`}.`,
        { ou: 'le' },
      )
    await closeEcheances(tx, ctx, [echeance], le)
    return
  }
  if (echeance.faiteLe === null) return
  await updateEcheance(tx, id, { faiteLe: null })
  await journaliser(tx, ctx, [
    {
      sujet: 'commande',
      sujetId: echeance.commandeId,
      action: 'echeance_rouverte',
      detail: describe(echeance),
    },
  ])
  await invaliderVerifications(tx, [echeance.commandeId])
}

export const echeanceOperations = (ctx: Contexte) => {
  const change = (apply: (tx: Ecriture) => Promise<number>): Promise<EcheanceAffichee> =>
    ctx.registre.ecrire(async (tx) => show(await readOne(tx, await apply(tx)), jourParis(ctx.maintenant())))
  return impl.echeance.router({
    lister: impl.echeance.lister.handler(({ input }) =>
      ctx.registre.lire(async (db) => {
        const aujourdhui = jourParis(ctx.maintenant())
        return (await selectEcheances(db, input)).map((e) => show(e, aujourdhui))
      }),
    ),
    definir: impl.echeance.definir.handler(({ input }) => change((tx) => define(ctx, tx, input))),
    solder: impl.echeance.solder.handler(({ input: { id, le } }) =>
      change(async (tx) => {
        await settle(ctx, tx, id, le)
        return id
      }),
    ),
  })
}
