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

/** What a refusal said; null for any other error. */
export const refusOf = (erreur: unknown): Refus | null =>
  erreur instanceof ORPCError && erreur.code === 'REFUS' ? (erreur.data as Refus) : null

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

/** The register is shown but not written: every write is refused with the reason. */
export function lectureSeule(raison: string): never {
  throw new ORPCError('LECTURE_SEULE', {
    status: 423,
    defined: true,
    message: raison,
    data: { phrase: raison, ou: null, regle: null, remede: null } satisfies Refus,
  })
}

const PHRASES: readonly [RegExp, string][] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)$/,
    'Le disque est plein\u00a0: rien n’a été enregistré. Libérez de la place, puis recommencez.',
  ],
  [
    /^(SQLITE_READONLY|EROFS|EACCES)/,
    'Le dossier ou le fichier est en lecture seule\u00a0: rien n’a été enregistré. Donnez-vous le droit d’y écrire, ou choisissez un autre dossier.',
  ],
  [
    // Windows answers one or the other for a file that another program shows.
    /^(EPERM|EBUSY)$/,
    'Le dossier ou le fichier est en lecture seule, ou ouvert dans un autre logiciel\u00a0: rien n’a été enregistré. Fermez-le s’il est ouvert, ou donnez-vous le droit d’y écrire, puis recommencez.',
  ],
  [
    /^SQLITE_BUSY/,
    'Le registre est occupé par une autre fenêtre ou une autre commande de Liasse. Attendez qu’elle ait fini, puis recommencez.',
  ],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    'Le registre est abîmé. Fermez Liasse et remettez la dernière sauvegarde (dossier «\u00a0sauvegardes\u00a0») à sa place.',
  ],
  [
    /^ENOTDIR$/,
    'Un fichier se trouve à la place d’un dossier de ce chemin\u00a0: rien n’a été enregistré. Choisissez un autre dossier.',
  ],
  [/^(SQLITE_IOERR|EIO)/, 'Le disque ne répond plus normalement\u00a0: rien n’a été enregistré.'],
]

/** The French sentence of a fault of the machine (disk full, folder read-only, register busy); null for any other error. */
export function sentenceOf(erreur: unknown): string | null {
  const code = (erreur as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return null
  return PHRASES.find(([forme]) => forme.test(code))?.[1] ?? null
}

/** Rethrows: a fault of the machine becomes a refusal with its sentence, the rest goes on as it is. */
export function rethrowExplained(erreur: unknown): never {
  const phrase = sentenceOf(erreur)
  if (phrase === null) throw erreur
  refuser(phrase, { ou: (erreur as { path?: string }).path ?? null })
}
