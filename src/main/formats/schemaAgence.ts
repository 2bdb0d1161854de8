import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isObjet, ModeleRefuse, type Objet } from './modele.ts'

const REMEDE = 'Demandez à l’agence un schéma JSON en un seul fichier, ou comparez le modèle sans schéma.'

/** Keywords of drafts whose meaning is closed: nothing else than draft 7 and 2020-12 is guessed. */
function openAjv(schema: Objet): Ajv {
  const draft =
    typeof schema.$schema === 'string' ? schema.$schema : 'https://json-schema.org/draft/2020-12/schema'
  const options = {
    allErrors: true,
    verbose: true,
    strict: false,
    validateFormats: false,
    logger: false,
  } as const
  if (/draft\/2020-12/.test(draft)) return new Ajv2020(options)
  if (/draft-07/.test(draft)) return new Ajv(options)
  throw new ModeleRefuse(
    `Ce schéma est écrit pour «\u00a0${draft.slice(0, 80)}\u00a0», que Liasse ne lit pas\u00a0: draft-07 ou 2020-12.`,
    REMEDE,
  )
}

/** Compiles a JSON Schema given by the agency, checked beside Liasse's own. Throws `ModeleRefuse`. */
export function compileSchemaAgence(schema: unknown): ValidateFunction {
  if (!isObjet(schema) || Object.keys(schema).length === 0)
    throw new ModeleRefuse('Ce fichier n’est pas un schéma JSON\u00a0: un objet est attendu.', REMEDE)
  if (!['properties', '$ref', 'allOf', 'anyOf', 'oneOf', 'required'].some((cle) => cle in schema))
    throw new ModeleRefuse(
      'Ce fichier n’est pas un schéma JSON\u00a0: il ne dit rien des clés attendues.',
      REMEDE,
    )
  const { $async: asynchrone, ...reste } = schema
  if (asynchrone !== undefined)
    throw new ModeleRefuse('Ce schéma demande une vérification asynchrone.', REMEDE)
  try {
    return openAjv(reste).compile(reste)
  } catch (cause) {
    if (cause instanceof ModeleRefuse) throw cause
    throw new ModeleRefuse(
      `Ce schéma JSON ne tient pas\u00a0: ${(cause as Error).message.slice(0, 200)}.`,
      REMEDE,
    )
  }
}
