import type { Dossier } from './commande.ts'
import type { Dispositif } from './dispositif.ts'

/** How health documents reach the DMP in the installed scenario; null while the answers do not say, or say both. */
export function envoiDmp(dossier: Dossier): 'direct' | 'tiers' | null {
  const reponses = dossier.installation?.scenario ?? {}
  const direct = reponses.isDirectToDMP === true
  const tiers = reponses.isPFIToDMP === true
  if (direct === tiers) return null
  return direct ? 'direct' : 'tiers'
}

/**
 * The piece that receives the Prestation Ségur: MOM signed by the vendor when the software feeds the DMP itself, VA
 * signed by the client otherwise (Modèles de documents SONS du 28/07/2023, §3). Schemes without a MOM ask for the VA
 * (AF-SFP-LGC-Va2 §4.4). Null when no box of a model fits the installed scenario: nothing may then be signed.
 */
export function receptionDe(dossier: Dossier, dispositif: Dispositif): 'VA' | 'MOM' | null {
  if (dispositif.solde.reception.choix === 'VA') return 'VA'
  const envoi = envoiDmp(dossier)
  if (envoi === null) return null
  return envoi === 'direct' ? 'MOM' : 'VA'
}
