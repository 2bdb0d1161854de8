import type { Dossier } from '#domain/commande.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { type Contexte, impl } from '../contexte.ts'
import { inventDossier } from '../documents/exemples.ts'
import { loadModeles, modeleBdc } from '../documents/modele.ts'
import { nameBdc } from '../documents/nomFichier.ts'
import { introuvable } from '../refus.ts'
import { countEmis } from '../registre/bdc.ts'
import { readLogo } from '../registre/logos.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import type { TacheApercu } from '../workers/bdc.ts'
import { dossierAEmettre, emettre } from './bdc-emission.ts'
import { gatherDossiers } from './dossier.ts'

/** The form as a file of the interface: nothing is written, nothing recorded. */
async function preview(ctx: Contexte, dossier: Dossier, dispositif: Dispositif): Promise<File> {
  const logo = await readLogo(ctx.registre, dossier.fournisseur.logo)
  const tache: TacheApercu = {
    modele: modeleBdc(dispositif),
    dispositif,
    dossier,
    logo: logo === null ? null : new Uint8Array(logo.octets),
    maintenant: ctx.maintenant(),
  }
  const octets = await ctx.atelier.run<Uint8Array<ArrayBuffer>>('bdc', tache)
  return new File([octets], `${nameBdc(dossier.commande.numero)}.pdf`, { type: 'application/pdf' })
}

async function apercu(ctx: Contexte, commandeId: number): Promise<File> {
  const [dossiers, dispositifs] = await ctx.registre.lire(async (db) => [
    await gatherDossiers(db, [commandeId]),
    await loadDispositifs(db, ctx.catalogue),
  ])
  const dossier = dossiers[0] ?? introuvable('Cette commande n’est pas dans le registre.')
  const dispositif =
    dispositifs.get(dossier.commande.dispositif) ??
    introuvable('Le dispositif de cette commande n’est pas connu de Liasse.')
  return preview(ctx, dossierAEmettre(dossier, ctx.maintenant()), dispositif)
}

export const bdcOperations = (ctx: Contexte) =>
  impl.bdc.router({
    modeles: impl.bdc.modeles.handler(async () => {
      const emis = await ctx.registre.lire(countEmis)
      return [...loadModeles().values()].map(({ code, version, libelle, dispositif, officiel }) => ({
        code,
        version,
        libelle,
        dispositif,
        officiel,
        bdcEmis: emis.get(code) ?? 0,
      }))
    }),
    apercu: impl.bdc.apercu.handler(({ input }) => apercu(ctx, input.commandeId)),
    apercuModele: impl.bdc.apercuModele.handler(({ input }) => {
      const modele = loadModeles().get(input.code) ?? introuvable(`Le modèle ${input.code} n’existe pas.`)
      const dispositif = ctx.catalogue.base(modele.dispositif)
      const cas = dispositif.cas.find((c) => c.code === input.cas) ?? dispositif.cas[0]
      const clients = Math.max(input.clients, cas?.clients.min ?? 1)
      const exemple = { cas: cas?.code ?? '', anterieur: input.anterieur }
      return preview(
        ctx,
        inventDossier(dispositif, { ...exemple, clients: Math.min(clients, cas?.clients.max ?? clients) }),
        dispositif,
      )
    }),
    emettre: impl.bdc.emettre.handler(({ input, signal }) => emettre(ctx, input, signal)),
  })
