import type { Demande, Dossier, EtatCommande, PerimetreDemande, TypeDemande } from './commande.ts'
import { bloque, type Constat } from './constat.ts'
import type { Dispositif } from './dispositif.ts'
import { receptionDe } from './reception.ts'
import { nomComplet } from './tiers.ts'

/** Where an order is between its accepted advance and the deposit of its balance. */
export const ETATS_SUITE = [
  'installation_a_faire',
  'reception_a_emettre',
  'reception_a_signer',
  'facture_a_emettre',
  'avance_validee',
  'solde_retenu',
  'solde_a_revoir',
  'solde_a_deposer',
] as const satisfies readonly EtatCommande[]
export type EtatSuite = (typeof ETATS_SUITE)[number]

/** What an order has before its advance is accepted: nothing of the second half. */
export const SANS_SUITE: Pick<Dossier, 'installation' | 'facture' | 'pilote' | 'echeances'> = {
  installation: null,
  facture: null,
  pilote: null,
  echeances: [],
}

/** The attempt that speaks for a request: the last one that left. */
export function demandeEnCours(dossier: Pick<Dossier, 'demandes'>, type: TypeDemande): Demande | null {
  return (
    dossier.demandes.findLast(
      (d) => d.type === type && d.etat !== 'preparee' && d.etat !== 'remplacee' && d.etat !== 'abandonnee',
    ) ?? null
  )
}

/** Did the agency accept the advance? The work on the balance then begins (AF-SFP-LGC-Va2 §6.4). */
export function isAvanceAcceptee(dossier: Pick<Dossier, 'demandes'>): boolean {
  const etat = demandeEnCours(dossier, 'avance')?.etat
  return etat === 'validee' || etat === 'payee'
}

/**
 * What a request says of an order now: every financed client and the scenario ordered for an advance; for a balance,
 * the clients that the installation served and the scenario installed.
 */
export function perimetreOf(dossier: Dossier, type: TypeDemande = 'solde'): PerimetreDemande {
  const installation = type === 'avance' ? null : dossier.installation
  const nonServis = new Set(installation?.nonServis.map((n) => n.tiersId))
  return {
    clients: dossier.participations
      .filter((p) => p.role === 'client' && !nonServis.has(p.tiers.id))
      .map((p) => ({ tiersId: p.tiers.id, nom: nomComplet(p.tiers) })),
    scenario: installation?.scenario ?? dossier.scenario,
  }
}

const rattachee = (dossier: Dossier, types: readonly string[]) =>
  dossier.pieces.some((p) => p.etat === 'rattachee' && types.includes(p.type))

/** The VA, or the MOM: attached, or printed and at the client's; the vendor signs the MOM itself. */
function reception(dossier: Dossier, dispositif: Dispositif): EtatSuite | null {
  if (rattachee(dossier, ['VA', 'MOM'])) return null
  const emise = dossier.impressions.some((e) => e.type === 'VA')
  return emise && receptionDe(dossier, dispositif) !== 'MOM' ? 'reception_a_signer' : 'reception_a_emettre'
}

const facture = (dossier: Dossier): EtatSuite | null =>
  dossier.facture !== null && rattachee(dossier, ['FACTURE']) ? null : 'facture_a_emettre'

/**
 * What comes next once the agency accepted the advance: install, have the VA signed and invoice in the order of the
 * scheme (AF-SFP-LGC-Va2 §4.4: invoice after the VA; Va1: the VA carries the invoice's number), then ask for the
 * balance. `constats`: those of `controlerSolde`; a balance that only the pilot or the payment of the advance stops is
 * held, not wrong.
 */
export function deduceSuite(
  dossier: Dossier,
  dispositif: Dispositif,
  constats: readonly Constat[],
): EtatSuite {
  if (dossier.installation?.realiseeLe == null) return 'installation_a_faire'
  const etapes = [reception(dossier, dispositif), facture(dossier)]
  if (dispositif.solde.ordre === 'facture_puis_va') etapes.reverse()
  const manque = etapes.find((e) => e !== null)
  if (manque != null) return manque
  const bloquants = constats.filter(bloque)
  if (bloquants.length === 0) return 'solde_a_deposer'
  if (bloquants.every((c) => c.code === 'PILOTE-VALIDE')) return 'solde_retenu'
  if (bloquants.every((c) => c.code === 'PILOTE-VALIDE' || c.code === 'AVANCE-ACQUISE'))
    return 'avance_validee'
  return 'solde_a_revoir'
}
