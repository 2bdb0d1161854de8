import type { z } from 'zod'
import type { saisieCommande } from '#contract/commande.ts'
import { DEMANDES_DEPOSEES, type Dossier, type EtatDemande } from '#domain/commande.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { formatMontant } from '#domain/montant.ts'
import { demandeEnCours } from '#domain/suite.ts'
import { nomComplet } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable, refuser, revisionPerimee } from '../refus.ts'
import { journaliser } from '../registre/journal.ts'
import { nextNumero } from '../registre/numeros.ts'
import { indexCommandes } from '../registre/recherche.ts'
import type { Ecriture } from '../registre/registre.ts'
import { type Cadre, composeLignes, composeParticipations, readCadre } from './commande-contenu.ts'
import { gatherDossiers } from './dossier.ts'
import { forgetPrintings, printedContent, readPrinted } from './reemission.ts'
import { describeChanges } from './saisie.ts'
import { nameReponses } from './solution.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieCommande>

/** The number typed, or the next one; an order keeps its own. Refuses one that another order of the vendor has. */
async function chooseNumero(ctx: Contexte, tx: Ecriture, saisie: Saisie, avant: Dossier | null) {
  const numero = saisie.numero.trim()
  const memeFournisseur = avant !== null && avant.commande.fournisseurId === saisie.fournisseurId
  if (memeFournisseur && (numero === '' || numero === avant.commande.numero))
    return { numero: avant.commande.numero, numeroAttribue: avant.commande.numeroAttribue ? 1 : 0 }
  if (numero === '') return { numero: await nextNumero(ctx, tx, saisie.fournisseurId), numeroAttribue: 1 }
  const prise = await tx
    .selectFrom('commande as c')
    .leftJoin('participation as p', (j) =>
      j.onRef('p.commandeId', '=', 'c.id').on('p.role', '=', 'client').on('p.rang', '=', 0),
    )
    .leftJoin('tiers as t', 't.id', 'p.tiersId')
    .select(['t.nom', 't.prenom'])
    .where('c.fournisseurId', '=', saisie.fournisseurId)
    .where('c.numero', '=', numero)
    .where('c.id', '!=', saisie.id ?? 0)
    .executeTakeFirst()
  if (prise !== undefined)
    refuser(
      `Le numéro ${numero} est déjà celui de la commande de ${prise.nom === null ? 'ce fournisseur' : nomComplet({ nom: prise.nom, prenom: prise.prenom ?? '' })}.`,
      { ou: 'numero', remede: 'Donnez-en un autre, ou laissez le champ vide pour recevoir le suivant.' },
    )
  return { numero, numeroAttribue: 0 }
}

/** What left for the agency is what the files say: the order no longer changes under them. */
function refuseIfSent(avant: Dossier, apres: Dossier): void {
  const partie = avant.demandes.findLast((d) =>
    ['preparee', 'exportee', ...DEMANDES_DEPOSEES].includes(d.etat),
  )
  if (partie === undefined || printedContent(avant) === printedContent(apres)) return
  const depot = partie.deposeLe === null ? '' : ` le ${formatJour(partie.deposeLe)}`
  refuser(
    DEMANDES_DEPOSEES.includes(partie.etat)
      ? `L’avance de la commande ${avant.commande.numero} a été déposée${depot}\u00a0: la commande ne change plus.`
      : `La commande ${avant.commande.numero} est dans un envoi exporté\u00a0: elle ne change plus.`,
    {
      ou: 'commande',
      remede: DEMANDES_DEPOSEES.includes(partie.etat)
        ? 'Si l’agence l’a retournée, marquez d’abord la demande «\u00a0à corriger\u00a0».'
        : 'Abandonnez d’abord l’envoi si ses fichiers n’ont pas été déposés.',
    },
  )
}

/** What the journal keeps of a dossier: names and amounts, not numbers of rows. */
const journaled = (d: Dossier, dispositif: Dispositif) => ({
  ...d.commande,
  produit: `${d.referencement.solution} ${d.referencement.version}`,
  parties: d.participations.map((p) => `${p.role} ${nomComplet(p.tiers)}`).join(', '),
  montants: d.lignes
    .map((l) => `${formatMontant(l.ht)}\u00a0HT, ${formatMontant(l.ttc)}\u00a0TTC`)
    .join(', '),
  scenario: nameReponses(dispositif, d.scenario),
})
const TUS = ['id', 'revision', 'fournisseurId', 'referencementId', 'numeroAttribue', 'bdcEmisLe', 'annuleeLe']

async function readOne(tx: Ecriture, id: number): Promise<Dossier> {
  return (await gatherDossiers(tx, [id]))[0] ?? introuvable('Cette commande n’est pas dans le registre.')
}

async function writeDetails(tx: Ecriture, commandeId: number, cadre: Cadre, saisie: Saisie, jour: string) {
  const participations = composeParticipations(cadre, saisie).map((p) => ({ ...p, commandeId }))
  const lignes = composeLignes(cadre, saisie, jour).map((l) => ({ ...l, commandeId }))
  await tx.deleteFrom('participation').where('commandeId', '=', commandeId).execute()
  await tx.deleteFrom('ligne').where('commandeId', '=', commandeId).execute()
  if (participations.length > 0) await tx.insertInto('participation').values(participations).execute()
  if (lignes.length > 0) await tx.insertInto('ligne').values(lignes).execute()
}

/** Refuses a stale or cancelled order before anything is written. */
async function readBefore(tx: Ecriture, saisie: Saisie): Promise<Dossier | null> {
  if (saisie.id === undefined) return null
  const avant = await readOne(tx, saisie.id)
  if (saisie.revision !== undefined && saisie.revision !== avant.commande.revision) revisionPerimee(avant)
  if (avant.commande.annuleeLe !== null)
    refuser(
      `La commande ${avant.commande.numero} est annulée depuis le ${formatJour(avant.commande.annuleeLe)}\u00a0: elle ne change plus.`,
      { ou: 'commande', remede: 'Créez une nouvelle commande.' },
    )
  return avant
}

/** Creates an order or saves it, and returns its identifier. Everything is refused or written together. */
export async function defineCommande(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<number> {
  const avant = await readBefore(tx, saisie)
  const imprimees = await readPrinted(tx, { commandeIds: avant === null ? [] : [avant.commande.id] })
  const cadre = await readCadre(ctx, tx, saisie)
  const row = {
    ...(await chooseNumero(ctx, tx, saisie, avant)),
    dispositif: cadre.dispositif.code,
    fournisseurId: saisie.fournisseurId,
    referencementId: saisie.referencementId,
    cas: saisie.cas,
    dateEmission: saisie.dateEmission,
    dateInstallationPrevue: saisie.dateInstallationPrevue,
    formulaireExterne: saisie.formulaireExterne ? 1 : 0,
    fichierAttendu: saisie.fichierAttendu.trim(),
    scenario: JSON.stringify(saisie.scenario),
    modifieeLe: ctx.maintenant(),
    verifieeLe: null,
  }
  const id =
    avant?.commande.id ??
    (await tx.insertInto('commande').values(row).returning('id').executeTakeFirstOrThrow()).id
  if (avant !== null)
    await tx
      .updateTable('commande')
      .set((eb) => ({ ...row, revision: eb('revision', '+', 1) }))
      .where('id', '=', id)
      .execute()
  await writeDetails(tx, id, cadre, saisie, saisie.dateEmission ?? jourParis(ctx.maintenant()))
  const apres = await readOne(tx, id)
  if (avant !== null) refuseIfSent(avant, apres)
  await journaliser(tx, ctx, [
    {
      sujet: 'commande',
      sujetId: id,
      action: avant === null ? 'creation' : 'modification',
      detail:
        avant === null
          ? apres.commande.numero
          : describeChanges(journaled(avant, cadre.dispositif), journaled(apres, cadre.dispositif), TUS),
    },
  ])
  await forgetPrintings(ctx, tx, imprimees, 'la commande a changé')
  await indexCommandes(tx, [id])
  // Clients that came or went: their other orders gain or lose a double.
  const touches = [...(avant?.participations ?? []), ...apres.participations].map((p) => p.tiers.id)
  await invaliderVerifications(tx, { tiersIds: [...new Set(touches)] })
  return id
}

const SOLDES_DECIDES: readonly EtatDemande[] = ['validee', 'payee']
const SOLDES_A_L_AGENCE: readonly EtatDemande[] = ['deposee', 'contestee', ...SOLDES_DECIDES]

/** A balance at the agency says that the service is done: it is told first that it is not (000 §10 and §11). */
function assertSoldeAbsent(dossier: Dossier): void {
  const etat = demandeEnCours(dossier, 'solde')?.etat
  if (etat === undefined || !SOLDES_A_L_AGENCE.includes(etat)) return
  const suite = SOLDES_DECIDES.includes(etat)
    ? 'Gardez la commande, et écrivez en note ce qu’elle décide et ce qui lui est rendu.'
    : 'Notez sa réponse (solde rejeté ou retourné), puis annulez la commande.'
  refuser(
    `La commande ${dossier.commande.numero} ne peut pas être annulée\u00a0: l’agence a sa demande de solde, ${ETATS_DEMANDE_LIBELLES[etat]}.`,
    { ou: 'id', remede: `Prévenez d’abord l’agence. ${suite}` },
  )
}

/** Cancels an order: it stays in the register, its number too. */
export async function cancelCommande(
  ctx: Contexte,
  tx: Ecriture,
  { id, revision, motif }: { readonly id: number; readonly revision: number; readonly motif: string },
): Promise<void> {
  const avant = await readOne(tx, id)
  if (revision !== avant.commande.revision) revisionPerimee(avant)
  if (avant.commande.annuleeLe !== null)
    refuser(`La commande ${avant.commande.numero} est déjà annulée.`, { ou: 'id' })
  if (motif.trim() === '') refuser('Le motif de l’annulation est vide.', { ou: 'motif' })
  if (avant.demandes.some((d) => d.etat === 'preparee' || d.etat === 'exportee'))
    refuser(`La commande ${avant.commande.numero} est dans un envoi qui n’est pas encore déposé.`, {
      ou: 'id',
      remede: 'Abandonnez d’abord cet envoi.',
    })
  assertSoldeAbsent(avant)
  const maintenant = ctx.maintenant()
  await tx
    .updateTable('commande')
    .set((eb) => ({
      annuleeLe: jourParis(maintenant),
      annulationMotif: motif.trim(),
      modifieeLe: maintenant,
      verifieeLe: null,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await journaliser(tx, ctx, [{ sujet: 'commande', sujetId: id, action: 'annulation', detail: motif.trim() }])
  await invaliderVerifications(tx, { tiersIds: avant.participations.map((p) => p.tiers.id) })
}
