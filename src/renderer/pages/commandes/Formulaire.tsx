import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { orpc } from '../../api.ts'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { SaisieCommandeForm } from './SaisieCommandeForm.tsx'

/** `/commandes/nouvelle` and `/commandes/:id/modifier`. */
export default function Formulaire() {
  const { id } = useParams<{ id?: string }>()
  const fiche = useQuery({
    ...orpc.commande.lire.queryOptions({ input: { id: Number(id ?? 0) } }),
    enabled: id !== undefined,
  })
  const produits = useQuery(orpc.solution.lister.queryOptions())
  if (fiche.error !== null || produits.error !== null)
    return <EcranRefus erreur={fiche.error ?? produits.error} />
  if (produits.data === undefined || (id !== undefined && fiche.data === undefined)) return null
  return <SaisieCommandeForm key={id ?? 'nouvelle'} existante={fiche.data ?? null} produits={produits.data} />
}
