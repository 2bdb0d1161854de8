import type { Jour } from './dates.ts'
import type { ClientDispositif, Dispositif } from './dispositif.ts'
import type { Fournisseur } from './fournisseur.ts'
import { type Centimes, computeTtc, share, type Taux } from './montant.ts'
import type { Tiers } from './tiers.ts'
import { knownAt, valueAt } from './valeurs.ts'

/** What a client may be financed under a scheme, proposed before anything is saved. Cents and basis points. */
export interface Proposition {
  readonly tiersId: number
  /** Null when the ceiling is unknown, or the client is none of the scheme's. */
  readonly plafondHt: Centimes | null
  readonly plafondSource: string | null
  readonly tranche: string | null
  readonly taux: Taux
  readonly ht: Centimes | null
  readonly tva: Centimes | null
  readonly ttc: Centimes | null
}

/**
 * The kind of client of the scheme that a tiers is, or null when the scheme does not finance it.
 * A profession that nobody gave is the scheme's own when it finances a single one (MDV-LGC-Va1: médecins).
 */
export function findClientDispositif(
  dispositif: Dispositif,
  tiers: Pick<Tiers, 'categorie' | 'profession'>,
): ClientDispositif | null {
  const candidats = dispositif.clients.filter((c) => c.categorie === tiers.categorie)
  const exact = candidats.find((c) => c.profession === undefined || c.profession === tiers.profession)
  if (exact !== undefined) return exact
  return tiers.profession === null && candidats.length === 1 ? (candidats[0] ?? null) : null
}

/** Ceiling of a client on a day: the published HT and TTC, with the text. Null when unknown. */
export function findPlafond(
  dispositif: Dispositif,
  tiers: Pick<Tiers, 'categorie' | 'profession' | 'tranche'>,
  jour: Jour,
) {
  const client = findClientDispositif(dispositif, tiers)
  if (client === null) return null
  const cle =
    typeof client.plafond === 'string'
      ? client.plafond
      : client.plafond.parTranche[tiers.tranche?.trim().toUpperCase() ?? '']
  const plafond = dispositif.plafonds.find((p) => p.cle === cle)
  const valeur = plafond === undefined ? null : valueAt(plafond.montant, jour)
  if (plafond === undefined || valeur === null || valeur.valeur === null) return null
  return {
    cle: plafond.cle,
    libelle: plafond.libelle,
    ...valeur.valeur,
    source: valeur.source,
    regle: valeur.regle,
  }
}

/**
 * Rate proposed for a client: the vendor's own rate, replaced by the territory's where the scheme has one
 * (overseas departments, AF-SFP-LGC-Va2 §5.2); 0 for a vendor outside VAT.
 */
export function proposeTaux(
  dispositif: Dispositif,
  fournisseur: Pick<Fournisseur, 'assujettiTva' | 'tauxTva'>,
  codePostal: string,
): Taux {
  if (!fournisseur.assujettiTva) return 0
  const territoires = dispositif.tva.tauxParTerritoire
  const prefixe = Object.keys(territoires)
    .filter((p) => codePostal.startsWith(p))
    .sort((a, b) => b.length - a.length)[0]
  return prefixe === undefined ? fournisseur.tauxTva : (territoires[prefixe] as Taux)
}

/** VAT and TTC of an HT amount: TTC = HT × (1 + rate), TTC = HT for a vendor outside VAT. */
export function computeLigne(ht: Centimes, taux: Taux): { readonly tva: Centimes; readonly ttc: Centimes } {
  const ttc = computeTtc(ht, taux)
  return { tva: ttc - ht, ttc }
}

/** Ceiling, rate and amounts proposed for a client on a day: the whole ceiling. */
export function proposeLigne(
  dispositif: Dispositif,
  fournisseur: Pick<Fournisseur, 'assujettiTva' | 'tauxTva'>,
  tiers: Pick<Tiers, 'id' | 'categorie' | 'profession' | 'tranche' | 'adresse'>,
  jour: Jour,
): Proposition {
  const plafond = findPlafond(dispositif, tiers, jour)
  const taux = proposeTaux(dispositif, fournisseur, tiers.adresse.codePostal)
  const montants = plafond === null ? { tva: null, ttc: null } : computeLigne(plafond.ht, taux)
  return {
    tiersId: tiers.id,
    plafondHt: plafond?.ht ?? null,
    plafondSource: plafond === null ? null : `${plafond.source.document}, ${plafond.source.passage}`,
    tranche: tiers.tranche,
    taux,
    ht: plafond?.ht ?? null,
    ...montants,
  }
}

/** The advance on a financed amount: cents, or null while the share is unknown (AF-SFP-LGC-Va2 §6). */
export function computeAvance(dispositif: Dispositif, ttc: Centimes, jour: Jour): Centimes | null {
  const part = knownAt(dispositif.parts.avance, jour)
  return part === null ? null : share(ttc, part)[0]
}

/** The balance on a financed amount: what the advance leaves, to the cent; null while the share is unknown. */
export function computeSolde(dispositif: Dispositif, ttc: Centimes, jour: Jour): Centimes | null {
  const avance = computeAvance(dispositif, ttc, jour)
  return avance === null ? null : ttc - avance
}
