import type { Kysely } from 'kysely'
import type { IssueCode } from '#contract/retour.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { TransitionRefusee } from '#domain/etats.ts'
import { addWorkingDays } from '#domain/joursOuvres.ts'
import type { Contexte } from '../contexte.ts'
import {
  resolveSuite,
  SUITE_MUETTE,
  type SuiteLue,
  SuiteRefusee,
  type SuiteResolue,
} from '../imports/suites.ts'
import { type SuiteAEcrire, writeSuites } from '../imports/suites-ecriture.ts'
import { refuser } from '../refus.ts'
import { moveDemandes } from '../registre/demandes.ts'
import { selectEcheances } from '../registre/echeances.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { type DemandeSuivie, readDemandesEnCours } from '../registre/retours.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { closeEcheances, moveEcheance, openEcheance } from './echeance.ts'
import { invaliderVerifications } from './verification.ts'

/** The scheme of each request. Refuses one whose file is gone. */
export async function openDispositifs(
  db: Kysely<Tables>,
  ctx: Contexte,
): Promise<(demande: Pick<DemandeSuivie, 'dispositif'>) => Dispositif> {
  const connus = await loadDispositifs(db, ctx.catalogue)
  return ({ dispositif }) =>
    connus.get(dispositif) ?? refuser(`Le dispositif ${dispositif} n’est plus au catalogue.`)
}

/** What the words said of a request do to it. Null when they change nothing. Throws `SuiteRefusee`. */
export const resolveDemande = (d: DemandeSuivie, lue: SuiteLue, jour: Jour): SuiteResolue | null =>
  resolveSuite(lue, { type: d.type, dateEmission: d.dateEmission, jour, ttc: d.ttc, existante: d })

/** The request as it is, to write what is said beside its state. */
export const unchanged = (d: DemandeSuivie): SuiteResolue => ({
  existante: d,
  remplacee: null,
  etat: d.etat,
  faits: {
    deposeLe: d.deposeLe,
    numeroAsp: d.numeroAsp,
    valideeLe: d.valideeLe,
    payeLe: d.payeLe,
    montantPaye: d.montantPaye,
    motif: d.motif,
  },
  changements: [],
})

/**
 * Writes what happened to requests, inside a transaction: states by the table of moves, journal, verifications to do
 * again. A refused advance opens the delay to contest it (portal's FAQ: a client already financed); a request that is
 * refused no more closes it.
 */
export async function recordSuites(
  tx: Ecriture,
  ctx: Contexte,
  suites: readonly SuiteAEcrire[],
): Promise<void> {
  const aujourdhui = jourParis(ctx.maintenant())
  const ecrites = writeSuites(ctx.registre.brut, suites)
  await journaliser(
    tx,
    ctx,
    ecrites.map((e) => e.entree),
  )
  for (const [i, suite] of suites.entries()) {
    const { demandeId } = ecrites[i] as (typeof ecrites)[number]
    await followRefusal(tx, ctx, suite, demandeId, aujourdhui)
  }
  const sorties = suites.flatMap(({ suite: { existante, etat } }) =>
    existante?.etat === 'rejetee' && etat !== 'rejetee' ? [existante.id] : [],
  )
  await closeContestations(tx, ctx, sorties, aujourdhui)
  await invaliderVerifications(
    tx,
    suites.map((s) => s.commandeId),
  )
}

/** Opens the delay of a refused advance, or moves it when the day of the refusal becomes known. */
async function followRefusal(
  tx: Ecriture,
  ctx: Contexte,
  { commandeId, type, dispositif, suite }: SuiteAEcrire,
  demandeId: number,
  aujourdhui: Jour,
): Promise<void> {
  const { contestation } = dispositif.solde
  if (suite.etat !== 'rejetee' || type !== 'avance' || contestation === null) return
  const connue = suite.refuseeLe ?? null
  const recueLe = connue ?? aujourdhui
  const echeanceLe = addWorkingDays(recueLe, contestation.joursOuvres)
  const inconnu = 'Jour du refus inconnu\u00a0: délai compté du jour où il a été lu.'
  const commentaire = [suite.faits.motif, connue === null ? inconnu : ''].filter((t) => t !== '').join(' — ')
  if (suite.existante?.etat !== 'rejetee') {
    const objet = 'Refus de l’avance'
    const nature = 'contestation'
    await openEcheance(tx, ctx, { commandeId, demandeId, nature, objet, recueLe, echeanceLe, commentaire })
    return
  }
  if (connue === null) return
  const ouvertes = await selectEcheances(tx, { demandeIds: [demandeId], ouvertes: true })
  for (const e of ouvertes.filter((x) => x.nature === 'contestation'))
    await moveEcheance(tx, ctx, e, { recueLe, echeanceLe, commentaire })
}

async function closeContestations(
  tx: Ecriture,
  ctx: Contexte,
  demandeIds: readonly number[],
  le: Jour,
): Promise<void> {
  if (demandeIds.length === 0) return
  const ouvertes = await selectEcheances(tx, { demandeIds, ouvertes: true })
  await closeEcheances(
    tx,
    ctx,
    ouvertes.filter((e) => e.nature === 'contestation'),
    le,
  )
}

const enumerate = (numeros: readonly string[]): string =>
  numeros.length > 5
    ? `${numeros.slice(0, 5).join(', ')} et ${numeros.length - 5} autres`
    : numeros.join(', ')

/** The deposited request of each of these orders. Refuses, all together, those that have none. */
async function readChoisies(
  tx: Ecriture,
  type: TypeDemande,
  commandeIds: readonly number[],
): Promise<readonly DemandeSuivie[]> {
  const ids = [...new Set(commandeIds)]
  const demandes = (await readDemandesEnCours(tx, type, ids)).filter((d) => d.etat !== 'exportee')
  if (demandes.length === ids.length) return demandes
  const trouvees = new Set(demandes.map((d) => d.commandeId))
  const autres = await tx
    .selectFrom('commande')
    .select(['id', 'numero'])
    .where('id', 'in', among(ids))
    .execute()
  const numeros = autres.filter((c) => !trouvees.has(c.id)).map((c) => c.numero)
  const quoi = type === 'avance' ? 'Aucune avance n’est déposée' : 'Aucun solde n’est déposé'
  return refuser(`${quoi} pour ${enumerate(numeros) || 'ces commandes'}\u00a0: rien n’a été changé.`, {
    remede: 'Enregistrez d’abord le dépôt de leur demande.',
  })
}

function assertDay(le: Jour, aujourdhui: Jour): void {
  if (le > aujourdhui)
    refuser(`Le ${formatJour(le)} est dans l’avenir\u00a0: nous sommes le ${formatJour(aujourdhui)}.`, {
      ou: 'le',
    })
}

export interface IssueNotee {
  readonly commandeIds: readonly number[]
  readonly type: TypeDemande
  readonly issue: Exclude<IssueCode, 'deposee'>
  readonly le: Jour
  readonly motif: string
  /** What was paid for each, cents; null: the share asked for. */
  readonly montant: number | null
}

const saidBy = (d: DemandeSuivie, { issue, le, motif, montant }: IssueNotee): SuiteLue => ({
  ...SUITE_MUETTE,
  issue,
  motif: motif.trim(),
  ...(issue === 'validee' && { valideeLe: le }),
  ...(issue === 'rejetee' && { refuseeLe: le }),
  ...(issue === 'payee' && { payeLe: le, montantPaye: montant ?? d.montantPaye ?? d.attendu }),
})

/** Records an outcome for a selection, all or none. Returns the requests that changed. */
export async function noteIssue(ctx: Contexte, tx: Ecriture, note: IssueNotee): Promise<number> {
  const aujourdhui = jourParis(ctx.maintenant())
  assertDay(note.le, aujourdhui)
  if (note.montant !== null && note.issue !== 'payee')
    refuser('Un montant ne se note qu’avec un paiement.', { ou: 'montant' })
  const demandes = await readChoisies(tx, note.type, note.commandeIds)
  const dispositifOf = await openDispositifs(tx, ctx)
  const fautes = new Map<string, string[]>()
  const suites = demandes.flatMap((d): SuiteAEcrire[] => {
    try {
      if (d.deposeLe !== null && note.le < d.deposeLe)
        throw new SuiteRefusee(
          'issue',
          'date',
          `Le ${formatJour(note.le)} est avant le dépôt, le ${formatJour(d.deposeLe)}.`,
        )
      const suite = resolveDemande(d, saidBy(d, note), aujourdhui)
      if (suite === null && d.etat === 'contestee' && note.issue === 'rejetee')
        throw new SuiteRefusee(
          'issue',
          'date du refus',
          `Ce refus est déjà contesté\u00a0: un nouveau est daté d’après le ${formatJour(d.retourLe ?? note.le)}.`,
        )
      if (suite === null) return []
      const { commandeId, type } = d
      return [{ commandeId, type, dispositif: dispositifOf(d), suite }]
    } catch (erreur) {
      if (!(erreur instanceof SuiteRefusee)) throw erreur
      const numeros = fautes.get(erreur.message)
      if (numeros === undefined) fautes.set(erreur.message, [d.numero])
      else numeros.push(d.numero)
      return []
    }
  })
  if (fautes.size > 0) {
    const phrases = [...fautes].map(([phrase, numeros]) => `${enumerate(numeros)}\u00a0: ${phrase}`)
    refuser(`${phrases.join(' ')} Rien n’a été changé.`, { ou: 'commandeIds' })
  }
  await recordSuites(tx, ctx, suites)
  return suites.length
}

/**
 * Records that refused advances are contested. After the last day the contestation is recorded all the same, said and
 * journaled: the agency alone decides whether it listens.
 */
export async function contestRefus(
  ctx: Contexte,
  tx: Ecriture,
  {
    commandeIds,
    le,
    motif,
  }: { readonly commandeIds: readonly number[]; readonly le: Jour; readonly motif: string },
): Promise<{
  readonly demandes: number
  readonly horsDelai: readonly { readonly numero: string; readonly limite: Jour }[]
}> {
  assertDay(le, jourParis(ctx.maintenant()))
  const demandes = await readChoisies(tx, 'avance', commandeIds)
  const ids = demandes.map((d) => d.id)
  const dispositifOf = await openDispositifs(tx, ctx)
  const echeances = (await selectEcheances(tx, { demandeIds: ids })).filter(
    (e) => e.nature === 'contestation',
  )
  const suivies = demandes.map((d) => {
    // The last refusal counts: a contested one may have been refused again.
    const echeance = echeances.findLast((e) => e.demandeId === d.id && e.faiteLe === null)
    const refusLe = echeance?.recueLe ?? d.retourLe
    if (refusLe !== null && le < refusLe)
      refuser(
        `${d.numero}\u00a0: le ${formatJour(le)} est avant le refus, le ${formatJour(refusLe)}. Rien n’a été changé.`,
        { ou: 'le' },
      )
    const jours = dispositifOf(d).solde.contestation?.joursOuvres ?? null
    const calculee = jours === null || refusLe === null ? null : addWorkingDays(refusLe, jours)
    const limite = echeance?.echeanceLe ?? calculee
    return { id: d.id, numero: d.numero, limite: limite !== null && le > limite ? limite : null }
  })
  const deplacees = await moveContested(tx, ids)
  await journaliser(
    tx,
    ctx,
    deplacees.map((d) => {
      const { limite } = suivies.find((s) => s.id === d.id) as (typeof suivies)[number]
      const dits = [
        `le ${formatJour(le)}`,
        limite === null ? '' : `hors délai (${formatJour(limite)})`,
        motif.trim(),
      ]
      return {
        sujet: 'commande' as const,
        sujetId: d.commandeId,
        action: 'contestation',
        de: d.de,
        vers: d.vers,
        detail: dits.filter((t) => t !== '').join(', '),
      }
    }),
  )
  await closeContestations(tx, ctx, ids, le)
  await invaliderVerifications(
    tx,
    deplacees.map((d) => d.commandeId),
  )
  return {
    demandes: deplacees.length,
    horsDelai: suivies.flatMap(({ numero, limite }) => (limite === null ? [] : [{ numero, limite }])),
  }
}

async function moveContested(tx: Ecriture, ids: readonly number[]) {
  try {
    return await moveDemandes(tx, ids, 'contester')
  } catch (erreur) {
    if (!(erreur instanceof TransitionRefusee)) throw erreur
    return refuser(`${erreur.message} Rien n’a été changé.`, {
      ou: 'commandeIds',
      remede: 'Seule une avance rejetée se conteste.',
    })
  }
}
