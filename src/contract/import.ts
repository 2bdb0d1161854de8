import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Avancement, base, chemin, id, type Rejet, texte } from './commun.ts'

/** Fields that a column can fill. */
export const CHAMPS_IMPORT = [
  'reference',
  'categorie',
  'nom',
  'prenom',
  'nomComplet',
  'rpps',
  'finessG',
  'finessJ',
  'siren',
  'siret',
  'profession',
  'adresse',
  'codePostal',
  'commune',
  'telephone',
  'mail',
  'tranche',
  'representantNom',
  'representantQualite',
  'mandataireNom',
  'mandataireTelephone',
  'mandataireMail',
  'numeroCommande',
  'dateCommande',
  'dateInstallation',
  'cas',
  'montantHt',
  'montantTtc',
  'taux',
  'fichier',
  'dateSignature',
  'signataire',
  'natureSignature',
  'dateDepot',
  'numeroAsp',
  'issue',
  'montantPaye',
  'datePaiement',
] as const
export type ChampImport = (typeof CHAMPS_IMPORT)[number]

export const lecture = z.object({
  encodage: z.enum(['utf-8', 'windows-1252', 'utf-16le']),
  separateur: z.enum([';', ',', '\t', '|']),
  /** 1-based line of the headings; 0 when there are none. */
  ligneTitres: z.number().int().min(0),
  /** Sheet of a workbook. */
  feuille: texte.nullable(),
})

/** Heading of the file (or « colonne 3 ») → field, or null when ignored. */
export const correspondance = z.record(z.string(), z.enum(CHAMPS_IMPORT).nullable())

export const demandeImport = z.object({
  chemin,
  dispositif: texte.nullable(),
  /** Product of the orders created; needed when the file carries order numbers. */
  referencementId: id.nullable(),
  fournisseurId: id.nullable(),
  lecture: lecture.optional(),
  colonnes: correspondance.optional(),
})

/** What an import changes of one client or one order that the register has. */
export interface ModificationImport {
  readonly sujet: 'client' | 'commande'
  readonly id: number
  /** Name of the client, number of the order. */
  readonly nom: string
  /** First line of the file about it, or about its order. */
  readonly ligne: number
  /** Field of the import (`telephone`, `montantHt`…), and its values as text: days `AAAA-MM-JJ`, amounts in euros. */
  readonly champs: readonly {
    readonly champ: string
    readonly avant: string
    readonly apres: string
  }[]
}

export interface AnalyseImport {
  readonly nom: string
  readonly taille: number
  readonly lignes: number
  readonly nature: 'csv' | 'xlsx'
  readonly lecture: z.infer<typeof lecture>
  readonly feuilles: readonly string[]
  /** Remembered mapping that was recognised, or null. */
  readonly modele: string | null
  readonly colonnes: readonly {
    readonly titre: string
    readonly exemples: readonly string[]
    readonly champ: ChampImport | null
    /** Share of filled cells, 0 to 1. */
    readonly rempli: number
    readonly avis: string
    readonly alerte: boolean
  }[]
  readonly effets: {
    readonly nouveaux: number
    readonly misAJour: number
    readonly identiques: number
    readonly rejetes: number
    readonly commandes: number
    /** Orders that the file numbers and that no product takes: they are not created. */
    readonly sansProduit: number
  }
  /** Clients and orders that would be updated: how many, and the first of them by line, field by field. */
  readonly modifications: { readonly nombre: number; readonly premieres: readonly ModificationImport[] }
  readonly rejets: readonly Rejet[]
  /** Will go in, but to be looked at. */
  readonly avis: readonly Rejet[]
  readonly apercu: readonly {
    readonly ligne: number
    readonly effet: 'nouveau' | 'mis_a_jour' | 'identique' | 'rejete'
    readonly valeurs: Readonly<Partial<Record<ChampImport, string>>>
  }[]
}

export interface ResultatImport {
  readonly lignes: number
  readonly clients: { readonly crees: number; readonly misAJour: number; readonly identiques: number }
  readonly commandes: { readonly creees: number; readonly misesAJour: number; readonly identiques: number }
  /** Every client and every order that was updated, and in what. */
  readonly modifications: readonly ModificationImport[]
  readonly rejets: readonly Rejet[]
  /** Accepted, but to be looked at (an order number that the reader may not read…). */
  readonly avis: readonly Rejet[]
}

export const imports = {
  /** Reads the whole file and writes nothing: what the import would do. */
  analyser: base.input(demandeImport).output(type<AnalyseImport>()),
  executer: base
    .input(demandeImport.extend({ memoriserSous: texte.nullable().default(null) }))
    .output(eventIterator(z.custom<Avancement<ResultatImport>>())),
  /** The FINESS etalab extraction (cs1100502), replaced as a whole. */
  finess: base
    .input(z.object({ chemin }))
    .output(
      eventIterator(z.custom<Avancement<{ etablissements: number; du: string; rejets: readonly Rejet[] }>>()),
    ),
  etatFiness: base.output(type<{ du: string; importeLe: string; etablissements: number } | null>()),
}
