import type { Avancement } from '#contract/commun.ts'
import type { ResultatEmission } from '#contract/document.ts'
import type { Dossier, TypeDocument } from '#domain/commande.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { type Contexte, impl } from '../contexte.ts'
import { inventDossier } from '../documents/exemples.ts'
import { findModele, listModeles, loadModeles, type Modele } from '../documents/modele.ts'
import { nameDocument } from '../documents/nomFichier.ts'
import { introuvable } from '../refus.ts'
import { countEmis } from '../registre/impressions.ts'
import { readLogo } from '../registre/logos.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import type { TacheApercu } from '../workers/document.ts'
import { gatherDossiers } from './dossier.ts'
import { emettre } from './emission.ts'
import { BDC, dossierAEmettre, PV } from './emission-documents.ts'

/** The document as a file of the interface: nothing is written, nothing recorded. */
async function render(
  ctx: Contexte,
  modele: Modele,
  dossier: Dossier,
  dispositif: Dispositif,
): Promise<File> {
  const logo = await readLogo(ctx.registre, dossier.fournisseur.logo)
  const tache: TacheApercu = {
    modele,
    dispositif,
    dossier,
    logo: logo === null ? null : new Uint8Array(logo.octets),
    maintenant: ctx.maintenant(),
  }
  const octets = await ctx.atelier.run<Uint8Array<ArrayBuffer>>('document', tache)
  return new File([octets], `${nameDocument(modele.type, dossier.commande.numero)}.pdf`, {
    type: 'application/pdf',
  })
}

/** One order and its scheme. Refuses what is not in the register. */
export async function readPourApercu(
  ctx: Contexte,
  commandeId: number,
): Promise<{ readonly dossier: Dossier; readonly dispositif: Dispositif }> {
  const [dossiers, dispositifs] = await ctx.registre.lire(async (db) => [
    await gatherDossiers(db, [commandeId]),
    await loadDispositifs(db, ctx.catalogue),
  ])
  const dossier = dossiers[0] ?? introuvable('Cette commande n’est pas dans le registre.')
  const dispositif =
    dispositifs.get(dossier.commande.dispositif) ??
    introuvable('Le dispositif de cette commande n’est pas connu de Liasse.')
  return { dossier, dispositif }
}

/** A document of an order as it would be printed now. Refuses a document of which the scheme has no model. */
export function preview(
  ctx: Contexte,
  type: TypeDocument,
  dossier: Dossier,
  dispositif: Dispositif,
): Promise<File> {
  const modele =
    findModele(dispositif, type) ??
    introuvable(`Liasse n’a pas de modèle de ${type} pour ${dispositif.code}.`)
  return render(ctx, modele, dossier, dispositif)
}

const SIMPLES = {
  BDC: { document: BDC, noms: 'bons de commande' },
  PV: { document: PV, noms: 'PV' },
} as const

/** Prints a document that is the same for every order chosen. */
export function emettreDocuments(
  ctx: Contexte,
  type: keyof typeof SIMPLES,
  commandeIds: readonly number[],
  sortie: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Avancement<ResultatEmission>> {
  const { document, noms } = SIMPLES[type]
  return emettre(ctx, { commandeIds, sortie, noms, choisir: () => document }, signal)
}

export const documentOperations = (ctx: Contexte) =>
  impl.document.router({
    modeles: impl.document.modeles.handler(async () => {
      const emis = await ctx.registre.lire(countEmis)
      return listModeles().map(({ code, type, version, libelle, dispositif, officiel }) => ({
        code,
        type,
        version,
        libelle,
        dispositif,
        officiel,
        emis: emis.get(code) ?? 0,
      }))
    }),
    apercuModele: impl.document.apercuModele.handler(({ input }) => {
      const modele = loadModeles().get(input.code) ?? introuvable(`Le modèle ${input.code} n’existe pas.`)
      const dispositif = ctx.catalogue.base(modele.dispositif)
      const cas = dispositif.cas.find((c) => c.code === input.cas) ?? dispositif.cas[0]
      const voulus = Math.max(input.clients, cas?.clients.min ?? 1)
      const clients = Math.min(voulus, cas?.clients.max ?? voulus)
      const exemple = { cas: cas?.code ?? '', anterieur: input.anterieur, clients }
      return render(ctx, modele, inventDossier(dispositif, exemple), dispositif)
    }),
  })

export const bdcOperations = (ctx: Contexte) =>
  impl.bdc.router({
    apercu: impl.bdc.apercu.handler(async ({ input }) => {
      const { dossier, dispositif } = await readPourApercu(ctx, input.commandeId)
      return preview(ctx, 'BDC', dossierAEmettre(dossier, ctx.maintenant()), dispositif)
    }),
    emettre: impl.bdc.emettre.handler(({ input, signal }) =>
      emettreDocuments(ctx, 'BDC', input.commandeIds, input.sortie, signal),
    ),
  })
