import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ISSUES_CODE } from '#contract/retour.ts'
import { resourcePath } from '../resources.ts'

const sourcee = {
  source: z.strictObject({ document: z.string().min(1), passage: z.string() }),
  confiance: z.enum(['atteste', 'derive', 'a_confirmer']),
}
const savoir = z.strictObject({
  /** End of the name of a return file, before its extension. */
  fichier: z.strictObject({ suffixe: z.string().min(1), ...sourcee }),
  codes: z.array(
    z.strictObject({
      code: z.string().min(1),
      libelle: z.string().min(1),
      issue: z.enum(ISSUES_CODE),
      ...sourcee,
    }),
  ),
})
export type SavoirRetour = z.infer<typeof savoir>

let lu: SavoirRetour | null = null

/** What is known of the agency's return files, with its sources. Throws when the file does not hold. */
export function readSavoirRetour(): SavoirRetour {
  lu ??= savoir.parse(JSON.parse(readFileSync(resourcePath('resources', 'retour', 'codes.json'), 'utf8')))
  return lu
}
