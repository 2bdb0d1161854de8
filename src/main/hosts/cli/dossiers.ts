import type { ResumeCommande } from '#contract/commande.ts'
import { ETATS_COMMANDE, type EtatCommande } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { ETATS } from '#domain/etats.ts'
import { formatMontant, parseMontant } from '#domain/montant.ts'
import { findClientDispositif } from '#domain/proposition.ts'
import { ETATS_SUITE } from '#domain/suite.ts'
import { nomComplet } from '#domain/tiers.ts'
import { type Client, Inutilisable, type Session } from './session.ts'
import { plural, type Reponse, table } from './sortie.ts'

/** Rows asked at a time; the contract's limit. */
const TRANCHE = 1000

export interface Choix {
  readonly dispositif?: string
  readonly numero?: readonly string[]
  readonly tous?: boolean
}

type Filtre = { dispositif?: string; etats?: readonly EtatCommande[]; assigneA?: string }

/** Orders of a filter, page after page. */
export async function* listPages(
  client: Client,
  filtre: Filtre,
  nombre = TRANCHE,
): AsyncGenerator<readonly ResumeCommande[]> {
  for (let debut = 0; ; ) {
    const { lignes, total } = await client.commande.lister({
      debut,
      nombre,
      dispositif: filtre.dispositif ?? null,
      etats: [...(filtre.etats ?? [])],
      assigneA: filtre.assigneA ?? null,
      tri: 'numero',
    })
    if (lignes.length === 0) return
    yield lignes
    debut += lignes.length
    if (debut >= total) return
  }
}

/** Every order of a filter, whatever their number. */
async function listAll(client: Client, filtre: Filtre): Promise<readonly ResumeCommande[]> {
  const toutes: ResumeCommande[] = []
  for await (const lignes of listPages(client, filtre)) toutes.push(...lignes)
  return toutes
}

/**
 * The orders that `--numero` names, or all of `etats` with `--tous`.
 * A number that no order has, or that several vendors use, is refused before anything is done.
 */
export async function chooseCommandes(
  client: Client,
  choix: Choix,
  etats: readonly EtatCommande[],
): Promise<readonly ResumeCommande[]> {
  const dispositif = choix.dispositif === undefined ? {} : { dispositif: choix.dispositif }
  if (choix.numero === undefined || choix.numero.length === 0) {
    if (choix.tous === true) return listAll(client, { ...dispositif, etats })
    throw new Inutilisable('Dites quelles commandes : --tous, ou --numero suivi de leurs numéros.')
  }
  const parNumero = Map.groupBy(await listAll(client, dispositif), (c) => c.numero)
  const inconnus = choix.numero.filter((n) => !parNumero.has(n))
  if (inconnus.length > 0)
    throw new Inutilisable(
      `${inconnus.length > 1 ? 'Commandes inconnues' : 'Commande inconnue'} : ${inconnus.join(', ')}.`,
      {
        remede: 'liasse commandes lister donne les numéros du registre.',
      },
    )
  return [...new Set(choix.numero)].map((numero) => {
    const [commande, autre] = parNumero.get(numero) as ResumeCommande[]
    if (commande === undefined || autre !== undefined)
      throw new Inutilisable(`Plusieurs commandes portent le numéro ${numero}.`, {
        remede: 'Ajoutez --dispositif CODE, ou ouvrez la fenêtre pour choisir.',
      })
    return commande
  })
}

export async function listCommandes(
  { client }: Session,
  options: { dispositif?: string; etat?: string; assigneeA?: string },
): Promise<Reponse> {
  const etat = ETATS_COMMANDE.find((e) => e === options.etat)
  if (options.etat !== undefined && etat === undefined)
    throw new Inutilisable(`L’état « ${options.etat} » n’existe pas.`, {
      remede: `États : ${ETATS_COMMANDE.join(', ')}.`,
    })
  if (options.dispositif !== undefined) await client.dispositif.montrer({ code: options.dispositif })
  const commandes = await listAll(client, {
    ...(options.dispositif !== undefined && { dispositif: options.dispositif }),
    ...(etat !== undefined && { etats: [etat] }),
    ...(options.assigneeA !== undefined && { assigneA: options.assigneeA }),
  })
  const somme = commandes.reduce((total, c) => total + c.ttc, 0)
  return {
    json: commandes,
    texte: `${table(
      [
        { titre: 'Numéro', valeur: (c) => c.numero },
        { titre: 'Dispositif', valeur: (c) => c.dispositif },
        { titre: 'Client', valeur: (c) => c.client },
        { titre: 'Identifiant', valeur: (c) => c.identifiant },
        { titre: 'Émission', valeur: (c) => (c.dateEmission === null ? '' : formatJour(c.dateEmission)) },
        { titre: 'TTC', valeur: (c) => formatMontant(c.ttc), droite: true },
        { titre: 'Bloquants', valeur: (c) => (c.bloquants === 0 ? '' : String(c.bloquants)), droite: true },
        { titre: 'État', valeur: (c) => ETATS[c.etat].libelle },
        ...(commandes.some((c) => c.assigneA !== '')
          ? [{ titre: 'Assignée à', valeur: (c: ResumeCommande) => c.assigneA }]
          : []),
      ],
      commandes,
    )}\n\n${plural(commandes.length, 'commande')}, ${formatMontant(somme)} TTC.`,
    refus: false,
  }
}

/** Orders whose advance is not on its way: what a control before the advance looks at. */
export const AVANT_AVANCE: readonly EtatCommande[] = [
  'a_completer',
  'bdc_a_emettre',
  'bdc_a_signer',
  'bdc_a_revoir',
  'avance_a_deposer',
  'avance_retournee',
]

/** Orders whose advance the agency accepted, until their balance leaves. */
export const APRES_AVANCE: readonly EtatCommande[] = [...ETATS_SUITE, 'solde_retourne']

/** `attester`: with `--tous`, the orders of the schemes that ask for this attestation. */
export async function attest(
  { client }: Session,
  code: string,
  choix: Choix & { le: Jour; commentaire?: string },
): Promise<Reponse> {
  const dispositifs =
    choix.dispositif === undefined
      ? (await client.dispositif.lister()).map((d) => d.code)
      : [choix.dispositif]
  const fiches = await Promise.all(dispositifs.map((d) => client.dispositif.montrer({ code: d })))
  const demandeurs = fiches.filter((f) => f.dispositif.attestations.some((a) => a.code === code))
  if (demandeurs.length === 0) {
    const codes = [...new Set(fiches.flatMap((f) => f.dispositif.attestations.map((a) => a.code)))].sort()
    throw new Inutilisable(`Aucun dispositif ne demande l’attestation « ${code} ».`, {
      remede: `Attestations : ${codes.join(', ')}.`,
    })
  }
  const concernes = new Set(demandeurs.map((f) => f.dispositif.code))
  // With the advance accepted, only the balance asks for anything.
  const pour = demandeurs.flatMap((f) =>
    f.dispositif.attestations.filter((a) => a.code === code).flatMap((a) => a.pour),
  )
  const etats = pour.includes('avance') ? AVANT_AVANCE : APRES_AVANCE
  const commandes = (await chooseCommandes(client, choix, etats)).filter((c) => concernes.has(c.dispositif))
  if (commandes.length === 0)
    return { json: { posees: 0, commandes: [] }, texte: 'Aucune commande à attester.', refus: false }
  const { posees } = await client.commande.attester({
    code,
    commandeIds: commandes.map((c) => c.id),
    le: choix.le,
    ...(choix.commentaire !== undefined && { commentaire: choix.commentaire }),
  })
  return {
    json: { posees, commandes: commandes.map((c) => c.numero) },
    texte: `${code} : ${plural(posees, 'attestation posée', 'attestations posées')} le ${formatJour(choix.le)}, pour ${plural(commandes.length, 'commande')}.`,
    refus: false,
  }
}

/** Clients of an order whose received aids the scheme asks to be declared, with the regulation. */
async function listDeclarants(client: Client, commande: ResumeCommande) {
  const [{ dossier }, { dispositif }] = await Promise.all([
    client.commande.lire({ id: commande.id }),
    client.dispositif.montrer({ code: commande.dispositif }),
  ])
  const finances = new Set(dossier.lignes.map((l) => l.tiersId))
  const tiers = new Map(dossier.participations.map((p) => [p.tiers.id, p.tiers]))
  return [...tiers.values()].flatMap((t) => {
    const aide = finances.has(t.id) ? findClientDispositif(dispositif, t)?.aide : null
    if (aide?.declaration !== true) return []
    const declaree = dossier.aides.some((a) => a.tiersId === t.id && a.reglement === aide.reglement)
    return [{ tiersId: t.id, client: nomComplet(t), reglement: aide.reglement, declaree }]
  })
}

/**
 * `aides declarer`: what the clients of the orders say that they received, under the regulation of the scheme:
 * nothing (`aucune`), or one amount. A client who declared already is left as it is.
 */
export async function declareAides(
  { client }: Session,
  choix: Choix & { le: Jour; aucune?: boolean; montant?: string; source?: string },
): Promise<Reponse> {
  if ((choix.aucune === true) === (choix.montant !== undefined))
    throw new Inutilisable('Dites ce que les clients ont reçu : --aucune, ou --montant.')
  const montant = choix.montant === undefined ? 0 : parseMontant(choix.montant)
  if (montant === null) throw new Inutilisable(`« ${choix.montant} » n’est pas un montant.`)
  const commandes = await chooseCommandes(client, choix, AVANT_AVANCE)
  const vus = new Set<string>()
  const declarees: { readonly tiersId: number; readonly client: string; readonly reglement: string }[] = []
  for (const commande of commandes)
    for (const { declaree, ...declarant } of await listDeclarants(client, commande)) {
      const cle = `${declarant.tiersId} ${declarant.reglement}`
      if (declaree || vus.has(cle)) continue
      vus.add(cle)
      const { tiersId, reglement } = declarant
      const source = choix.source ?? 'déclaration du client'
      await client.client.declarerAide({ tiersId, reglement, montant, le: choix.le, source })
      declarees.push(declarant)
    }
  return {
    json: { declarees, montant, le: choix.le },
    texte: `${plural(declarees.length, 'déclaration enregistrée', 'déclarations enregistrées')} au ${formatJour(choix.le)} : ${montant === 0 ? 'aucune aide reçue' : formatMontant(montant)}.`,
    refus: false,
  }
}
