import { type Kysely, sql } from 'kysely'
import type { Tables } from '../registre/schema.ts'
import type { SignaturesConnues } from './signatures.ts'
import type { DemandeExistante } from './suites.ts'

// CROSS JOIN keeps the keys of the batch as the outer loop: SQLite would otherwise read every order for each batch.

/** An order of the register, with what an import may change. */
export interface CommandeExistante {
  readonly id: number
  readonly numero: string
  readonly referencementId: number
  readonly cas: string
  readonly dateEmission: string | null
  readonly dateInstallationPrevue: string | null
  readonly fichierAttendu: string
  /** Why it can no longer be changed, as the end of a sentence; null when it can. */
  readonly figee: string | null
  readonly annulee: boolean
  readonly clients: readonly { readonly tiersId: number; readonly representant: string | null }[]
  readonly mandataireId: number | null
  /** Empty without mandataire. */
  readonly mandataireNom: string
  readonly lignes: readonly { readonly tiersId: number; readonly ht: number; readonly taux: number }[]
  readonly signatures: SignaturesConnues
  /** Its last request for the advance. */
  readonly demandeAvance: DemandeExistante | null
}

interface Lue {
  readonly id: number
  readonly numero: string
  readonly referencementId: number
  readonly cas: string
  readonly dateEmission: string | null
  readonly dateInstallationPrevue: string | null
  readonly fichierAttendu: string
  readonly annuleeLe: string | null
  readonly demande: string | null
  readonly avance: string | null
  readonly participations: string
  readonly lignes: string
  readonly declarees: string
  readonly annoncees: string
}

/** Orders of a vendor by number. */
export async function readExistantes(
  db: Kysely<Tables>,
  fournisseurId: number,
  numeros: readonly string[],
): Promise<ReadonlyMap<string, CommandeExistante>> {
  const { rows } = await sql<Lue>`
    SELECT c.id, c.numero, c.referencementId, c.cas, c.dateEmission, c.dateInstallationPrevue, c.fichierAttendu, c.annuleeLe,
      (SELECT d.etat FROM demande d WHERE d.commandeId = c.id AND d.etat NOT IN ('remplacee', 'abandonnee', 'a_corriger') LIMIT 1) AS demande,
      (SELECT json_object('id', d.id, 'envoiId', d.envoiId, 'etat', d.etat, 'numeroAsp', d.numeroAsp, 'deposeLe', d.deposeLe,
        'valideeLe', d.valideeLe, 'payeLe', d.payeLe, 'montantPaye', d.montantPaye, 'motif', d.motif, 'retourLe', d.retourLe)
        FROM demande d WHERE d.commandeId = c.id AND d.type = 'avance' ORDER BY d.tentative DESC LIMIT 1) AS avance,
      (SELECT json_group_array(json_object('tiersId', p.tiersId, 'role', p.role, 'representant', p.representant,
        'nom', CASE p.role WHEN 'mandataire' THEN (SELECT trim(t.prenom || ' ' || t.nom) FROM tiers t WHERE t.id = p.tiersId) END)) FROM participation p WHERE p.commandeId = c.id) AS participations,
      (SELECT json_group_array(json_object('signataire', s.signataire, 'date', s.date, 'nature', s.nature)) FROM piece_commande pc
        JOIN piece p ON p.id = pc.pieceId AND p.type = 'BDC' AND p.etat = 'rattachee'
        JOIN signature s ON s.pieceId = p.id AND s.origine = 'declaree' WHERE pc.commandeId = c.id) AS declarees,
      (SELECT json_group_array(json_object('signataire', s.signataire, 'date', s.date, 'nature', s.nature))
        FROM signature_annoncee s WHERE s.commandeId = c.id) AS annoncees,
      (SELECT json_group_array(json_object('tiersId', l.tiersId, 'ht', l.ht, 'taux', l.taux)) FROM ligne l WHERE l.commandeId = c.id) AS lignes
    FROM json_each(${JSON.stringify(numeros)}) j
    CROSS JOIN commande c ON c.fournisseurId = ${fournisseurId} AND c.numero = j.value`.execute(db)
  return new Map(rows.map((r) => [r.numero, toExistante(r)]))
}

function toExistante({
  annuleeLe,
  demande,
  avance,
  participations,
  lignes,
  declarees,
  annoncees,
  ...c
}: Lue): CommandeExistante {
  const siennes = JSON.parse(participations) as {
    tiersId: number
    role: string
    representant: string | null
    nom: string | null
  }[]
  const mandataire = siennes.find((p) => p.role === 'mandataire')
  return {
    ...c,
    annulee: annuleeLe !== null,
    figee:
      annuleeLe !== null
        ? 'elle est annulée'
        : demande !== null
          ? 'sa demande d’avance est déjà exportée ou déposée'
          : null,
    clients: siennes.filter((p) => p.role === 'client'),
    mandataireId: mandataire?.tiersId ?? null,
    mandataireNom: mandataire?.nom ?? '',
    demandeAvance: avance === null ? null : (JSON.parse(avance) as DemandeExistante),
    signatures: {
      declarees: JSON.parse(declarees) as SignaturesConnues['declarees'],
      annoncees: JSON.parse(annoncees) as SignaturesConnues['annoncees'],
    },
    lignes: JSON.parse(lignes) as CommandeExistante['lignes'],
  }
}

/** Live orders that finance these clients under a scheme: client → number and vendor's name. */
export async function readFinances(
  db: Kysely<Tables>,
  dispositif: string,
  tiersIds: readonly number[],
): Promise<ReadonlyMap<number, readonly { readonly commandeId: number; readonly numero: string }[]>> {
  const { rows } = await sql<{ tiersId: number; commandeId: number; numero: string }>`
    SELECT p.tiersId, c.id AS commandeId, c.numero FROM json_each(${JSON.stringify(tiersIds)}) j
    CROSS JOIN participation p ON p.tiersId = j.value AND p.role = 'client'
    CROSS JOIN commande c ON c.id = p.commandeId AND c.dispositif = ${dispositif} AND c.annuleeLe IS NULL`.execute(
    db,
  )
  const parClient = new Map<number, { commandeId: number; numero: string }[]>()
  for (const { tiersId, ...commande } of rows) {
    const siennes = parClient.get(tiersId)
    if (siennes === undefined) parClient.set(tiersId, [commande])
    else siennes.push(commande)
  }
  return parClient
}

/** Cards of cabinets that may be a mandataire, by exact name. */
export async function readCabinets(
  db: Kysely<Tables>,
  noms: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: number; nom: string }>`
    SELECT min(t.id) AS id, t.nom FROM json_each(${JSON.stringify(noms)}) j
    CROSS JOIN tiers t ON t.nom = j.value COLLATE NOCASE AND t.nom = j.value AND t.categorie = 'cabinet'
    GROUP BY t.nom`.execute(db)
  return new Map(rows.map((r) => [r.nom, r.id]))
}
