import type { Dossier } from './commande.ts'
import { bdcOf, isFactureExterne, isMentionImprimee, isSigneAvantReferencement } from './controles/lecture.ts'
import { type Instant, type Jour, jourParis } from './dates.ts'
import type { Condition, Fait } from './dispositif.ts'
import type { Referencement } from './fournisseur.ts'
import { envoiDmp } from './reception.ts'

/**
 * True while the référencement is not obtained on that day (AF-SFP-LGC-Va2 §4.3, third bullet).
 * A number without its day counts as obtained: the ANS gives it with the référencement.
 */
export function isAnterieurReferencement(
  referencement: Pick<Referencement, 'dateReferencement' | 'numeroAns'>,
  jour: Jour,
): boolean {
  const { dateReferencement, numeroAns } = referencement
  return dateReferencement === null ? numeroAns === '' : jour < dateReferencement
}

/** The vendor's own form: said so, or attached without ever having been printed by Liasse. */
export function isFormulaireExterne({ commande, pieces }: Pick<Dossier, 'commande' | 'pieces'>): boolean {
  if (commande.formulaireExterne || commande.bdcEmisLe !== null) return commande.formulaireExterne
  return pieces.some((p) => p.type === 'BDC' && p.etat === 'rattachee')
}

const FAITS_LUS: Readonly<Record<Fait, (d: Dossier, maintenant: Instant) => readonly (string | boolean)[]>> =
  {
    'fournisseur.role': (d) => (d.distribution === null ? [] : [d.distribution.role]),
    'fournisseur.assujettiTva': (d) => [d.fournisseur.assujettiTva],
    'commande.cas': (d) => [d.commande.cas],
    'commande.plusieursClients': (d) => [d.participations.filter((p) => p.role === 'client').length > 1],
    'commande.formulaireExterne': (d) => [isFormulaireExterne(d)],
    'commande.mentionAConfirmer': (d) => [
      bdcOf(d).length > 0 && isSigneAvantReferencement(d) !== false && isMentionImprimee(d) === null,
    ],
    'commande.anterieureReferencement': (d, maintenant) => [
      isAnterieurReferencement(d.referencement, d.commande.dateEmission ?? jourParis(maintenant)),
    ],
    'facture.externe': (d) => (d.facture === null ? [] : [isFactureExterne(d)]),
    'installation.envoiDmp': (d) => [envoiDmp(d) ?? 'inconnu'],
    'produit.profil': (d) => d.referencement.profils,
    'client.categorie': (d) =>
      d.participations.filter((p) => p.role === 'client').map((p) => p.tiers.categorie),
  }

/** Does the dossier meet the condition? An unknown fact meets nothing; one of several clients is enough. */
export function satisfies(condition: Condition | undefined, dossier: Dossier, maintenant: Instant): boolean {
  if (condition === undefined) return true
  if ('tous' in condition) return condition.tous.every((c) => satisfies(c, dossier, maintenant))
  if ('un_de' in condition) return condition.un_de.some((c) => satisfies(c, dossier, maintenant))
  return FAITS_LUS[condition.fait](dossier, maintenant).includes(condition.est)
}
