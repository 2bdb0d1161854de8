import type { Dossier } from '../commande.ts'
import type { AttestationDemandee, ClientDispositif, Dispositif } from '../dispositif.ts'
import {
  type ContenuListe,
  findFait,
  findListe,
  isLiberal,
  type ListeDossier,
  nameListe,
  sameTranche,
  type TypeListe,
} from '../listes.ts'
import { findClientDispositif } from '../proposition.ts'
import { identifiantOf, type Tiers } from '../tiers.ts'
import { clientsOf, type Rangee } from './lecture.ts'

/** A client before a list: the identifier that the scheme knows it by, and what the list says of it. */
export interface Vu extends Rangee {
  readonly tiers: Tiers
  readonly type: ClientDispositif
  readonly liste: ListeDossier
  /** Null when the card lacks the identifier. */
  readonly cle: string | null
  /** Null when the list does not name the client. */
  readonly contenu: ContenuListe | null
}

/** The clients of an order before a list, when it is imported and applies to the scheme. */
export function clientsSeenBy(
  dossier: Dossier,
  dispositif: Dispositif,
  type: TypeListe,
  concerns: (type: ClientDispositif) => boolean = () => true,
): readonly Vu[] {
  const liste = findListe(dossier.listes, type)
  if (liste === null) return []
  return clientsOf(dossier).flatMap((rangee) => {
    const { tiers } = rangee.participation
    const client = findClientDispositif(dispositif, tiers)
    if (client === null || !concerns(client)) return []
    const cle = identifiantOf(tiers, client.identifiant)
    const contenu = findFait(liste, tiers.id, client.identifiant)?.contenu ?? null
    return [{ ...rangee, tiers, type: client, liste, cle: cle?.trim() === '' ? null : cle, contenu }]
  })
}

export const byRpps = (type: ClientDispositif) => type.identifiant === 'RPPS'
/** Centres whose ceiling goes by tranche (AF-SFP-LGC-Va2 §5.3). */
export const byTranche = (type: ClientDispositif) => typeof type.plafond !== 'string'

/** The tranche of an order's line, or of the card. */
export const trancheOf = (dossier: Dossier, tiers: Tiers): string | null =>
  dossier.lignes.find((l) => l.tiersId === tiers.id)?.tranche ?? tiers.tranche

function bearsOut({ tiers, contenu }: Vu, dossier: Dossier): boolean {
  if (contenu === null) return false
  if (tiers.profession !== null && contenu.activites.length > 0) return isLiberal(contenu, tiers.profession)
  const tranche = trancheOf(dossier, tiers)
  return tranche !== null && contenu.tranche !== null && sameTranche(tranche, contenu.tranche)
}

/**
 * « confirmé par l’annuaire santé du 12/11/2026 » when the list that an attestation names bears the client out:
 * the text takes its data from there (AF-SFP-LGC-Va2 §4.2), nothing is left to attest. Null otherwise.
 */
export function confirmedBy(
  dossier: Dossier,
  dispositif: Dispositif,
  { confirmeePar, sujet }: AttestationDemandee,
  tiersId: number,
): string | null {
  if (confirmeePar === undefined || sujet !== 'client') return null
  const vu = clientsSeenBy(dossier, dispositif, confirmeePar).find((v) => v.tiers.id === tiersId)
  return vu !== undefined && bearsOut(vu, dossier) ? `confirmé par ${nameListe(vu.liste)}` : null
}

/** What the user attested of the client on the list's day or since: the list is the older of the two. */
export function isAttestedSince(dossier: Dossier, dispositif: Dispositif, { liste, tiers }: Vu): boolean {
  return dispositif.attestations
    .filter((a) => a.confirmeePar === liste.type)
    .some(({ code }) =>
      dossier.attestations.some(
        (a) => a.code === code && a.sujet === 'client' && a.sujetId === tiers.id && a.le >= liste.du,
      ),
    )
}
