import { ORPCError } from '@orpc/server'
import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { FicheInstallation, saisieInstallation, saisieInstallations } from '#contract/installation.ts'
import type { Dossier } from '#domain/commande.ts'
import { controleOf, controlerSolde } from '#domain/controles/index.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { describeConstat } from '#domain/messages.ts'
import { nomComplet } from '#domain/tiers.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { Tables } from '../registre/schema.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { gatherDossiers } from './dossier.ts'
import { importInstallations } from './installation-liste.ts'
import { checkRevision, composeInstallation, refuseIfHeld, writeInstallation } from './installation-saisie.ts'

type Db = Kysely<Tables>
type Saisie = z.infer<typeof saisieInstallation>
type SaisiePlusieurs = z.infer<typeof saisieInstallations>

/** One order with its scheme. Refuses an order that the register lacks, or whose scheme is gone. */
export async function readSuite(
  ctx: Contexte,
  db: Db,
  commandeId: number,
): Promise<{ readonly dossier: Dossier; readonly dispositif: Dispositif }> {
  const [dossier] = await gatherDossiers(db, [commandeId])
  if (dossier === undefined) introuvable('Cette commande n’est pas dans le registre.')
  const dispositif = (await loadDispositifs(db, ctx.catalogue)).get(dossier.commande.dispositif)
  if (dispositif === undefined)
    refuser(`Le dispositif ${dossier.commande.dispositif} de cette commande n’est plus au catalogue.`)
  return { dossier, dispositif }
}

async function readFiche(ctx: Contexte, db: Db, commandeId: number): Promise<FicheInstallation> {
  const { dossier, dispositif } = await readSuite(ctx, db, commandeId)
  const { installation, commande, scenario } = dossier
  const motifOf = (tiersId: number) =>
    installation?.nonServis.find((n) => n.tiersId === tiersId)?.motif ?? null
  return {
    commandeId,
    numero: commande.numero,
    installation,
    scenario: dispositif.scenario.map(({ cle, libelle }) => {
      const [commandee, installee] = [scenario[cle] ?? null, installation?.scenario[cle] ?? null]
      return {
        cle,
        libelle,
        commande: commandee,
        installe: installee,
        different: commandee !== null && installee !== null && commandee !== installee,
      }
    }),
    livrables: dispositif.solde.livrables.map(({ cle, libelle }) => ({
      cle,
      libelle,
      le: installation?.livrables[cle] ?? null,
    })),
    beneficiaires: dossier.participations
      .filter((p) => p.role === 'client')
      .map(({ tiers }) => ({ tiersId: tiers.id, nom: nomComplet(tiers), nonServi: motifOf(tiers.id) })),
    constats: controlerSolde(dossier, dispositif, ctx.maintenant())
      .filter((c) => controleOf(c.code).famille === 'installation' || c.code === 'SOL-PERIMETRE')
      .map((c) => describeConstat(c, dispositif)),
  }
}

async function define(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<void> {
  const { dossier, dispositif } = await readSuite(ctx, tx, saisie.commandeId)
  refuseIfHeld(dossier, 'son installation')
  checkRevision(dossier, saisie.revision)
  await writeInstallation(ctx, tx, dossier, dispositif, composeInstallation(ctx, dossier, dispositif, saisie))
}

const phraseOf = (erreur: unknown): string => {
  if (erreur instanceof ORPCError && erreur.code === 'REFUS')
    return (erreur.data as { phrase: string }).phrase
  throw erreur
}

/** The same facts for many orders; those that cannot have them are told, the others are written together. */
async function defineSeveral(ctx: Contexte, tx: Ecriture, saisie: SaisiePlusieurs) {
  const { commandeIds, scenarioCommande, prevueLe, realiseeLe, formation, livrables } = saisie
  const ids = [...new Set(commandeIds)]
  const dossiers = await gatherDossiers(tx, ids)
  if (dossiers.length < ids.length) introuvable('Une des commandes n’est plus dans le registre.')
  const dispositifs = await loadDispositifs(tx, ctx.catalogue)
  const refuses: { numero: string; phrase: string }[] = []
  let commandes = 0
  for (const dossier of dossiers) {
    const { numero, dispositif: code } = dossier.commande
    try {
      const dispositif = dispositifs.get(code) ?? refuser(`Le dispositif ${code} n’est plus au catalogue.`)
      refuseIfHeld(dossier, 'son installation')
      const { installation, scenario } = dossier
      const contenu = composeInstallation(ctx, dossier, dispositif, {
        ...(prevueLe !== null && { prevueLe }),
        ...(realiseeLe !== null && { realiseeLe }),
        // What was said of one order stays: the scenario ordered only answers for those of which nothing was said.
        ...(scenarioCommande && { scenario: { ...scenario, ...installation?.scenario } }),
        ...(formation !== undefined && { formation: { ...installation?.formation, ...formation } }),
        ...(livrables !== undefined && { livrables: { ...installation?.livrables, ...livrables } }),
      })
      await writeInstallation(ctx, tx, dossier, dispositif, contenu)
      commandes += 1
    } catch (erreur) {
      refuses.push({ numero, phrase: phraseOf(erreur) })
    }
  }
  return { commandes, refuses }
}

export const installationOperations = (ctx: Contexte) =>
  impl.installation.router({
    lire: impl.installation.lire.handler(({ input }) =>
      ctx.registre.lire((db) => readFiche(ctx, db, input.commandeId)),
    ),

    definir: impl.installation.definir.handler(async ({ input }) => {
      await ctx.registre.ecrire((tx) => define(ctx, tx, input))
      return ctx.registre.lire((db) => readFiche(ctx, db, input.commandeId))
    }),

    definirPlusieurs: impl.installation.definirPlusieurs.handler(({ input }) =>
      ctx.registre.ecrire((tx) => defineSeveral(ctx, tx, input)),
    ),

    importer: impl.installation.importer.handler(({ input }) => importInstallations(ctx, input)),
  })
