import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Demande, type Echeance, NATURES_ECHEANCE, type TypeDemande } from '#domain/commande.ts'
import type { Instant, Jour } from '#domain/dates.ts'
import type { Confiance } from '#domain/dispositif.ts'
import { type Avancement, base, centimes, chemin, id, jour, type Rejet, texte } from './commun.ts'

/** Outcomes that the portal shows (« Validée », « A modifier », « Décidée et payée », « Rejetée », « incomplète »). */
export const ISSUES = ['validee', 'payee', 'rejetee', 'a_corriger', 'incomplete'] as const
export type Issue = (typeof ISSUES)[number]
/** What a code of the return file may mean: an outcome, or « deposee », received and still to be decided. */
export const ISSUES_CODE = ['deposee', ...ISSUES] as const
export type IssueCode = (typeof ISSUES_CODE)[number]

/** Columns of the portal's table. */
export const CHAMPS_PORTAIL = [
  'numeroAsp',
  'numeroCommande',
  'type',
  'issue',
  'dateDepot',
  'dateDecision',
  'datePaiement',
  'montantPaye',
  'motif',
] as const
export type ChampPortail = (typeof CHAMPS_PORTAIL)[number]

/** A code that the agency writes in its return files. */
export interface CodeRetour {
  readonly code: string
  readonly libelle: string
  /** Null: nobody knows what it means yet. */
  readonly issue: IssueCode | null
  /** Who says so: a text (« 0000 », by analogy), or the user. */
  readonly source: string | null
  readonly confiance: Confiance | 'par_vous' | null
  /** Requests of the register that have it. */
  readonly demandes: number
}

/** One request whose outcome a file, a table or a person told. */
export interface DemandeRetournee {
  readonly demandeId: number
  readonly commandeId: number
  readonly numero: string
  readonly type: TypeDemande
  readonly de: Demande['etat']
  readonly vers: Demande['etat']
  readonly numeroAsp: string | null
  /** As the agency wrote them; an unknown code is kept and shown. */
  readonly code: string
  readonly libelle: string
}

export interface RejetRetour extends Rejet {
  /** Name of the file, or of the table. */
  readonly fichier: string
}

export interface ResultatRetour {
  readonly fichiers: readonly {
    readonly nom: string
    readonly envoi: string | null
    readonly dejaLu: boolean
    readonly lignes: number
  }[]
  readonly changees: readonly DemandeRetournee[]
  readonly inchangees: number
  /** Codes that no rule knows, with the number of lines: kept, and to be decided by the user. */
  readonly codesInconnus: readonly {
    readonly code: string
    readonly libelle: string
    readonly lignes: number
  }[]
  /** Lines left out; `ligne` is the number of the request in a return file, the line of the table otherwise. */
  readonly rejets: readonly RejetRetour[]
  /** Columns of the portal's table and what they were read as; empty for return files. */
  readonly colonnes: readonly { readonly titre: string; readonly champ: ChampPortail | null }[]
}

export interface EcheanceAffichee extends Echeance {
  readonly numero: string
  readonly client: string
  readonly dispositif: string
  /** Calendar days left; negative once late. */
  readonly reste: number
}

export const retour = {
  /** Return files of the agency: same lines, joined on file and line. Read twice, they change nothing. */
  importer: base
    .input(z.object({ chemins: z.array(chemin).min(1).max(1000) }))
    .output(eventIterator(z.custom<Avancement<ResultatRetour>>())),
  /** The portal's table, as a file (CSV, XLSX) or pasted: joined on the ASP number, then the order's. */
  portail: base
    .input(
      z.object({
        chemin: chemin.nullable().default(null),
        /** Pasted text, tabs between columns. */
        colle: z.string().max(5_000_000).default(''),
        dispositif: texte.nullable().default(null),
        /** Heading of the table → field, or null when ignored; those that are absent are found by name. */
        colonnes: z.record(z.string().max(200), z.enum(CHAMPS_PORTAIL).nullable()).default({}),
        /** Says what would change and writes nothing. */
        essai: z.boolean().default(false),
      }),
    )
    .output(type<ResultatRetour>()),
  /**
   * Outcomes recorded by hand for a selection, all or none. `le`: day of the decision, or of the payment. `montant`:
   * what was paid for each; null, the share that was asked for. `motif` is required when the agency sends back.
   */
  noter: base
    .input(
      z.object({
        commandeIds: z.array(id).min(1),
        type: z.enum(['avance', 'solde']),
        issue: z.enum(ISSUES),
        le: jour,
        motif: texte.default(''),
        montant: centimes.nullable().default(null),
      }),
    )
    .output(type<{ demandes: number }>()),
  /** What an unknown code means from now on, for the lines that have it and those to come. */
  reglerCode: base
    .input(z.object({ code: texte.min(1), issue: z.enum(ISSUES_CODE) }))
    .output(type<{ demandes: number }>()),
  /** Codes met in return files, and those that Liasse knows. */
  codes: base.output(type<readonly CodeRetour[]>()),
  /**
   * The refusal of a client already financed is contested with the agency. After the scheme's delay it is recorded all
   * the same, and said: `horsDelai` has the numbers of those orders.
   */
  contester: base
    .input(z.object({ commandeIds: z.array(id).min(1), le: jour, motif: texte.default('') }))
    .output(
      type<{
        demandes: number
        horsDelai: readonly { readonly numero: string; readonly limite: Jour }[]
      }>(),
    ),
  /** Corrected, a request sent back or refused may go out again in a new file. */
  reprendre: base
    .input(
      z.object({
        commandeIds: z.array(id).min(1),
        type: z.enum(['avance', 'solde']),
        motif: texte.default(''),
      }),
    )
    .output(type<{ demandes: number }>()),
  /** Files and tables read, the last first. */
  historique: base.output(
    type<
      readonly {
        readonly id: number
        readonly nom: string
        readonly source: 'fichier' | 'portail'
        readonly lueLe: Instant
        readonly par: string
        readonly lignes: number
      }[]
    >(),
  ),
}

/** What one order owes the agency on a day. */
export const echeance = {
  lister: base
    .input(z.object({ commandeId: id.nullable().default(null), ouvertes: z.boolean().default(true) }))
    .output(type<readonly EcheanceAffichee[]>()),
  definir: base
    .input(
      z.object({
        id: id.optional(),
        revision: z.number().int().optional(),
        commandeId: id,
        nature: z.enum(NATURES_ECHEANCE),
        objet: texte.min(1),
        recueLe: jour,
        /** Null: computed where the scheme gives it (ten working days to contest, last deposit for an avenant), refused otherwise. */
        echeanceLe: jour.nullable().default(null),
        commentaire: texte.default(''),
      }),
    )
    .output(type<EcheanceAffichee>()),
  solder: base.input(z.object({ id, le: jour.nullable() })).output(type<EcheanceAffichee>()),
}
