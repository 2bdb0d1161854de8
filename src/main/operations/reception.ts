import { bloque } from '#domain/constat.ts'
import { controlerReception } from '#domain/controles/index.ts'
import { describeConstat } from '#domain/messages.ts'
import { receptionDe } from '#domain/reception.ts'
import { type Contexte, impl } from '../contexte.ts'
import { refuser } from '../refus.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { preview, readPourApercu } from './document.ts'
import { gatherDossiers } from './dossier.ts'
import { emettre } from './emission.ts'
import { choisirReception } from './emission-documents.ts'

export const receptionOperations = (ctx: Contexte) =>
  impl.reception.router({
    proposer: impl.reception.proposer.handler(async ({ input }) => {
      const maintenant = ctx.maintenant()
      const [dossiers, dispositifs] = await ctx.registre.lire(async (db) => [
        await gatherDossiers(db, input.commandeIds),
        await loadDispositifs(db, ctx.catalogue),
      ])
      return dossiers.flatMap((dossier) => {
        const dispositif = dispositifs.get(dossier.commande.dispositif)
        if (dispositif === undefined) return []
        return [
          {
            commandeId: dossier.commande.id,
            numero: dossier.commande.numero,
            type: receptionDe(dossier, dispositif),
            constats: controlerReception(dossier, dispositif, maintenant)
              .filter(bloque)
              .map((c) => describeConstat(c, dispositif)),
          },
        ]
      })
    }),
    apercu: impl.reception.apercu.handler(async ({ input }) => {
      const { dossier, dispositif } = await readPourApercu(ctx, input.commandeId)
      const type = receptionDe(dossier, dispositif)
      if (type === null)
        refuser('Le scénario installé ne dit pas encore si c’est une VA ou une MOM qu’il faut.', {
          ou: 'installation.scenario',
          regle: 'Modèles de documents SONS du 28/07/2023, §3',
          remede: 'Répondez aux questions sur les envois vers le DMP, sur l’installation du dossier.',
        })
      return preview(ctx, type, dossier, dispositif)
    }),
    emettre: impl.reception.emettre.handler(({ input: { type, ...input }, signal }) =>
      emettre(
        ctx,
        { ...input, noms: type === null ? 'VA et MOM' : type, choisir: choisirReception(type) },
        signal,
      ),
    ),
  })
