import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { orpc } from '../../api.ts'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { Dossier } from './Dossier.tsx'

/** One order: `/commandes/:id`. */
export default function PageDossier() {
  const id = Number(useParams<{ id: string }>().id)
  const fiche = useQuery(orpc.commande.lire.queryOptions({ input: { id } }))
  const dispositif = useQuery({
    ...orpc.dispositif.montrer.queryOptions({ input: { code: fiche.data?.resume.dispositif ?? '' } }),
    enabled: fiche.data !== undefined,
  })
  const aujourdhui = useEtatSysteme()?.aujourdhui
  if (fiche.error !== null) return <EcranRefus erreur={fiche.error} />
  if (fiche.data === undefined || aujourdhui === undefined) return null
  return <Dossier key={id} fiche={fiche.data} dispositif={dispositif.data} aujourdhui={aujourdhui} />
}
