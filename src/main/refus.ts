import { ORPCError } from '@orpc/server'
import type { Refus } from '#contract/commun.ts'

/** Refuses an operation with a sentence for the user: what, where, by which rule, what to do. */
export function refuser(phrase: string, precisions: Partial<Omit<Refus, 'phrase'>> = {}): never {
  throw new ORPCError('REFUS', {
    status: 422,
    defined: true,
    message: phrase,
    data: { phrase, ou: null, regle: null, remede: null, ...precisions } satisfies Refus,
  })
}

/** The row asked for is not in the register (deleted meanwhile, or a wrong number). */
export function introuvable(phrase: string): never {
  throw new ORPCError('INTROUVABLE', {
    status: 404,
    defined: true,
    message: phrase,
    data: { phrase, ou: null, regle: null, remede: null } satisfies Refus,
  })
}

/** The row was saved by someone else since it was read; both versions are shown. */
export function revisionPerimee(actuelle: unknown): never {
  throw new ORPCError('REVISION_PERIMEE', {
    status: 409,
    defined: true,
    message: 'Cette fiche a été modifiée entre-temps.',
    data: { actuelle },
  })
}
