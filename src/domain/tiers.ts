import type { Jour } from './dates.ts'
import type { TypeIdentifiant } from './identifiants.ts'

/** What a tiers is, in the words of the texts. Schemes list the categories they finance. */
export const CATEGORIES_TIERS = [
  'praticien',
  'cabinet',
  'centre_infirmier',
  'centre_sante',
  'maison_sante',
  'gestionnaire',
  'etablissement',
] as const
export type CategorieTiers = (typeof CATEGORIES_TIERS)[number]

export const PROFESSIONS = [
  'medecin',
  'sage_femme',
  'infirmier',
  'infirmier_pratique_avancee',
  'masseur_kinesitherapeute',
  'orthophoniste',
  'orthoptiste',
  'pedicure_podologue',
] as const
export type Profession = (typeof PROFESSIONS)[number]

export const PROFESSION_LIBELLES: Readonly<Record<Profession, string>> = {
  medecin: 'Médecin',
  sage_femme: 'Sage-femme',
  infirmier: 'Infirmier',
  infirmier_pratique_avancee: 'Infirmier en pratique avancée',
  masseur_kinesitherapeute: 'Masseur-kinésithérapeute',
  orthophoniste: 'Orthophoniste',
  orthoptiste: 'Orthoptiste',
  pedicure_podologue: 'Pédicure-podologue',
}

export const CATEGORIE_LIBELLES: Readonly<Record<CategorieTiers, string>> = {
  praticien: 'Professionnel libéral',
  cabinet: 'Cabinet de groupe',
  centre_infirmier: 'Centre de santé infirmier',
  centre_sante: 'Centre de santé',
  maison_sante: 'Maison de santé pluriprofessionnelle',
  gestionnaire: 'Organisme gestionnaire',
  etablissement: 'Établissement',
}

export type ModeExercice = 'liberal' | 'salarie'

export interface Identifiant {
  readonly type: TypeIdentifiant
  readonly valeur: string
}

export interface Adresse {
  readonly lignes: string
  readonly codePostal: string
  readonly commune: string
}

/** A person who acts for a tiers. `signataire`: has the power to engage it (AF-SFP-LGC-Va2 §4.3). */
export interface Contact {
  readonly id: number
  readonly nom: string
  readonly qualite: string
  readonly telephone: string
  readonly mail: string
  readonly signataire: boolean
}

export interface Tiers {
  readonly id: number
  readonly revision: number
  readonly categorie: CategorieTiers
  /** A person's family name, or a structure's raison sociale, as the vendor gave it. */
  readonly nom: string
  /** Empty for a structure, or when the vendor's list gives one name only. */
  readonly prenom: string
  readonly profession: Profession | null
  readonly modeExercice: ModeExercice | null
  readonly identifiants: readonly Identifiant[]
  readonly adresse: Adresse
  readonly telephone: string
  readonly mail: string
  /** The vendor's own customer reference (CRM). */
  readonly reference: string
  /** Ceiling tranche of a centre (AF-SFP-LGC-Va2 §5.3), as known to the user. */
  readonly tranche: string | null
  readonly contacts: readonly Contact[]
  /** The entity that holds this establishment (organisme gestionnaire), when known. */
  readonly parentId: number | null
}

/** State aid that a client declares as already received, per regulation (AF-SFP-LGC-Va2 §5.1). Amount 0: none. */
export interface Aide {
  readonly id: number
  readonly tiersId: number
  readonly reglement: string
  readonly montant: number
  readonly declareeLe: Jour
  readonly source: string
}

/** Name as said on documents and at the head of a sheet: « Prénom Nom », or the raison sociale. */
export function nomComplet(tiers: Pick<Tiers, 'nom' | 'prenom'>): string {
  return tiers.prenom === '' ? tiers.nom : `${tiers.prenom} ${tiers.nom}`
}

type Nomme = Pick<Tiers, 'nom' | 'prenom'>

/** Name in a list, which is sorted on it: « Nom Prénom », or the raison sociale. */
export const nomEnListe = ({ nom, prenom }: Nomme): string => (prenom === '' ? nom : `${nom} ${prenom}`)

/** The clients of an order in a list: « Martin Claude », « Martin Claude et 3 autres ». */
export function clientsEnListe(clients: readonly Nomme[]): string {
  const [premier, ...autres] = clients
  if (premier === undefined) return ''
  const nom = nomEnListe(premier)
  return autres.length === 0 ? nom : `${nom} et ${autres.length} autre${autres.length > 1 ? 's' : ''}`
}

/** Value of one identifier, or null when the tiers has none of that type. */
export function identifiantOf(tiers: Pick<Tiers, 'identifiants'>, type: TypeIdentifiant): string | null {
  return tiers.identifiants.find((i) => i.type === type)?.valeur ?? null
}
