import { type Kysely, type Selectable, sql } from 'kysely'
import type {
  Attestation,
  Commande,
  Demande,
  Dossier,
  Doublon,
  Ligne,
  Participation,
  PerimetreDemande,
  Piece,
  Representant,
  Signature,
} from '#domain/commande.ts'
import type { Distribution, Fournisseur, Referencement, ReponsesScenario } from '#domain/fournisseur.ts'
import type { Tiers } from '#domain/tiers.ts'
import { readDistributions, readFournisseurs, readReferencements } from '../registre/fournisseurs.ts'
import { among, byId, groupBy } from '../registre/ids.ts'
import { isEmise, readImpressions } from '../registre/impressions.ts'
import { gatherListes, type ListeImportee, readListes } from '../registre/listes.ts'
import type { Tables } from '../registre/schema.ts'
import { readEcheances, readFactures, readInstallations, readPilotesOf } from '../registre/suites.ts'
import { readAides, readTiers } from '../registre/tiers.ts'

type Db = Kysely<Tables>

/** Orders gathered at once: keeps statements and memory small whatever the size of a selection. */
const LOT = 500

const toCommande = (c: Selectable<Tables['commande']>): Commande => ({
  id: c.id,
  revision: c.revision,
  numero: c.numero,
  numeroAttribue: c.numeroAttribue === 1,
  dispositif: c.dispositif,
  fournisseurId: c.fournisseurId,
  referencementId: c.referencementId,
  cas: c.cas,
  dateEmission: c.dateEmission,
  dateInstallationPrevue: c.dateInstallationPrevue,
  formulaireExterne: c.formulaireExterne === 1,
  fichierAttendu: c.fichierAttendu,
  annuleeLe: c.annuleeLe,
  bdcEmisLe: c.bdcEmisLe,
})

type SignatureLue = Omit<Signature, 'couvreTout'> & { readonly couvreTout: 0 | 1 | null }

const toSignatures = (json: string): Signature[] =>
  (JSON.parse(json) as SignatureLue[]).map((s) => ({
    ...s,
    couvreTout: s.couvreTout === null ? null : s.couvreTout === 1,
  }))

type LigneLue = Ligne & { readonly commandeId: number }
type DemandeLue = Demande & { readonly commandeId: number }
type PieceLue = { readonly commandeId: number; readonly piece: Piece }
type ParticipationLue = Selectable<Tables['participation']>

function readLignes(db: Db, ids: readonly number[]): Promise<readonly LigneLue[]> {
  return db.selectFrom('ligne').selectAll().where('commandeId', 'in', among(ids)).orderBy('id').execute()
}

function readParticipations(db: Db, ids: readonly number[]): Promise<readonly ParticipationLue[]> {
  return db
    .selectFrom('participation')
    .selectAll()
    .where('commandeId', 'in', among(ids))
    .orderBy('rang')
    .orderBy('id')
    .execute()
}

async function readPieces(db: Db, ids: readonly number[]): Promise<readonly PieceLue[]> {
  const lignes = await db
    .selectFrom('piece_commande as pc')
    .innerJoin('piece as p', 'p.id', 'pc.pieceId')
    .selectAll('p')
    .select([
      'pc.commandeId',
      sql<string>`(SELECT json_group_array(json_object('id', s.id, 'signataire', s.signataire, 'date', s.date, 'nature', s.nature, 'origine', s.origine, 'couvreTout', s.couvreTout) ORDER BY s.id) FROM signature s WHERE s.pieceId = p.id)`.as(
        'signatures',
      ),
      sql<string>`(SELECT json_group_array(o.commandeId) FROM piece_commande o WHERE o.pieceId = p.id)`.as(
        'commandes',
      ),
      isEmise('pc.commandeId', 'p.sha256').as('emise'),
    ])
    .where('pc.commandeId', 'in', among(ids))
    .where('p.etat', '!=', 'ecartee')
    .orderBy('p.id')
    .execute()
  return lignes.map(({ commandeId, signatures, commandes, emise, ...p }) => ({
    commandeId,
    piece: {
      ...p,
      type: p.type as Piece['type'],
      etat: p.etat as Piece['etat'],
      format: p.format as Piece['format'],
      emiseParNous: emise === 1,
      signatures: toSignatures(signatures),
      commandes: JSON.parse(commandes) as number[],
    },
  }))
}

/** `{}` is a request whose content is not known: made elsewhere, or before Liasse kept it. */
function toPerimetre(json: string): PerimetreDemande | null {
  return json === '{}' ? null : (JSON.parse(json) as PerimetreDemande)
}

async function readDemandes(db: Db, ids: readonly number[]): Promise<readonly DemandeLue[]> {
  const lignes = await db
    .selectFrom('demande')
    .select([
      'id',
      'commandeId',
      'type',
      'tentative',
      'envoiId',
      'numLigne',
      'numeroAsp',
      'deposeLe',
      'valideeLe',
      'payeLe',
      'montantPaye',
      'motif',
      'attendu',
      'codeTraitement',
      'libelleTraitement',
      'perimetre',
      'refusee',
    ])
    .select(sql<Demande['etat']>`etat`.as('etat'))
    .where('commandeId', 'in', among(ids))
    .orderBy('tentative')
    .execute()
  return lignes.map((d) => ({ ...d, perimetre: toPerimetre(d.perimetre), refusee: d.refusee === 1 }))
}

/**
 * Other orders of the same scheme, live, or cancelled here while the agency has their request, that finance one of the
 * same clients (AF-SFP-LGC-Va2 §4.2): the same card,
 * or another card with the same RPPS, FINESS géographique (of structures: on a practitioner's card it is where he works)
 * or PMSI, which `par` names: the scheme says which one counts.
 */
async function readDoublons(
  db: Db,
  ids: readonly number[],
): Promise<readonly (Doublon & { commandeId: number })[]> {
  const { rows } = await sql<Omit<Doublon, 'annulee'> & { commandeId: number; annulee: 0 | 1 }>`
    WITH financee AS MATERIALIZED (
      SELECT p.commandeId, p.tiersId, c.dispositif FROM participation p JOIN commande c ON c.id = p.commandeId
      WHERE p.commandeId IN ${among(ids)} AND p.role = 'client'
    ), jumelle AS (
      SELECT commandeId, tiersId, dispositif, tiersId AS autreId, NULL AS par FROM financee
      UNION
      SELECT f.commandeId, f.tiersId, f.dispositif, j.tiersId, i.type FROM financee f
      JOIN identifiant i ON i.tiersId = f.tiersId AND i.type IN ('RPPS', 'FINESS_G', 'FINESS_PMSI')
      JOIN identifiant j ON j.type = i.type AND j.valeur = i.valeur AND j.tiersId <> i.tiersId
      JOIN tiers a ON a.id = i.tiersId JOIN tiers b ON b.id = j.tiersId
        AND (i.type <> 'FINESS_G' OR (a.categorie <> 'praticien' AND b.categorie <> 'praticien'))
    )
    SELECT j.commandeId, j.tiersId, j.par, c.numero AS commandeNumero, v.denomination AS fournisseur,
      c.annuleeLe IS NOT NULL AS annulee
    FROM jumelle j
    JOIN participation p ON p.tiersId = j.autreId AND p.role = 'client' AND p.commandeId <> j.commandeId
    JOIN commande c ON c.id = p.commandeId AND c.dispositif = j.dispositif
      AND (c.annuleeLe IS NULL OR EXISTS (SELECT 1 FROM demande d WHERE d.commandeId = c.id AND d.etat IN ('deposee', 'validee', 'payee', 'contestee')))
    JOIN fournisseur v ON v.id = c.fournisseurId
    ORDER BY j.commandeId, c.numero`.execute(db)
  return rows.map((d) => ({ ...d, annulee: d.annulee === 1 }))
}

/** Attestations of everything that the orders are about, found by `sujet` and `sujetId`. */
async function readAttestations(
  db: Db,
  sujets: Readonly<Record<Attestation['sujet'], readonly number[]>>,
): Promise<(sujet: Attestation['sujet'], id: number) => readonly Attestation[]> {
  const lignes = await db
    .selectFrom('attestation')
    .selectAll()
    .select(sql<Attestation['sujet']>`sujet`.as('sujet'))
    .where(({ or, and, eb }) =>
      or(
        Object.entries(sujets).map(([sujet, ids]) =>
          and([eb('sujet', '=', sujet), eb('sujetId', 'in', among(ids))]),
        ),
      ),
    )
    .orderBy('id')
    .execute()
  const groupes = groupBy(lignes, (a) => `${a.sujet} ${a.sujetId}`)
  return (sujet, id) => groupes.get(`${sujet} ${id}`) ?? []
}

/** Attestations given about one subject, the oldest first. */
export async function readAttestationsOf(
  db: Db,
  sujet: Attestation['sujet'],
  id: number,
): Promise<readonly Attestation[]> {
  const aucun = { fournisseur: [], referencement: [], client: [], commande: [] }
  return (await readAttestations(db, { ...aucun, [sujet]: [id] }))(sujet, id)
}

/** Read once for all the orders: few rows, the same for every one. */
interface Communs {
  readonly fournisseurs: ReadonlyMap<number, Fournisseur>
  readonly referencements: ReadonlyMap<number, Referencement>
  readonly distributions: readonly Distribution[]
  readonly listes: readonly ListeImportee[]
}

async function readCommuns(db: Db): Promise<Communs> {
  return {
    fournisseurs: byId(await readFournisseurs(db)),
    referencements: byId(await readReferencements(db)),
    distributions: await readDistributions(db),
    listes: await readListes(db),
  }
}

/** The order's own answers, over those of its product: what is ordered is said once unless an order differs. */
export function composeScenario(produit: ReponsesScenario, propre: ReponsesScenario): ReponsesScenario {
  const donnees = Object.entries(propre).filter(([, reponse]) => reponse !== null)
  return { ...produit, ...Object.fromEntries(donnees) }
}

const toParticipation = (p: ParticipationLue, tiers: ReadonlyMap<number, Tiers>): Participation => ({
  id: p.id,
  role: p.role,
  rang: p.rang,
  tiers: tiers.get(p.tiersId) as Tiers,
  representant: p.representant === null ? null : (JSON.parse(p.representant) as Representant),
})

const sansCommande = <T extends { readonly commandeId: number }>({ commandeId: _, ...reste }: T) => reste

async function gatherLot(db: Db, communs: Communs, ids: readonly number[]): Promise<Dossier[]> {
  const commandes = await db.selectFrom('commande').selectAll().where('id', 'in', among(ids)).execute()
  const participations = groupBy(await readParticipations(db, ids), (p) => p.commandeId)
  const lignes = groupBy(await readLignes(db, ids), (l) => l.commandeId)
  const tiersIds = [...new Set([...participations.values()].flatMap((p) => p.map((x) => x.tiersId)))]
  const tiers = byId(await readTiers(db, tiersIds))
  const pieces = groupBy(await readPieces(db, ids), (p) => p.commandeId)
  const impressions = groupBy(await readImpressions(db, ids), (e) => e.commandeId)
  const demandes = groupBy(await readDemandes(db, ids), (d) => d.commandeId)
  const installations = groupBy(await readInstallations(db, ids), (i) => i.commandeId)
  const factures = groupBy(await readFactures(db, ids), (f) => f.commandeId)
  const pilotes = groupBy(await readPilotesOf(db, ids), (p) => p.commandeId)
  const echeances = groupBy(await readEcheances(db, ids), (e) => e.commandeId)
  const aides = groupBy(await readAides(db, tiersIds), (a) => a.tiersId)
  const doublons = groupBy(await readDoublons(db, ids), (d) => d.commandeId)
  const listesOf = await gatherListes(db, communs.listes, tiersIds)
  const attestations = await readAttestations(db, {
    commande: ids,
    client: tiersIds,
    fournisseur: [...communs.fournisseurs.keys()],
    referencement: [...communs.referencements.keys()],
  })
  return commandes.map((c) => {
    const referencement = communs.referencements.get(c.referencementId) as Referencement
    const siennes = participations.get(c.id) ?? []
    const clients = [...new Set(siennes.map((p) => p.tiersId))]
    return {
      fournisseur: communs.fournisseurs.get(c.fournisseurId) as Fournisseur,
      referencement,
      distribution:
        communs.distributions.find(
          (d) => d.fournisseurId === c.fournisseurId && d.referencementId === c.referencementId,
        ) ?? null,
      commande: toCommande(c),
      participations: siennes.map((p) => toParticipation(p, tiers)),
      lignes: (lignes.get(c.id) ?? []).map(sansCommande),
      scenario: composeScenario(referencement.scenario, JSON.parse(c.scenario) as ReponsesScenario),
      impressions: (impressions.get(c.id) ?? []).map(sansCommande),
      pieces: (pieces.get(c.id) ?? []).map((p) => p.piece),
      attestations: [
        ...attestations('commande', c.id),
        ...clients.flatMap((id) => attestations('client', id)),
        ...attestations('referencement', c.referencementId),
        ...attestations('fournisseur', c.fournisseurId),
      ],
      aides: clients.flatMap((id) => aides.get(id) ?? []),
      doublons: (doublons.get(c.id) ?? []).map(sansCommande),
      listes: listesOf(c.dispositif, clients),
      demandes: (demandes.get(c.id) ?? []).map(sansCommande),
      installation: installations.get(c.id)?.map(sansCommande)[0] ?? null,
      facture: factures.get(c.id)?.map(sansCommande)[0] ?? null,
      pilote: pilotes.get(c.id)?.map(sansCommande)[0] ?? null,
      echeances: echeances.get(c.id) ?? [],
    }
  })
}

/**
 * Dossiers of orders, by batches of a dozen statements, each with everything that a control may read.
 * In the order of `ids`; an identifier that is not in the register is left out.
 */
export async function gatherDossiers(db: Db, ids: readonly number[]): Promise<Dossier[]> {
  const communs = await readCommuns(db)
  const dossiers = new Map<number, Dossier>()
  for (let i = 0; i < ids.length; i += LOT)
    for (const dossier of await gatherLot(db, communs, ids.slice(i, i + LOT)))
      dossiers.set(dossier.commande.id, dossier)
  return ids.flatMap((id) => dossiers.get(id) ?? [])
}
