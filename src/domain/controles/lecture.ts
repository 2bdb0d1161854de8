import { computeJalons, type JalonCalcule } from '../calendrier.ts'
import {
  DEMANDES_DEPOSEES,
  type Dossier,
  type Impression,
  type Participation,
  type Piece,
  type Signature,
  type TypeDemande,
  type TypePiece,
} from '../commande.ts'
import { addMonths, formatJour, type Instant, type Jour, jourParis } from '../dates.ts'
import type { CasDispositif, Dispositif, PieceDemande } from '../dispositif.ts'
import { receptionDe } from '../reception.ts'
import { nomComplet } from '../tiers.ts'
import type { Pour } from './base.ts'

/** A participation with its place in the dossier, for the subject of a constat. */
export interface Rangee {
  readonly participation: Participation
  /** `participations[2]` */
  readonly chemin: string
  readonly nom: string
}

function rangees(dossier: Dossier, role: Participation['role']): readonly Rangee[] {
  return dossier.participations.flatMap((participation, i) =>
    participation.role === role
      ? [{ participation, chemin: `participations[${i}]`, nom: nomComplet(participation.tiers) }]
      : [],
  )
}

export const clientsOf = (dossier: Dossier): readonly Rangee[] => rangees(dossier, 'client')
export const mandatairesOf = (dossier: Dossier): readonly Rangee[] => rangees(dossier, 'mandataire')

/** The case of the order in its scheme, or null when it is none of the scheme's. */
export function casOf(dossier: Dossier, dispositif: Dispositif): CasDispositif | null {
  return dispositif.cas.find((c) => c.code === dossier.commande.cas) ?? null
}

const attachees = (dossier: Dossier, type: TypePiece): readonly Piece[] =>
  dossier.pieces.filter((p) => p.type === type && p.etat === 'rattachee')

/** Order forms attached to the order. */
export const bdcOf = (dossier: Dossier): readonly Piece[] => attachees(dossier, 'BDC')

/** The piece of a type that goes with the request: the last one attached. */
export const pieceEnvoyee = (dossier: Dossier, type: TypePiece): Piece | null =>
  attachees(dossier, type).at(-1) ?? null

/**
 * The vendor's own invoice: said so, or a file attached that Liasse never printed for the order: nothing then tells what
 * it bears. A printed one may come back scanned.
 */
export function isFactureExterne(dossier: Dossier): boolean {
  if (dossier.facture?.externe === true) return true
  const piece = pieceEnvoyee(dossier, 'FACTURE')
  return piece !== null && !piece.emiseParNous && !dossier.impressions.some((e) => e.type === 'FACTURE')
}

/** Pieces that a request asks for: of the VA and the MOM, the one that the installed scenario designates. */
export function piecesAttendues(
  dossier: Dossier,
  dispositif: Dispositif,
  type: TypeDemande,
): readonly PieceDemande[] {
  const recue = receptionDe(dossier, dispositif)
  return dispositif.pieces[type].filter((p) => p.reception === undefined || p.reception === recue)
}

/** Pieces that go with a request. */
export function piecesEnvoyees(
  dossier: Dossier,
  dispositif: Dispositif,
  type: TypeDemande,
): readonly Piece[] {
  return piecesAttendues(dossier, dispositif, type).flatMap((p) => pieceEnvoyee(dossier, p.type) ?? [])
}

/** The pieces that a control looks at: those of the balance once the advance is accepted. */
export const demandeDe = (pour: Pour): TypeDemande =>
  pour === 'bdc' || pour === 'avance' ? 'avance' : 'solde'

/**
 * Signatures of the piece that goes, the order form unless told otherwise. What the user declared wins over what was
 * found in the file: a PDF may also carry the vendor's own signature.
 */
export function signaturesOf(dossier: Dossier, type: TypePiece = 'BDC'): readonly Signature[] {
  const toutes = pieceEnvoyee(dossier, type)?.signatures ?? []
  const declarees = toutes.filter((s) => s.origine === 'declaree')
  return declarees.length > 0 ? declarees : toutes
}

/** First and last day of signature; null while one of the signatures has no date, or there is none. */
export function datesSignature(
  dossier: Dossier,
  type: TypePiece = 'BDC',
): { readonly premiere: Jour; readonly derniere: Jour } | null {
  const dates = signaturesOf(dossier, type).map((s) => s.date)
  if (dates.length === 0 || dates.includes(null)) return null
  const triees = (dates as Jour[]).toSorted()
  return { premiere: triees[0] as Jour, derniere: triees[triees.length - 1] as Jour }
}

/** Day on which a request was made, or would be: it counts from its receipt (AF-SFP §2). */
export function jourDepot(dossier: Dossier, maintenant: Instant, type: TypeDemande = 'avance'): Jour {
  const depose = dossier.demandes.find(
    (d) => d.type === type && DEMANDES_DEPOSEES.includes(d.etat) && d.deposeLe !== null,
  )
  return depose?.deposeLe ?? jourParis(maintenant)
}

/**
 * Was the order signed before the référencement (AF-SFP §4.3)? Null while it cannot be told: no date of signature,
 * or a number given by the ANS without its day.
 */
export function isSigneAvantReferencement(dossier: Dossier): boolean | null {
  const { dateReferencement, numeroAns } = dossier.referencement
  const signature = datesSignature(dossier)
  if (signature !== null && dateReferencement !== null) return signature.premiere < dateReferencement
  if (signature !== null) return numeroAns === '' ? true : null
  const { dateEmission } = dossier.commande
  // A form issued once the référencement is obtained cannot have been signed before it.
  return dateReferencement !== null && dateEmission !== null && dateEmission >= dateReferencement
    ? false
    : null
}

/**
 * Printings that the signed form may be. A paper printed after the last signature is not the signed one; among several,
 * nothing tells which one came back. Empty: the vendor's own form, of which Liasse knows nothing.
 */
export function impressionsSignees(dossier: Dossier): readonly Impression[] {
  const { commande } = dossier
  if (commande.formulaireExterne) return []
  return impressionsAvant(dossier, 'BDC')
}

/** Printings of a type that are not later than the last signature of the piece that came back. */
export function impressionsAvant(dossier: Dossier, type: 'BDC' | 'VA' | 'MOM'): readonly Impression[] {
  const impressions = dossier.impressions.filter((e) => e.type === type)
  const derniere = datesSignature(dossier, type)?.derniere ?? null
  const avant = impressions.filter((e) => derniere === null || e.le <= derniere)
  // Dated before every printing: the date is wrong, or copied from elsewhere; no printing can be left out.
  return avant.length > 0 ? avant : impressions
}

/** Is the 120-day mention on the signed form? Null while no printing says it, or several say otherwise. */
export function isMentionImprimee(dossier: Dossier): boolean | null {
  const mentions = new Set(impressionsSignees(dossier).map((e) => e.mention))
  return mentions.size === 1 ? ([...mentions][0] as boolean | null) : null
}

const connus = new WeakMap<Dispositif, { jour: Jour; jalons: ReadonlyMap<string, JalonCalcule> }>()

/** Milestones of a scheme on a day, computed once for a batch of orders. */
function jalonsOf(dispositif: Dispositif, jour: Jour): ReadonlyMap<string, JalonCalcule> {
  const connu = connus.get(dispositif)
  if (connu?.jour === jour) return connu.jalons
  const jalons = computeJalons(dispositif, jour)
  connus.set(dispositif, { jour, jalons })
  return jalons
}

/** A limit of the calendar: its day, its words, and where to go while it is unknown. */
export interface Borne {
  readonly jalon: JalonCalcule
  readonly jour: Jour | null
  /** `Date 0 + 12 mois (07/08/2025)` */
  readonly texte: string
  /** `dispositif.date0` while unknown. */
  readonly sujet: string | null
}

/** Null when the scheme's calendar has no such milestone. */
export function borneOf(dispositif: Dispositif, maintenant: Instant, cle: string, mois = 0): Borne | null {
  const jalon = jalonsOf(dispositif, jourParis(maintenant)).get(cle)
  if (jalon === undefined) return null
  const libelle = mois === 0 ? jalon.libelle : `${jalon.libelle} + ${mois} mois`
  if (jalon.jour === null)
    return {
      jalon,
      jour: null,
      texte: `${libelle} (non renseignée)`,
      sujet: `dispositif.${jalon.attend ?? cle}`,
    }
  const jour = mois === 0 ? jalon.jour : addMonths(jalon.jour, mois)
  return { jalon, jour, texte: `${libelle} (${formatJour(jour)})`, sujet: null }
}
