import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ContractRouterClient } from '@orpc/contract'
import type { ResumeCommande } from '#contract/commande.ts'
import type { Avancement } from '#contract/commun.ts'
import type { Contrat } from '#contract/index.ts'
import {
  addDays,
  daysBetween,
  formatJour,
  type Instant,
  instantParis,
  type Jour,
  jourParis,
} from '#domain/dates.ts'
import type { Progres } from '../progres.ts'
import { resourcePath } from '../resources.ts'
import {
  type Decalage,
  inventClientsSfp,
  inventMedecins,
  inventSuivi,
  parseLieux,
  type Suite,
} from './donnees.ts'
import { AIDE_RECUE, DEPOT, HISTOIRE, MEDECINS, PRATICIENS } from './histoire.ts'
import { signDocument } from './signature.ts'
import { DATE_0, FOURNISSEUR, JOUR_DEMO, NOTE_DATE, PRODUIT_MDV, PRODUIT_SFP, SIGNATURE } from './vendeur.ts'

type Client = ContractRouterClient<Contrat>

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
const rangOf = (commande: Pick<ResumeCommande, 'numero'>): number => Number(commande.numero.slice(-4))

async function follow<R>(evenements: Promise<AsyncIterable<Avancement<R>>>): Promise<R> {
  for await (const evenement of await evenements) if (evenement.type === 'resultat') return evenement.resultat
  throw new Error('the operation ended without a result')
}

async function listAll(client: Client): Promise<readonly ResumeCommande[]> {
  return (await client.commande.lister({ nombre: 1000, tri: 'numero' })).lignes
}

const FINESS = resourcePath('resources', 'demo', 'finess.csv')

/** Imports a list of orders, as a file of the folder of the demonstration. */
async function importOrders(
  client: Client,
  {
    chemin,
    contenu,
    dispositif,
    signal,
  }: { chemin: string; contenu: string; dispositif: string; signal: AbortSignal },
) {
  const produit = (await client.solution.lister()).find((p) => p.dispositif === dispositif)
  await writeFile(chemin, contenu)
  await follow(
    client.imports.executer(
      {
        chemin,
        dispositif,
        referencementId: produit?.id ?? null,
        fournisseurId: produit?.distribution.fournisseurId ?? null,
      },
      { signal },
    ),
  )
}

/** What the agency answered to the orders of a deposit: accepted, paid as expected, or refused. */
function answers(commandes: readonly ResumeCommande[]): readonly Suite[] {
  const { validees, payees, rejetees } = HISTOIRE
  return commandes.flatMap((c): Suite[] => {
    const rang = rangOf(c)
    const depot = DEPOT
    if (validees.includes(rang)) return [{ rang, issue: 'validée', depot, paiement: null }]
    if (rejetees.includes(rang)) return [{ rang, issue: 'rejetée', depot, paiement: null }]
    if (!payees.includes(rang) || c.avance === null) return []
    return [{ rang, issue: 'payée', depot, paiement: { jour: '2026-11-15', montant: c.avance } }]
  })
}

/** The vendor, its products, the dates, the clients and their orders. */
async function prepare(client: Client, dossier: string, decaler: Decalage, signal: AbortSignal) {
  const lieux = parseLieux(await readFile(FINESS, 'utf8'))
  const vendeur = await client.fournisseur.definir({
    ...FOURNISSEUR,
    enrolementValideLe: decaler(FOURNISSEUR.enrolementValideLe),
  })
  const define = (produit: typeof PRODUIT_SFP | typeof PRODUIT_MDV) =>
    client.solution.definir({
      scenario: {},
      ...produit,
      fournisseurId: vendeur.id,
      dateDossierComplet: decaler(produit.dateDossierComplet),
      dateReferencement: decaler(produit.dateReferencement),
    })
  await define(PRODUIT_SFP)
  const mdv = await define(PRODUIT_MDV)
  const regler = (code: string, cle: string, jour: Jour) =>
    client.dispositif.regler({ code, cle, valeur: decaler(jour), note: NOTE_DATE })
  await regler(SFP, 'date0', DATE_0)
  await regler(MDV, 'finPrestations', '2027-03-31')
  await regler(MDV, 'finSoldes', '2027-06-30')
  await follow(client.imports.finess({ chemin: FINESS }, { signal }))
  for (const [dispositif, contenu] of [
    [SFP, inventClientsSfp(lieux, PRATICIENS, decaler)],
    [MDV, inventMedecins(lieux, MEDECINS, decaler)],
  ] as const)
    await importOrders(client, {
      chemin: path.join(dossier, `${dispositif}.csv`),
      contenu,
      dispositif,
      signal,
    })
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
  await client.commande.definir({
    numero: 'EX 26 1020',
    referencementId: mdv.id,
    fournisseurId: vendeur.id,
    cas: 'A',
    dateEmission: decaler('2026-11-16'),
    participations: [{ role: 'client', tiersId: medecin.id }],
    lignes: [],
  })
}

/** Signs printed forms as invented clients would; answers the list of signatures that goes with them. */
async function sign(
  commandes: readonly ResumeCommande[],
  { emis, signes, le, signal }: { emis: string; signes: string; le: Jour; signal: AbortSignal },
): Promise<string> {
  await mkdir(signes, { recursive: true })
  const imprimes = new Set(await readdir(emis))
  const signatures = ['numero;date;signataire;nature']
  for (const commande of commandes) {
    signal.throwIfAborted()
    const rang = rangOf(commande)
    const nom = `${commande.numero}.pdf`
    if (!imprimes.has(nom) || HISTOIRE.nonSignees.includes(rang)) continue
    const signe = await signDocument(await readFile(path.join(emis, nom)), commande.client, le, rang)
    const muet = rang === HISTOIRE.nomMuet
    await writeFile(path.join(signes, muet ? 'scan0001.pdf' : nom), signe)
    if (!muet && !HISTOIRE.sansDate.includes(rang))
      signatures.push(`${commande.numero};${formatJour(le)};${commande.client};manuscrite`)
  }
  return `${signatures.join('\r\n')}\r\n`
}

/** What the vendor attests of its orders, and what their clients say that they received. */
async function declare(
  client: Client,
  commandes: readonly ResumeCommande[],
  jours: { le: Jour; signature: Jour },
) {
  for (const [code, siennes] of Map.groupBy(commandes, (c) => c.dispositif)) {
    const { dispositif } = await client.dispositif.montrer({ code })
    const commandeIds = siennes.map((c) => c.id)
    for (const attestation of dispositif.attestations)
      await client.commande.attester({ code: attestation.code, commandeIds, le: jours.le })
  }
  const idsOf = (retenue: (rang: number) => boolean) =>
    commandes.filter((c) => retenue(rangOf(c))).map((c) => c.id)
  const { aideRecue, sansDeclaration } = HISTOIRE
  for (const [commandeIds, montant] of [
    [idsOf((rang) => rang === aideRecue), AIDE_RECUE],
    [idsOf((rang) => rang !== aideRecue && rang !== sansDeclaration), 0],
  ] as const)
    await client.client.declarerAides({
      commandeIds,
      montant,
      le: jours.signature,
      source: 'déclaration du client',
    })
}

/** Writes the request files of some orders, scheme by scheme; answers the deliveries. */
async function exportAvances(
  client: Client,
  commandes: readonly ResumeCommande[],
  { sortie, signal }: { sortie: string; signal: AbortSignal },
): Promise<readonly number[]> {
  const envois: number[] = []
  for (const [dispositif, siennes] of Map.groupBy(commandes, (c) => c.dispositif)) {
    const commandeIds = siennes.map((c) => c.id)
    const resultat = await follow(client.avance.preparer({ dispositif, commandeIds, sortie }, { signal }))
    envois.push(...resultat.envois.map((e) => e.id))
  }
  return envois
}

/**
 * Fills an empty register with the invented vendor's last weeks, through the operations that its user would call:
 * two schemes, orders in every state. Days are relative to `maintenant`, so that delays run as in real life.
 * Throws the reason of `signal` when it aborts.
 */
export async function remplirDemonstration(client: Client, options: OptionsRemplissage): Promise<void> {
  const { dossier, signal } = options
  const ecart = daysBetween(JOUR_DEMO, jourParis(options.maintenant))
  const decaler: Decalage = (jour) => addDays(jour, ecart)
  const emis = path.join(dossier, 'bons-de-commande')
  const signes = path.join(dossier, 'signes')
  const sortie = path.join(dossier, 'exports')
  const among = (toutes: readonly ResumeCommande[], rangs: readonly number[]) =>
    toutes.filter((c) => rangs.includes(rangOf(c)))
  const etapes: readonly (readonly [Jour, string, () => Promise<unknown>])[] = [
    ['2026-10-29', 'clients et commandes', () => prepare(client, dossier, decaler, signal)],
    [
      '2026-10-30',
      'bons de commande',
      async () => {
        const commandeIds = (await listAll(client))
          .filter((c) => !HISTOIRE.nonEmises.includes(rangOf(c)))
          .map((c) => c.id)
        await follow(client.bdc.emettre({ commandeIds, sortie: emis }, { signal }))
      },
    ],
    [
      SIGNATURE,
      'signatures',
      async () => {
        const liste = await sign(await listAll(client), { emis, signes, le: decaler(SIGNATURE), signal })
        await writeFile(path.join(dossier, 'signatures.csv'), liste)
      },
    ],
    [
      '2026-11-07',
      'pièces reçues',
      () =>
        follow(
          client.piece.rattacher(
            { chemins: [signes], type: 'BDC', signatures: path.join(dossier, 'signatures.csv') },
            { signal },
          ),
        ),
    ],
    [
      '2026-11-08',
      'attestations et aides',
      async () =>
        declare(client, await listAll(client), { le: decaler('2026-11-08'), signature: decaler(SIGNATURE) }),
    ],
    [
      DEPOT,
      'demandes déposées',
      async () => {
        const partent = among(await listAll(client), HISTOIRE.deposees)
        for (const [i, id] of (await exportAvances(client, partent, { sortie, signal })).entries()) {
          for (const suite of ['simulateur', 'jsonDepose', 'zipDepose'] as const)
            await client.envoi.cocher({ id, suite, fait: true })
          await client.envoi.deposer({ id, le: decaler(DEPOT), numeroDepot: `DEMO-${i + 1}` })
        }
      },
    ],
    [
      '2026-11-13',
      'retours de l’agence',
      async () => {
        const commandeIds = among(await listAll(client), HISTOIRE.retournees).map((c) => c.id)
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
        for (const { id, revision } of among(await listAll(client), HISTOIRE.annulees))
          await client.commande.annuler({ id, revision, motif: 'Le client a renoncé.' })
      },
    ],
    [
      '2026-11-15',
      'réponses de l’agence',
      async () => {
        const lieux = parseLieux(await readFile(FINESS, 'utf8'))
        for (const [dispositif, siennes] of Map.groupBy(await listAll(client), (c) => c.dispositif))
          await importOrders(client, {
            chemin: path.join(dossier, `suivi-${dispositif}.csv`),
            contenu: inventSuivi(lieux, answers(siennes), decaler),
            dispositif,
            signal,
          })
      },
    ],
    [
      '2026-11-16',
      'demandes exportées',
      async () => exportAvances(client, among(await listAll(client), HISTOIRE.exportees), { sortie, signal }),
    ],
  ]
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
