import type { Dossier } from '#domain/commande.ts'
import type { Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import type { Ecriture } from '../registre/registre.ts'
import { gatherDossiers } from './dossier.ts'

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

const content = ({ fichierAttendu: _, ...commande }: Dossier['commande'], d: Dossier) => ({
  ...commande,
  revision: 0,
  participations: d.participations.map((p) => [p.role, p.rang, card(p.tiers), p.representant]),
  lignes: d.lignes.map(({ id: _, ...l }) => l),
  scenario: d.scenario,
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
  if (perimees.length === 0) return
  await tx
    .updateTable('commande')
    .set({ bdcEmisLe: null, bdcModele: null, bdcModeleVersion: null })
    .where('id', 'in', among(perimees))
    .execute()
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
