import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Expression, SqlBool } from 'kysely'
import { DEMANDES_DEPOSEES, type Dossier, type EtatCommande } from '#domain/commande.ts'
import { bloque, type Constat } from '#domain/constat.ts'
import { controlerAvance, controlerSolde, isIncomplete } from '#domain/controles/index.ts'
import { findAttestationFin } from '#domain/controles/solde.ts'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import { avanceOf, montantsOf, ttcOf } from '#domain/demandes.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { createEcheances } from '#domain/echeance.ts'
import { findClientDispositif } from '#domain/proposition.ts'
import { deduceSuite, isAvanceAcceptee } from '#domain/suite.ts'
import { clientsEnListe, identifiantOf, type Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { among } from '../registre/ids.ts'
import type { Ecriture, Registre } from '../registre/registre.ts'
import {
  listOutdated,
  listTouched,
  RANGS,
  type Resume,
  readEtats,
  type Verdict,
  writeRegles,
  writeResumes,
  writeVerdicts,
} from '../registre/resumes.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { gatherDossiers } from './dossier.ts'
import { fingerprintRegles } from './regles.ts'

/** What a write touched, so that the orders concerned are verified again before they are next shown. */
export type Perimetre =
  | readonly number[]
  | { readonly dispositif: string }
  | { readonly fournisseurId: number }
  | { readonly referencementId: number }
  | { readonly tiersIds: readonly number[] }

/**
 * Marks the verification of orders as stale: `verifieeLe` NULL is the only mark. Called by every write that changes
 * what a control or a list reads: order, client, vendor, product, scheme, piece, signature, attestation, request.
 */
export async function invaliderVerifications(tx: Ecriture, perimetre: Perimetre): Promise<void> {
  const stale = tx.updateTable('commande').set({ verifieeLe: null }).where('verifieeLe', 'is not', null)
  if ('dispositif' in perimetre) await stale.where('dispositif', '=', perimetre.dispositif).execute()
  else if ('fournisseurId' in perimetre)
    await stale.where('fournisseurId', '=', perimetre.fournisseurId).execute()
  else if ('referencementId' in perimetre)
    await stale.where('referencementId', '=', perimetre.referencementId).execute()
  else {
    const tiers = 'tiersIds' in perimetre ? perimetre.tiersIds : null
    await stale
      .where(
        (eb): Expression<SqlBool> =>
          tiers === null
            ? eb('id', 'in', among(perimetre as readonly number[]))
            : eb(
                'id',
                'in',
                eb.selectFrom('participation').select('commandeId').where('tiersId', 'in', among(tiers)),
              ),
      )
      .execute()
  }
}

/** Orders verified in one transaction: others may write in between, and a window stays responsive. */
const LOT = 500
/** Above this number, what only the change of day or of rules made stale is verified behind the lists instead of before them. */
const ATTENDUES = 5000

interface Regles {
  readonly dispositif: Dispositif
  readonly echeanceOf: ReturnType<typeof createEcheances>
}

/** The number shown in lists: the scheme's own key, or any other. */
function identifiantShown(tiers: Tiers, dispositif: Dispositif | undefined): string {
  const type = dispositif === undefined ? null : findClientDispositif(dispositif, tiers)
  return (
    (type === null ? null : identifiantOf(tiers, type.identifiant)) ?? tiers.identifiants[0]?.valeur ?? ''
  )
}

function summarize(
  dossier: Dossier,
  regles: Regles | undefined,
  etat: EtatCommande,
  depuis: Instant,
  jour: Jour,
): Resume {
  const { commande, lignes } = dossier
  const clients = dossier.participations.filter((p) => p.role === 'client').map((p) => p.tiers)
  return {
    id: commande.id,
    dispositif: commande.dispositif,
    etat,
    rang: RANGS[etat],
    clientId: clients[0]?.id ?? null,
    client: clientsEnListe(clients),
    identifiant: clients[0] === undefined ? '' : identifiantShown(clients[0], regles?.dispositif),
    ht: lignes.reduce((somme, l) => somme + l.ht, 0),
    ttc: ttcOf(dossier),
    avance: regles === undefined ? null : avanceOf(dossier, regles.dispositif, jour),
    solde: regles === undefined ? null : montantsOf(dossier, regles.dispositif, 'solde', jour).attendu,
    depuis,
    echeance: regles?.echeanceOf(etat, findAttestationFin(dossier) !== undefined) ?? null,
  }
}

const isAlerte = (c: Constat) => c.gravite === 'alerte' && c.issue !== 'respecte'

/** A scheme whose file is gone leaves its orders incomplete: nothing can be said of them. */
function judge(dossier: Dossier, regles: Regles | undefined, maintenant: Instant): Verdict {
  const { id } = dossier.commande
  if (regles === undefined) return { id, incomplete: 1, bloquants: 1, alertes: 0, suite: null }
  const { dispositif } = regles
  const acceptee = isAvanceAcceptee(dossier)
  const constats = (acceptee ? controlerSolde : controlerAvance)(dossier, dispositif, maintenant)
  return {
    id,
    incomplete: !acceptee && isIncomplete(constats) ? 1 : 0,
    bloquants: constats.filter(bloque).length,
    alertes: constats.filter(isAlerte).length,
    suite: acceptee ? deduceSuite(dossier, dispositif, constats) : null,
  }
}

/** Since when an order is in its state: kept while it stays there; otherwise the day that says it, or now. */
function dateState(
  { commande, demandes }: Dossier,
  etat: EtatCommande,
  connu: { readonly ancien: string | null; readonly depuis: string | null; readonly modifieeLe: string },
  maintenant: Instant,
): Instant {
  const deposee = demandes.findLast((d) => d.type === 'avance' && DEMANDES_DEPOSEES.includes(d.etat))
  const validee = demandes.findLast((d) => d.type === 'avance' && d.etat === 'validee')
  const solde = demandes.findLast((d) => d.type === 'solde' && DEMANDES_DEPOSEES.includes(d.etat))
  const jours: Partial<Record<EtatCommande, Jour | null | undefined>> = {
    annulee: commande.annuleeLe,
    avance_deposee: deposee?.deposeLe,
    avance_validee: validee?.valideeLe,
    solde_depose: solde?.deposeLe,
    solde_valide: solde?.valideeLe,
    soldee: solde?.payeLe,
    bdc_a_signer: commande.bdcEmisLe,
  }
  const jour = jours[etat]
  // Midnight UTC is the same day in Paris all year round.
  if (jour != null) return `${jour}T00:00:00.000Z`
  if (connu.ancien === null || connu.depuis === null) return connu.modifieeLe
  return connu.ancien === etat ? connu.depuis : maintenant
}

async function verifyLot(
  ctx: Contexte,
  tx: Ecriture,
  ids: readonly number[],
  regles: ReadonlyMap<string, Regles>,
) {
  const maintenant = ctx.maintenant()
  const jour = jourParis(maintenant)
  const dossiers = await gatherDossiers(tx, ids)
  const reglesOf = (d: Dossier) => regles.get(d.commande.dispositif)
  writeVerdicts(
    ctx.registre.brut,
    jour,
    dossiers.map((d) => judge(d, reglesOf(d), maintenant)),
  )
  writeRegles(ctx.registre.brut, fingerprintRegles(ctx), ids)
  const etats = await readEtats(tx, ids)
  writeResumes(
    ctx.registre.brut,
    dossiers.flatMap((d) => {
      const connu = etats.get(d.commande.id)
      if (connu === undefined) return []
      return [summarize(d, reglesOf(d), connu.etat, dateState(d, connu.etat, connu, maintenant), jour)]
    }),
  )
}

async function verify(ctx: Contexte, ids: readonly number[], pas: Pas): Promise<void> {
  if (ids.length === 0) return
  const jour = jourParis(ctx.maintenant())
  const dispositifs = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
  const regles = new Map(
    [...dispositifs].map(([code, dispositif]) => [
      code,
      { dispositif, echeanceOf: createEcheances(dispositif, jour) },
    ]),
  )
  for (let i = 0; i < ids.length; i += LOT) {
    await ctx.registre.entretenir((tx) => verifyLot(ctx, tx, ids.slice(i, i + LOT), regles))
    await nextTurn()
    pas(Math.min(i + LOT, ids.length), ids.length)
  }
}

/** Told after every batch; stops the verification when it throws, what is done staying done. */
type Pas = (fait: number, total: number) => void

interface Suivi {
  /** Day for which every order of the register was seen by this process. */
  jour: Jour | null
  /** The verification under way: a second list waits for it instead of doing it again. */
  enCours: Promise<void>
}
const suivis = new WeakMap<Registre, Suivi>()

async function refresh(ctx: Contexte, suivi: Suivi, pas: Pas): Promise<void> {
  const jour = jourParis(ctx.maintenant())
  const touchees = await ctx.registre.lire((db) => listTouched(db))
  await verify(ctx, touchees, pas)
  if (suivi.jour === jour) return
  suivi.jour = jour
  const anciennes = await ctx.registre.lire((db) => listOutdated(db, jour, fingerprintRegles(ctx)))
  const attendues = anciennes.length <= ATTENDUES
  const travail = verify(ctx, anciennes, attendues ? pas : () => {})
  // Interrupted, by a cancel or by the closing of the register, it starts again with the next list.
  travail.catch(() => {
    suivi.jour = null
  })
  if (attendues) return travail
}

/**
 * Brings up to date what lists show: orders touched by a write since their last verification, all live orders once a
 * day, since dates decide many controls, and all orders verified under other rules than this Liasse's. Called before every list, and at the end of an import under its progress.
 */
export function rafraichirVerifications(ctx: Contexte, pas: Pas = () => {}): Promise<void> {
  const suivi = suivis.get(ctx.registre) ?? { jour: null, enCours: Promise.resolve() }
  suivis.set(ctx.registre, suivi)
  suivi.enCours = suivi.enCours.catch(() => {}).then(() => refresh(ctx, suivi, pas))
  return suivi.enCours
}
