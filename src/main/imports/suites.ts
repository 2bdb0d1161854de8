import type { EtatDemande, TypeDemande } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import {
  ETATS_DEMANDE_LIBELLES,
  type EvenementDemande,
  TransitionRefusee,
  transitionDemande,
} from '#domain/etats.ts'
import { type Centimes, formatMontant } from '#domain/montant.ts'
import type { Changement } from '../operations/saisie.ts'
import { normalize } from './correspondance.ts'

/** Where the portal says a request is. */
export type IssueLue = 'deposee' | 'incomplete' | 'validee' | 'payee' | 'rejetee' | 'a_corriger'

/** What a list, the portal, the agency's file or a person says happened to a request; null where nothing is said. Cents. */
export interface SuiteLue {
  readonly deposeLe: Jour | null
  readonly numeroAsp: string
  readonly issue: IssueLue | null
  readonly montantPaye: Centimes | null
  readonly payeLe: Jour | null
  readonly valideeLe: Jour | null
  /** Day of a refusal. */
  readonly refuseeLe: Jour | null
  /** What the agency reproaches; empty when nothing is said. */
  readonly motif: string
}

/** Nothing said. */
export const SUITE_MUETTE: SuiteLue = {
  deposeLe: null,
  numeroAsp: '',
  issue: null,
  montantPaye: null,
  payeLe: null,
  valideeLe: null,
  refuseeLe: null,
  motif: '',
}

/** The last request of one type of an order of the register. */
export interface DemandeExistante {
  readonly id: number
  readonly envoiId: number | null
  readonly etat: EtatDemande
  readonly numeroAsp: string | null
  readonly deposeLe: Jour | null
  readonly valideeLe: Jour | null
  readonly payeLe: Jour | null
  readonly montantPaye: number | null
  readonly motif: string
  /** Day of the agency's last answer, when it is known. */
  readonly retourLe?: Jour | null
}

/** A request to write: new, or an existing one moved to `etat`. */
export interface SuiteResolue {
  readonly existante: DemandeExistante | null
  /** The attempt sent back whose place a new one takes. */
  readonly remplacee: DemandeExistante | null
  readonly etat: EtatDemande
  readonly faits: {
    readonly deposeLe: Jour | null
    readonly numeroAsp: string | null
    readonly valideeLe: Jour | null
    readonly payeLe: Jour | null
    readonly montantPaye: number | null
    readonly motif: string
  }
  /** Day of the refusal, when the request is refused and somebody said it. */
  readonly refuseeLe?: Jour | null
  readonly changements: readonly Changement[]
}

/** Words of the agency's portal, and those that lists use for them. What is waited for is not there yet. */
const ISSUES: readonly [RegExp, IssueLue | null][] = [
  [/incomplete/, 'incomplete'],
  [/(?:attente|encours|avant)(?:de|dela|du|le)?pa[iy]|apayer|paiement(?:en)?(?:attente|cours)/, 'validee'],
  [/(?:attente|encours|avant)(?:de|dela|du|le)?(?:valid|accept|decision|retour)|avalider/, 'deposee'],
  [/(?:non|pas|in|im)(?:pa[iy]|valid|accept)/, null],
  [/pay/, 'payee'],
  [/modifier|corriger|retour/, 'a_corriger'],
  [/rejet|refus/, 'rejetee'],
  [/valid|accept/, 'validee'],
  [/depos|instruction|encours|attente/, 'deposee'],
]

/** The outcome that a cell names; null when none is known. */
export function parseIssue(texte: string): IssueLue | null {
  const cle = normalize(texte)
  return ISSUES.find(([forme]) => forme.test(cle))?.[1] ?? null
}

type ChampSuite = 'dateDepot' | 'issue' | 'montantPaye' | 'datePaiement'

/** What contradicts the register, or itself: the column at fault and a sentence. */
export class SuiteRefusee extends Error {
  readonly champ: ChampSuite
  readonly regle: string
  constructor(champ: ChampSuite, regle: string, phrase: string) {
    super(phrase)
    this.champ = champ
    this.regle = regle
  }
}

export interface CadreSuite {
  readonly type: TypeDemande
  readonly dateEmission: Jour | null
  readonly jour: Jour
  readonly ttc: Centimes | null
  readonly existante: DemandeExistante | null
}

const isSilent = (s: SuiteLue) =>
  s.deposeLe === null &&
  s.numeroAsp === '' &&
  s.issue === null &&
  s.montantPaye === null &&
  s.payeLe === null &&
  s.valideeLe === null

/** « de l’avance », « du solde » */
const ofDemande = (type: TypeDemande) => (type === 'avance' ? 'de l’avance' : 'du solde')

function assertCoherent(
  s: SuiteLue,
  deposeLe: Jour | null,
  { type, dateEmission, jour, ttc }: CadreSuite,
): void {
  const depot = 'date du dépôt'
  if (deposeLe === null)
    throw new SuiteRefusee(
      'dateDepot',
      depot,
      `La ligne dit une suite ${ofDemande(type)} sans sa date de dépôt\u00a0: ajoutez-la.`,
    )
  if (deposeLe > jour)
    throw new SuiteRefusee('dateDepot', depot, `Le dépôt est daté du ${formatJour(deposeLe)}, dans l’avenir.`)
  if (dateEmission !== null && deposeLe < dateEmission)
    throw new SuiteRefusee(
      'dateDepot',
      depot,
      `Le dépôt du ${formatJour(deposeLe)} est avant la commande, du ${formatJour(dateEmission)}.`,
    )
  const payee = s.payeLe !== null || s.montantPaye !== null
  if (payee && s.issue !== null && s.issue !== 'payee')
    throw new SuiteRefusee(
      'issue',
      'paiement',
      'La ligne porte un paiement, et son issue n’est pas «\u00a0payée\u00a0».',
    )
  if (s.payeLe !== null && (s.payeLe > jour || s.payeLe < deposeLe))
    throw new SuiteRefusee(
      'datePaiement',
      'date du paiement',
      `Le paiement du ${formatJour(s.payeLe)} est ${s.payeLe > jour ? 'dans l’avenir' : 'avant le dépôt'}.`,
    )
  if (s.valideeLe !== null && (s.valideeLe > jour || s.valideeLe < deposeLe))
    throw new SuiteRefusee(
      'issue',
      'date de la décision',
      `La décision du ${formatJour(s.valideeLe)} est ${s.valideeLe > jour ? 'dans l’avenir' : 'avant le dépôt'}.`,
    )
  if (s.refuseeLe !== null && (s.refuseeLe > jour || s.refuseeLe < deposeLe))
    throw new SuiteRefusee(
      'issue',
      'date du refus',
      `Le refus du ${formatJour(s.refuseeLe)} est ${s.refuseeLe > jour ? 'dans l’avenir' : 'avant le dépôt'}.`,
    )
  if (s.montantPaye !== null && ttc !== null && s.montantPaye > ttc)
    throw new SuiteRefusee(
      'montantPaye',
      'montant payé',
      `${formatMontant(s.montantPaye)} payés dépassent la commande, de ${formatMontant(ttc)} TTC.`,
    )
}

/** Moves that lead a request that left to each outcome. */
const CHEMINS: Readonly<Record<Exclude<IssueLue, 'incomplete'>, readonly EvenementDemande[]>> = {
  deposee: ['deposer'],
  validee: ['deposer', 'valider'],
  payee: ['deposer', 'valider', 'payer'],
  rejetee: ['deposer', 'rejeter'],
  a_corriger: ['deposer', 'retourner'],
}

/** The moves left from a state: the end of the path that its table allows. */
function movesTo(etat: EtatDemande, chemin: readonly EvenementDemande[]): readonly EvenementDemande[] | null {
  for (let i = 0; i <= chemin.length; i++) {
    const reste = chemin.slice(i)
    try {
      const fin = reste.reduce(transitionDemande, etat)
      const voulu = chemin.reduce(transitionDemande, 'exportee' as EtatDemande)
      if (fin === voulu) return reste
    } catch (erreur) {
      if (!(erreur instanceof TransitionRefusee)) throw erreur
    }
  }
  return null
}

const text = (v: string | number | null): string => (v === null ? '' : String(v))
const euros = (v: number | null): string => (v === null ? '' : (v / 100).toFixed(2).replace('.', ','))

/**
 * While a contested request waits, the portal and lists go on saying what was contested: only a refusal dated after it
 * is a new one.
 */
function isPast(s: SuiteLue, existante: DemandeExistante | null): boolean {
  if (existante?.etat !== 'contestee') return false
  if (s.issue === 'deposee' || s.issue === 'incomplete') return true
  const connu = existante.retourLe ?? existante.deposeLe ?? ''
  return s.issue === 'rejetee' && (s.refuseeLe === null || s.refuseeLe <= connu)
}

/** An accepted request is reproached nothing any more; an incomplete one says so when nobody says more. */
function motifOf(s: SuiteLue, dite: IssueLue | null, avant: string): string {
  if (dite === 'validee' || dite === 'payee') return ''
  return s.motif || (dite === 'incomplete' ? 'incomplète' : avant)
}

/**
 * What the words said of a request do to it. Null when it says nothing. Throws `SuiteRefusee`.
 * What the list does not say stays.
 */
export function resolveSuite(s: SuiteLue, cadre: CadreSuite): SuiteResolue | null {
  if (isSilent(s)) return null
  const derniere = cadre.existante
  // A later deposit of a request that the agency sent back is a new attempt.
  const reprise =
    derniere !== null &&
    derniere.etat === 'a_corriger' &&
    s.deposeLe !== null &&
    s.deposeLe > (derniere.deposeLe ?? '')
  const existante = reprise || derniere?.etat === 'abandonnee' ? null : derniere
  const deposeLe = s.deposeLe ?? existante?.deposeLe ?? null
  if (existante?.etat === 'exportee' && existante.envoiId !== null)
    throw new SuiteRefusee(
      'dateDepot',
      `suite ${ofDemande(cadre.type)}`,
      'Cette demande est dans un envoi exporté\u00a0: enregistrez d’abord le dépôt de l’envoi.',
    )
  assertCoherent(s, deposeLe, cadre)
  const paye = s.payeLe !== null || s.montantPaye !== null
  const dite = isPast(s, existante) ? null : (s.issue ?? (paye ? 'payee' : null))
  const voulue = dite === 'incomplete' ? 'deposee' : (dite ?? 'deposee')
  const depart = existante?.etat ?? 'exportee'
  // Without an outcome, a line only says that the request was deposited: one that went further stays.
  const evenements =
    dite === null && existante !== null && existante.etat !== 'exportee'
      ? []
      : movesTo(depart, CHEMINS[voulue])
  if (evenements === null)
    throw new SuiteRefusee(
      'issue',
      `suite ${ofDemande(cadre.type)}`,
      `La demande est ${ETATS_DEMANDE_LIBELLES[depart]} dans le registre\u00a0: elle ne peut pas devenir ${ETATS_DEMANDE_LIBELLES[voulue]}.`,
    )
  const etat = evenements.reduce(transitionDemande, depart)
  const motif = isPast(s, existante) ? (existante?.motif ?? '') : motifOf(s, dite, existante?.motif ?? '')
  const faits = {
    deposeLe,
    numeroAsp: s.numeroAsp || (existante?.numeroAsp ?? null),
    valideeLe: s.valideeLe ?? existante?.valideeLe ?? null,
    payeLe: s.payeLe ?? existante?.payeLe ?? null,
    montantPaye: s.montantPaye ?? existante?.montantPaye ?? null,
    motif,
  }
  const changements = [
    {
      champ: 'issue',
      avant: existante === null ? '' : ETATS_DEMANDE_LIBELLES[existante.etat],
      apres: ETATS_DEMANDE_LIBELLES[etat],
    },
    { champ: 'dateDepot', avant: text(existante?.deposeLe ?? null), apres: text(faits.deposeLe) },
    { champ: 'numeroAsp', avant: text(existante?.numeroAsp ?? null), apres: text(faits.numeroAsp) },
    {
      champ: 'dateValidation',
      avant: text(existante?.valideeLe ?? null),
      apres: text(faits.valideeLe),
    },
    { champ: 'datePaiement', avant: text(existante?.payeLe ?? null), apres: text(faits.payeLe) },
    { champ: 'montantPaye', avant: euros(existante?.montantPaye ?? null), apres: euros(faits.montantPaye) },
  ].filter((c) => c.avant !== c.apres)
  const memeMotif = motif === (existante?.motif ?? '')
  const redatee = dite === 'rejetee' && s.refuseeLe !== null && s.refuseeLe !== (existante?.retourLe ?? null)
  if (existante !== null && changements.length === 0 && memeMotif && !redatee) return null
  return {
    existante,
    remplacee: reprise ? derniere : null,
    etat,
    faits,
    ...(dite === 'rejetee' && s.refuseeLe !== null && { refuseeLe: s.refuseeLe }),
    changements: memeMotif
      ? changements
      : [...changements, { champ: 'issue', avant: existante?.motif ?? '', apres: motif }],
  }
}
