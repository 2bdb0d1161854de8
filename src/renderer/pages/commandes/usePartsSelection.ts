import { useQueries, useQuery } from '@tanstack/react-query'
import type { EtatCommande } from '#domain/commande.ts'
import { orpc } from '../../api.ts'
import { CHEZ_AGENCE, REFUSEES } from '../../issues.ts'
import { FILTRE_VIDE } from '../../state/commandes.ts'

export type ActionSelection =
  | 'preparer_avance'
  | 'emettre_bdc'
  | 'joindre_bdc'
  | 'installer'
  | 'emettre_reception'
  | 'joindre_va'
  | 'emettre_facture'
  | 'joindre_factures'
  | 'preparer_solde'
  | 'signer_va'
  | 'signer_mom'
  | 'noter_avance'
  | 'noter_solde'
  | 'contester'
  | 'refaire_avance'
  | 'refaire_solde'

/** What one action takes of a selection. A request and an installation are about one scheme, the rest about any. */
export interface PartSelection {
  readonly cle: ActionSelection
  readonly libelle: string
  /** A step of the order, shown as a button; what the agency answered is in the menu. */
  readonly etape: boolean
  readonly dispositif: string | null
  readonly ids: readonly number[]
}

interface Question extends Omit<PartSelection, 'ids'> {
  readonly etats: readonly EtatCommande[]
}

const etape = (cle: ActionSelection, libelle: string, etat: EtatCommande): Question => ({
  cle,
  libelle,
  etape: true,
  dispositif: null,
  etats: [etat],
})
const suite = (cle: ActionSelection, libelle: string, etats: readonly EtatCommande[]): Question => ({
  cle,
  libelle,
  etape: false,
  dispositif: null,
  etats,
})

const QUESTIONS: readonly Question[] = [
  etape('emettre_bdc', 'Émettre les BDC', 'bdc_a_emettre'),
  etape('joindre_bdc', 'Joindre les BDC…', 'bdc_a_signer'),
  etape('emettre_reception', 'Émettre les VA et MOM', 'reception_a_emettre'),
  etape('joindre_va', 'Joindre les VA…', 'reception_a_signer'),
  etape('emettre_facture', 'Émettre les factures', 'facture_a_emettre'),
  suite('joindre_factures', 'Joindre des factures de votre logiciel…', ['facture_a_emettre']),
  suite('signer_va', 'Dater les VA…', ['facture_a_emettre', 'solde_a_revoir']),
  suite('signer_mom', 'Dater les MOM…', ['solde_a_revoir']),
  suite('noter_avance', 'Noter l’issue des avances…', CHEZ_AGENCE.avance),
  suite('noter_solde', 'Noter l’issue des soldes…', CHEZ_AGENCE.solde),
  suite('contester', 'Contester les refus d’avance…', REFUSEES.avance),
  suite('refaire_avance', 'Refaire les avances refusées…', REFUSEES.avance),
  suite('refaire_solde', 'Refaire les soldes refusés…', REFUSEES.solde),
]

/** What each action takes of a selection, whichever rows are loaded. Actions that take none are left out. */
export function usePartsSelection(selection: ReadonlySet<number>): readonly PartSelection[] {
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions()).data ?? []
  const codes = dispositifs.filter((d) => d.commandes > 0).map((d) => d.code)
  const questions: readonly Question[] = [
    ...codes.map((dispositif) => ({
      ...etape('preparer_solde', 'Préparer le solde', 'solde_a_deposer'),
      dispositif,
    })),
    ...codes.map((dispositif) => ({
      ...etape('preparer_avance', 'Préparer l’avance', 'avance_a_deposer'),
      dispositif,
    })),
    ...codes.map((dispositif) => ({
      ...etape('installer', 'Noter l’installation…', 'installation_a_faire'),
      dispositif,
    })),
    ...QUESTIONS,
  ]
  const reponses = useQueries({
    queries: questions.map(({ etats, dispositif }) => ({
      ...orpc.commande.selectionner.queryOptions({
        input: { ...FILTRE_VIDE, etats: [...etats], dispositif },
      }),
      enabled: selection.size > 0,
    })),
  })
  return questions
    .map(({ etats: _, ...part }, i) => ({
      ...part,
      ids: (reponses[i]?.data ?? []).filter((id) => selection.has(id)),
    }))
    .filter((p) => p.ids.length > 0)
}
