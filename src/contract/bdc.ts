import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import { type Avancement, base, chemin, id } from './commun.ts'
import type { ResultatEmission } from './document.ts'

export const bdc = {
  /** The order form as it would be printed now, without recording anything. */
  apercu: base.input(z.object({ commandeId: id })).output(type<File>()),
  /** Prints into `sortie`, one PDF per order, named by number; journaled. */
  emettre: base
    .input(z.object({ commandeIds: z.array(id).min(1), sortie: chemin }))
    .output(eventIterator(z.custom<Avancement<ResultatEmission>>())),
}
