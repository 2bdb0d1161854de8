import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Demande, type Echeance, NATURES_ECHEANCE, type TypeDemande } from '#domain/commande.ts'
import type { Instant } from '#domain/dates.ts'
import { type Avancement, base, centimes, chemin, id, jour, type Rejet, texte } from './commun.ts'

/** Outcomes that the portal shows (« Validée », « A modifier », « Décidée et payée », « Rejetée », « incomplète »). */
export const ISSUES = ['validee', 'payee', 'rejetee', 'a_corriger', 'incomplete'] as const
export type Issue = (typeof ISSUES)[number]

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
  readonly rejets: readonly Rejet[]
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
        essai: z.boolean().default(false),
      }),
    )
    .output(type<ResultatRetour>()),
  /** Outcomes recorded by hand for a selection. */
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
    .input(z.object({ code: texte, issue: z.enum(ISSUES) }))
    .output(type<{ demandes: number }>()),
  /** The refusal of a client already financed is contested with the agency. */
  contester: base
    .input(z.object({ commandeIds: z.array(id).min(1), le: jour, motif: texte.default('') }))
    .output(type<{ demandes: number }>()),
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
        /** Null: computed where the scheme gives a delay (ten working days to contest), refused otherwise. */
        echeanceLe: jour.nullable().default(null),
        commentaire: texte.default(''),
      }),
    )
    .output(type<EcheanceAffichee>()),
  solder: base.input(z.object({ id, le: jour.nullable() })).output(type<EcheanceAffichee>()),
}
