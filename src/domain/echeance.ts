import { computeJalons } from './calendrier.ts'
import type { EtatCommande } from './commande.ts'
import type { Jour } from './dates.ts'
import type { Dispositif } from './dispositif.ts'

const A_SIGNER: ReadonlySet<EtatCommande> = new Set(['a_completer', 'bdc_a_emettre', 'bdc_a_signer'])
const SANS_ECHEANCE: ReadonlySet<EtatCommande> = new Set([
  'avance_deposee',
  'avance_validee',
  'avance_payee',
  'avance_rejetee',
  'annulee',
])

/**
 * The next day that an order must not miss: the last day to sign while the form is not signed, then the last day to
 * ask for the advance (AF-SFP-LGC-Va2 §2, §4.3). Null when nothing is due, or the scheme's date is not known.
 */
export function createEcheances(
  dispositif: Dispositif,
  aujourdhui: Jour,
): (etat: EtatCommande) => Jour | null {
  const jalons = computeJalons(dispositif, aujourdhui)
  const jourDe = (cle: string | undefined) => (cle === undefined ? null : (jalons.get(cle)?.jour ?? null))
  const signature = jourDe(dispositif.regles.signatureAuPlusTard)
  const depot = jourDe(dispositif.regles.depotAvance?.jalon)
  return (etat) => {
    if (SANS_ECHEANCE.has(etat)) return null
    return A_SIGNER.has(etat) ? (signature ?? depot) : depot
  }
}
