import type { EcheanceDispositif, EtatDuJour, LigneJour } from '#contract/aujourdhui.ts'
import { AVANCEMENTS, ENTONNOIR, enJeu } from '#domain/aujourdhui.ts'
import { computeJalons } from '#domain/calendrier.ts'
import { ETATS_COMMANDE, type EtatCommande } from '#domain/commande.ts'
import { addDays, daysBetween, instantParis, type Jour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { ETATS } from '#domain/etats.ts'
import { sum } from '#domain/sommes.ts'
import { knownAt } from '#domain/valeurs.ts'
import { type Contexte, impl } from '../contexte.ts'
import { readResumeArgent } from '../registre/argent.ts'
import { type CompteEtat, countDepuis, countEtats, readRetours } from '../registre/aujourdhui.ts'
import { RANGS } from '../registre/resumes.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { reglesArgent } from './argent.ts'
import { listSuivis, summarizeSuivi } from './pilote-fiche.ts'
import { rafraichirVerifications } from './verification.ts'

/** Returns shown on the day's screen; the others are behind « Tout voir ». */
const RETOURS = 3
const REVENUES: readonly EtatCommande[] = [
  'avance_retournee',
  'avance_rejetee',
  'solde_retourne',
  'solde_rejete',
]
/** States where too long a wait is late: at the client's, a reminder; at the agency's, the delay of payment. */
const RELANCES: readonly EtatCommande[] = ['bdc_a_signer', 'reception_a_signer']
const A_L_AGENCE: readonly EtatCommande[] = [
  'avance_deposee',
  'avance_contestee',
  'avance_validee',
  'solde_depose',
  'solde_valide',
]

function seuilsOf(dispositifs: ReadonlyMap<string, Dispositif>, aujourdhui: Jour) {
  return [...dispositifs.values()].flatMap((d) => {
    const relance = knownAt(d.relanceBdc, aujourdhui)
    const paiement = knownAt(d.solde.delaiPaiement, aujourdhui)
    const avant = (jours: number) => instantParis(addDays(aujourdhui, -jours), '00:00')
    return [
      ...(relance === null
        ? []
        : RELANCES.map((etat) => ({ dispositif: d.code, etat, avant: avant(relance) }))),
      ...(paiement === null
        ? []
        : A_L_AGENCE.map((etat) => ({ dispositif: d.code, etat, avant: avant(paiement) }))),
    ]
  })
}

/** Amount at stake, cents; null when no order of the state has one. */
function stakeOf(etat: EtatCommande, comptes: readonly CompteEtat[]): number | null {
  const montants = comptes.map((c) => c[enJeu(etat)]).filter((m) => m !== null)
  return montants.length === 0 ? null : sum(montants, (m) => m)
}

function describeLignes(comptes: readonly CompteEtat[], aujourdhui: Jour): readonly LigneJour[] {
  const parEtat = Map.groupBy(comptes, (c) => c.etat)
  return ETATS_COMMANDE.filter((etat) => ETATS[etat].porteur !== 'clos' && parEtat.has(etat))
    .toSorted((a, b) => RANGS[a] - RANGS[b])
    .map((etat) => {
      const siens = parEtat.get(etat) as readonly CompteEtat[]
      const { porteur, etape } = ETATS[etat]
      const attend = RELANCES.includes(etat) || A_L_AGENCE.includes(etat)
      const premier = siens.map((c) => c.premierDepuis).toSorted()[0] as string
      return {
        etat,
        porteur,
        nombre: sum(siens, (c) => c.nombre),
        parDispositif: siens
          .map(({ dispositif, nombre }) => ({ dispositif, nombre }))
          .toSorted((a, b) => b.nombre - a.nombre || (a.dispositif < b.dispositif ? -1 : 1)),
        enJeu: stakeOf(etat, siens),
        enRetard: sum(siens, (c) => (attend ? c.anciens : c.depasses)),
        plusAncien: porteur === 'nous' ? null : daysBetween(jourParis(premier), aujourdhui),
        etape,
      }
    })
}

function describeEcheances(
  dispositif: Dispositif,
  comptes: readonly CompteEtat[],
  aujourdhui: Jour,
): readonly EcheanceDispositif[] {
  const jalons = computeJalons(dispositif, aujourdhui)
  const cles = {
    avances: dispositif.regles.depotAvance?.jalon,
    prestations: dispositif.solde.realisation.jalon,
    soldes: dispositif.solde.depot.jalon,
  }
  const siens = comptes.filter((c) => c.dispositif === dispositif.code)
  const count = (etats: readonly EtatCommande[], lire: (c: CompteEtat) => number) =>
    sum(
      siens.filter((c) => etats.includes(c.etat)),
      lire,
    )
  return AVANCEMENTS.flatMap(({ quoi, faites, pretes, pasPretes }) => {
    const jalon = jalons.get(cles[quoi] ?? '')
    if (jalon === undefined || jalon.jour === null || siens.length === 0) return []
    const reste = [...pretes, ...pasPretes]
    return [
      {
        dispositif: dispositif.code,
        cle: jalon.cle,
        libelle: jalon.sens,
        quoi,
        jour: jalon.jour,
        heure: jalon.heure,
        reste: daysBetween(aujourdhui, jalon.jour),
        faites: count(faites, (c) => c.nombre),
        pretes: count(pretes, (c) => c.nombre),
        pasPretes: count(pasPretes, (c) => c.nombre),
        enJeu: count(reste, (c) => (quoi === 'avances' ? c.avance : c.solde) ?? 0),
        parVous: jalon.confiance === 'par_vous' || jalon.mois !== null,
      },
    ]
  }).filter((e) => e.reste >= 0 || e.pretes + e.pasPretes > 0)
}

async function readPilotesDuJour(ctx: Contexte, dispositif: string | null): Promise<EtatDuJour['pilotes']> {
  const fiches = (await listSuivis(ctx)).filter(
    (p) => p.decision !== 'conforme' && (dispositif === null || p.dispositif === dispositif),
  )
  return fiches.map((fiche) => ({
    ...summarizeSuivi(fiche),
    places: fiche.places.map(({ occupant }) => {
      if (occupant === null) return { client: null, jour: null, etat: 'a_pourvoir' as const }
      const signe = occupant.pvSigneLe !== null
      return {
        client: occupant.client,
        jour: signe ? occupant.pvSigneLe : (occupant.installeeLe ?? occupant.prevueLe),
        etat: signe ? ('signe' as const) : ('prevu' as const),
      }
    }),
  }))
}

async function readJour(ctx: Contexte, choisi: string | null): Promise<EtatDuJour> {
  await rafraichirVerifications(ctx)
  const aujourdhui = jourParis(ctx.maintenant())
  const dispositifs = await ctx.registre.lire((db) => loadDispositifs(db, ctx.catalogue))
  const lu = await ctx.registre.lire(async (db) => ({
    tous: await countEtats(db, aujourdhui, seuilsOf(dispositifs, aujourdhui)),
    depuisHier: await countDepuis(db, instantParis(addDays(aujourdhui, -1), '00:00'), choisi),
    premiers: await readRetours(db, REVENUES, choisi, RETOURS),
    argent: await readResumeArgent(db, reglesArgent(dispositifs.values(), ctx.maintenant()), aujourdhui, {
      dispositif: choisi,
      referencementId: null,
    }),
  }))
  const comptes = choisi === null ? lu.tous : lu.tous.filter((c) => c.dispositif === choisi)
  const presents = new Set(lu.tous.map((c) => c.dispositif))
  const { resteARecevoir, recu, parMois } = lu.argent
  return {
    aujourdhui,
    dispositifs: [...dispositifs.values()]
      .filter((d) => presents.has(d.code))
      .map(({ code, libelle }) => ({ code, libelle })),
    depuisHier: lu.depuisHier,
    lignes: describeLignes(comptes, aujourdhui),
    echeances: [...dispositifs.values()]
      .flatMap((d) => describeEcheances(d, comptes, aujourdhui))
      .toSorted((a, b) => (a.jour < b.jour ? -1 : a.jour > b.jour ? 1 : 0)),
    retours: {
      total: sum(
        comptes.filter((c) => REVENUES.includes(c.etat)),
        (c) => c.nombre,
      ),
      premiers: lu.premiers,
    },
    pilotes: await readPilotesDuJour(ctx, choisi),
    argent: { resteARecevoir, recu, parMois },
    entonnoir: ENTONNOIR.map(({ cle, libelle, etats }) => {
      const siens = comptes.filter((c) => (etats as readonly EtatCommande[]).includes(c.etat))
      return { cle, libelle, nombre: sum(siens, (c) => c.nombre), montant: sum(siens, (c) => c.ttc) }
    }),
  }
}

export const aujourdhuiOperations = (ctx: Contexte) =>
  impl.aujourdhui.router({
    lire: impl.aujourdhui.lire.handler(({ input }) => readJour(ctx, input.dispositif)),
  })
