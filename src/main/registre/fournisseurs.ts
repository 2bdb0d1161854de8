import type { Kysely, Selectable } from 'kysely'
import type { Produit } from '#contract/fournisseur.ts'
import type { Jour } from '#domain/dates.ts'
import type { Distribution, Fournisseur, Referencement, ReponsesScenario } from '#domain/fournisseur.ts'
import type { Tables } from './schema.ts'

export const toFournisseur = (f: Selectable<Tables['fournisseur']>): Fournisseur => ({
  id: f.id,
  revision: f.revision,
  denomination: f.denomination,
  siret: f.siret,
  adresse: { lignes: f.adresse, codePostal: f.codePostal, commune: f.commune },
  responsable: {
    nom: f.responsableNom,
    qualite: f.responsableQualite,
    telephone: f.responsableTelephone,
    mail: f.responsableMail,
  },
  assujettiTva: f.assujettiTva === 1,
  tauxTva: f.tauxTva,
  couleur: f.couleur,
  mentionsFacture: f.mentionsFacture,
  logo: f.logo,
  enrolement: JSON.parse(f.enrolement) as Record<string, Jour>,
  enrolements: JSON.parse(f.enrolements) as Record<string, Jour>,
})

export const toReferencement = (
  r: Selectable<Tables['referencement']> & { readonly denomination: string },
): Referencement => ({
  id: r.id,
  revision: r.revision,
  solution: r.denomination,
  version: r.version,
  dispositif: r.dispositif,
  numeroAns: r.numeroAns,
  profils: JSON.parse(r.profils) as string[],
  dateDossierComplet: r.dateDossierComplet,
  dateReferencement: r.dateReferencement,
  scenario: JSON.parse(r.scenario) as ReponsesScenario,
})

/** Vendors by identifier, or all of them in alphabetical order. */
export async function readFournisseurs(
  db: Kysely<Tables>,
  ids?: readonly number[],
): Promise<readonly Fournisseur[]> {
  let requete = db.selectFrom('fournisseur').selectAll().orderBy('denomination')
  if (ids !== undefined) requete = requete.where('id', 'in', ids)
  return (await requete.execute()).map(toFournisseur)
}

/** Referenced versions by identifier, or all of them. */
export async function readReferencements(
  db: Kysely<Tables>,
  ids?: readonly number[],
): Promise<readonly Referencement[]> {
  let requete = db
    .selectFrom('referencement as r')
    .innerJoin('solution as s', 's.id', 'r.solutionId')
    .selectAll('r')
    .select('s.denomination')
  if (ids !== undefined) requete = requete.where('r.id', 'in', ids)
  return (await requete.execute()).map(toReferencement)
}

export async function readDistributions(
  db: Kysely<Tables>,
  referencementIds?: readonly number[],
): Promise<readonly Distribution[]> {
  let requete = db.selectFrom('distribution').selectAll()
  if (referencementIds !== undefined) requete = requete.where('referencementId', 'in', referencementIds)
  return requete.execute()
}

/** One product per vendor that sells it, with the number of its orders. */
export async function readProduits(db: Kysely<Tables>): Promise<readonly Produit[]> {
  const fournisseurs = new Map((await readFournisseurs(db)).map((f) => [f.id, f.denomination]))
  const referencements = new Map((await readReferencements(db)).map((r) => [r.id, r]))
  const comptes = await db
    .selectFrom('commande')
    .select(['referencementId', 'fournisseurId', (eb) => eb.fn.countAll<number>().as('n')])
    .groupBy(['referencementId', 'fournisseurId'])
    .execute()
  return (await readDistributions(db))
    .map((distribution) => ({
      ...(referencements.get(distribution.referencementId) as Referencement),
      distribution,
      fournisseur: fournisseurs.get(distribution.fournisseurId) as string,
      commandes:
        comptes.find(
          (c) =>
            c.referencementId === distribution.referencementId &&
            c.fournisseurId === distribution.fournisseurId,
        )?.n ?? 0,
    }))
    .sort(
      (a, b) =>
        a.dispositif.localeCompare(b.dispositif) ||
        a.solution.localeCompare(b.solution, 'fr') ||
        a.version.localeCompare(b.version),
    )
}
