import { useState } from 'react'
import { useLocation } from 'wouter'
import type { LigneJour } from '#contract/aujourdhui.ts'
import type { EtatCommande } from '#domain/commande.ts'
import type { Etape } from '#domain/etats.ts'
import { client } from '../../api.ts'
import { deposerPieces } from '../../cadre/depots.ts'
import type { Imprimable } from '../../emission/documents.ts'
import { Emission } from '../../emission/Emission.tsx'
import { montrerCommandes } from '../../state/commandes.ts'
import { preparerDemande } from '../../state/demandes.ts'

interface AEmettre {
  readonly quoi: Imprimable
  readonly ids: readonly number[]
}

const IMPRIMES: Partial<Record<Etape, Imprimable>> = {
  emettre_bdc: 'bdc',
  emettre_reception: 'reception',
  facturer: 'facture',
}

/** Where what the agency holds is brought in: its answers, then its money. */
const ENTREES: Partial<Record<EtatCommande, string>> = {
  avance_deposee: '/demandes/retours',
  avance_contestee: '/demandes/retours',
  solde_depose: '/demandes/retours',
  avance_validee: '/argent/rapprochement',
  solde_valide: '/argent/rapprochement',
}

/** Does what a line of the day says, for all its orders; `elements` must be drawn by the screen. */
export function useTravail() {
  const [, aller] = useLocation()
  const [aEmettre, setAEmettre] = useState<AEmettre | null>(null)

  const agir = (ligne: LigneJour, dispositif: string | null) => {
    const etats = [ligne.etat]
    const seul =
      dispositif ?? (ligne.parDispositif.length === 1 ? ligne.parDispositif[0]?.dispositif : undefined)
    const quoi = IMPRIMES[ligne.etape]
    if (quoi !== undefined)
      return void client.commande
        .selectionner({ etats, dispositif })
        .then((ids) => setAEmettre({ quoi, ids }))
    const entree = ENTREES[ligne.etat]
    if (entree !== undefined) return aller(entree)
    switch (ligne.etape) {
      case 'joindre_bdc':
        return deposerPieces([])
      case 'joindre_reception':
        return deposerPieces([], { commandeId: null, type: 'VA' })
      case 'preparer_avance':
        if (seul !== undefined)
          return aller(preparerDemande({ type: 'avance', dispositif: seul, commandeIds: null }))
        break
      case 'preparer_solde':
        if (seul !== undefined)
          return aller(preparerDemande({ type: 'solde', dispositif: seul, commandeIds: null }))
        break
      case 'deposer':
        return aller('/demandes')
      case 'piloter':
        return aller('/pilote')
    }
    // Each order has its own way: the list says it, row by row.
    montrerCommandes({ etats, dispositif })
    aller('/commandes')
  }
  const elements = (
    <Emission
      commandeIds={aEmettre?.ids ?? null}
      quoi={aEmettre?.quoi ?? 'bdc'}
      onFermer={() => setAEmettre(null)}
    />
  )
  return { agir, elements }
}
