import type { Refus } from '#contract/commun.ts'
import type { PartReglement, Proposition, Propositions, Reglement } from '#contract/reglement.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { ETATS_DEMANDE_LIBELLES, transitionDemande } from '#domain/etats.ts'
import { formatMontant } from '#domain/montant.ts'
import { type Combinaison, findRapprochement, indexDues, proposeRapprochements } from '#domain/reglement.ts'
import type { Contexte } from '../contexte.ts'
import { resolveSuite, SUITE_MUETTE, SuiteRefusee, type SuiteResolue } from '../imports/suites.ts'
import { type SuiteAEcrire, writeSuites } from '../imports/suites-ecriture.ts'
import { introuvable, refuser, refusOf } from '../refus.ts'
import { byId } from '../registre/ids.ts'
import { type EntreeJournal, journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import {
  type DemandePayable,
  findSoldesDemandes,
  highestOf,
  readDemandesPayables,
  readDues,
  readNonRapproches,
  readPartsOf,
  readReglement,
} from '../registre/reglements.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { invaliderVerifications } from './verification.ts'

type Paiement = Omit<Reglement, 'demandes'>
interface Part {
  readonly demandeId: number
  readonly montant: number
}

const ofType = (d: Pick<DemandePayable, 'type'>) => (d.type === 'avance' ? 'L’avance' : 'Le solde')

/** Is this part of a payment possible? What the request is, when it was deposited, what it may still receive. */
function assertPart(d: DemandePayable, { montant }: Part, autres: number, paiement: Paiement): void {
  const feminin = d.type === 'avance' ? 'e' : ''
  if (d.etat !== 'deposee' && d.etat !== 'validee' && d.etat !== 'payee')
    refuser(
      `${ofType(d)} de ${d.numero} ne peut pas être payé${feminin}\u00a0: la demande est ${ETATS_DEMANDE_LIBELLES[d.etat]}.`,
      { ou: 'demandes', remede: 'Notez d’abord ce que l’agence en a dit.' },
    )
  if (d.deposeLe !== null && paiement.date < d.deposeLe)
    refuser(
      `${ofType(d)} de ${d.numero} a été déposé${feminin} le ${formatJour(d.deposeLe)}, après ce règlement du ${formatJour(paiement.date)}.`,
      { ou: 'demandes' },
    )
  const reste = highestOf(d) - autres
  if (montant > reste)
    refuser(
      `${ofType(d)} de ${d.numero} n’attend plus que ${formatMontant(Math.max(0, reste))}\u00a0: ${formatMontant(montant)} lui en donneraient trop.`,
      {
        ou: 'demandes',
        regle: 'un règlement ne dépasse pas ce que la demande attend',
        remede: 'Baissez le montant, ou corrigez ce que la demande attend.',
      },
    )
}

/** The request unpaid again, as it was before its first payment. */
const unpaid = (d: DemandePayable, avant: 'deposee' | 'validee'): SuiteResolue => ({
  existante: d,
  remplacee: null,
  etat: transitionDemande(d.etat, avant === 'validee' ? 'reprendre' : 'rouvrir'),
  faits: {
    deposeLe: d.deposeLe,
    numeroAsp: d.numeroAsp,
    valideeLe: d.valideeLe,
    payeLe: null,
    montantPaye: null,
    motif: d.motif,
  },
  changements: [],
})

function resolvePaid(
  d: DemandePayable,
  payeLe: string,
  montantPaye: number,
  jour: string,
): SuiteResolue | null {
  try {
    return resolveSuite(
      { ...SUITE_MUETTE, issue: 'payee', payeLe, montantPaye },
      { type: d.type, dateEmission: d.dateEmission, jour, ttc: d.ttc, existante: d },
    )
  } catch (erreur) {
    if (!(erreur instanceof SuiteRefusee)) throw erreur
    return refuser(`${d.numero}\u00a0: ${erreur.message}`, { ou: 'demandes', regle: erreur.regle })
  }
}

function sayParts(parts: readonly Part[], demandes: ReadonlyMap<number, DemandePayable>): string {
  const dites = parts.slice(0, 5).map((p) => {
    const d = demandes.get(p.demandeId)
    return d === undefined ? '' : `${d.numero} (${d.type}) ${formatMontant(p.montant)}`
  })
  const reste = parts.length - dites.length
  return `${dites.join(', ')}${reste > 0 ? ` et ${reste} autre${reste > 1 ? 's' : ''}` : ''}`
}

/**
 * Sets what a payment pays, inside a transaction. A request becomes paid by its table of moves, on the day of its last
 * payment, for the sum of them; one that the agency had said paid keeps what it said. One that no payment pays any more
 * is again what it was before the first.
 */
export async function matchReglement(
  tx: Ecriture,
  ctx: Contexte,
  paiement: Paiement,
  parts: readonly Part[],
  dispositifs: ReadonlyMap<string, Dispositif>,
): Promise<void> {
  const jour = jourParis(ctx.maintenant())
  const affecte = parts.reduce((somme, p) => somme + p.montant, 0)
  if (new Set(parts.map((p) => p.demandeId)).size < parts.length)
    refuser('La même demande est donnée deux fois.', { ou: 'demandes' })
  if (paiement.ecarteLe !== null && parts.length > 0)
    refuser('Ce règlement est écarté\u00a0: il ne paie rien.', { remede: 'Reprenez-le d’abord.' })
  if (affecte > paiement.montant)
    refuser(
      `Ces demandes font ${formatMontant(affecte)}\u00a0: le règlement est de ${formatMontant(paiement.montant)}.`,
      { ou: 'demandes', regle: 'les demandes ne dépassent pas le règlement' },
    )
  const anciennes = await tx
    .selectFrom('reglement_demande')
    .select(['demandeId', 'montant', 'avant'])
    .where('reglementId', '=', paiement.id)
    .execute()
  const ids = [...new Set([...anciennes, ...parts].map((p) => p.demandeId))]
  const demandes = byId(await readDemandesPayables(tx, ids))
  const autres = Map.groupBy(await readPartsOf(tx, ids, paiement.id), (p) => p.demandeId)
  const othersOf = (id: number) => (autres.get(id) ?? []).reduce((somme, p) => somme + p.montant, 0)
  for (const p of parts) {
    const d = demandes.get(p.demandeId) ?? introuvable('Cette demande n’est pas dans le registre.')
    assertPart(d, p, othersOf(d.id), paiement)
  }
  const suites = ids.flatMap((id): SuiteAEcrire[] => {
    const d = demandes.get(id) as DemandePayable
    const dispositif = dispositifs.get(d.dispositif)
    if (dispositif === undefined) refuser(`Le dispositif ${d.dispositif} n’est plus au catalogue.`)
    const avant = d.avant ?? d.etat
    const deja = othersOf(id) + (anciennes.find((p) => p.demandeId === id)?.montant ?? 0)
    // What the agency said of its payment, before the bank or since, stands.
    if (avant === 'payee' || (d.avant !== null && d.montantPaye !== deja)) return []
    const siennes = [
      ...(autres.get(id) ?? []),
      ...parts.filter((p) => p.demandeId === id).map((p) => ({ ...p, date: paiement.date })),
    ]
    const montant = siennes.reduce((somme, p) => somme + p.montant, 0)
    const derniere = siennes.reduce((le, p) => (p.date > le ? p.date : le), '')
    const suite =
      siennes.length === 0
        ? unpaid(d, avant as 'deposee' | 'validee')
        : resolvePaid(d, derniere, montant, jour)
    if (suite === null) return []
    const partiel = d.attendu !== null && montant > 0 && montant < d.attendu
    const ou = [
      siennes.length === 0
        ? 'règlement détaché'
        : partiel
          ? `en partie, sur ${formatMontant(d.attendu)}`
          : '',
      `${paiement.source === 'releve' ? 'relevé' : 'règlement'} du ${formatJour(paiement.date)}`,
    ]
    return [
      {
        commandeId: d.commandeId,
        type: d.type,
        dispositif,
        suite,
        trace: { ou: ou.filter((t) => t !== '').join(', ') },
      },
    ]
  })
  await assertNothingRests(
    tx,
    suites.flatMap((s) => (s.type === 'avance' && s.suite.faits.payeLe === null ? [s.commandeId] : [])),
  )
  await tx.deleteFrom('reglement_demande').where('reglementId', '=', paiement.id).execute()
  for (const p of parts) {
    const d = demandes.get(p.demandeId) as DemandePayable
    const avant = (d.avant ?? d.etat) as 'deposee' | 'validee' | 'payee'
    await tx
      .insertInto('reglement_demande')
      .values({ reglementId: paiement.id, demandeId: p.demandeId, montant: p.montant, avant })
      .execute()
  }
  const ecrites = writeSuites(ctx.registre.brut, suites)
  const entree: EntreeJournal = {
    sujet: 'reglement',
    sujetId: paiement.id,
    action: 'rapprochement',
    de: anciennes.length === 0 ? null : sayParts(anciennes, demandes),
    vers: parts.length === 0 ? null : sayParts(parts, demandes),
    detail: `${formatMontant(paiement.montant)} du ${formatJour(paiement.date)}`,
  }
  await journaliser(tx, ctx, [entree, ...ecrites.map((e) => e.entree)])
  await invaliderVerifications(
    tx,
    [...demandes.values()].map((d) => d.commandeId),
  )
}

/** The balance rests on the payment of its advance: once it is asked for, that payment stands. */
async function assertNothingRests(tx: Ecriture, commandeIds: readonly number[]): Promise<void> {
  if (commandeIds.length === 0) return
  const [numero] = await findSoldesDemandes(tx, commandeIds)
  if (numero !== undefined)
    refuser(
      `Le solde de ${numero} est déjà demandé\u00a0: le paiement de son avance ne peut plus être détaché.`,
      {
        ou: 'demandes',
        remede: 'Abandonnez d’abord l’envoi du solde, s’il n’est pas déposé.',
      },
    )
}

const toPaiement = (r: Paiement) => ({
  date: r.date,
  montant: r.montant - r.affecte,
  texte: `${r.libelle} ${r.reference}`,
})

/** What was matched without a person, and the payments whose requests refuse them, by identifier. */
export interface RapprochesSeuls {
  readonly faits: number
  readonly refus: ReadonlyMap<number, Refus>
}

/**
 * Matches by themselves the payments whose label names requests that expect exactly their amount. A request found once
 * is not found again. One that the register contradicts is left to a person, with the sentence; the others go on.
 */
export async function matchAlone(tx: Ecriture, ctx: Contexte): Promise<RapprochesSeuls> {
  const refus = new Map<number, Refus>()
  const paiements = await readNonRapproches(tx)
  if (paiements.length === 0) return { faits: 0, refus }
  const dispositifs = await loadDispositifs(tx, ctx.catalogue)
  const index = indexDues(await readDues(tx))
  let faits = 0
  for (const paiement of paiements) {
    const trouvee = findRapprochement(index, toPaiement(paiement))
    if (trouvee === null) continue
    const parts = trouvee.demandes.map((d) => ({ demandeId: d.id, montant: d.montant }))
    try {
      // Refuses before it writes anything.
      await matchReglement(tx, ctx, paiement, parts, dispositifs)
    } catch (erreur) {
      const dit = refusOf(erreur)
      if (dit === null) throw erreur
      refus.set(paiement.id, dit)
      continue
    }
    for (const d of trouvee.demandes) index.prises.add(d.id)
    faits++
  }
  return { faits, refus }
}

/** Requests that may make up what is left of a payment. */
export async function proposeReglement(ctx: Contexte, id: number): Promise<Propositions> {
  return ctx.registre.lire(async (db) => {
    const paiement = (await readReglement(db, id)) ?? introuvable('Ce règlement n’est pas dans le registre.')
    if (paiement.affecte >= paiement.montant || paiement.ecarteLe !== null) return { lignes: [], avis: null }
    const pris = new Set(paiement.demandes.map((p) => p.demandeId))
    const dues = (await readDues(db)).filter((d) => !pris.has(d.id))
    const parId = byId(dues)
    const toPart = ({ id: demandeId, montant }: Combinaison['demandes'][number]): PartReglement => {
      const { commandeId, numero, client, type, du } = parId.get(demandeId) as (typeof dues)[number]
      return { demandeId, commandeId, numero, client, type, montant, attendu: du }
    }
    const { lignes, avis } = proposeRapprochements(indexDues(dues), toPaiement(paiement))
    return {
      lignes: lignes.map(
        (c): Proposition => ({
          demandes: c.demandes.map(toPart),
          raison: c.raison,
          exacte: c.exacte,
        }),
      ),
      avis,
    }
  })
}
