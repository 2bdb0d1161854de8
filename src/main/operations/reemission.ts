import type { Dossier } from '#domain/commande.ts'
import { isAnterieurReferencement } from '#domain/conditions.ts'
import type { Jour } from '#domain/dates.ts'
import type { Fournisseur, Referencement, ReponsesScenario } from '#domain/fournisseur.ts'
import type { Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { composeScenario, gatherDossiers } from './dossier.ts'

const card = (t: Tiers) => [
  t.id,
  t.nom,
  t.prenom,
  t.profession,
  t.adresse,
  t.telephone,
  t.mail,
  t.identifiants.map((i) => `${i.type} ${i.valeur}`).sort(),
  t.contacts.map(({ id: _, ...contact }) => contact),
]

/** The product's name and number; the 120-day mention in place of the number before the référencement (AF-SFP §4.3). */
const productCard = (r: Referencement, dateEmission: Jour | null) => {
  const anterieure = dateEmission === null || isAnterieurReferencement(r, dateEmission)
  return [r.solution, r.version, r.profils, anterieure, anterieure ? '' : r.numeroAns]
}

const vendorCard = ({ denomination, siret, adresse, responsable, assujettiTva }: Fournisseur) => [
  denomination,
  siret,
  adresse,
  responsable.telephone,
  responsable.mail,
  assujettiTva,
]

const content = ({ fichierAttendu: _, ...commande }: Dossier['commande'], d: Dossier) => ({
  ...commande,
  revision: 0,
  participations: d.participations.map((p) => [p.role, p.rang, card(p.tiers), p.representant]),
  lignes: d.lignes.map(({ id: _, ...l }) => l),
  scenario: d.scenario,
  produit: productCard(d.referencement, d.commande.dateEmission),
  vendeur: vendorCard(d.fournisseur),
})

/** What an order form says of its order and of its parties: two equal texts, the same form. */
export const printedContent = (d: Dossier): string => JSON.stringify(content(d.commande, d))

/** Orders whose form is printed and not signed yet, with what it says. */
export type Imprimees = ReadonlyMap<number, string>

/** Among orders, or the orders of clients, those printed and not signed yet. Read before a write that may change them. */
export async function readPrinted(
  tx: Ecriture,
  perimetre: { readonly commandeIds: readonly number[] } | { readonly tiersIds: readonly number[] },
): Promise<Imprimees> {
  const emises = await tx
    .selectFrom('commande')
    .select('id')
    .where('bdcEmisLe', 'is not', null)
    .where('id', 'in', (eb) =>
      'commandeIds' in perimetre
        ? among(perimetre.commandeIds)
        : eb
            .selectFrom('participation')
            .select('commandeId')
            .where('tiersId', 'in', among(perimetre.tiersIds)),
    )
    .execute()
  const dossiers = await gatherDossiers(
    tx,
    emises.map((c) => c.id),
  )
  return new Map(
    dossiers
      .filter((d) => d.commande.annuleeLe === null && !d.pieces.some((p) => p.type === 'BDC'))
      .map((d) => [d.commande.id, printedContent(d)]),
  )
}

/**
 * Forms that no longer say what the register says are to be printed again. Called after the write, with what
 * `readPrinted` gave before it; `cause` ends the sentence of the journal.
 */
export async function forgetPrintings(
  ctx: Contexte,
  tx: Ecriture,
  imprimees: Imprimees,
  cause: string,
): Promise<void> {
  if (imprimees.size === 0) return
  const dossiers = await gatherDossiers(tx, [...imprimees.keys()])
  const perimees = dossiers
    .filter((d) => imprimees.get(d.commande.id) !== printedContent(d))
    .map((d) => d.commande.id)
  await forget(ctx, tx, perimees, cause)
}

async function forget(
  ctx: Contexte,
  tx: Ecriture,
  perimees: readonly number[],
  cause: string,
): Promise<void> {
  if (perimees.length === 0) return
  await tx.updateTable('commande').set({ bdcEmisLe: null }).where('id', 'in', among(perimees)).execute()
  await journaliser(
    tx,
    ctx,
    perimees.map((sujetId) => ({
      sujet: 'commande',
      sujetId,
      action: 'bdc_perime',
      detail: `à réémettre\u00a0: ${cause}`,
    })),
  )
}

const printedUnsigned = (tx: Ecriture) =>
  tx
    .selectFrom('commande as c')
    .select(['c.id', 'c.dateEmission', 'c.scenario'])
    .where('c.bdcEmisLe', 'is not', null)
    .where('c.annuleeLe', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('piece_commande as pc')
            .innerJoin('piece as p', 'p.id', 'pc.pieceId')
            .select('p.id')
            .whereRef('pc.commandeId', '=', 'c.id')
            .where('p.type', '=', 'BDC')
            .where('p.etat', '!=', 'ecartee'),
        ),
      ),
    )

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)

/**
 * The unsigned forms of a product that a change of its card would print otherwise: its number, its référencement,
 * the answers that it gives by default. A signed form stays: the controls look at what was printed.
 */
export async function forgetProductPrintings(
  ctx: Contexte,
  tx: Ecriture,
  avant: Referencement,
  apres: Referencement,
): Promise<void> {
  const emises = await printedUnsigned(tx).where('c.referencementId', '=', apres.id).execute()
  const perimees = emises.filter(({ dateEmission, scenario }) => {
    const propre = JSON.parse(scenario) as ReponsesScenario
    return (
      differ(productCard(avant, dateEmission), productCard(apres, dateEmission)) ||
      differ(composeScenario(avant.scenario, propre), composeScenario(apres.scenario, propre))
    )
  })
  await forget(
    ctx,
    tx,
    perimees.map((c) => c.id),
    'la fiche du produit a changé',
  )
}

/** The unsigned forms of a vendor whose name, SIRET, address or VAT changed. */
export async function forgetVendorPrintings(
  ctx: Contexte,
  tx: Ecriture,
  avant: Fournisseur,
  apres: Fournisseur,
): Promise<void> {
  if (!differ(vendorCard(avant), vendorCard(apres))) return
  const emises = await printedUnsigned(tx).where('c.fournisseurId', '=', apres.id).execute()
  await forget(
    ctx,
    tx,
    emises.map((c) => c.id),
    'la fiche du fournisseur a changé',
  )
}
