import type { Kysely } from 'kysely'
import type { CodeRetour, IssueCode } from '#contract/retour.ts'
import { type Jour, jourParis } from '#domain/dates.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import type { Contexte } from '../contexte.ts'
import { readSavoirRetour } from '../formats/codesRetour.ts'
import { SUITE_MUETTE, type SuiteLue, SuiteRefusee } from '../imports/suites.ts'
import type { SuiteAEcrire } from '../imports/suites-ecriture.ts'
import { refuser } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { writeReglage } from '../registre/reglages.ts'
import { readCodesLus, readCodesRegles, readDemandesOfCode } from '../registre/retours.ts'
import type { Tables } from '../registre/schema.ts'
import { openDispositifs, recordSuites, resolveDemande } from './retour-suites.ts'

type Db = Kysely<Tables>

/** What each code means: the user's word, otherwise what Liasse ships. */
export async function openCodes(db: Db): Promise<(code: string) => IssueCode | null> {
  const regles = await readCodesRegles(db)
  const { codes } = readSavoirRetour()
  return (code) => regles.get(code)?.issue ?? codes.find((c) => c.code === code)?.issue ?? null
}

/** Codes known, set or met, in order. */
export async function listCodes(db: Db): Promise<readonly CodeRetour[]> {
  const regles = await readCodesRegles(db)
  const lus = new Map((await readCodesLus(db)).map((c) => [c.code, c]))
  const livres = new Map(readSavoirRetour().codes.map((c) => [c.code, c]))
  const codes = [...new Set([...livres.keys(), ...regles.keys(), ...lus.keys()])].sort()
  return codes.map((code): CodeRetour => {
    const regle = regles.get(code)
    const livre = livres.get(code)
    return {
      code,
      libelle: lus.get(code)?.libelle || (livre?.libelle ?? ''),
      issue: regle?.issue ?? livre?.issue ?? null,
      source:
        regle === undefined
          ? livre === undefined
            ? null
            : `${livre.source.document}, ${livre.source.passage}`
          : regle.par,
      confiance: regle === undefined ? (livre?.confiance ?? null) : 'par_vous',
      demandes: lus.get(code)?.demandes ?? 0,
    }
  })
}

/**
 * What a line of the agency's file says, by the meaning of its code. An accepted file is received, not decided: the
 * request stays deposited.
 */
export const saidByCode = (
  issue: IssueCode | null,
  motif: string,
  le: Jour | null,
  numeroAsp = '',
): SuiteLue =>
  issue === null || issue === 'deposee'
    ? { ...SUITE_MUETTE, numeroAsp }
    : { ...SUITE_MUETTE, numeroAsp, issue, motif, ...(issue === 'rejetee' && { refuseeLe: le }) }

const ISSUE_LIBELLES: Readonly<Record<IssueCode, string>> = {
  deposee: 'reçue, à décider',
  validee: ETATS_DEMANDE_LIBELLES.validee,
  payee: ETATS_DEMANDE_LIBELLES.payee,
  rejetee: ETATS_DEMANDE_LIBELLES.rejetee,
  a_corriger: ETATS_DEMANDE_LIBELLES.a_corriger,
  incomplete: 'incomplète',
}

/** Records what a code means, and applies it to the requests that have it and are not decided. Returns their number. */
export async function settleCode(
  ctx: Contexte,
  tx: Ecriture,
  { code: saisi, issue }: { readonly code: string; readonly issue: IssueCode },
): Promise<number> {
  const code = saisi.trim()
  if (code === '') refuser('Dites quel code.', { ou: 'code' })
  const jour = jourParis(ctx.maintenant())
  const avant = (await openCodes(tx))(code)
  await writeReglage(
    tx,
    `retour.code.${code}`,
    JSON.stringify({ issue, le: jour, par: await ctx.utilisateur() }),
  )
  await journaliser(tx, ctx, [
    {
      sujet: 'import',
      sujetId: 0,
      action: 'code_retour',
      de: avant === null ? null : ISSUE_LIBELLES[avant],
      vers: ISSUE_LIBELLES[issue],
      detail: code,
    },
  ])
  const dispositifOf = await openDispositifs(tx, ctx)
  const suites = (await readDemandesOfCode(tx, code)).flatMap((d): SuiteAEcrire[] => {
    const suite = resolveOrNull(() =>
      resolveDemande(d, saidByCode(issue, d.libelleTraitement || code, d.retourLe), jour),
    )
    const { commandeId, type } = d
    const trace = { ou: `code ${code}` }
    return suite === null ? [] : [{ commandeId, type, dispositif: dispositifOf(d), suite, trace }]
  })
  await recordSuites(tx, ctx, suites)
  return suites.length
}

/** A request that something else moved meanwhile stays as it is. */
function resolveOrNull<T>(f: () => T | null): T | null {
  try {
    return f()
  } catch (erreur) {
    if (erreur instanceof SuiteRefusee) return null
    throw erreur
  }
}
