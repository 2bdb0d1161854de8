import type { Dossier, Piece, TypeDemande } from './commande.ts'
import { pieceEnvoyee, piecesAttendues } from './controles/lecture.ts'
import type { Jour } from './dates.ts'
import type { Dispositif, PieceDemande } from './dispositif.ts'
import type { Centimes } from './montant.ts'
import { computeAvance } from './proposition.ts'
import { demandeEnCours } from './suite.ts'

/**
 * The dossier as its balance speaks of it: clients and lines that the installation served, scenario really installed
 * (001: the advance carries the scenario ordered, the balance the one installed). The same dossier before any installation.
 */
export function asServi(dossier: Dossier): Dossier {
  const { installation } = dossier
  if (installation === null) return dossier
  const nonServis = new Set(installation.nonServis.map((n) => n.tiersId))
  return {
    ...dossier,
    scenario: installation.scenario,
    participations: dossier.participations.filter(
      (p) => p.role === 'mandataire' || !nonServis.has(p.tiers.id),
    ),
    lignes: dossier.lignes.filter((l) => !nonServis.has(l.tiersId)),
  }
}

/** Whole financed amount, TTC. Cents. */
export function ttcOf({ lignes }: Pick<Dossier, 'lignes'>): Centimes {
  let total = 0
  for (const l of lignes) total += l.ttc
  return total
}

/**
 * The advance of an order: what its request asked for, otherwise what it would ask for on that day. Cents; null while
 * the share is unknown.
 */
export function avanceOf(dossier: Dossier, dispositif: Dispositif, jour: Jour): Centimes | null {
  const faite = demandeEnCours(dossier, 'avance')
  const demandee = faite === null || faite.etat === 'a_corriger' ? null : faite.attendu
  return demandee ?? computeAvance(dispositif, ttcOf(dossier), jour)
}

/**
 * What a request asks for: the financed total that it speaks of, and its share. The balance asks for what the advance
 * left of the lines served, so that both always add up to the cent (AF-SFP-LGC-Va2 §6). Cents; the share is null while
 * unknown, and not above zero when nothing is left to ask for.
 */
export function montantsOf(
  dossier: Dossier,
  dispositif: Dispositif,
  type: TypeDemande,
  jour: Jour,
): { readonly ttc: Centimes; readonly attendu: Centimes | null } {
  if (type === 'avance') {
    const ttc = ttcOf(dossier)
    return { ttc, attendu: computeAvance(dispositif, ttc, jour) }
  }
  const ttc = ttcOf(asServi(dossier))
  const avance = avanceOf(dossier, dispositif, jour)
  return { ttc, attendu: avance === null ? null : ttc - avance }
}

/** A piece that a request asks of an order, and the one that goes: null while it is missing. */
export interface PieceAttendue {
  readonly attendue: PieceDemande
  readonly piece: Piece | null
}

/** Pieces that a request asks of an order, in the order of the scheme; the last attached of its type goes. */
export const piecesOf = (
  dossier: Dossier,
  dispositif: Dispositif,
  type: TypeDemande,
): readonly PieceAttendue[] =>
  piecesAttendues(dossier, dispositif, type).map((attendue) => ({
    attendue,
    piece: pieceEnvoyee(dossier, attendue.type),
  }))
