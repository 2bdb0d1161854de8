import type { FicheClient } from '#contract/client.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import { verifyIdentifiant } from '#domain/identifiants.ts'
import { formatMontant } from '#domain/montant.ts'
import { findClientDispositif } from '#domain/proposition.ts'
import type { Tiers } from '#domain/tiers.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import {
  listClients,
  readCommandesOf,
  readCumuls,
  readEtablissements,
  readResumesClients,
} from '../registre/clients.ts'
import { compareWithFiness, dateOfFiness, findFiness } from '../registre/finess.ts'
import { journaliser } from '../registre/journal.ts'
import { compareWithListes } from '../registre/listes.ts'
import type { Ecriture } from '../registre/registre.ts'
import { readResumes } from '../registre/resumes.ts'
import { readAides, readTiers } from '../registre/tiers.ts'
import { defineTiers, readTiersOr404, removeTiers } from './client-saisie.ts'
import { gatherDossiers, readAttestationsOf } from './dossier.ts'
import { checkIdentifiant } from './saisie.ts'
import { invaliderVerifications, rafraichirVerifications } from './verification.ts'

/** The regulation of the aid under which a scheme finances this client, or null when the texts name none. */
function reglementOf(ctx: Contexte, tiers: Tiers, code: string): string | null {
  if (!ctx.catalogue.codes.includes(code)) return null
  return findClientDispositif(ctx.catalogue.base(code), tiers)?.aide?.reglement ?? null
}

async function readFiche(ctx: Contexte, id: number): Promise<FicheClient> {
  await rafraichirVerifications(ctx)
  return ctx.registre.lire(async (db) => {
    const [tiers] = await readTiers(db, [id])
    if (tiers === undefined) introuvable('Ce client n’est pas dans le registre.')
    const parent = tiers.parentId === null ? [] : await readResumesClients(db, [tiers.parentId])
    return {
      tiers,
      parent: parent[0] ?? null,
      etablissements: await readEtablissements(db, id),
      commandes: await readResumes(db, await readCommandesOf(db, id)),
      aides: await readAides(db, [id]),
      cumuls: await readCumuls(db, id, (code) => reglementOf(ctx, tiers, code)),
      attestations: await readAttestationsOf(db, 'client', id),
      differences: [...(await compareWithFiness(db, tiers)), ...(await compareWithListes(db, tiers))],
    }
  })
}

async function declareAide(
  ctx: Contexte,
  tx: Ecriture,
  aide: { tiersId: number; reglement: string; montant: number; le: string; source: string },
): Promise<void> {
  await readTiersOr404(tx, aide.tiersId)
  const { tiersId, montant, le: declareeLe } = aide
  const reglement = aide.reglement.trim()
  if (reglement === '') refuser('Le règlement de l’aide est vide.', { ou: 'reglement' })
  await tx
    .insertInto('aide')
    .values({ tiersId, reglement, montant, declareeLe, source: aide.source.trim() })
    .execute()
  await journaliser(tx, ctx, [
    {
      sujet: 'client',
      sujetId: tiersId,
      action: 'aide_declaree',
      vers: formatMontant(montant),
      detail: reglement,
    },
  ])
  await invaliderVerifications(tx, { tiersIds: [tiersId] })
}

/** Declares for the clients of whom a scheme asks it and who declared nothing under its regulation yet. */
async function declareAides(
  ctx: Contexte,
  tx: Ecriture,
  {
    commandeIds,
    ...aide
  }: Readonly<{ commandeIds: readonly number[]; montant: number; le: string; source: string }>,
): Promise<{ declares: number; dejaDeclares: number }> {
  const aujourdhui = jourParis(ctx.maintenant())
  if (aide.le > aujourdhui)
    refuser(`Le ${formatJour(aide.le)} n’est pas encore venu.`, {
      ou: 'le',
      remede: 'Donnez le jour de la déclaration du client.',
    })
  const dossiers = await gatherDossiers(tx, commandeIds)
  if (dossiers.length < new Set(commandeIds).size)
    introuvable('Une des commandes n’est pas dans le registre.')
  const attendues = new Map<string, { tiersId: number; reglement: string; deja: boolean }>()
  for (const { commande, participations, aides } of dossiers) {
    if (!ctx.catalogue.codes.includes(commande.dispositif)) continue
    const base = ctx.catalogue.base(commande.dispositif)
    for (const { role, tiers } of participations) {
      const demandee = role === 'client' ? findClientDispositif(base, tiers)?.aide : null
      if (!demandee?.declaration) continue
      const { reglement } = demandee
      const deja = aides.some((a) => a.tiersId === tiers.id && a.reglement === reglement)
      attendues.set(`${tiers.id} ${reglement}`, { tiersId: tiers.id, reglement, deja })
    }
  }
  const aDeclarer = [...attendues.values()].filter((a) => !a.deja)
  for (const { tiersId, reglement } of aDeclarer) await declareAide(ctx, tx, { ...aide, tiersId, reglement })
  return { declares: aDeclarer.length, dejaDeclares: attendues.size - aDeclarer.length }
}

async function removeAide(ctx: Contexte, tx: Ecriture, id: number): Promise<number> {
  const aide = await tx.selectFrom('aide').selectAll().where('id', '=', id).executeTakeFirst()
  if (aide === undefined) introuvable('Cette déclaration d’aide n’est pas dans le registre.')
  await tx.deleteFrom('aide').where('id', '=', id).execute()
  await journaliser(tx, ctx, [
    {
      sujet: 'client',
      sujetId: aide.tiersId,
      action: 'aide_retiree',
      de: formatMontant(aide.montant),
      detail: aide.reglement,
    },
  ])
  await invaliderVerifications(tx, { tiersIds: [aide.tiersId] })
  return aide.tiersId
}

export const clientOperations = (ctx: Contexte) =>
  impl.client.router({
    lister: impl.client.lister.handler(({ input }) => ctx.registre.lire((db) => listClients(db, input))),

    lire: impl.client.lire.handler(({ input }) => readFiche(ctx, input.id)),

    definir: impl.client.definir.handler(({ input }) =>
      ctx.registre.ecrire((tx) => defineTiers(ctx, tx, input)),
    ),

    supprimer: impl.client.supprimer.handler(({ input }) =>
      ctx.registre.ecrire((tx) => removeTiers(ctx, tx, input.id)),
    ),

    declarerAide: impl.client.declarerAide.handler(async ({ input }) => {
      await ctx.registre.ecrire((tx) => declareAide(ctx, tx, input))
      return readFiche(ctx, input.tiersId)
    }),

    declarerAides: impl.client.declarerAides.handler(({ input }) =>
      ctx.registre.ecrire((tx) => declareAides(ctx, tx, input)),
    ),

    retirerAide: impl.client.retirerAide.handler(async ({ input }) =>
      readFiche(ctx, await ctx.registre.ecrire((tx) => removeAide(ctx, tx, input.id))),
    ),

    chercherFiness: impl.client.chercherFiness.handler(async ({ input }) => {
      const numero = checkIdentifiant('FINESS_G', input.numero, 'numero')
      return ctx.registre.lire(async (db) => {
        const du = await dateOfFiness(db)
        const ligne = du === null ? null : await findFiness(db, numero)
        if (du === null || ligne === null) return null
        // A number of the extraction that does not hold is worth less than an empty field.
        const valable = (type: 'FINESS_J' | 'SIRET', valeur: string) =>
          verifyIdentifiant(type, valeur).ok ? valeur : ''
        return {
          nom: ligne.nom,
          finessJ: valable('FINESS_J', ligne.juridique),
          siret: valable('SIRET', ligne.siret),
          codePostal: ligne.codePostal,
          commune: ligne.commune,
          lignes: ligne.adresse,
          telephone: ligne.telephone,
          categorie: ligne.libelleCategorie,
          du,
        }
      })
    }),
  })
