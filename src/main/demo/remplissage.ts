import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { addDays, daysBetween, type Instant, instantParis, type Jour, jourParis } from '#domain/dates.ts'
import type { Progres } from '../progres.ts'
import {
  type Decalage,
  inventClientsSfp,
  inventMedecins,
  inventSuivi,
  parseLieux,
  type Suite,
} from './donnees.ts'
import {
  type Atelier,
  among,
  attest,
  type Client,
  type Commandes,
  deposit,
  type Etape,
  exportDemandes,
  FINESS,
  follow,
  idsOf,
  importOrders,
  listAll,
  printedIn,
  rangOf,
  signAll,
} from './gestes.ts'
import { AIDE_RECUE, DEPOT, HISTOIRE, MEDECINS, PRATICIENS, PREMIERE_VAGUE } from './histoire.ts'
import { stepsMdv, stepsSfp } from './premiereVague.ts'
import {
  DATE_0,
  ENROLEMENT_MDV,
  FOURNISSEUR,
  JOUR_DEMO,
  NOTE_DATE,
  PRODUIT_MDV,
  PRODUIT_SFP,
  SIGNATURE,
} from './vendeur.ts'

export interface OptionsRemplissage {
  /** Temporary folder of the demonstration: inputs, printed and signed forms, exports. */
  readonly dossier: string
  readonly maintenant: Instant
  /** Sets the clock of the register that is filled: each step happens on its own day. */
  aller(instant: Instant): void
  readonly signal: AbortSignal
  report(progres: Progres): void
}

const SFP = PRODUIT_SFP.dispositif
const MDV = PRODUIT_MDV.dispositif
const PREMIERS = [...PREMIERE_VAGUE.sfp, ...PREMIERE_VAGUE.mdv]

/** The orders of the autumn, those of the first wave apart. */
async function listAutumn(client: Client): Promise<Commandes> {
  return (await listAll(client)).filter((c) => !PREMIERS.includes(rangOf(c)))
}

/** What the agency answered to the orders of a deposit: accepted, or paid as expected. */
function answers(commandes: Commandes): readonly Suite[] {
  const { validees, payees } = HISTOIRE
  return commandes.flatMap((c): Suite[] => {
    const rang = rangOf(c)
    const depot = DEPOT
    if (validees.includes(rang)) return [{ rang, issue: 'validée', depot, paiement: null }]
    if (!payees.includes(rang) || c.avance === null) return []
    return [{ rang, issue: 'payée', depot, paiement: { jour: '2026-11-16', montant: c.avance } }]
  })
}

async function defineProduit({ client, decaler }: Atelier, produit: typeof PRODUIT_SFP | typeof PRODUIT_MDV) {
  const vendeur = (await client.fournisseur.lister())[0]
  await client.solution.definir({
    scenario: {},
    ...produit,
    fournisseurId: vendeur?.id as number,
    dateDossierComplet: decaler(produit.dateDossierComplet),
    dateReferencement: decaler(produit.dateReferencement),
  })
}

/** The vendor, its product for doctors, the dates of the schemes. */
async function settle(atelier: Atelier): Promise<void> {
  const { client, decaler, signal } = atelier
  await client.fournisseur.definir({
    ...FOURNISSEUR,
    enrolementValideLe: decaler(FOURNISSEUR.enrolementValideLe),
    enrolements: { [MDV]: decaler(ENROLEMENT_MDV) },
    enrolement: Object.fromEntries(
      Object.entries(FOURNISSEUR.enrolement).map(([cle, jour]) => [cle, decaler(jour)]),
    ),
  })
  await defineProduit(atelier, PRODUIT_MDV)
  const regler = (code: string, cle: string, jour: Jour) =>
    client.dispositif.regler({ code, cle, valeur: decaler(jour), note: NOTE_DATE })
  await regler(SFP, 'date0', DATE_0)
  await regler(MDV, 'finPrestations', '2027-03-31')
  await regler(MDV, 'finSoldes', '2027-06-30')
  await follow(client.imports.finess({ chemin: FINESS }, { signal }))
}

/** The clients of the autumn and their orders. */
async function importAutumn(atelier: Atelier): Promise<void> {
  const { client, decaler } = atelier
  const lieux = parseLieux(await readFile(FINESS, 'utf8'))
  for (const [dispositif, contenu] of [
    [SFP, inventClientsSfp(lieux, PRATICIENS, decaler)],
    [MDV, inventMedecins(lieux, MEDECINS, decaler)],
  ] as const)
    await importOrders(atelier, { nom: `${dispositif}.csv`, contenu, dispositif })
  // Taken over the telephone: the RPPS is still to be asked for.
  const medecin = await client.client.definir({
    categorie: 'praticien',
    nom: 'IMPROMPTU',
    prenom: 'Claude',
    profession: 'medecin',
    modeExercice: 'liberal',
    identifiants: [],
    telephone: '01 99 00 12 99',
  })
  const mdv = (await client.solution.lister()).find((p) => p.dispositif === MDV)
  await client.commande.definir({
    numero: 'EX 26 1020',
    referencementId: mdv?.id as number,
    fournisseurId: mdv?.distribution.fournisseurId as number,
    cas: 'A',
    dateEmission: decaler('2026-11-16'),
    participations: [{ role: 'client', tiersId: medecin.id }],
    lignes: [],
  })
}

/** What the clients say that they received, but for one who says nothing. */
async function declareAides(client: Client, commandes: Commandes, le: Jour): Promise<void> {
  const { aideRecue, sansDeclaration } = HISTOIRE
  const chosen = (retenue: (rang: number) => boolean) => idsOf(commandes.filter((c) => retenue(rangOf(c))))
  for (const [commandeIds, montant] of [
    [chosen((rang) => rang === aideRecue), AIDE_RECUE],
    [chosen((rang) => rang !== aideRecue && rang !== sansDeclaration), 0],
  ] as const)
    await client.client.declarerAides({ commandeIds, montant, le, source: 'déclaration du client' })
}

/** The autumn: from the lists of clients to the advances that the agency answers. */
function stepsAutumn(atelier: Atelier): readonly Etape[] {
  const { client, dossier, decaler, signal } = atelier
  const emis = path.join(dossier, 'bons-de-commande')
  return [
    ['2026-10-29', 'clients et commandes', () => importAutumn(atelier)],
    [
      '2026-10-30',
      'bons de commande',
      async () => {
        const commandeIds = idsOf(
          (await listAutumn(client)).filter((c) => !HISTOIRE.nonEmises.includes(rangOf(c))),
        )
        await follow(client.bdc.emettre({ commandeIds, sortie: emis }, { signal }))
      },
    ],
    [
      '2026-11-07',
      'signatures et pièces reçues',
      async () => {
        const { nonSignees, nomMuet, sansDate } = HISTOIRE
        const signees = (await listAutumn(client)).filter((c) => !nonSignees.includes(rangOf(c)))
        const copies = await signAll(atelier, await printedIn(emis, signees), {
          nom: 'signes',
          le: decaler(SIGNATURE),
          retourOf: (c) =>
            rangOf(c) === nomMuet
              ? { nom: 'scan0001.pdf', annonce: false }
              : { nom: `${c.numero}.pdf`, annonce: !sansDate.includes(rangOf(c)) },
        })
        await follow(client.piece.rattacher({ ...copies, type: 'BDC' }, { signal }))
      },
    ],
    [
      '2026-11-08',
      'attestations et aides',
      async () => {
        const commandes = await listAutumn(client)
        await attest(atelier, commandes, 'avance', decaler('2026-11-08'))
        await declareAides(client, commandes, decaler(SIGNATURE))
      },
    ],
    [
      DEPOT,
      'demandes déposées',
      async () =>
        deposit(atelier, 'avance', await among(client, HISTOIRE.deposees), {
          le: decaler(DEPOT),
          numeroDepot: 'DEMO',
        }),
    ],
    [
      '2026-11-13',
      'retours de l’agence',
      async () => {
        const commandeIds = idsOf(await among(client, HISTOIRE.retournees))
        await client.retour.noter({
          commandeIds,
          type: 'avance',
          issue: 'a_corriger',
          le: decaler('2026-11-13'),
          motif: 'Bon de commande illisible',
        })
      },
    ],
    [
      '2026-11-14',
      'annulations',
      async () => {
        for (const { id, revision } of await among(client, HISTOIRE.annulees))
          await client.commande.annuler({ id, revision, motif: 'Le client a renoncé.' })
      },
    ],
    [
      '2026-11-16',
      'réponses de l’agence',
      async () => {
        const lieux = parseLieux(await readFile(FINESS, 'utf8'))
        for (const [dispositif, siennes] of Map.groupBy(await listAutumn(client), (c) => c.dispositif))
          await importOrders(atelier, {
            nom: `suivi-${dispositif}.csv`,
            contenu: inventSuivi(lieux, answers(siennes), decaler),
            dispositif,
          })
        const commandeIds = idsOf(await among(client, HISTOIRE.rejetees))
        const le = decaler('2026-11-16')
        const refus = { type: 'avance', issue: 'rejetee', le, motif: 'Client déjà financé' } as const
        await client.retour.noter({ commandeIds, ...refus })
      },
    ],
    [
      '2026-11-16',
      'demandes exportées',
      async () => exportDemandes(atelier, 'avance', await among(client, HISTOIRE.exportees)),
    ],
  ]
}

/**
 * Fills an empty register with the invented vendor's last months, through the operations that its user would call:
 * two schemes, a pilot, orders in every state. Days are relative to `maintenant`, so that delays run as in real life.
 * Throws the reason of `signal` when it aborts.
 */
export async function remplirDemonstration(client: Client, options: OptionsRemplissage): Promise<void> {
  const { dossier, signal } = options
  const ecart = daysBetween(JOUR_DEMO, jourParis(options.maintenant))
  const decaler: Decalage = (jour) => addDays(jour, ecart)
  const atelier: Atelier = { client, dossier, sortie: path.join(dossier, 'exports'), decaler, signal }
  const debut: readonly Etape[] = [
    ['2026-07-01', 'fournisseur et dispositifs', () => settle(atelier)],
    ['2026-09-01', 'second produit', () => defineProduit(atelier, PRODUIT_SFP)],
  ]
  const etapes = [...debut, ...stepsMdv(atelier), ...stepsSfp(atelier), ...stepsAutumn(atelier)].toSorted(
    ([a], [b]) => (a < b ? -1 : Number(a > b)),
  )
  for (const [i, [jour, libelle, faire]] of etapes.entries()) {
    signal.throwIfAborted()
    options.report({ fait: i, total: etapes.length, libelle })
    options.aller(instantParis(decaler(jour), '10:00'))
    await faire()
    // Reading the list brings every state up to date: each is then dated of its own day.
    await listAll(client)
  }
  signal.throwIfAborted()
}
