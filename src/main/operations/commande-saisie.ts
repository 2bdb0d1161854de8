import type { z } from 'zod'
import type { saisieCommande } from '#contract/commande.ts'
import type { Dossier } from '#domain/commande.ts'
import { formatJour, jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { formatMontant } from '#domain/montant.ts'
import { computeLigne, findPlafond, proposeLigne } from '#domain/proposition.ts'
import { nomComplet, type Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable, refuser, revisionPerimee } from '../refus.ts'
import { readDistributions, readFournisseurs, readReferencements } from '../registre/fournisseurs.ts'
import { byId } from '../registre/ids.ts'
import { journaliser } from '../registre/journal.ts'
import { nextNumero } from '../registre/numeros.ts'
import { indexCommandes } from '../registre/recherche.ts'
import type { Ecriture } from '../registre/registre.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { readTiers } from '../registre/tiers.ts'
import { gatherDossiers } from './dossier.ts'
import { checkMail, checkTelephone, describeChanges } from './saisie.ts'
import { checkScenario } from './solution.ts'
import { invaliderVerifications } from './verification.ts'

type Saisie = z.infer<typeof saisieCommande>

interface Cadre {
  readonly dispositif: Dispositif
  readonly fournisseur: Fournisseur
  readonly tiers: ReadonlyMap<number, Tiers>
}

/** The product, its vendor and its scheme; refuses a vendor that does not sell it. */
async function readCadre(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<Cadre> {
  const [referencement] = await readReferencements(tx, [saisie.referencementId])
  if (referencement === undefined) introuvable('Ce produit n’est pas dans le registre.')
  const [fournisseur] = await readFournisseurs(tx, [saisie.fournisseurId])
  if (fournisseur === undefined) introuvable('Ce fournisseur n’est pas dans le registre.')
  const vendu = (await readDistributions(tx, [referencement.id])).some(
    (d) => d.fournisseurId === fournisseur.id,
  )
  if (!vendu)
    refuser(`${fournisseur.denomination} ne vend pas ${referencement.solution} ${referencement.version}.`, {
      ou: 'referencementId',
      remede: 'Choisissez un produit de ce fournisseur, ou ajoutez-le à ses produits.',
    })
  const dispositif = (await loadDispositifs(tx, ctx.catalogue)).get(referencement.dispositif)
  if (dispositif === undefined)
    refuser(`Le dispositif ${referencement.dispositif} de ce produit n’est plus au catalogue.`, {
      ou: 'referencementId',
    })
  if (!dispositif.cas.some((c) => c.code === saisie.cas))
    refuser(`Le dispositif ${dispositif.code} n’a pas de cas «\u00a0${saisie.cas}\u00a0».`, {
      ou: 'cas',
      remede: `Cas connus\u00a0: ${dispositif.cas.map((c) => `${c.code} (${c.libelle})`).join(', ')}.`,
    })
  checkScenario(dispositif, saisie.scenario, jourParis(ctx.maintenant()))
  const ids = [...saisie.participations, ...saisie.lignes].map((p) => p.tiersId)
  const tiers = byId(await readTiers(tx, [...new Set(ids)]))
  if (ids.some((id) => !tiers.has(id)))
    introuvable('Un des clients de la commande n’est pas dans le registre.')
  return { dispositif, fournisseur, tiers }
}

interface LigneEcrite {
  readonly tiersId: number
  readonly ht: number
  readonly taux: number
  readonly tva: number
  readonly ttc: number
  readonly tranche: string | null
  readonly plafondHt: number | null
  readonly plafondSource: string | null
}

/**
 * The financed line of one client: amounts typed, or proposed from the ceiling and the territory. Null while neither
 * is known. Refuses an amount above the published ceiling (AF-SFP-LGC-Va2 §5.2).
 */
function composeLigne(
  { dispositif, fournisseur, tiers }: Cadre,
  saisie: Saisie['lignes'][number],
  jour: string,
): LigneEcrite | null {
  const fiche = tiers.get(saisie.tiersId) as Tiers
  const client = saisie.tranche == null ? fiche : { ...fiche, tranche: saisie.tranche }
  const propose = proposeLigne(dispositif, fournisseur, client, jour)
  const ht = saisie.ht ?? propose.ht
  if (ht === null) return null
  const plafond = findPlafond(dispositif, client, jour)
  if (plafond !== null && ht > plafond.ht)
    refuser(
      `Le montant ${formatMontant(ht)}\u00a0HT de ${nomComplet(fiche)} dépasse le plafond de ${formatMontant(plafond.ht)}\u00a0HT (${plafond.libelle}).`,
      {
        ou: `lignes.${saisie.tiersId}.ht`,
        regle: propose.plafondSource,
        remede: `Ramenez-le à ${formatMontant(plafond.ht)}\u00a0HT ou moins.`,
      },
    )
  // A vendor outside VAT invoices without it, whatever rate was typed.
  const taux = fournisseur.assujettiTva ? (saisie.taux ?? propose.taux) : 0
  const { plafondHt, plafondSource, tranche } = propose
  return { tiersId: saisie.tiersId, ht, taux, ...computeLigne(ht, taux), tranche, plafondHt, plafondSource }
}

function composeLignes(cadre: Cadre, saisie: Saisie, jour: string): readonly LigneEcrite[] {
  const clients = new Set(saisie.participations.filter((p) => p.role === 'client').map((p) => p.tiersId))
  const vus = new Set<number>()
  for (const { tiersId } of saisie.lignes) {
    const nom = nomComplet(cadre.tiers.get(tiersId) as Tiers)
    if (!clients.has(tiersId))
      refuser(`${nom} a un montant financé sans être client de la commande.`, { ou: 'lignes' })
    if (vus.has(tiersId)) refuser(`${nom} a deux montants financés dans la commande.`, { ou: 'lignes' })
    vus.add(tiersId)
  }
  const demandees = [...clients].map(
    (tiersId) => saisie.lignes.find((l) => l.tiersId === tiersId) ?? { tiersId },
  )
  return demandees.flatMap((ligne) => composeLigne(cadre, ligne, jour) ?? [])
}

function composeParticipations(cadre: Cadre, saisie: Saisie) {
  const rangs = { client: 0, mandataire: 0, beneficiaire: 0 }
  const vues = new Set<string>()
  return saisie.participations.map((p, i) => {
    if (vues.has(`${p.role} ${p.tiersId}`))
      refuser(`${nomComplet(cadre.tiers.get(p.tiersId) as Tiers)} est cité deux fois comme ${p.role}.`, {
        ou: `participations[${i}]`,
      })
    vues.add(`${p.role} ${p.tiersId}`)
    const ou = `participations[${i}].representant`
    const representant =
      p.representant === null
        ? null
        : {
            nom: p.representant.nom.trim(),
            qualite: p.representant.qualite.trim(),
            telephone: checkTelephone(p.representant.telephone, `${ou}.telephone`),
            mail: checkMail(p.representant.mail, `${ou}.mail`),
          }
    return {
      tiersId: p.tiersId,
      role: p.role,
      rang: rangs[p.role]++,
      representant: representant === null ? null : JSON.stringify(representant),
    }
  })
}

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

const printed = ({ note: _, fichierAttendu: __, ...commande }: Dossier['commande'], d: Dossier) => ({
  ...commande,
  revision: 0,
  participations: d.participations.map((p) => [p.role, p.rang, p.tiers.id, p.representant]),
  lignes: d.lignes.map(({ id: _, ...l }) => l),
  scenario: d.scenario,
})
const content = (d: Dossier) => JSON.stringify(printed(d.commande, d))

/** What left for the agency is what the files say: the order no longer changes under them. */
function refuseIfSent(avant: Dossier, apres: Dossier): void {
  const partie = avant.demandes.findLast((d) => ['preparee', 'exportee', 'deposee'].includes(d.etat))
  if (partie === undefined || content(avant) === content(apres)) return
  const depot = partie.deposeLe === null ? '' : ` le ${formatJour(partie.deposeLe)}`
  refuser(
    partie.etat === 'deposee'
      ? `L’avance de la commande ${avant.commande.numero} a été déposée${depot}\u00a0: la commande ne change plus.`
      : `La commande ${avant.commande.numero} est dans un envoi exporté\u00a0: elle ne change plus.`,
    {
      ou: 'commande',
      remede:
        partie.etat === 'deposee'
          ? 'Si l’agence l’a retournée, marquez d’abord la demande «\u00a0à corriger\u00a0».'
          : 'Abandonnez d’abord l’envoi si ses fichiers n’ont pas été déposés.',
    },
  )
}

/** A form that is not signed yet and no longer says what the order says is to be printed again. */
async function forgetPrinting(tx: Ecriture, avant: Dossier, apres: Dossier): Promise<boolean> {
  const perime =
    avant.commande.bdcEmisLe !== null &&
    !avant.pieces.some((p) => p.type === 'BDC') &&
    content(avant) !== content(apres)
  if (perime)
    await tx
      .updateTable('commande')
      .set({ bdcEmisLe: null, bdcModele: null, bdcModeleVersion: null })
      .where('id', '=', avant.commande.id)
      .execute()
  return perime
}

/** What the journal keeps of a dossier: names and amounts, not numbers of rows. */
const journaled = (d: Dossier) => ({
  ...d.commande,
  produit: `${d.referencement.solution} ${d.referencement.version}`,
  parties: d.participations.map((p) => `${p.role} ${nomComplet(p.tiers)}`).join(', '),
  montants: d.lignes
    .map((l) => `${formatMontant(l.ht)}\u00a0HT, ${formatMontant(l.ttc)}\u00a0TTC`)
    .join(', '),
  scenario: d.scenario,
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
    note: saisie.note,
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
  const reimprimer = avant !== null && (await forgetPrinting(tx, avant, apres))
  await journaliser(tx, ctx, [
    {
      sujet: 'commande',
      sujetId: id,
      action: avant === null ? 'creation' : 'modification',
      detail:
        avant === null ? apres.commande.numero : describeChanges(journaled(avant), journaled(apres), TUS),
    },
    ...(reimprimer
      ? [
          {
            sujet: 'commande' as const,
            sujetId: id,
            action: 'bdc_perime',
            detail: 'à réémettre\u00a0: la commande a changé',
          },
        ]
      : []),
  ])
  await indexCommandes(tx, [id])
  // Clients that came or went: their other orders gain or lose a double.
  const touches = [...(avant?.participations ?? []), ...apres.participations].map((p) => p.tiers.id)
  await invaliderVerifications(tx, { tiersIds: [...new Set(touches)] })
  return id
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
