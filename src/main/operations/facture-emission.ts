import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Avancement } from '#contract/commun.ts'
import type { ResultatEmission } from '#contract/document.ts'
import type { Dossier } from '#domain/commande.ts'
import { controlerFacture } from '#domain/controles/index.ts'
import { formatJour, type Jour, jourParis } from '#domain/dates.ts'
import { factureAEmettre } from '#domain/facture.ts'
import type { Contexte } from '../contexte.ts'
import { openMagasin } from '../pieces/magasin.ts'
import { refuser } from '../refus.ts'
import { among } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import { lastDateFacture, nextNumeroFacture, readNumeroFacture } from '../registre/numeros.ts'
import { findPieces, insertPiece, linkPiece } from '../registre/pieces.ts'
import type { Ecriture } from '../registre/registre.ts'
import { readFactures } from '../registre/suites.ts'
import { preview, readPourApercu } from './document.ts'
import { emettre } from './emission.ts'
import { type DocumentImprime, type Impression, sayBloquants } from './emission-documents.ts'
import { invaliderVerifications } from './verification.ts'

/** Why Liasse does not print an invoice, controls apart. */
function raisonsPropres({ facture, pieces, installation }: Dossier, date: Jour): readonly string[] {
  if (facture?.externe === true)
    return [
      `La facture de cette commande est la vôtre (${facture.numero})\u00a0: Liasse n’en imprime pas d’autre.`,
    ]
  const jointe = pieces.find((p) => p.type === 'FACTURE' && p.etat === 'rattachee')
  if (facture !== null && jointe !== undefined)
    return [
      `La facture ${facture.numero} est déjà émise et jointe («\u00a0${jointe.nom}\u00a0»)\u00a0: une facture n’est émise qu’une fois. Ouvrez la pièce pour l’imprimer à nouveau, ou retirez la facture.`,
    ]
  const finalisee = facture?.finaliseeLe ?? installation?.realiseeLe ?? null
  const datee = facture?.date ?? date
  if (finalisee !== null && datee < finalisee)
    return [
      `Une facture du ${formatJour(datee)} ne peut pas dire finalisée le ${formatJour(finalisee)} la Prestation Ségur\u00a0: datez-la du ${formatJour(finalisee)} ou d’un jour suivant.`,
    ]
  if (finalisee === null)
    return [
      'La date de finalisation de la Prestation Ségur n’est pas connue\u00a0: elle figure sur la facture. Notez la date de l’installation.',
    ]
  return []
}

/** Gives the number and writes the invoice, so that what is printed next is what the register says. */
async function reserver(tx: Ecriture, ctx: Contexte, dossier: Dossier, date: Jour): Promise<Dossier> {
  const { id: commandeId, fournisseurId } = dossier.commande
  const [actuelle = null] = await readFactures(tx, [commandeId])
  const numero = actuelle?.numero || (await nextNumeroFacture(tx, fournisseurId, date))
  const {
    externe: _,
    lignePrestation: __,
    mentionEtat: ___,
    ...faits
  } = factureAEmettre({ ...dossier, facture: actuelle }, numero, actuelle?.date ?? date)
  if (actuelle === null) {
    await tx
      .insertInto('facture')
      .values({ ...faits, commandeId, fournisseurId, externe: 0 })
      .execute()
    await journaliser(tx, ctx, [
      { sujet: 'commande', sujetId: commandeId, action: 'facture_numerotee', vers: numero },
    ])
  } else
    await tx
      .updateTable('facture')
      .set((eb) => ({ ...faits, revision: eb('revision', '+', 1) }))
      .where('id', '=', actuelle.id)
      .execute()
  // The number is there even if the printing stops here: controls and lists read it.
  await invaliderVerifications(tx, [commandeId])
  const [facture = null] = await readFactures(tx, [commandeId])
  return { ...dossier, facture }
}

/** The printed invoice is the piece that the balance sends: it is attached as it was printed. */
async function attach(tx: Ecriture, ctx: Contexte, impression: Impression): Promise<void> {
  const { dossier, fichier, temporaire, ecrit } = impression
  const { id: commandeId } = dossier.commande
  const sha256 = await openMagasin(ctx.registre.dossier).put(await readFile(temporaire))
  const nom = path.basename(fichier)
  const connue = (await findPieces(tx, [sha256])).get(sha256)
  const { taille, pages } = ecrit
  const nouvelle = { sha256, nom, type: 'FACTURE' as const, format: 'pdf' as const, taille, pages }
  const id = connue?.id ?? (await insertPiece(tx, { ...nouvelle, signatures: [] }, ctx.maintenant()))
  const etat = connue?.etat ?? 'a_rattacher'
  const vers = await linkPiece(tx, { id, etat }, commandeId, 'FACTURE')
  await journaliser(tx, ctx, [
    { sujet: 'piece', sujetId: id, action: 'rattachement', de: etat, vers, fichier: nom, sha256 },
  ])
}

const documentFacture = (date: Jour): DocumentImprime => ({
  type: 'FACTURE',
  action: 'facture_emise',
  refuser(dossier, dispositif, maintenant) {
    const propres = raisonsPropres(dossier, date)
    if (propres.length > 0) return propres
    // Judged as it will be dated: the number comes later, and nothing here looks at it.
    const contenu = factureAEmettre(dossier, dossier.facture?.numero ?? '', dossier.facture?.date ?? date)
    const facture = { id: 0, revision: 0, ...contenu }
    return sayBloquants(controlerFacture({ ...dossier, facture }, dispositif, maintenant), dispositif)
  },
  reserver: (tx, ctx, dossier) => reserver(tx, ctx, dossier, date),
  enregistrer: attach,
})

/** An invoice is dated at the latest today, and not before the last one numbered: numbers follow the days (CGI, annexe II, art. 242 nonies A). */
async function assertDate(ctx: Contexte, commandeIds: readonly number[], date: Jour): Promise<void> {
  if (date > jourParis(ctx.maintenant()))
    refuser(`Une facture n’est pas datée d’un jour à venir (${formatJour(date)}).`, { ou: 'date' })
  const derniere = await ctx.registre.lire(async (db) => {
    const vendeurs = await db
      .selectFrom('commande')
      .select('fournisseurId')
      .distinct()
      .where('id', 'in', among(commandeIds))
      .execute()
    const dates = await Promise.all(vendeurs.map((v) => lastDateFacture(db, v.fournisseurId)))
    return (
      dates
        .filter((d) => d !== null)
        .toSorted()
        .at(-1) ?? null
    )
  })
  if (derniere !== null && date < derniere)
    refuser(
      `La dernière facture numérotée est du ${formatJour(derniere)}\u00a0: la suivante ne peut pas être datée du ${formatJour(date)}.`,
      {
        ou: 'date',
        regle: 'Les numéros de facture suivent les dates (CGI, annexe II, art. 242 nonies A)',
        remede: `Datez-la du ${formatJour(derniere)} ou d’un jour suivant.`,
      },
    )
}

/** Prints invoices: numbers given in the order of `commandeIds`, each invoice attached to its order. */
export async function* emettreFactures(
  ctx: Contexte,
  saisie: { readonly commandeIds: readonly number[]; readonly sortie: string; readonly date: Jour | null },
  signal: AbortSignal | undefined,
): AsyncGenerator<Avancement<ResultatEmission>> {
  const { commandeIds, sortie } = saisie
  const date = saisie.date ?? jourParis(ctx.maintenant())
  await assertDate(ctx, commandeIds, date)
  const facture = documentFacture(date)
  yield* emettre(ctx, { commandeIds, sortie, noms: 'factures', choisir: () => facture }, signal)
}

/** The invoice of an order as it would be printed now, with the number to come. */
export async function previewFacture(ctx: Contexte, commandeId: number): Promise<File> {
  const { dossier, dispositif } = await readPourApercu(ctx, commandeId)
  if (dossier.facture?.externe === true)
    refuser('La facture de cette commande est la vôtre\u00a0: ouvrez la pièce jointe.', { ou: 'facture' })
  const date = jourParis(ctx.maintenant())
  const suivant = await ctx.registre.lire((db) => readNumeroFacture(db, dossier.commande.fournisseurId, date))
  const { numero, date: datee } = dossier.facture ?? { numero: '', date: null }
  const facture = { id: 0, revision: 0, ...factureAEmettre(dossier, numero || suivant, datee ?? date) }
  return preview(ctx, 'FACTURE', { ...dossier, facture }, dispositif)
}
