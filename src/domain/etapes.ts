import { DEMANDES_DEPOSEES, type Demande, type Dossier, type EtatCommande } from './commande.ts'
import type { Constat } from './constat.ts'
import { bdcOf, datesSignature } from './controles/lecture.ts'
import { formatJour } from './dates.ts'
import { groupeOf } from './messages.ts'
import { formatMontant } from './montant.ts'

/** One step of an order on its way to the advance, as the head of its dossier shows it. */
export interface EtapeDossier {
  readonly cle: 'commande' | 'bdc' | 'signature' | 'avance' | 'decision'
  readonly libelle: string
  /** The day it was done, or what it waits for. */
  readonly precision: string
  readonly etat: 'fait' | 'courante' | 'bloquee' | 'a_venir'
}

/** Place of the step that a state is at; `annulee` stops where the order was. */
const COURANTE: Readonly<Record<EtatCommande, number>> = {
  a_completer: 0,
  bdc_a_emettre: 1,
  bdc_a_signer: 2,
  bdc_a_revoir: 2,
  avance_a_deposer: 3,
  avance_exportee: 3,
  avance_retournee: 3,
  avance_deposee: 4,
  avance_validee: 4,
  avance_payee: 5,
  avance_rejetee: 4,
  annulee: -1,
}

function precisionAvance(demande: Demande | undefined): string {
  if (demande !== undefined && DEMANDES_DEPOSEES.includes(demande.etat) && demande.deposeLe !== null)
    return `déposée le ${formatJour(demande.deposeLe)}`
  if (demande?.etat === 'exportee') return 'exportée, à déposer'
  if (demande?.etat === 'a_corriger') return 'retournée par l’agence'
  return 'à déposer'
}

function precisionDecision(demande: Demande | undefined): string {
  if (demande?.etat === 'payee')
    return [
      'payée',
      demande.payeLe === null ? '' : `le ${formatJour(demande.payeLe)}`,
      demande.montantPaye === null ? '' : `(${formatMontant(demande.montantPaye)})`,
    ]
      .filter((t) => t !== '')
      .join(' ')
  if (demande?.etat === 'validee') return 'validée, paiement attendu'
  return demande?.etat === 'rejetee' ? 'rejetée' : 'attendue'
}

function precisionSignature(dossier: Dossier): string {
  const dates = datesSignature(dossier)
  if (dates !== null) return `signé le ${formatJour(dates.derniere)}`
  return bdcOf(dossier).length === 0 ? 'attendue' : 'reçu'
}

/** A signed form that cannot go: its signature stops it when a point is about the pieces, otherwise the advance does. */
function blockedStep(etat: EtatCommande, bloquants: readonly Constat[]): EtapeDossier['cle'] | null {
  if (etat === 'avance_retournee') return 'avance'
  if (etat === 'avance_rejetee') return 'decision'
  if (etat !== 'bdc_a_revoir') return null
  return bloquants.some((c) => isSignature(c)) ? 'signature' : 'avance'
}

const isSignature = ({ sujet }: Constat) => /^pieces\b/.test(sujet)

/** The point when there is one, otherwise their number. */
function sayBlocking(bloquants: readonly Constat[]): string {
  const [premier] = bloquants
  return premier !== undefined && bloquants.length === 1
    ? groupeOf(premier.code)
    : `${bloquants.length} points à lever`
}

/**
 * The steps of the first half of a dossier, up to the agency's decision on the advance.
 * `bloquants`: the constats that stop the request.
 */
export function describeEtapes(
  dossier: Dossier,
  etat: EtatCommande,
  bloquants: readonly Constat[],
): readonly EtapeDossier[] {
  const { commande } = dossier
  const demande = dossier.demandes.findLast((d) => d.type === 'avance' && d.etat !== 'abandonnee')
  const emission = commande.formulaireExterne ? 'formulaire du fournisseur' : 'à émettre'
  const precisions: readonly Pick<EtapeDossier, 'cle' | 'libelle' | 'precision'>[] = [
    {
      cle: 'commande',
      libelle: 'Commande',
      precision: commande.dateEmission === null ? 'à dater' : formatJour(commande.dateEmission),
    },
    {
      cle: 'bdc',
      libelle: 'Bon de commande',
      precision: commande.bdcEmisLe === null ? emission : `émis le ${formatJour(commande.bdcEmisLe)}`,
    },
    { cle: 'signature', libelle: 'Signature', precision: precisionSignature(dossier) },
    { cle: 'avance', libelle: 'Avance', precision: precisionAvance(demande) },
    { cle: 'decision', libelle: 'Décision de l’agence', precision: precisionDecision(demande) },
  ]
  const bloquee = blockedStep(etat, bloquants)
  const courante = bloquee === null ? COURANTE[etat] : precisions.findIndex((e) => e.cle === bloquee)
  return precisions.map((etape, i) => {
    if (i < courante) return { ...etape, etat: 'fait' }
    if (i > courante) return { ...etape, etat: 'a_venir' }
    if (bloquee === null) return { ...etape, etat: 'courante' }
    const points = bloquee === 'signature' ? bloquants.filter(isSignature) : bloquants
    const dit = etat === 'bdc_a_revoir' ? { precision: sayBlocking(points) } : {}
    return { ...etape, ...dit, etat: 'bloquee' }
  })
}
