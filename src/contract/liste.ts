import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeIdentifiant } from '#domain/identifiants.ts'
import { type ContenuListe, type ListeReference, TYPES_LISTE } from '#domain/listes.ts'
import { type Avancement, base, chemin, jour, type Page, type Rejet, texte, tranche } from './commun.ts'
import { lecture } from './import.ts'

/** Fields that a column of a list can fill; the first ones are identifiers. */
export const CHAMPS_LISTE = [
  'rpps',
  'finessG',
  'finessJ',
  'finessPmsi',
  'siren',
  'siret',
  'nom',
  'tranche',
  'plafondHt',
  'fournisseur',
  'le',
  'numero',
] as const
export type ChampListe = (typeof CHAMPS_LISTE)[number]

export const CHAMP_LISTE_LIBELLES: Readonly<Record<ChampListe, string>> = {
  rpps: 'N° RPPS',
  finessG: 'FINESS géographique',
  finessJ: 'FINESS juridique',
  finessPmsi: 'FINESS PMSI',
  siren: 'SIREN',
  siret: 'SIRET',
  nom: 'Nom ou raison sociale',
  tranche: 'Tranche',
  plafondHt: 'Plafond HT',
  fournisseur: 'Fournisseur',
  le: 'Date du financement',
  numero: 'N° de commande',
}

/** Heading of the file (or « colonne 3 ») → field, or null when ignored. */
export const colonnesListe = z.record(z.string(), z.enum(CHAMPS_LISTE).nullable())

/** `dispositif` is given for the lists of one scheme (`es`, `plafonds`, `finances`) and null for the others. */
export const listeVisee = z.object({ type: z.enum(TYPES_LISTE), dispositif: texte.nullable().default(null) })

export const demandeListe = listeVisee.extend({
  chemin,
  /** How the file is read and its columns, when what is recognised is not right. The annuaire is read by its own names. */
  lecture: lecture.optional(),
  colonnes: colonnesListe.optional(),
})

/** An imported list. `lignes`: lines of the file; `retenues`: identifiers kept. */
export interface ResumeListe extends ListeReference {
  readonly lignes: number
  readonly retenues: number
}

export interface AnalyseListe {
  readonly nom: string
  readonly taille: number
  readonly lecture: z.infer<typeof lecture>
  readonly nature: 'csv' | 'xlsx'
  readonly feuilles: readonly string[]
  /** Remembered mapping that was recognised, or null. */
  readonly modele: string | null
  /** Columns to map; empty for the annuaire, whose names are known. */
  readonly colonnes: readonly {
    readonly titre: string
    readonly exemples: readonly string[]
    readonly champ: ChampListe | null
  }[]
  /** Fields that this kind of list can take. */
  readonly champs: readonly ChampListe[]
  /** What the mapping lacks before it can be imported, sentences. */
  readonly manques: readonly string[]
  /** The day that the file's name carries, or null. */
  readonly du: string | null
  /** The list that this one would replace. */
  readonly enPlace: ResumeListe | null
}

export interface ResultatListe extends ResumeListe {
  readonly rejets: readonly Rejet[]
}

/** One identifier of a list. */
export interface LigneListe extends ListeReference {
  readonly par: TypeIdentifiant
  readonly cle: string
  readonly contenu: ContenuListe
}

export const liste = {
  /** Imported lists, FINESS apart (`imports.etatFiness`). */
  lister: base.output(type<readonly ResumeListe[]>()),
  /** Reads the beginning of the file and writes nothing: its columns, its date, what is missing. */
  analyser: base.input(demandeListe).output(type<AnalyseListe>()),
  /** Replaces the list as a whole; the one in place stays when the file is refused. */
  importer: base
    .input(
      demandeListe.extend({
        /** Day of the list; by default the one that the file's name carries. */
        du: jour.nullable().default(null),
        /** Where it comes from, as shown; by default the file's name. */
        source: texte.default(''),
        memoriserSous: texte.nullable().default(null),
      }),
    )
    .output(eventIterator(z.custom<Avancement<ResultatListe>>())),
  retirer: base.input(listeVisee).output(type<readonly ResumeListe[]>()),
  /** By number or by name, in one kind of list or in all of them. */
  chercher: base
    .input(tranche.extend({ texte: texte.min(1), type: z.enum(TYPES_LISTE).nullable().default(null) }))
    .output(type<Page<LigneListe>>()),
}
