import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { type Avancement, base, chemin, id, jour, texte } from './commun.ts'

/** One thing of a request file that was not taken, or that is to be looked at. */
export interface RejetDemande {
  /** Null when the whole file, or its ZIP, is at stake. */
  readonly numLigne: number | null
  /** Order number that the line names. */
  readonly numero: string | null
  /** Key of the agency's model: `beneficiaires.liberal[0].RPPS`. */
  readonly cle: string | null
  readonly regle: string
  readonly phrase: string
}

/** What was recovered of one request file. */
export interface FichierRepris {
  readonly nom: string
  /** File of requests of the register that it became, or was already; null when nothing of it went in. */
  readonly envoiId: number | null
  readonly lignes: number
  readonly clients: { readonly crees: number; readonly connus: number }
  readonly commandes: { readonly creees: number; readonly connues: number }
  /** `dejaLa`: requests of this very file that the register has already. */
  readonly demandes: { readonly reprises: number; readonly dejaLa: number }
  readonly pieces: { readonly rattachees: number; readonly absentes: number }
  readonly rejets: readonly RejetDemande[]
  readonly avis: readonly RejetDemande[]
}

export interface ResultatReprise {
  readonly fichiers: readonly FichierRepris[]
  readonly demandes: number
  readonly dejaLa: number
  readonly refusees: number
}

export const reprise = {
  /**
   * Reads back request files made elsewhere (`X.json`, its `X.zip` among `chemins` or beside it): clients, orders,
   * pieces and requests. One transaction per file; a file given again changes nothing.
   */
  lireDemandes: base
    .input(
      z.object({
        chemins: z.array(chemin).min(1).max(1000),
        dispositif: texte,
        /** Product of the orders; the one that has the file's reference number when null. */
        referencementId: id.nullable().default(null),
        /** Day of their deposit on the portal; null: exported, not deposited yet. */
        deposeesLe: jour.nullable().default(null),
      }),
    )
    .output(eventIterator(z.custom<Avancement<ResultatReprise>>())),
}
