import path from 'node:path'
import type { z } from 'zod'
import type { Refus, Rejet } from '#contract/commun.ts'
import type { reglement as contrat, Reglement, ResultatReglements } from '#contract/reglement.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import { formatMontant } from '#domain/montant.ts'
import { type Contexte, impl } from '../contexte.ts'
import { type CreditLu, fingerprintReglement, readReleve } from '../imports/releve.ts'
import { detectReleve, mapReleve, readEmetteurs } from '../imports/releve-colonnes.ts'
import { openSource } from '../imports/source.ts'
import { type Progres, withProgress } from '../progres.ts'
import { introuvable, refuser } from '../refus.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { readReglement, readReglements } from '../registre/reglements.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { matchAlone, matchReglement, proposeReglement } from './reglement-rapprochement.ts'

type Kysely = Parameters<typeof readReglement>[0]

const known = async (db: Kysely, id: number): Promise<Reglement> =>
  (await readReglement(db, id)) ?? introuvable('Ce règlement n’est pas dans le registre.')

/**
 * Keeps the credits that the register does not have. One that was typed by hand with the same day and amount becomes
 * the statement's line. Returns how many are new.
 */
async function keepCredits(tx: Ecriture, ctx: Contexte, credits: readonly CreditLu[]): Promise<number> {
  const communs = { importeLe: ctx.maintenant(), par: await ctx.utilisateur(), ecarteLe: null }
  let nouveaux = 0
  for (const { date, montant, libelle, reference, empreinte } of credits) {
    const connu = await tx
      .selectFrom('reglement')
      .select('id')
      .where('empreinte', '=', empreinte)
      .executeTakeFirst()
    if (connu !== undefined) continue
    const saisi = await tx
      .selectFrom('reglement')
      .select('id')
      .where('source', '=', 'saisie')
      .where('date', '=', date)
      .where('montant', '=', montant)
      .orderBy('id')
      .executeTakeFirst()
    const ligne = { libelle, reference, source: 'releve' as const, empreinte }
    if (saisi !== undefined) await tx.updateTable('reglement').set(ligne).where('id', '=', saisi.id).execute()
    else {
      await tx
        .insertInto('reglement')
        .values({ ...ligne, ...communs, date, montant })
        .execute()
      nouveaux++
    }
  }
  return nouveaux
}

/** Payments kept and left to match, since the register contradicts what their label names; in the order of the file. */
async function describeContredits(
  tx: Ecriture,
  credits: readonly CreditLu[],
  refus: ReadonlyMap<number, Refus>,
): Promise<readonly Rejet[]> {
  if (refus.size === 0) return []
  const paiements = await tx
    .selectFrom('reglement')
    .select(['id', 'empreinte', 'libelle'])
    .where('id', 'in', among([...refus.keys()]))
    .execute()
  const lignes = new Map(credits.map((c) => [c.empreinte, c.ligne]))
  return paiements
    .flatMap(({ id, empreinte, libelle }): Rejet[] => {
      const dit = refus.get(id)
      return dit === undefined
        ? []
        : [
            {
              ligne: lignes.get(empreinte) ?? null,
              colonne: null,
              valeur: libelle,
              regle: dit.regle ?? 'rapprochement',
              phrase: `Ce règlement reste à rapprocher. ${dit.phrase}`,
            },
          ]
    })
    .toSorted((a, b) => (a.ligne ?? 0) - (b.ligne ?? 0))
}

type Saisie = z.infer<NonNullable<(typeof contrat.importer)['~orpc']['inputSchema']>>

async function importReleve(
  ctx: Contexte,
  { chemin, colonnes, emetteurs }: Saisie,
  suivi: { readonly report: (progres: Progres) => void; readonly signal: AbortSignal },
): Promise<ResultatReglements> {
  const source = await openSource(path.resolve(chemin), undefined, detectReleve(colonnes))
  try {
    const { nom, sha256 } = source.fichier
    const rangs = mapReleve(nom, source.titres, colonnes)
    const mots = emetteurs.length > 0 ? emetteurs : readEmetteurs()
    const { lues, credits, ignores, rejets } = await readReleve(
      source,
      rangs,
      mots,
      jourParis(ctx.maintenant()),
      suivi,
    )
    return await ctx.registre.ecrire(async (tx) => {
      suivi.report({ fait: lues, total: lues, libelle: 'Rapprochement des règlements' })
      const nouveaux = await keepCredits(tx, ctx, credits)
      const { faits: rapproches, refus } = await matchAlone(tx, ctx)
      suivi.signal.throwIfAborted()
      const { total: aRapprocher } = await readReglements(tx, {
        situation: 'a_rapprocher',
        debut: 0,
        nombre: 1,
      })
      if (nouveaux > 0 || rapproches > 0)
        await journaliser(tx, ctx, [
          {
            sujet: 'import',
            sujetId: 0,
            action: 'releve_importe',
            detail: `${nouveaux} règlements nouveaux, ${rapproches} rapprochés`,
            fichier: nom,
            sha256,
          },
        ])
      const contredits = await describeContredits(tx, credits, refus)
      return {
        lues,
        nouveaux,
        dejaLa: credits.length - nouveaux,
        rapproches,
        aRapprocher,
        ignores,
        rejets: [...rejets, ...contredits],
      }
    })
  } finally {
    await source.fermer()
  }
}

async function enter(
  ctx: Contexte,
  saisie: {
    readonly date: Jour
    readonly montant: number
    readonly libelle: string
    readonly reference: string
  },
): Promise<Reglement> {
  const aujourdhui = jourParis(ctx.maintenant())
  if (saisie.date > aujourdhui)
    refuser(
      `Un règlement ne peut pas être daté du ${formatJour(saisie.date)}\u00a0: nous sommes le ${formatJour(aujourdhui)}.`,
      { ou: 'date' },
    )
  return ctx.registre.ecrire(async (tx) => {
    const ligne = { ...saisie, libelle: saisie.libelle.trim(), reference: saisie.reference.trim() }
    // Two equal payments of one day are two: only a statement tells that a line was seen before.
    const rang = await tx
      .selectFrom('reglement')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('source', '=', 'saisie')
      .executeTakeFirstOrThrow()
    const { id } = await tx
      .insertInto('reglement')
      .values({
        ...ligne,
        source: 'saisie',
        empreinte: `saisie ${ctx.maintenant()} ${rang.n + 1} ${fingerprintReglement(ligne, rang.n + 1)}`,
        importeLe: ctx.maintenant(),
        par: await ctx.utilisateur(),
        ecarteLe: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await journaliser(tx, ctx, [
      {
        sujet: 'reglement',
        sujetId: id,
        action: 'reglement',
        detail: `${formatMontant(ligne.montant)} du ${formatJour(ligne.date)}`,
      },
    ])
    return known(tx, id)
  })
}

async function setAside(
  ctx: Contexte,
  { reglementId, ecarte, commentaire }: { reglementId: number; ecarte: boolean; commentaire: string },
): Promise<Reglement> {
  return ctx.registre.ecrire(async (tx) => {
    const paiement = await known(tx, reglementId)
    if (ecarte && paiement.demandes.length > 0)
      refuser('Ce règlement paie des demandes\u00a0: il ne peut pas être écarté.', {
        remede: 'Détachez-les d’abord.',
      })
    const ecarteLe = ecarte ? jourParis(ctx.maintenant()) : null
    await tx
      .updateTable('reglement')
      .set({ ecarteLe, commentaire: commentaire.trim() })
      .where('id', '=', reglementId)
      .execute()
    if ((paiement.ecarteLe !== null) !== ecarte)
      await journaliser(tx, ctx, [
        {
          sujet: 'reglement',
          sujetId: reglementId,
          action: ecarte ? 'reglement_ecarte' : 'reglement_repris',
          detail: commentaire.trim(),
        },
      ])
    return known(tx, reglementId)
  })
}

/** Money seen on the vendor's account, and the requests that it pays. */
export const reglementOperations = (ctx: Contexte) =>
  impl.reglement.router({
    lister: impl.reglement.lister.handler(({ input }) =>
      ctx.registre.lire((db) => readReglements(db, input)),
    ),
    importer: impl.reglement.importer.handler(async function* ({ input, signal }) {
      yield* withProgress(signal, (report, arret) => importReleve(ctx, input, { report, signal: arret }))
    }),
    saisir: impl.reglement.saisir.handler(({ input }) => enter(ctx, input)),
    proposer: impl.reglement.proposer.handler(({ input }) => proposeReglement(ctx, input.reglementId)),
    rapprocher: impl.reglement.rapprocher.handler(({ input: { reglementId, demandes } }) =>
      ctx.registre.ecrire(async (tx) => {
        const paiement = await known(tx, reglementId)
        await matchReglement(tx, ctx, paiement, demandes, await loadDispositifs(tx, ctx.catalogue))
        return known(tx, reglementId)
      }),
    ),
    ecarter: impl.reglement.ecarter.handler(({ input }) => setAside(ctx, input)),
  })
