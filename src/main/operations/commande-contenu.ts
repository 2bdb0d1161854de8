import type { z } from 'zod'
import type { saisieCommande } from '#contract/commande.ts'
import { jourParis } from '#domain/dates.ts'
import type { Dispositif } from '#domain/dispositif.ts'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { formatMontant } from '#domain/montant.ts'
import { computeLigne, findPlafond, proposeLigne } from '#domain/proposition.ts'
import { nomComplet, type Tiers } from '#domain/tiers.ts'
import type { Contexte } from '../contexte.ts'
import { introuvable, refuser } from '../refus.ts'
import { readDistributions, readFournisseurs, readReferencements } from '../registre/fournisseurs.ts'
import { byId } from '../registre/ids.ts'
import type { Ecriture } from '../registre/registre.ts'
import { loadDispositifs } from '../registre/surcharges.ts'
import { readTiers } from '../registre/tiers.ts'
import { checkMail, checkTelephone } from './saisie.ts'
import { checkScenario } from './solution.ts'

type Saisie = z.infer<typeof saisieCommande>

/** What an order is judged against when it is typed. */
export interface Cadre {
  readonly dispositif: Dispositif
  readonly fournisseur: Fournisseur
  readonly tiers: ReadonlyMap<number, Tiers>
}

/** The product, its vendor and its scheme; refuses a vendor that does not sell it. */
export async function readCadre(ctx: Contexte, tx: Ecriture, saisie: Saisie): Promise<Cadre> {
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
 * is known. Refuses an amount above the published ceiling (AF-SFP-LGC-Va2 §4.3, §5.3).
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

/** The financed lines of every client of the order, those that were not typed included. */
export function composeLignes(cadre: Cadre, saisie: Saisie, jour: string): readonly LigneEcrite[] {
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

/** Rows of the parties, ranked per role, with their representatives as typed that day. */
export function composeParticipations(cadre: Cadre, saisie: Saisie) {
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
