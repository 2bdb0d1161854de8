import type { Dossier } from '../commande.ts'
import type { Constat, Source } from '../constat.ts'
import type { Instant } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'

/** What is about to happen: printing the order form, asking for the advance, having the service received, invoicing, asking for the balance. */
export type Pour = 'bdc' | 'avance' | 'reception' | 'facture' | 'solde'

export const FAMILLES = {
  fournisseur: 'Fournisseur',
  produit: 'Produit et référencement',
  client: 'Clients',
  commande: 'Bon de commande et dates',
  montants: 'Montants',
  aides: 'Aides d’État',
  pieces: 'Pièces et signatures',
  installation: 'Installation et formation',
  reception: 'Réception (VA ou MOM)',
  facture: 'Facture',
  pilote: 'Pilote',
  solde: 'Demande de solde',
  scenario: 'Scénario d’installation',
  unicite: 'Unicité du financement',
  listes: 'Listes de référence',
  attestations: 'Attestations',
} as const
export type Famille = keyof typeof FAMILLES

/** What a control saw, before its code, severity and source are added. */
export interface Observation {
  readonly issue: Constat['issue']
  readonly sujet: string
  readonly trouve: string | null
  readonly attendu: string | null
  /** Replaces the severity of the control for this observation. */
  readonly gravite?: Constat['gravite']
  /** Replaces the source of the control: the scheme's own passage. */
  readonly source?: Source
  /** Suffix of the code, for the controls that the scheme's file names one by one. */
  readonly suffixe?: string
}

type Precisions = Pick<Observation, 'gravite' | 'source' | 'suffixe'>
type Texte = string | null

export const respecte = (
  sujet: string,
  trouve: Texte,
  attendu: Texte = null,
  p: Precisions = {},
): Observation => ({
  issue: 'respecte',
  sujet,
  trouve,
  attendu,
  ...p,
})
export const enfreint = (
  sujet: string,
  trouve: Texte,
  attendu: Texte = null,
  p: Precisions = {},
): Observation => ({
  issue: 'enfreint',
  sujet,
  trouve,
  attendu,
  ...p,
})
export const inconnu = (
  sujet: string,
  trouve: Texte,
  attendu: Texte = null,
  p: Precisions = {},
): Observation => ({
  issue: 'inconnu',
  sujet,
  trouve,
  attendu,
  ...p,
})
/** `true` holds, `false` fails, `null` cannot be told. */
export function juger(
  tient: boolean | null,
  sujet: string,
  trouve: Texte,
  attendu: Texte = null,
  p: Precisions = {},
): Observation {
  if (tient === null) return inconnu(sujet, trouve, attendu, p)
  return (tient ? respecte : enfreint)(sujet, trouve, attendu, p)
}

export interface Regle<C extends string> {
  readonly code: C
  /** What holds when the control holds, as a short noun phrase. */
  readonly titre: string
  readonly source: Source
  /** Severity by default; a scheme or an observation may say otherwise. */
  readonly gravite: Constat['gravite']
  readonly pour: readonly Pour[]
  readonly famille: Famille
  /** Outcomes that the control can give: the cases that its tests must show. */
  readonly issues: readonly Constat['issue'][]
  /** True when a failing answer leaves the order « à compléter ». */
  readonly structurel?: boolean
  /** Before printing, an answer that is not known yet does not stop the order form. */
  readonly attenteAvantBdc?: boolean
  /** `pour`: what is about to happen, for the rules that look at another request's pieces or attestations. */
  observe(dossier: Dossier, dispositif: Dispositif, maintenant: Instant, pour: Pour): readonly Observation[]
}

export interface Controle<C extends string = string> extends Omit<Regle<C>, 'observe'> {
  /** The rule as it is written: another text, and what it said before is checked again. */
  readonly texte: string
  controler(dossier: Dossier, dispositif: Dispositif, maintenant: Instant, pour: Pour): readonly Constat[]
}

/**
 * The passage as it stands for this scheme: an AF binds its own scheme only, elsewhere it is followed by analogy
 * and the constat says so.
 */
function sourcePour(source: Source, dispositif: Dispositif): Source {
  const autre = source.document.startsWith('AF-') && source.document !== dispositif.referenceAF
  return autre ? { ...source, passage: `${source.passage}, par analogie` } : source
}

/** Makes a control out of a rule; it yields nothing where the rule does not apply. */
export function controle<const C extends string>({ observe, ...regle }: Regle<C>): Controle<C> {
  return {
    ...regle,
    texte: String(observe),
    controler: (dossier, dispositif, maintenant, pour) =>
      observe(dossier, dispositif, maintenant, pour).map((o) => ({
        code: o.suffixe === undefined ? regle.code : `${regle.code}-${o.suffixe}`,
        issue: o.issue,
        gravite: o.gravite ?? regle.gravite,
        sujet: o.sujet,
        trouve: o.trouve,
        attendu: o.attendu,
        source: sourcePour(o.source ?? regle.source, dispositif),
      })),
  }
}

export const TOUTES = ['respecte', 'enfreint', 'inconnu'] as const
export const SANS_INCONNU = ['respecte', 'enfreint'] as const
export const SANS_ENFREINT = ['respecte', 'inconnu'] as const

export const AVANT_BDC_ET_AVANCE = ['bdc', 'avance'] as const
export const AVANT_AVANCE = ['avance'] as const
export const AVANT_AVANCE_ET_SOLDE = ['avance', 'solde'] as const
export const AVANT_SOLDE = ['solde'] as const
/** From the moment the service is received: nothing is printed or asked for without it. */
export const APRES_AVANCE = ['reception', 'facture', 'solde'] as const

/** `AF-SFP-LGC-Va2`, with the passage and, when it helps, its words. */
export function af(passage: string, citation?: string): Source {
  return citation === undefined
    ? { document: 'AF-SFP-LGC-Va2', passage }
    : { document: 'AF-SFP-LGC-Va2', passage, citation }
}
export const MODELES = (passage: string): Source => ({
  document: 'Modèles de documents SONS du 28/07/2023',
  passage,
})
export const LECTEUR = (passage: string): Source => ({ document: 'Lecture des pièces par l’ASP', passage })
export const SCENARIOS: Source = {
  document: 'Webinaire ASP de février 2022',
  passage: 'scénario d’installation',
}
export const PORTAIL: Source = { document: 'ASP', passage: 'portail SEGURNUM, questions fréquentes' }
