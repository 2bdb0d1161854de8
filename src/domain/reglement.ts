import type { TypeDemande } from './commande.ts'
import { formatJour, type Jour } from './dates.ts'
import { type Centimes, formatMontant } from './montant.ts'

/** A request that a payment may be for: at the agency, accepted, or paid and seen on no account yet. Cents. */
export interface DemandeDue {
  readonly id: number
  readonly type: TypeDemande
  readonly numero: string
  readonly numeroAsp: string | null
  readonly envoiId: number | null
  /** Reference and deposit number of its file; empty when it has none. */
  readonly reference: string
  readonly numeroDepot: string
  readonly deposeLe: Jour | null
  readonly valideeLe: Jour | null
  /** What it still waits for, above zero; null while its share is unknown. */
  readonly du: Centimes | null
}

type Connue = DemandeDue & { readonly du: Centimes }

/** Requests for a payment, with why; `montant` is below what a request waits for when it is paid in part. */
export interface Combinaison {
  readonly demandes: readonly { readonly id: number; readonly montant: Centimes }[]
  readonly raison: string
  readonly exacte: boolean
}

export interface Recherche {
  readonly lignes: readonly Combinaison[]
  readonly avis: string | null
}

/** « VIR. n° 12-A, Ségur » → « VIR N 12 A SEGUR »: what two writings of one label have in common. */
export function normalizeLibelle(texte: string): string {
  return texte
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()
}

/** Does the label name one of these senders? Whole words, whatever the accents and the case. */
export function namesEmetteur(libelle: string, emetteurs: readonly string[]): boolean {
  const texte = ` ${normalizeLibelle(libelle)} `
  return emetteurs.some((e) => {
    const mots = normalizeLibelle(e)
    return mots !== '' && texte.includes(` ${mots} `)
  })
}

/** Words of the longest number that a label may hold. */
const MOTS_MAX = 10

/** Long enough to be no year, no amount and no department: a number that names one thing. */
const isSure = (cle: string): boolean => /\d/.test(cle) && cle.length >= (/^\d+$/.test(cle) ? 6 : 5)

const compact = (texte: string): string => normalizeLibelle(texte).replaceAll(' ', '')

/** What names requests in a label: n° ASP, order number, reference and deposit number of their file. */
export interface IndexDues {
  readonly dues: readonly Connue[]
  readonly inconnues: number
  /** Requests that another payment took since. */
  readonly prises: Set<number>
  readonly parCle: ReadonlyMap<string, { readonly demandes: readonly Connue[]; readonly fichier: boolean }>
}

/** Requests with a known amount, found by what names them. */
export function indexDues(toutes: readonly DemandeDue[]): IndexDues {
  const dues = toutes.filter((d): d is Connue => d.du !== null)
  const parCle = new Map<string, { demandes: Connue[]; fichier: boolean }>()
  const add = (texte: string | null, fichier: boolean, demande: Connue) => {
    const cle = compact(texte ?? '')
    if (!isSure(cle)) return
    const connu = parCle.get(cle)
    if (connu === undefined) parCle.set(cle, { demandes: [demande], fichier })
    else {
      connu.demandes.push(demande)
      connu.fichier &&= fichier
    }
  }
  for (const d of dues) {
    add(d.numeroAsp, false, d)
    add(d.numero, false, d)
    add(d.reference, true, d)
    if (d.numeroDepot !== d.reference) add(d.numeroDepot, true, d)
  }
  return { dues, inconnues: toutes.length - dues.length, prises: new Set(), parCle }
}

/** A payment to match. `montant` is what is left of it. */
export interface PaiementRecu {
  readonly date: Jour
  readonly montant: Centimes
  /** Label and reference. */
  readonly texte: string
}

const total = (demandes: readonly Connue[]): Centimes => demandes.reduce((somme, d) => somme + d.du, 0)
const inTime = (p: PaiementRecu) => (d: Connue) => d.deposeLe === null || d.deposeLe <= p.date
const signature = (demandes: readonly { readonly id: number }[]): string =>
  demandes
    .map((d) => d.id)
    .sort((a, b) => a - b)
    .join(' ')
const entieres = (demandes: readonly Connue[], raison: string): Combinaison => ({
  demandes: demandes.map((d) => ({ id: d.id, montant: d.du })),
  raison,
  exacte: true,
})

/** Requests and files that the label names: its runs of words, written together or not. */
function listNommees(index: IndexDues, p: PaiementRecu) {
  const mots = normalizeLibelle(p.texte).split(' ')
  const demandes = new Map<number, { readonly demande: Connue; readonly cle: string }>()
  const fichiers = new Map<string, readonly Connue[]>()
  for (let i = 0; i < mots.length; i++) {
    let cle = ''
    for (let j = i; j < Math.min(mots.length, i + MOTS_MAX); j++) {
      cle += mots[j]
      const trouve = index.parCle.get(cle)
      if (trouve === undefined) continue
      const siennes = trouve.demandes.filter((d) => inTime(p)(d) && !index.prises.has(d.id))
      if (trouve.fichier) fichiers.set(cle, siennes)
      else for (const demande of siennes) demandes.set(demande.id, { demande, cle })
    }
  }
  return { demandes: [...demandes.values()], fichiers: [...fichiers] }
}

/** What a label names and whose amount is the payment's, to the cent. */
function listNommeesExactes(index: IndexDues, p: PaiementRecu): readonly Combinaison[] {
  const { demandes, fichiers } = listNommees(index, p)
  const exactes = new Map<string, Combinaison>()
  const add = (siennes: readonly Connue[], raison: string) => {
    if (siennes.length > 0 && total(siennes) === p.montant && !exactes.has(signature(siennes)))
      exactes.set(signature(siennes), entieres(siennes, raison))
  }
  for (const { demande } of demandes)
    add([demande], `Le libellé nomme ${demande.numero}, qui attend ce montant.`)
  if (demandes.length > 1)
    add(
      demandes.map((d) => d.demande),
      `Le libellé nomme ${demandes.length} demandes, qui attendent ce montant ensemble.`,
    )
  for (const [, siennes] of fichiers)
    add(
      siennes,
      `Le libellé nomme l’envoi ${siennes[0]?.reference ?? ''}\u00a0: ses demandes non payées attendent ce montant.`,
    )
  return [...exactes.values()]
}

/**
 * The only requests that a payment can be for: its label names them, and their expected amounts are its own, to the
 * cent. Null when nothing is named, when the amount differs, or when two readings hold.
 */
export function findRapprochement(index: IndexDues, p: PaiementRecu): Combinaison | null {
  const exactes = listNommeesExactes(index, p)
  return exactes.length === 1 ? (exactes[0] as Combinaison) : null
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** Counts the trials left: a search stops rather than keep a person waiting. */
export interface Budget {
  essais: number
}

/**
 * Some of the requests whose amounts add up to `montant`, to the cent; of those that wait for the same amount, the
 * first ones. Null when there are none, or when the trials ran out (`budget.essais` is then 0).
 */
export function findSubset<D extends { readonly du: Centimes }>(
  demandes: readonly D[],
  montant: Centimes,
  budget: Budget,
): readonly D[] | null {
  const parMontant = [...Map.groupBy(demandes, (d) => d.du)].toSorted((a, b) => b[0] - a[0])
  const n = parMontant.length
  // Of the amounts from i on: their sum, and what every sum of them is a multiple of.
  const sommes = new Array<number>(n + 1).fill(0)
  const diviseurs = new Array<number>(n + 1).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    const [du, siennes] = parMontant[i] as (typeof parMontant)[number]
    sommes[i] = (sommes[i + 1] as number) + du * siennes.length
    diviseurs[i] = gcd(du, diviseurs[i + 1] as number)
  }
  const rates = new Set<string>()
  const pris = new Array<number>(n).fill(0)
  const search = (i: number, reste: number): boolean => {
    if (reste === 0) return true
    if (i === n || reste > (sommes[i] as number) || reste % (diviseurs[i] as number) !== 0) return false
    const cle = `${i} ${reste}`
    if (rates.has(cle)) return false
    const [du, siennes] = parMontant[i] as (typeof parMontant)[number]
    for (let k = Math.min(siennes.length, Math.floor(reste / du)); k >= 0; k--) {
      if (budget.essais <= 0) return false
      budget.essais--
      pris[i] = k
      if (search(i + 1, reste - k * du)) return true
    }
    pris[i] = 0
    rates.add(cle)
    return false
  }
  if (montant <= 0 || !search(0, montant)) return null
  return parMontant.flatMap(([, siennes], i) => siennes.slice(0, pris[i]))
}

/** A tenth of a second of searching at most, and a list that a person reads. */
const ESSAIS = 200_000
const SEULES_MAX = 5
const PROPOSITIONS_MAX = 12

const byDepot = (a: Connue, b: Connue) =>
  (a.deposeLe ?? '') < (b.deposeLe ?? '') ? -1 : (a.deposeLe ?? '') > (b.deposeLe ?? '') ? 1 : a.id - b.id

const plural = (n: number, mot: string) => `${n} ${mot}${n > 1 ? 's' : ''}`
const ofType = (type: TypeDemande, n: number) =>
  type === 'avance' ? plural(n, 'avance') : plural(n, 'solde')

/** Groups of requests that one payment often covers: a file, a day of decision, a day of deposit. */
function listGroupes(dues: readonly Connue[]): readonly (readonly [string, readonly Connue[]])[] {
  const by = (cle: (d: Connue) => string | null, dire: (d: Connue) => string) =>
    [...Map.groupBy(dues, (d) => cle(d) ?? '')]
      .filter(([c, siennes]) => c !== '' && siennes.length > 1)
      .map(([, siennes]) => [dire(siennes[0] as Connue), siennes] as const)
  return [
    ...by(
      (d) => (d.envoiId === null ? null : String(d.envoiId)),
      (d) => `de l’envoi ${d.reference}`,
    ),
    ...by(
      (d) => (d.valideeLe === null ? null : `${d.type} ${d.valideeLe}`),
      (d) => `validées le ${formatJour(d.valideeLe as Jour)}`,
    ),
    ...by(
      (d) => (d.deposeLe === null ? null : `${d.type} ${d.deposeLe}`),
      (d) => `déposées le ${formatJour(d.deposeLe as Jour)}`,
    ),
  ]
}

/**
 * Requests that may make up a payment exactly, the surest first: named, alone, a whole group, a part of a group. Then
 * those that the label names and that wait for more: paid in part. Says what was not looked at.
 */
export function proposeRapprochements(index: IndexDues, p: PaiementRecu): Recherche {
  const dues = index.dues.filter(inTime(p)).toSorted(byDepot)
  const lignes = new Map<string, Combinaison>()
  const avis: string[] = []
  const add = (c: Combinaison) => {
    const cle = signature(c.demandes)
    if (!lignes.has(cle)) lignes.set(cle, c)
  }
  for (const c of listNommeesExactes(index, p)) add(c)
  const seules = dues.filter((d) => d.du === p.montant)
  for (const d of seules.slice(0, SEULES_MAX)) {
    const quand =
      d.deposeLe === null ? '' : `, déposé${d.type === 'avance' ? 'e' : ''} le ${formatJour(d.deposeLe)}`
    add(entieres([d], `${d.type === 'avance' ? 'Une avance' : 'Un solde'} de ce montant${quand}.`))
  }
  if (seules.length > SEULES_MAX)
    avis.push(
      `${plural(seules.length - SEULES_MAX, 'autre')} demande${seules.length - SEULES_MAX > 1 ? 's attendent' : ' attend'} ce montant.`,
    )
  const groupes = listGroupes(dues)
  for (const [nom, siennes] of groupes)
    if (total(siennes) === p.montant) add(entieres(siennes, `Toutes les demandes non payées ${nom}.`))
  const budget: Budget = { essais: ESSAIS }
  for (const [nom, siennes] of [...groupes, ['', dues] as const]) {
    if (lignes.size >= PROPOSITIONS_MAX || budget.essais <= 0) break
    if (total(siennes) <= p.montant) continue
    const partie = findSubset(siennes, p.montant, budget)
    if (partie === null || partie.length < 2) continue
    const quoi = ofType((partie[0] as Connue).type, partie.length)
    const memes = partie.every((d) => d.type === partie[0]?.type)
    add(
      entieres(
        partie,
        `${memes ? quoi : plural(partie.length, 'demande')} ${nom === '' ? 'de plusieurs dépôts' : nom}, parmi ${siennes.length}, les plus anciennes d’abord.`,
      ),
    )
  }
  if (budget.essais <= 0)
    avis.push('Trop de demandes pour essayer toutes les combinaisons\u00a0: choisissez-les vous-même.')
  for (const { demande: d } of listNommees(index, p).demandes)
    if (d.du > p.montant)
      add({
        demandes: [{ id: d.id, montant: p.montant }],
        raison: `Le libellé nomme ${d.numero}, qui attend ${formatMontant(d.du - p.montant)} de plus\u00a0: elle serait payée en partie.`,
        exacte: false,
      })
  if (index.inconnues > 0)
    avis.push(
      `${plural(index.inconnues, 'demande')} sans montant connu\u00a0: réglez la part du dispositif, ou choisissez-les vous-même.`,
    )
  return {
    lignes: [...lignes.values()].slice(0, PROPOSITIONS_MAX),
    avis: avis.length === 0 ? null : avis.join(' '),
  }
}
