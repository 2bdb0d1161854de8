import { jourParis } from '#domain/dates.ts'
import { type Contexte, impl } from '../contexte.ts'
import { withProgress } from '../progres.ts'
import { refuser } from '../refus.ts'
import { readRetours } from '../registre/retours.ts'
import { listCodes, settleCode } from './retour-codes.ts'
import { importRetours } from './retour-fichier.ts'
import { readPortail } from './retour-portail.ts'
import { contestRefus, noteIssue } from './retour-suites.ts'

/** What the agency answers: return files, the portal's table, outcomes noted by hand. */
export const retourOperations = (ctx: Contexte) =>
  impl.retour.router({
    importer: impl.retour.importer.handler(async function* ({ input, signal }) {
      yield* withProgress(signal, (report, arret) => importRetours(ctx, input.chemins, report, arret))
    }),
    portail: impl.retour.portail.handler(({ input }) => readPortail(ctx, input)),
    noter: impl.retour.noter.handler(async ({ input }) => {
      if (input.issue === 'a_corriger' && input.motif.trim() === '')
        refuser('Dites ce que l’agence reproche à cette demande\u00a0: le motif reste au dossier.', {
          ou: 'motif',
        })
      return { demandes: await ctx.registre.ecrire((tx) => noteIssue(ctx, tx, input)) }
    }),
    reglerCode: impl.retour.reglerCode.handler(async ({ input }) => ({
      demandes: await ctx.registre.ecrire((tx) => settleCode(ctx, tx, input)),
    })),
    codes: impl.retour.codes.handler(() => ctx.registre.lire(listCodes)),
    contester: impl.retour.contester.handler(({ input }) =>
      ctx.registre.ecrire((tx) => contestRefus(ctx, tx, input)),
    ),
    reprendre: impl.retour.reprendre.handler(async ({ input }) => {
      const le = jourParis(ctx.maintenant())
      const note = { ...input, issue: 'a_corriger', le, montant: null } as const
      return { demandes: await ctx.registre.ecrire((tx) => noteIssue(ctx, tx, note)) }
    }),
    historique: impl.retour.historique.handler(() => ctx.registre.lire(readRetours)),
  })
