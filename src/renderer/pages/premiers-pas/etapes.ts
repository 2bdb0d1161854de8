import { useQueries, useQuery } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { useEtatSysteme } from '../../etat.ts'

/** Which of the five steps are done, in their order; undefined until it is known. */
export function useEtapesFaites(): readonly boolean[] | undefined {
  const etat = useEtatSysteme()
  const fournisseurs = useQuery(orpc.fournisseur.lister.queryOptions()).data
  const produits = useQuery(orpc.solution.lister.queryOptions()).data
  const codes = [...new Set((produits ?? []).map((p) => p.dispositif))]
  const avecProfils = useQueries({
    queries: codes.map((code) => orpc.dispositif.montrer.queryOptions({ input: { code } })),
    combine: (r) =>
      r.flatMap((x) =>
        x.data !== undefined && x.data.dispositif.profils.length > 0 ? [x.data.dispositif.code] : [],
      ),
  })
  if (fournisseurs === undefined || produits === undefined || etat === undefined) return undefined
  return [
    fournisseurs.length > 0,
    produits.length > 0 && produits.every((p) => p.profils.length > 0 || !avecProfils.includes(p.dispositif)),
    produits.length > 0 &&
      produits.every((p) => p.dateDossierComplet !== null || p.dateReferencement !== null) &&
      codes.every((code) => fournisseurs[0]?.enrolements[code] !== undefined),
    etat.compteurs.clients > 0,
    etat.compteurs.commandes > 0,
  ]
}
