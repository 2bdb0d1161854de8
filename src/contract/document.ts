import { type } from '@orpc/contract'
import { z } from 'zod'
import type { TypeDocument } from '#domain/commande.ts'
import { base, texte } from './commun.ts'

/** What one printing of many documents did. */
export interface ResultatEmission {
  readonly emis: readonly {
    readonly commandeId: number
    readonly numero: string
    readonly type: TypeDocument
    readonly fichier: string
    readonly pages: number
  }[]
  readonly refuses: readonly {
    readonly commandeId: number
    readonly numero: string
    readonly raisons: readonly string[]
  }[]
  /** Printed, but not as the register says: a logo or characters that the document could not show. */
  readonly avertissements: readonly { readonly numeros: readonly string[]; readonly phrase: string }[]
  readonly dossier: string
}

export interface ModeleDocument {
  readonly code: string
  readonly type: TypeDocument
  readonly version: number
  readonly libelle: string
  readonly dispositif: string
  readonly officiel: boolean
  /** Orders whose document was printed on it. */
  readonly emis: number
}

/** Every document that Liasse knows how to print. */
export const document = {
  modeles: base.output(type<readonly ModeleDocument[]>()),
  /** A model with plainly invented data. */
  apercuModele: base
    .input(
      z.object({
        code: texte,
        /** Case of the scheme; the first one when empty. */
        cas: texte.default(''),
        clients: z.number().int().min(1).max(300).default(1),
        /** An order form issued before the référencement: with the 120-day mention. */
        anterieur: z.boolean().default(false),
      }),
    )
    .output(type<File>()),
}
