import type { Kysely } from 'kysely'
import type { z } from 'zod'
import type { FicheFacture, saisieFacture } from '#contract/reception.ts'
import type { Dossier, Facture } from '#domain/commande.ts'
import { controleOf, controlerSolde } from '#domain/controles/index.ts'
import { jourParis } from '#domain/dates.ts'
import { factureAEmettre } from '#domain/facture.ts'
import { describeConstat } from '#domain/messages.ts'
import { formatMontant } from '#domain/montant.ts'
import { demandeEnCours } from '#domain/suite.ts'
import { type Contexte, impl } from '../contexte.ts'
import { refuser, revisionPerimee } from '../refus.ts'
import { selectEcheances } from '../registre/echeances.ts'
import { journaliser } from '../registre/journal.ts'
import { keepNumeroRetire, nextNumeroFacture, readNumeroFacture } from '../registre/numeros.ts'
import { unlinkPiece } from '../registre/pieces.ts'
import type { Ecriture } from '../registre/registre.ts'
import type { Tables } from '../registre/schema.ts'
import { withdrawAttestation } from './attestation.ts'
import { closeEcheances, openEcheance } from './echeance.ts'
import { emettreFactures, previewFacture } from './facture-emission.ts'
import { readSuite } from './installation.ts'
import { refuseFuture, refuseIfHeld } from './installation-saisie.ts'
import { describeChanges } from './saisie.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieFacture>
type Contenu = Omit<Facture, 'id' | 'revision'>

const VIDE: Contenu = {
  numero: '',
  date: null,
  finaliseeLe: null,
  client: '',
  ht: null,
  tva: null,
  ttc: null,
  externe: false,
  lignePrestation: null,
  mentionEtat: null,
}
/** Begins what is due when the invoice names another client than the advance. */
const AVENANT = 'Facture au nom de'

async function readFiche(ctx: Contexte, db: Kysely<Tables>, commandeId: number): Promise<FicheFacture> {
  const { dossier, dispositif } = await readSuite(ctx, db, commandeId)
  const { facture, commande } = dossier
  const aujourdhui = jourParis(ctx.maintenant())
  const date = facture?.date ?? aujourdhui
  const numero = facture?.numero || (await readNumeroFacture(db, commande.fournisseurId, date))
  return {
    commandeId,
    facture,
    proposition: factureAEmettre(dossier, numero, date),
    constats: controlerSolde(dossier, dispositif, ctx.maintenant())
      .filter((c) => controleOf(c.code).famille === 'facture' || c.code === 'ATT-facture-externe')
      .map((c) => describeConstat(c, dispositif)),
  }
}

/** Refuses a number that another order of the vendor has: an invoice is found by its number. */
async function refuseIfTaken(tx: Ecriture, { commande }: Dossier, numero: string): Promise<void> {
  const prise = await tx
    .selectFrom('facture as f')
    .innerJoin('commande as c', 'c.id', 'f.commandeId')
    .select('c.numero')
    .where('f.fournisseurId', '=', commande.fournisseurId)
    .where('f.numero', '=', numero)
    .where('f.commandeId', '!=', commande.id)
    .executeTakeFirst()
  if (prise !== undefined)
    refuser(`La facture ${numero} est déjà celle de la commande ${prise.numero}.`, {
      ou: 'numero',
      regle: 'Modèles de documents SONS du 28/07/2023, §12',
      remede: 'Vérifiez le numéro\u00a0: un fournisseur ne donne pas deux fois le même.',
    })
}

/** The piece printed by Liasse for this invoice, attached to its order. */
const imprimees = ({ pieces }: Dossier) =>
  pieces.filter((p) => p.type === 'FACTURE' && p.etat === 'rattachee' && p.emiseParNous)

/** What will be written: the facts of the vendor's own invoice, or what Liasse would print. */
async function compose(ctx: Contexte, tx: Ecriture, dossier: Dossier, saisie: Saisie): Promise<Contenu> {
  const { commande, facture: avant } = dossier
  refuseFuture(ctx, saisie.date, 'date', 'La date de la facture')
  refuseFuture(ctx, saisie.finaliseeLe, 'finaliseeLe', 'La date de finalisation')
  const saisi = saisie.numero.trim()
  if (saisie.externe && saisi === '')
    refuser('La facture du fournisseur n’a pas de numéro.', {
      ou: 'numero',
      regle: 'Modèles de documents SONS du 28/07/2023, §12',
      remede: 'Recopiez le numéro porté par la facture.',
    })
  const aujourdhui = jourParis(ctx.maintenant())
  const date = saisie.date ?? (saisie.externe ? null : aujourdhui)
  const numero =
    saisi || avant?.numero || (await nextNumeroFacture(tx, commande.fournisseurId, date ?? aujourdhui))
  const facts = { date, numero, finaliseeLe: saisie.finaliseeLe, client: saisie.client.trim() }
  const { ht, tva, ttc, externe, lignePrestation, mentionEtat } = saisie
  if (externe) return { ...facts, ht, tva, ttc, externe, lignePrestation, mentionEtat }
  const emise = factureAEmettre({ ...dossier, facture: null }, numero, date)
  return {
    ...emise,
    finaliseeLe: facts.finaliseeLe ?? emise.finaliseeLe,
    client: facts.client || emise.client,
    ht: ht ?? emise.ht,
    tva: tva ?? emise.tva,
    ttc: ttc ?? emise.ttc,
  }
}

const named = (f: Contenu): object => ({
  numeroFacture: f.numero,
  dateFacture: f.date,
  finaliseeLe: f.finaliseeLe,
  clientFacture: f.client,
  ht: f.ht === null ? null : formatMontant(f.ht),
  tva: f.tva === null ? null : formatMontant(f.tva),
  ttc: f.ttc === null ? null : formatMontant(f.ttc),
  externe: f.externe,
  lignePrestation: f.lignePrestation,
  mentionEtat: f.mentionEtat,
})

/**
 * Another client than the advance's on the invoice: the agency will write an avenant, which the order waits for
 * (Modèles du 28/07/2023, §12). The name put right, nothing is waited for any more.
 */
async function followAvenant(ctx: Contexte, tx: Ecriture, commandeId: number): Promise<void> {
  const { dossier, dispositif } = await readSuite(ctx, tx, commandeId)
  const aujourdhui = jourParis(ctx.maintenant())
  const autre = controlerSolde(dossier, dispositif, ctx.maintenant()).some(
    (c) => c.code === 'FAC-CLIENT' && c.issue === 'enfreint',
  )
  const objet = `${AVENANT} «\u00a0${dossier.facture?.client}\u00a0»\u00a0: avenant attendu`
  const attendus = (await selectEcheances(tx, { commandeId, ouvertes: true })).filter(
    (e) => e.nature === 'avenant' && e.objet.startsWith(AVENANT) && !(autre && e.objet === objet),
  )
  if (attendus.length > 0) await closeEcheances(tx, ctx, attendus, aujourdhui)
  if (autre)
    await openEcheance(tx, ctx, {
      commandeId,
      demandeId: demandeEnCours(dossier, 'avance')?.id ?? null,
      nature: 'avenant',
      objet,
      recueLe: aujourdhui,
      echeanceLe: null,
    })
}

async function define(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<void> {
  const { dossier } = await readSuite(ctx, tx, saisie.commandeId)
  const { commande, facture: avant } = dossier
  refuseIfHeld(dossier, 'sa facture')
  if (avant !== null && saisie.revision !== avant.revision) revisionPerimee(avant)
  const apres = await compose(ctx, tx, dossier, saisie)
  const detail = describeChanges(named(avant ?? VIDE), named(apres))
  if (avant !== null && detail === '') return
  const [imprimee] = imprimees(dossier)
  if (imprimee !== undefined)
    refuser(
      `La facture ${avant?.numero ?? ''} est émise et jointe («\u00a0${imprimee.nom}\u00a0»)\u00a0: elle ne change plus.`,
      {
        ou: 'facture',
        remede:
          'Retirez-la si elle est fausse, avec un avoir dans votre comptabilité, puis émettez-en une autre.',
      },
    )
  await refuseIfTaken(tx, dossier, apres.numero)
  const bit = (b: boolean | null) => (b === null ? null : b ? 1 : 0)
  const row = {
    ...apres,
    externe: apres.externe ? (1 as const) : (0 as const),
    lignePrestation: bit(apres.lignePrestation),
    mentionEtat: bit(apres.mentionEtat),
  }
  const { id: commandeId, fournisseurId } = commande
  await (avant === null
    ? tx
        .insertInto('facture')
        .values({ commandeId, fournisseurId, ...row })
        .execute()
    : tx
        .updateTable('facture')
        .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
        .where('id', '=', avant.id)
        .execute())
  await journaliser(tx, ctx, [{ sujet: 'commande', sujetId: commandeId, action: 'facture', detail }])
  await followAvenant(ctx, tx, commandeId)
  await invaliderVerifications(tx, [commandeId])
}

/** Takes an invoice back, with what Liasse printed of it; one that a request under way carries stays. */
async function withdraw(ctx: Contexte, tx: Ecriture, commandeId: number): Promise<void> {
  const { dossier } = await readSuite(ctx, tx, commandeId)
  const { facture, commande } = dossier
  refuseIfHeld(dossier, 'sa facture')
  if (facture === null)
    refuser(`La commande ${commande.numero} n’a pas de facture à retirer.`, { ou: 'facture' })
  await tx.deleteFrom('facture').where('id', '=', facture.id).execute()
  if (!facture.externe) await keepNumeroRetire(tx, commande.fournisseurId, facture.numero)
  await journaliser(tx, ctx, [
    { sujet: 'commande', sujetId: commandeId, action: 'facture_retiree', de: facture.numero },
  ])
  // What was read on one invoice says nothing of the next.
  for (const a of dossier.attestations)
    if (a.code === 'facture-externe' && a.sujet === 'commande') await withdrawAttestation(ctx, tx, a.id)
  for (const piece of imprimees(dossier)) {
    const vers = await unlinkPiece(tx, piece, commandeId)
    await journaliser(tx, ctx, [
      {
        sujet: 'piece',
        sujetId: piece.id,
        action: 'detachement',
        de: piece.etat,
        vers,
        fichier: piece.nom,
        sha256: piece.sha256,
      },
    ])
  }
  const attendus = (await selectEcheances(tx, { commandeId, ouvertes: true })).filter(
    (e) => e.nature === 'avenant' && e.objet.startsWith(AVENANT),
  )
  if (attendus.length > 0) await closeEcheances(tx, ctx, attendus, jourParis(ctx.maintenant()))
  await invaliderVerifications(tx, [commandeId])
}

export const factureOperations = (ctx: Contexte) => {
  const read = (commandeId: number) => ctx.registre.lire((db) => readFiche(ctx, db, commandeId))
  return impl.facture.router({
    lire: impl.facture.lire.handler(({ input }) => read(input.commandeId)),

    definir: impl.facture.definir.handler(async ({ input }) => {
      await ctx.registre.ecrire((tx) => define(ctx, tx, input))
      return read(input.commandeId)
    }),

    retirer: impl.facture.retirer.handler(async ({ input }) => {
      await ctx.registre.ecrire((tx) => withdraw(ctx, tx, input.commandeId))
      return read(input.commandeId)
    }),

    apercu: impl.facture.apercu.handler(({ input }) => previewFacture(ctx, input.commandeId)),

    emettre: impl.facture.emettre.handler(({ input, signal }) => emettreFactures(ctx, input, signal)),
  })
}
