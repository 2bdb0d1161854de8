import { computeJalons } from './calendrier.ts'
import type { EtatCommande } from './commande.ts'
import type { Jour } from './dates.ts'
import type { Dispositif } from './dispositif.ts'

const A_SIGNER: ReadonlySet<EtatCommande> = new Set(['a_completer', 'bdc_a_emettre', 'bdc_a_signer'])
const SANS_ECHEANCE: ReadonlySet<EtatCommande> = new Set([
  'avance_deposee',
  'avance_contestee',
  'solde_depose',
  'solde_valide',
  'soldee',
  'annulee',
])
const A_REALISER: ReadonlySet<EtatCommande> = new Set(['installation_a_faire'])
/** A balance that was never deposited. */
const JAMAIS_DEPOSE: ReadonlySet<EtatCommande> = new Set([
  'reception_a_emettre',
  'reception_a_signer',
  'facture_a_emettre',
  'avance_validee',
  'solde_retenu',
  'solde_a_revoir',
  'solde_a_deposer',
  'solde_exporte',
])
const SOLDE_A_DEPOSER: ReadonlySet<EtatCommande> = new Set([
  ...JAMAIS_DEPOSE,
  'solde_retourne',
  'solde_rejete',
])

/**
 * The next day that an order must not miss: the last day to sign while the form is not signed, to ask for the advance,
 * to have installed, to ask for the balance or have declared the end of the service (`finDeclaree`), then to ask for it
 * (AF-SFP-LGC-Va2 §2, §4.3, §6.4). Null when nothing is due, or the scheme's date is not known.
 */
export function createEcheances(
  dispositif: Dispositif,
  aujourdhui: Jour,
): (etat: EtatCommande, finDeclaree: boolean) => Jour | null {
  const jalons = computeJalons(dispositif, aujourdhui)
  const jourDe = (cle: string | undefined) => (cle === undefined ? null : (jalons.get(cle)?.jour ?? null))
  const signature = jourDe(dispositif.regles.signatureAuPlusTard)
  const depot = jourDe(dispositif.regles.depotAvance?.jalon)
  const realisation = jourDe(dispositif.solde.realisation.jalon)
  const solde = jourDe(dispositif.solde.depot.jalon)
  const fin = jourDe(dispositif.solde.attestationFin?.jalon)
  return (etat, finDeclaree) => {
    if (SANS_ECHEANCE.has(etat)) return null
    if (A_REALISER.has(etat)) return realisation ?? solde
    if (JAMAIS_DEPOSE.has(etat) && !finDeclaree && fin !== null && aujourdhui <= fin) return fin
    if (SOLDE_A_DEPOSER.has(etat)) return solde
    return A_SIGNER.has(etat) ? (signature ?? depot) : depot
  }
}
