import type { z } from 'zod'
import type { Produit, saisieReferencement } from '#contract/fournisseur.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Referencement, ReponsesScenario } from '#domain/fournisseur.ts'
import { valueAt } from '#domain/valeurs.ts'
import { type Contexte, impl } from '../contexte.ts'
import { introuvable, refuser, revisionPerimee } from '../refus.ts'
import { readDistributions, readProduits, readReferencements } from '../registre/fournisseurs.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { forgetProductPrintings } from './reemission.ts'
import { describeChanges } from './saisie.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieReferencement>

/** Refuses an answer to a question that the scheme does not ask, or that is not one of its choices. */
export function checkScenario(dispositif: Dispositif, scenario: ReponsesScenario, aujourdhui: string): void {
  for (const [cle, reponse] of Object.entries(scenario)) {
    const question = dispositif.scenario.find((q) => q.cle === cle)
    const ou = `scenario.${cle}`
    if (question === undefined)
      refuser(`Le dispositif ${dispositif.code} n’a pas de question «\u00a0${cle}\u00a0».`, { ou })
    if (reponse === null) continue
    const regle = `${question.source.document}, ${question.source.passage}`
    if (question.type === 'oui_non') {
      if (typeof reponse !== 'boolean')
        refuser(`«\u00a0${question.libelle}\u00a0» attend oui ou non.`, { ou, regle })
      continue
    }
    const choix = valueAt(dispositif.listes[question.liste ?? ''] ?? [], aujourdhui)?.valeur ?? []
    if (!choix.some((c) => c.code === reponse))
      refuser(
        `«\u00a0${question.libelle}\u00a0» n’a pas de choix «\u00a0${String(reponse)}\u00a0»\u00a0: ${choix.map((c) => c.code).join(', ')}.`,
        { ou, regle },
      )
  }
}

const foldProfil = (profil: string): string =>
  profil.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

/** Refuses what cannot be; answers the product with its profiles as the scheme writes them. */
async function check(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<Saisie> {
  const dispositif = (await loadDispositifs(tx, ctx.catalogue)).get(saisie.dispositif)
  if (dispositif === undefined)
    refuser(`Le dispositif «\u00a0${saisie.dispositif}\u00a0» n’existe pas dans le catalogue.`, {
      ou: 'dispositif',
      remede: `Dispositifs connus\u00a0: ${ctx.catalogue.codes.join(', ')}.`,
    })
  const connus = new Map(dispositif.profils.map((p) => [foldProfil(p), p]))
  const inconnu = saisie.profils.find((p) => !connus.has(foldProfil(p)))
  if (inconnu !== undefined)
    refuser(`Le profil «\u00a0${inconnu}\u00a0» n’est pas un profil de ${dispositif.code}.`, {
      ou: 'profils',
      remede:
        dispositif.profils.length === 0
          ? 'Ce dispositif n’a pas de profil\u00a0: retirez-le.'
          : `Profils connus\u00a0: ${dispositif.profils.join(', ')}.`,
    })
  const { dateDossierComplet: complet, dateReferencement: reference } = saisie
  if (complet !== null && reference !== null && reference < complet)
    refuser(
      `Le référencement (${formatJour(reference)}) ne peut pas précéder le dépôt du dossier complet (${formatJour(complet)}).`,
      { ou: 'dateReferencement' },
    )
  checkScenario(dispositif, saisie.scenario, jourParis(ctx.maintenant()))
  const fournisseur = await tx
    .selectFrom('fournisseur')
    .select('id')
    .where('id', '=', saisie.fournisseurId)
    .executeTakeFirst()
  if (fournisseur === undefined) introuvable('Ce fournisseur n’est pas dans le registre.')
  return { ...saisie, profils: saisie.profils.map((p) => connus.get(foldProfil(p)) ?? p) }
}

/** Answers under the words of their questions, for the journal. */
export const nameReponses = (dispositif: Dispositif, scenario: ReponsesScenario): ReponsesScenario =>
  Object.fromEntries(
    Object.entries(scenario).map(([cle, reponse]) => [
      dispositif.scenario.find((q) => q.cle === cle)?.libelle ?? cle,
      reponse,
    ]),
  )

async function findSolution(tx: Ecriture, denomination: string): Promise<number> {
  const nom = denomination.trim()
  if (nom === '') refuser('Le nom du produit est vide.', { ou: 'solution' })
  const connue = await tx
    .selectFrom('solution')
    .select('id')
    .where('denomination', '=', nom)
    .executeTakeFirst()
  if (connue !== undefined) return connue.id
  return (
    await tx.insertInto('solution').values({ denomination: nom }).returning('id').executeTakeFirstOrThrow()
  ).id
}

/** Another product with the same name, version and scheme, if any. */
async function findSame(tx: Ecriture, saisie: Saisie): Promise<Referencement | undefined> {
  return (await readReferencements(tx)).find(
    (r) =>
      r.solution === saisie.solution.trim() &&
      r.version === saisie.version.trim() &&
      r.dispositif === saisie.dispositif &&
      r.id !== saisie.id,
  )
}

const toRow = (saisie: Saisie, solutionId: number) => ({
  solutionId,
  version: saisie.version.trim(),
  dispositif: saisie.dispositif,
  numeroAns: saisie.numeroAns.trim(),
  profils: JSON.stringify(saisie.profils),
  dateDossierComplet: saisie.dateDossierComplet,
  dateReferencement: saisie.dateReferencement,
  scenario: JSON.stringify(saisie.scenario),
})

async function create(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<number> {
  const meme = await findSame(tx, saisie)
  if (meme !== undefined) return join(tx, saisie, meme)
  const solutionId = await findSolution(tx, saisie.solution)
  const { id } = await tx
    .insertInto('referencement')
    .values(toRow(saisie, solutionId))
    .returning('id')
    .executeTakeFirstOrThrow()
  await journaliser(tx, ctx, [
    {
      sujet: 'referencement',
      sujetId: id,
      action: 'creation',
      detail: `${saisie.solution.trim()} ${saisie.version.trim()}, ${saisie.dispositif}`,
    },
  ])
  return id
}

/** A second vendor sells the product of the first: one référencement, two distributions. */
async function join(tx: Ecriture, saisie: Saisie, meme: Referencement): Promise<number> {
  const distributions = await readDistributions(tx, [meme.id])
  const nom = `${meme.solution} ${meme.version} (${meme.dispositif})`
  if (distributions.some((d) => d.fournisseurId === saisie.fournisseurId))
    refuser(`Le produit ${nom} existe déjà pour ce fournisseur.`, {
      ou: 'solution',
      remede: 'Modifiez la fiche existante.',
    })
  if (saisie.numeroAns.trim() !== meme.numeroAns)
    refuser(`Le produit ${nom} existe déjà avec le numéro ANS «\u00a0${meme.numeroAns}\u00a0».`, {
      ou: 'numeroAns',
      remede: 'Donnez le même numéro\u00a0: un référencement n’en a qu’un, quel que soit le vendeur.',
    })
  return meme.id
}

async function update(ctx: Contexte, tx: Ecriture, saisie: Saisie, id: number): Promise<void> {
  const [avant] = await readReferencements(tx, [id])
  if (avant === undefined) introuvable('Ce produit n’est pas dans le registre.')
  if (saisie.revision !== undefined && saisie.revision !== avant.revision)
    revisionPerimee(
      (await readProduits(tx)).find(
        (p) => p.id === id && p.distribution.fournisseurId === saisie.fournisseurId,
      ) ?? avant,
    )
  const nom = `${saisie.solution.trim()} ${saisie.version.trim()} (${saisie.dispositif})`
  if ((await findSame(tx, saisie)) !== undefined)
    refuser(`Le produit ${nom} existe déjà.`, { ou: 'solution' })
  if (saisie.dispositif !== avant.dispositif) await refuseIfOrdered(tx, id, avant)
  const solutionId = await findSolution(tx, saisie.solution)
  await tx
    .updateTable('referencement')
    .set((eb) => ({ ...toRow(saisie, solutionId), revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
  await tx
    .deleteFrom('solution')
    .where('id', 'not in', (eb) => eb.selectFrom('referencement').select('solutionId'))
    .execute()
  const apres = (await readReferencements(tx, [id]))[0] as Referencement
  await forgetProductPrintings(ctx, tx, avant, apres)
  const dispositif = ctx.catalogue.base(apres.dispositif)
  const named = (r: Referencement) => ({ ...r, scenario: nameReponses(dispositif, r.scenario) })
  await journaliser(tx, ctx, [
    {
      sujet: 'referencement',
      sujetId: id,
      action: 'modification',
      detail: describeChanges(named(avant), named(apres)),
    },
  ])
}

async function refuseIfOrdered(tx: Ecriture, id: number, avant: Referencement): Promise<void> {
  const commande = await tx
    .selectFrom('commande')
    .select('numero')
    .where('referencementId', '=', id)
    .executeTakeFirst()
  if (commande !== undefined)
    refuser(
      `Ce produit a des commandes sous ${avant.dispositif} (${commande.numero}…)\u00a0: son dispositif ne change plus.`,
      { ou: 'dispositif', remede: 'Créez le produit une seconde fois sous l’autre dispositif.' },
    )
}

async function distribute(tx: Ecriture, saisie: Saisie, referencementId: number): Promise<void> {
  const { fournisseurId, role, declareLe, mandatLe } = saisie
  await tx
    .insertInto('distribution')
    .values({ fournisseurId, referencementId, role, declareLe, mandatLe })
    .onConflict((c) =>
      c.columns(['fournisseurId', 'referencementId']).doUpdateSet({ role, declareLe, mandatLe }),
    )
    .execute()
}

export const solutionOperations = (ctx: Contexte) =>
  impl.solution.router({
    lister: impl.solution.lister.handler(() => ctx.registre.lire(readProduits)),

    definir: impl.solution.definir.handler(({ input }) =>
      ctx.registre.ecrire(async (tx): Promise<Produit> => {
        const saisie = await check(ctx, tx, input)
        if (input.id !== undefined) await update(ctx, tx, saisie, input.id)
        const id = input.id ?? (await create(ctx, tx, saisie))
        await distribute(tx, saisie, id)
        await invaliderVerifications(tx, { referencementId: id })
        return (await readProduits(tx)).find(
          (p) => p.id === id && p.distribution.fournisseurId === input.fournisseurId,
        ) as Produit
      }),
    ),
  })
