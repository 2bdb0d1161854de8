import { createHash } from 'node:crypto'
import { CONTROLES } from '#domain/controles/index.ts'
import type { Contexte } from '../contexte.ts'

const connues = new WeakMap<Contexte, string>()

/**
 * Fingerprint of what decides a verification: this version of Liasse, its table of controls, the files of its schemes.
 * What the user sets over them is not in it: setting a value marks the orders itself.
 */
export function fingerprintRegles(ctx: Contexte): string {
  let empreinte = connues.get(ctx)
  if (empreinte === undefined) {
    const regles = [ctx.version, CONTROLES, ctx.catalogue.codes.map((code) => ctx.catalogue.base(code))]
    empreinte = createHash('sha256').update(JSON.stringify(regles)).digest('hex').slice(0, 16)
    connues.set(ctx, empreinte)
  }
  return empreinte
}
