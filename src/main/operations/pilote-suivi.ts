import type { EtatPlace, EvenementPlace } from '#domain/etatsPilote.ts'
import type { Contexte } from '../contexte.ts'
import { type EntreeJournal, journaliser } from '../registre/journal.ts'
import { dropDossier, movePlace, type Place, readOccupants } from '../registre/pilotes.ts'
import type { Ecriture } from '../registre/registre.ts'
import { invaliderVerifications } from './verification.ts'

/** Moves a place and says it in the journal of its order. Throws `TransitionRefusee`. */
export async function movePlaceTold(
  tx: Ecriture,
  place: Place,
  evenement: EvenementPlace,
  journal: EntreeJournal[],
  detail = '',
): Promise<EtatPlace> {
  const vers = await movePlace(tx, place, evenement)
  if (vers !== place.etat)
    journal.push({
      sujet: 'commande',
      sujetId: place.commandeId,
      action: 'pilote',
      de: place.etat,
      vers,
      detail,
    })
  return vers
}

/** Brings one place in line with its PV: printed, signed copy attached, or taken off. */
export async function followPlace(tx: Ecriture, place: Place, journal: EntreeJournal[]): Promise<void> {
  const [faits] = await readOccupants(tx, [place.commandeId])
  const imprime = await tx
    .selectFrom('impression')
    .select('commandeId')
    .where('commandeId', '=', place.commandeId)
    .where('type', '=', 'PV')
    .executeTakeFirst()
  let etat = place.etat
  if (etat === 'choisie' && imprime !== undefined)
    etat = await movePlaceTold(tx, { ...place, etat }, 'imprimer', journal)
  const signe = faits?.pvSigne === 1
  if ((etat === 'choisie' || etat === 'pv_imprime') && signe)
    await movePlaceTold(tx, { ...place, etat }, 'signer', journal)
  else if (etat === 'pv_signe' && !signe) await movePlaceTold(tx, { ...place, etat }, 'reprendre', journal)
  else return
  await dropDossier(tx, place.piloteId)
}

/** Called by what prints or attaches a PV: the places of these orders follow. Writes its own journal. */
export async function followPv(tx: Ecriture, ctx: Contexte, commandeIds: readonly number[]): Promise<void> {
  if (commandeIds.length === 0) return
  const places = await tx
    .selectFrom('pilote_place')
    .selectAll()
    .where('commandeId', 'in', [...new Set(commandeIds)])
    .where('retireeLe', 'is', null)
    .execute()
  const journal: EntreeJournal[] = []
  for (const p of places) await followPlace(tx, { ...p, etat: p.etat as EtatPlace }, journal)
  await journaliser(tx, ctx, journal)
}

/** Called by every write that changes the pieces of orders, or their signatures: verified again, pilot places following. */
export async function followPieces(
  tx: Ecriture,
  ctx: Contexte,
  commandeIds: readonly number[],
): Promise<void> {
  await invaliderVerifications(tx, commandeIds)
  await followPv(tx, ctx, commandeIds)
}
