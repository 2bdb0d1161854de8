import type { Dossier } from '#domain/commande.ts'
import type { client } from '../../api.ts'

export type SaisieCommande = Parameters<typeof client.commande.definir>[0]

/** An order as the register holds it, in the shape in which it is saved. */
export function saisieOf(dossier: Dossier): SaisieCommande {
  const { commande: c } = dossier
  return {
    id: c.id,
    revision: c.revision,
    numero: c.numero,
    referencementId: c.referencementId,
    fournisseurId: c.fournisseurId,
    cas: c.cas,
    dateEmission: c.dateEmission,
    dateInstallationPrevue: c.dateInstallationPrevue,
    formulaireExterne: c.formulaireExterne,
    fichierAttendu: c.fichierAttendu,
    note: c.note,
    participations: dossier.participations.map((p) => ({
      role: p.role,
      tiersId: p.tiers.id,
      representant: p.representant,
    })),
    lignes: dossier.lignes.map((l) => ({
      tiersId: l.tiersId,
      ht: l.ht,
      taux: l.taux,
      tranche: l.tranche,
    })),
    scenario: { ...dossier.scenario },
  }
}
