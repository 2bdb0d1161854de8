import { type } from '@orpc/contract'
import { z } from 'zod'
import type { Installation } from '#domain/commande.ts'
import type { ConstatAffiche } from '#domain/constat.ts'
import { base, chemin, id, jour, type Rejet, texte } from './commun.ts'
import { reponses } from './fournisseur.ts'

const jours = z.record(z.string().max(100), jour)

const formation = z.object({
  le: jour.optional(),
  modalite: z.enum(['presentiel', 'distanciel']).optional(),
  supportRemisLe: jour.optional(),
  enregistrementRemisLe: jour.optional(),
})

export const saisieInstallation = z.object({
  commandeId: id,
  /** Absent for the first time. */
  revision: z.number().int().optional(),
  prevueLe: jour.nullable().default(null),
  realiseeLe: jour.nullable().default(null),
  /** The scenario really installed; absent: unchanged. */
  scenario: reponses.optional(),
  formation: formation.optional(),
  livrables: jours.optional(),
  tachesClient: z.string().max(5000).optional(),
  preuves: z
    .array(
      z.object({
        flux: z.enum(['dmp', 'mss_pro', 'mss_citoyen']),
        nombre: z.number().int().min(0).max(1_000_000),
        adresse: texte.default(''),
        releveLe: jour,
        commentaire: texte.default(''),
      }),
    )
    .optional(),
  nonServis: z.array(z.object({ tiersId: id, motif: texte.min(1) })).optional(),
})

export const saisieInstallations = z.object({
  commandeIds: z.array(id).min(1),
  prevueLe: jour.nullable().default(null),
  realiseeLe: jour.nullable().default(null),
  /** True: the scenario installed is the one ordered, for every answer that was not given yet. */
  scenarioCommande: z.boolean().default(false),
  formation: formation.optional(),
  livrables: jours.optional(),
})

export interface ResultatInstallations {
  readonly commandes: number
  /** Headings of the file that nothing knows. */
  readonly ignorees: readonly string[]
  readonly rejets: readonly Rejet[]
}

export interface FicheInstallation {
  readonly commandeId: number
  readonly numero: string
  readonly installation: Installation | null
  /** Questions of the scheme: what was ordered, what is installed. */
  readonly scenario: readonly {
    readonly cle: string
    readonly libelle: string
    readonly commande: boolean | string | null
    readonly installe: boolean | string | null
    readonly different: boolean
  }[]
  readonly livrables: readonly {
    readonly cle: string
    readonly libelle: string
    readonly le: string | null
  }[]
  readonly beneficiaires: readonly {
    readonly tiersId: number
    readonly nom: string
    readonly nonServi: string | null
  }[]
  readonly constats: readonly ConstatAffiche[]
}

export const installation = {
  lire: base.input(z.object({ commandeId: id })).output(type<FicheInstallation>()),
  definir: base.input(saisieInstallation).output(type<FicheInstallation>()),
  /** The same facts for many orders; those that are null or absent stay as they are. */
  definirPlusieurs: base
    .input(saisieInstallations)
    .output(type<{ commandes: number; refuses: readonly { numero: string; phrase: string }[] }>()),
  /** A list, one order per line: `numero;prevue;realisee;formation;modalite;supports;enregistrement;documents;dmp;releve`. */
  importer: base
    .input(z.object({ chemin, scenarioCommande: z.boolean().default(false) }))
    .output(type<ResultatInstallations>()),
}
