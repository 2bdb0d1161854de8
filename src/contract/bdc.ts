import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Avancement, base, chemin, id, texte } from './commun.ts'

export interface ResultatEmission {
  readonly emis: readonly {
    readonly commandeId: number
    readonly numero: string
    readonly fichier: string
    readonly pages: number
  }[]
  readonly refuses: readonly {
    readonly commandeId: number
    readonly numero: string
    readonly raisons: readonly string[]
  }[]
  /** Printed, but not as the register says: a logo or characters that the form could not show. */
  readonly avertissements: readonly { readonly numeros: readonly string[]; readonly phrase: string }[]
  readonly dossier: string
}

export interface ModeleDocument {
  readonly code: string
  readonly version: number
  readonly libelle: string
  readonly dispositif: string
  readonly officiel: boolean
  readonly bdcEmis: number
}

export const bdc = {
  modeles: base.output(type<readonly ModeleDocument[]>()),
  /** The order form as it would be printed now, without recording anything. */
  apercu: base.input(z.object({ commandeId: id })).output(type<File>()),
  /** A model with plainly invented data. */
  apercuModele: base
    .input(
      z.object({
        code: texte,
        /** Case of the scheme; the first one when empty. */
        cas: texte.default(''),
        clients: z.number().int().min(1).max(300).default(1),
        /** Issued before the référencement: with the 120-day mention. */
        anterieur: z.boolean().default(false),
      }),
    )
    .output(type<File>()),
  /** Prints into `sortie`, one PDF per order, named by number; journaled. */
  emettre: base
    .input(z.object({ commandeIds: z.array(id).min(1), sortie: chemin }))
    .output(eventIterator(z.custom<Avancement<ResultatEmission>>())),
}
