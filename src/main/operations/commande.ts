import type { Pour } from '#domain/controles/base.ts'
import { controler } from '#domain/controles/index.ts'
import { jourParis } from '#domain/dates.ts'
import { describeConstat } from '#domain/messages.ts'
import { type Proposition, proposeLigne } from '#domain/proposition.ts'
import { isAvanceAcceptee } from '#domain/suite.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable } from '../refus.ts'
import { readFournisseurs, readReferencements } from '../registre/fournisseurs.ts'
import { readPersonnes } from '../registre/notes.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { readTiers } from '../registre/tiers.ts'
import { attest, withdrawAttestation } from './attestation.ts'
import { listCommandes, readFicheCommande, selectCommandes } from './commande-fiche.ts'
import { cancelCommande, defineCommande } from './commande-saisie.ts'
import { addNote, assignCommandes, removeNote } from './commande-suivi.ts'
import { gatherDossiers } from './dossier.ts'

interface DemandeProposition {
  readonly referencementId: number
  readonly fournisseurId: number
  readonly tiersIds: readonly number[]
  readonly dateEmission: string | null
}

function propose(ctx: Contexte, demande: DemandeProposition): Promise<readonly Proposition[]> {
  return ctx.registre.lire(async (db) => {
    const [referencement] = await readReferencements(db, [demande.referencementId])
    const [fournisseur] = await readFournisseurs(db, [demande.fournisseurId])
    const dispositif = (await loadDispositifs(db, ctx.catalogue)).get(referencement?.dispositif ?? '')
    if (dispositif === undefined || fournisseur === undefined)
      introuvable('Ce produit ou ce fournisseur n’est pas dans le registre.')
    const tiers = await readTiers(db, demande.tiersIds)
    const jour = demande.dateEmission ?? jourParis(ctx.maintenant())
    return demande.tiersIds.flatMap((id) => {
      const fiche = tiers.find((t) => t.id === id)
      return fiche === undefined ? [] : [proposeLigne(dispositif, fournisseur, fiche, jour)]
    })
  })
}

/** Controls of each order before its next request, or before what is said, everything that holds included. */
export function controlCommandes(ctx: Contexte, ids: readonly number[], pour: Pour | null = null) {
  return ctx.registre.lire(async (db) => {
    const dispositifs = await loadDispositifs(db, ctx.catalogue)
    return (await gatherDossiers(db, ids)).map((dossier) => {
      const { id, numero, dispositif: code } = dossier.commande
      const dispositif =
        dispositifs.get(code) ?? introuvable(`Le dispositif ${code} n’est plus au catalogue.`)
      const quoi = pour ?? (isAvanceAcceptee(dossier) ? 'solde' : 'avance')
      const constats = controler(quoi, dossier, dispositif, ctx.maintenant())
      return { id, numero, pour: quoi, constats: constats.map((c) => describeConstat(c, dispositif)) }
    })
  })
}

export const commandeOperations = (ctx: Contexte) =>
  impl.commande.router({
    lister: impl.commande.lister.handler(({ input }) => listCommandes(ctx, input)),

    lire: impl.commande.lire.handler(({ input }) => readFicheCommande(ctx, input.id)),

    selectionner: impl.commande.selectionner.handler(({ input }) => selectCommandes(ctx, input)),

    proposer: impl.commande.proposer.handler(({ input }) => propose(ctx, input)),

    definir: impl.commande.definir.handler(async ({ input }) =>
      readFicheCommande(ctx, await ctx.registre.ecrire((tx) => defineCommande(ctx, tx, input))),
    ),

    annuler: impl.commande.annuler.handler(async ({ input }) => {
      await ctx.registre.ecrire((tx) => cancelCommande(ctx, tx, input))
      return readFicheCommande(ctx, input.id)
    }),

    assigner: impl.commande.assigner.handler(async ({ input }) => ({
      commandes: await ctx.registre.ecrire((tx) => assignCommandes(ctx, tx, input)),
    })),

    personnes: impl.commande.personnes.handler(async () => {
      const noms = new Set([await ctx.utilisateur(), ...(await ctx.registre.lire(readPersonnes))])
      return [...noms].sort(new Intl.Collator('fr').compare)
    }),

    noter: impl.commande.noter.handler(async ({ input }) => {
      await ctx.registre.ecrire((tx) => addNote(ctx, tx, input))
      return readFicheCommande(ctx, input.id)
    }),

    retirerNote: impl.commande.retirerNote.handler(async ({ input }) =>
      readFicheCommande(ctx, await ctx.registre.ecrire((tx) => removeNote(ctx, tx, input.noteId))),
    ),

    attester: impl.commande.attester.handler(async ({ input }) => ({
      posees: await ctx.registre.ecrire((tx) => attest(ctx, tx, input)),
    })),

    retirerAttestation: impl.commande.retirerAttestation.handler(({ input }) =>
      ctx.registre.ecrire((tx) => withdrawAttestation(ctx, tx, input.id)),
    ),

    controler: impl.commande.controler.handler(({ input }) =>
      controlCommandes(ctx, input.commandeIds, input.pour),
    ),
  })
