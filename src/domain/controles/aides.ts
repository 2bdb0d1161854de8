import type { Dossier } from '../commande.ts'
import { formatJour } from '../dates.ts'
import type { Dispositif } from '../dispositif.ts'
import { formatMontant } from '../montant.ts'
import { findClientDispositif } from '../proposition.ts'
import { AVANT_AVANCE, af, controle, inconnu, juger, SANS_INCONNU, TOUTES } from './base.ts'
import { clientsOf, jourDepot } from './lecture.ts'

const commun = { pour: AVANT_AVANCE, famille: 'aides' } as const

/** Clients whose financing falls under a regulation of the scheme. */
function clientsAides(dossier: Dossier, dispositif: Dispositif, declaration: boolean) {
  return clientsOf(dossier).flatMap((rangee) => {
    const { tiers } = rangee.participation
    const aide = findClientDispositif(dispositif, tiers)?.aide ?? null
    if (aide === null || aide.declaration !== declaration) return []
    return [{ ...rangee, tiers, aide, declarees: dossier.aides.filter((a) => a.tiersId === tiers.id) }]
  })
}

export const CONTROLES_AIDES = [
  controle({
    ...commun,
    code: 'AID-DECLARATION',
    titre: 'Aides de minimis déclarées par le client',
    source: af(
      '§5.1',
      'l’octroi du financement fera l’objet au préalable d’une déclaration par le Client des autres montants d’aide déjà perçus par lui relevant du même règlement',
    ),
    gravite: 'bloquant',
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant) => {
      const depot = jourDepot(dossier, maintenant)
      return clientsAides(dossier, dispositif, true).map(({ tiers, nom, aide, declarees }) => {
        const siennes = declarees.filter((a) => a.reglement === aide.reglement)
        const sujet = `aides.${tiers.id}`
        if (siennes.length === 0) return inconnu(sujet, nom, `règlement ${aide.reglement}`)
        const total = siennes.reduce((somme, a) => somme + a.montant, 0)
        const derniere = siennes.map((a) => a.declareeLe).reduce((a, b) => (a > b ? a : b))
        return juger(
          derniere <= depot,
          sujet,
          `${total === 0 ? 'aucune aide' : formatMontant(total)}, déclaration du ${formatJour(derniere)} (${nom})`,
          `au plus tard le ${formatJour(depot)}`,
        )
      })
    },
  }),
  controle({
    ...commun,
    code: 'AID-REGLEMENT',
    titre: 'Financement hors règlement de minimis',
    source: af('§5.1', 'relèvent de la décision d’exemption de notification 2012/21/UE'),
    gravite: 'alerte',
    issues: SANS_INCONNU,
    observe: (dossier, dispositif) =>
      clientsAides(dossier, dispositif, false).map(({ tiers, nom, aide, declarees }) => {
        const autres = [...new Set(declarees.map((a) => a.reglement).filter((r) => r !== aide.reglement))]
        return juger(
          autres.length === 0,
          `aides.${tiers.id}`,
          `${autres.length === 0 ? aide.reglement : autres.join(', ')} (${nom})`,
          aide.reglement,
        )
      }),
  }),
]
