import { DEMANDES_DEPOSEES, type Dossier, type EtatCommande, type TypeDemande } from './commande.ts'
import type { Constat } from './constat.ts'
import { bdcOf, datesSignature } from './controles/lecture.ts'
import { formatJour } from './dates.ts'
import type { Dispositif } from './dispositif.ts'
import { groupeOf } from './messages.ts'
import { formatMontant } from './montant.ts'
import { receptionDe } from './reception.ts'
import { demandeEnCours } from './suite.ts'

export type CleEtape =
  | 'commande'
  | 'bdc'
  | 'avance'
  | 'pilote'
  | 'installation'
  | 'reception'
  | 'facture'
  | 'solde'

/** One step of an order on its way to the balance, as the head of its dossier shows it. */
export interface EtapeDossier {
  readonly cle: CleEtape
  readonly libelle: string
  /** The day it was done, or what it waits for. */
  readonly precision: string
  /** `retenue`: it stops a later step, not its own. */
  readonly etat: 'fait' | 'courante' | 'bloquee' | 'retenue' | 'a_venir'
}

/** The step that a state is at; null: none, all is done (`soldee`) or stopped (`annulee`). */
const COURANTE: Readonly<Record<EtatCommande, CleEtape | null>> = {
  a_completer: 'commande',
  bdc_a_emettre: 'bdc',
  bdc_a_signer: 'bdc',
  bdc_a_revoir: 'bdc',
  avance_a_deposer: 'avance',
  avance_exportee: 'avance',
  avance_deposee: 'avance',
  avance_rejetee: 'avance',
  avance_contestee: 'avance',
  avance_retournee: 'avance',
  avance_validee: 'avance',
  installation_a_faire: 'installation',
  reception_a_emettre: 'reception',
  reception_a_signer: 'reception',
  facture_a_emettre: 'facture',
  solde_retenu: 'pilote',
  solde_a_revoir: 'solde',
  solde_a_deposer: 'solde',
  solde_exporte: 'solde',
  solde_depose: 'solde',
  solde_retourne: 'solde',
  solde_valide: 'solde',
  solde_rejete: 'solde',
  soldee: null,
  annulee: null,
}

const BLOQUANTS: ReadonlySet<EtatCommande> = new Set([
  'bdc_a_revoir',
  'avance_retournee',
  'avance_rejetee',
  'solde_a_revoir',
  'solde_retourne',
  'solde_rejete',
])

const le = (jour: string | null | undefined, mot: string): string =>
  jour == null ? mot : `${mot} le ${formatJour(jour)}`

function precisionBdc(dossier: Dossier): string {
  const dates = datesSignature(dossier)
  if (dates !== null) return le(dates.derniere, 'signé')
  if (bdcOf(dossier).length > 0) return 'reçu'
  if (dossier.commande.bdcEmisLe !== null) return le(dossier.commande.bdcEmisLe, 'émis')
  return dossier.commande.formulaireExterne ? 'formulaire du fournisseur' : 'à émettre'
}

function precisionDemande(dossier: Dossier, type: TypeDemande): string {
  const demande = demandeEnCours(dossier, type)
  if (demande === null) return 'à déposer'
  if (demande.etat === 'payee')
    return [
      le(demande.payeLe, 'payé'.concat(type === 'avance' ? 'e' : '')),
      demande.montantPaye === null ? '' : `(${formatMontant(demande.montantPaye)})`,
    ]
      .filter((mot) => mot !== '')
      .join(' ')
  const e = type === 'avance' ? 'e' : ''
  if (demande.etat === 'exportee') return `exporté${e}, à déposer`
  if (demande.etat === 'a_corriger') return 'à corriger'
  if (demande.etat === 'validee') return le(demande.valideeLe, `validé${e}`)
  if (demande.etat === 'rejetee') return `rejeté${e}`
  if (demande.etat === 'contestee') return 'rejet contesté'
  return DEMANDES_DEPOSEES.includes(demande.etat) ? le(demande.deposeLe, `déposé${e}`) : 'à déposer'
}

function precisionPilote({ pilote }: Dossier, taille: number): string {
  if (pilote?.decision === 'conforme') return le(pilote.decideLe, 'conforme')
  if (pilote?.decision === 'non_conforme') return 'non conforme'
  if (pilote?.transmisLe != null) return le(pilote.transmisLe, 'transmis')
  return `${pilote?.signes ?? 0} PV sur ${taille}`
}

function precisionInstallation({ installation, commande }: Dossier): string {
  if (installation?.realiseeLe != null) return le(installation.realiseeLe, 'faite')
  const prevue = installation?.prevueLe ?? commande.dateInstallationPrevue
  return prevue === null ? 'à planifier' : le(prevue, 'prévue')
}

function precisionReception(dossier: Dossier): string {
  const piece = dossier.pieces.findLast((p) => ['VA', 'MOM'].includes(p.type) && p.etat === 'rattachee')
  if (piece !== undefined) {
    const dates = piece.signatures.map((s) => s.date).filter((d) => d !== null)
    return dates.length === 0 ? 'date absente' : le(dates.toSorted().at(-1), 'signée')
  }
  const emise = dossier.impressions.findLast((e) => e.type === 'VA' || e.type === 'MOM')
  return emise === undefined ? 'à émettre' : le(emise.le, 'émise')
}

function precisionFacture({ facture }: Dossier): string {
  return facture === null ? 'à émettre' : le(facture.date, facture.numero)
}

/** The point when there is one, otherwise their number. */
function sayBlocking(bloquants: readonly Constat[]): string {
  const [premier] = bloquants
  return premier !== undefined && bloquants.length === 1
    ? groupeOf(premier.code)
    : `${bloquants.length} points à lever`
}

/**
 * The steps of a dossier, from the order to its paid balance, in the order of the scheme (VA then invoice, or the
 * reverse). `bloquants`: the constats that stop the next request.
 */
export function describeEtapes(
  dossier: Dossier,
  dispositif: Dispositif,
  etat: EtatCommande,
  bloquants: readonly Constat[],
): readonly EtapeDossier[] {
  const { solde } = dispositif
  const recue = [
    {
      cle: 'reception' as const,
      libelle: receptionDe(dossier, dispositif) ?? 'VA ou MOM',
      precision: precisionReception(dossier),
    },
    { cle: 'facture' as const, libelle: 'Facture', precision: precisionFacture(dossier) },
  ]
  if (solde.ordre === 'facture_puis_va') recue.reverse()
  const { dateEmission } = dossier.commande
  const etapes: readonly Omit<EtapeDossier, 'etat'>[] = [
    {
      cle: 'commande',
      libelle: 'Commande',
      precision: dateEmission === null ? 'à dater' : formatJour(dateEmission),
    },
    { cle: 'bdc', libelle: 'BDC', precision: precisionBdc(dossier) },
    { cle: 'avance', libelle: 'Avance', precision: precisionDemande(dossier, 'avance') },
    ...(solde.pilote === null
      ? []
      : [
          {
            cle: 'pilote' as const,
            libelle: 'Pilote',
            precision: precisionPilote(dossier, solde.pilote.taille),
          },
        ]),
    { cle: 'installation', libelle: 'Installation', precision: precisionInstallation(dossier) },
    ...recue,
    { cle: 'solde', libelle: 'Solde', precision: precisionDemande(dossier, 'solde') },
  ]
  const cle = COURANTE[etat]
  const rang =
    cle === null ? (etat === 'soldee' ? etapes.length : -1) : etapes.findIndex((e) => e.cle === cle)
  const piloteFait = dossier.pilote?.decision === 'conforme'
  return etapes.map((etape, i) => {
    // The pilot goes its own way: it holds the balance of every order, not the steps before it.
    if (etape.cle === 'pilote' && rang >= 0)
      return { ...etape, etat: piloteFait ? 'fait' : etat === 'soldee' || rang < i ? 'a_venir' : 'retenue' }
    if (i < rang || (etat === 'solde_retenu' && etape.cle !== 'solde')) return { ...etape, etat: 'fait' }
    if (i > rang) return { ...etape, etat: 'a_venir' }
    if (!BLOQUANTS.has(etat)) return { ...etape, etat: 'courante' }
    const relire = etat === 'bdc_a_revoir' || etat === 'solde_a_revoir'
    return { ...etape, ...(relire ? { precision: sayBlocking(bloquants) } : {}), etat: 'bloquee' }
  })
}
