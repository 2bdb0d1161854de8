import type { Dossier } from '../commande.ts'
import { satisfies } from '../conditions.ts'
import { formatJour, jourParis } from '../dates.ts'
import type { AttestationDemandee } from '../dispositif.ts'
import { AVANT_AVANCE_ET_SOLDE, controle, inconnu, juger, respecte, TOUTES } from './base.ts'
import { clientsOf, demandeDe } from './lecture.ts'
import { confirmedBy } from './listes-confirmation.ts'

/** Whom or what an attestation is about, one per client when it is about clients, and the dossier seen from there. */
function sujetsOf(dossier: Dossier, demandee: AttestationDemandee) {
  const { fournisseur, referencement, commande } = dossier
  switch (demandee.sujet) {
    case 'fournisseur':
      return [{ id: fournisseur.id, nom: fournisseur.denomination, vue: dossier }]
    case 'referencement':
      return [
        { id: referencement.id, nom: `${referencement.solution} ${referencement.version}`, vue: dossier },
      ]
    case 'commande':
      return [{ id: commande.id, nom: null, vue: dossier }]
    case 'client':
      // A condition on the client is asked about each client, not about the order's others.
      return clientsOf(dossier).map(({ participation, nom }) => ({
        id: participation.tiers.id,
        nom,
        vue: {
          ...dossier,
          participations: dossier.participations.filter((p) => p.role !== 'client' || p === participation),
        },
      }))
  }
}

export const CONTROLES_ATTESTATIONS = [
  controle({
    code: 'ATT',
    titre: 'Attestation du fournisseur',
    source: { document: 'Dispositif', passage: 'attestations' },
    gravite: 'bloquant',
    pour: AVANT_AVANCE_ET_SOLDE,
    famille: 'attestations',
    issues: TOUTES,
    observe: (dossier, dispositif, maintenant, pour) =>
      dispositif.attestations
        .filter((a) => a.pour.includes(demandeDe(pour)))
        .flatMap((demandee) =>
          sujetsOf(dossier, demandee).flatMap(({ id, nom, vue }) => {
            if (!satisfies(demandee.si, vue, maintenant)) return []
            const { code: suffixe, gravite, source, libelle } = demandee
            const sujet = `attestations.${demandee.code}`
            const posee = dossier.attestations
              .filter((a) => a.code === demandee.code && a.sujet === demandee.sujet && a.sujetId === id)
              .toSorted((a, b) => (a.le < b.le ? -1 : 1))[0]
            const p = { suffixe, gravite, source }
            const confirmation = confirmedBy(dossier, dispositif, demandee, id)
            if (posee === undefined && confirmation !== null)
              return [respecte(sujet, nom === null ? confirmation : `${confirmation} (${nom})`, libelle, p)]
            if (posee === undefined) return [inconnu(sujet, nom, libelle, p)]
            return [
              juger(
                posee.le <= jourParis(maintenant),
                sujet,
                `attesté le ${formatJour(posee.le)}${nom === null ? '' : ` (${nom})`}`,
                libelle,
                p,
              ),
            ]
          }),
        ),
  }),
]
