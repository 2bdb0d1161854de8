import { useQueries, useQuery } from '@tanstack/react-query'
import type { EtatCommande } from '#domain/commande.ts'
import { orpc } from '../../api.ts'
import { FILTRE_VIDE } from '../../state/commandes.ts'

/** What one action takes of a selection. A request is about one scheme, printing about any. */
export interface PartSelection {
  readonly cle: 'preparer_avance' | 'emettre_bdc'
  readonly libelle: string
  readonly dispositif: string | null
  readonly ids: readonly number[]
}

/** What each action takes of a selection, whichever rows are loaded. Actions that take none are left out. */
export function usePartsSelection(selection: ReadonlySet<number>): readonly PartSelection[] {
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions()).data ?? []
  const codes = dispositifs.filter((d) => d.commandes > 0).map((d) => d.code)
  const questions: { readonly etat: EtatCommande; readonly part: Omit<PartSelection, 'ids'> }[] = [
    ...codes.map((dispositif) => ({
      etat: 'avance_a_deposer' as const,
      part: { cle: 'preparer_avance' as const, libelle: 'Préparer l’avance', dispositif },
    })),
    {
      etat: 'bdc_a_emettre',
      part: { cle: 'emettre_bdc', libelle: 'Émettre les BDC', dispositif: null },
    },
  ]
  const reponses = useQueries({
    queries: questions.map(({ etat, part }) => ({
      ...orpc.commande.selectionner.queryOptions({
        input: { ...FILTRE_VIDE, etats: [etat], dispositif: part.dispositif },
      }),
      enabled: selection.size > 0,
    })),
  })
  return questions
    .map(({ part }, i) => ({ ...part, ids: (reponses[i]?.data ?? []).filter((id) => selection.has(id)) }))
    .filter((p) => p.ids.length > 0)
}
