import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ContractRouterClient } from '@orpc/contract'
import type { ResumeCommande } from '#contract/commande.ts'
import type { Avancement } from '#contract/commun.ts'
import type { Contrat } from '#contract/index.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { resourcePath } from '../resources.ts'
import type { Decalage } from './donnees.ts'
import { signDocument } from './signature.ts'

export type Client = ContractRouterClient<Contrat>
export type Commandes = readonly ResumeCommande[]

/** What every step of the demonstration works with. */
export interface Atelier {
  readonly client: Client
  /** Temporary folder of the demonstration: inputs, printed and signed documents, exports. */
  readonly dossier: string
  readonly sortie: string
  readonly decaler: Decalage
  readonly signal: AbortSignal
}

/** One step of the story: its day as written, what is shown meanwhile, what is done. */
export type Etape = readonly [jour: Jour, libelle: string, faire: () => Promise<unknown>]

/** The shipped sample of the open data. */
export const FINESS = resourcePath('resources', 'demo', 'finess.csv')

/** The number at the end of an order number, by which the story names orders. */
export const rangOf = (commande: Pick<ResumeCommande, 'numero'>): number => Number(commande.numero.slice(-4))
export const idsOf = (commandes: Commandes): number[] => commandes.map((c) => c.id)

export async function follow<R>(evenements: Promise<AsyncIterable<Avancement<R>>>): Promise<R> {
  for await (const evenement of await evenements) if (evenement.type === 'resultat') return evenement.resultat
  throw new Error('the operation ended without a result')
}

export async function listAll(client: Client): Promise<Commandes> {
  return (await client.commande.lister({ nombre: 1000, tri: 'numero' })).lignes
}

/** The orders of the story that have these numbers. */
export async function among(client: Client, rangs: readonly number[]): Promise<Commandes> {
  return (await listAll(client)).filter((c) => rangs.includes(rangOf(c)))
}

/** Imports a list of orders, as a file of the folder of the demonstration. */
export async function importOrders(
  { client, dossier, signal }: Atelier,
  { nom, contenu, dispositif }: { nom: string; contenu: string; dispositif: string },
): Promise<void> {
  const produit = (await client.solution.lister()).find((p) => p.dispositif === dispositif)
  const chemin = path.join(dossier, nom)
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

/** Does that document come back, under that name, with its line in the list of signatures? */
interface Retour {
  readonly nom: string
  readonly annonce: boolean
}

/**
 * Signs the documents printed into `emis` as invented hands would, and writes the list of signatures that goes with
 * them; returns the folder and the list to attach. `signataireOf` null: each by the client of its order.
 */
export async function signAll(
  { dossier, signal }: Atelier,
  documents: readonly { readonly commande: ResumeCommande; readonly fichier: string }[],
  {
    nom,
    le,
    signataire = null,
    retourOf = () => null,
  }: {
    readonly nom: string
    readonly le: Jour
    readonly signataire?: string | null
    /** Null: as it was printed. */
    readonly retourOf?: (commande: ResumeCommande) => Retour | null
  },
): Promise<{ readonly chemins: string[]; readonly signatures: string }> {
  const signes = path.join(dossier, nom)
  await mkdir(signes, { recursive: true })
  const liste = ['numero;date;signataire;nature']
  for (const { commande, fichier } of documents) {
    signal.throwIfAborted()
    const par = signataire ?? commande.client
    const retour = retourOf(commande) ?? { nom: path.basename(fichier), annonce: true }
    const octets = await signDocument(await readFile(fichier), par, le, rangOf(commande))
    await writeFile(path.join(signes, retour.nom), octets)
    if (retour.annonce) liste.push(`${commande.numero};${formatJour(le)};${par};manuscrite`)
  }
  const signatures = `${signes}.csv`
  await writeFile(signatures, `${liste.join('\r\n')}\r\n`)
  return { chemins: [signes], signatures }
}

/** The order forms of these orders among those printed into a folder. */
export async function printedIn(emis: string, commandes: Commandes) {
  const imprimes = new Set(await readdir(emis))
  return commandes.flatMap((commande) => {
    const nom = `${commande.numero}.pdf`
    return imprimes.has(nom) ? [{ commande, fichier: path.join(emis, nom) }] : []
  })
}

/** What the vendor attests of its orders under their schemes, before a request. */
export async function attest(
  { client }: Atelier,
  commandes: Commandes,
  pour: 'avance' | 'solde',
  le: Jour,
): Promise<void> {
  for (const [code, siennes] of Map.groupBy(commandes, (c) => c.dispositif)) {
    const { dispositif } = await client.dispositif.montrer({ code })
    for (const attestation of dispositif.attestations)
      if (attestation.pour.includes(pour))
        await client.commande.attester({ code: attestation.code, commandeIds: idsOf(siennes), le })
  }
}

/** Writes the request files of some orders, scheme by scheme; answers the deliveries. */
export async function exportDemandes(
  { client, sortie, signal }: Atelier,
  type: 'avance' | 'solde',
  commandes: Commandes,
) {
  const envois = []
  for (const [dispositif, siennes] of Map.groupBy(commandes, (c) => c.dispositif)) {
    const commandeIds = idsOf(siennes)
    const resultat = await follow(client[type].preparer({ dispositif, commandeIds, sortie }, { signal }))
    envois.push(...resultat.envois)
  }
  return envois
}

/** Exports the requests of some orders and deposits their files that day, the steps of the portal ticked. */
export async function deposit(
  atelier: Atelier,
  type: 'avance' | 'solde',
  commandes: Commandes,
  { le, numeroDepot }: { readonly le: Jour; readonly numeroDepot: string },
) {
  const { client } = atelier
  const envois = await exportDemandes(atelier, type, commandes)
  for (const [i, { id }] of envois.entries()) {
    for (const suite of ['simulateur', 'jsonDepose', 'zipDepose'] as const)
      await client.envoi.cocher({ id, suite, fait: true })
    await client.envoi.deposer({ id, le, numeroDepot: `${numeroDepot}-${i + 1}` })
  }
  return envois
}
