import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { orpc } from '../../api.ts'
import { Entete } from '../../components/Entete.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
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
  if (fiche.error !== null)
    return (
      <div>
        <Entete titre="Dossier" fil={[{ libelle: 'Commandes', vers: '/commandes' }]} />
        <RefusMessage erreur={fiche.error} />
      </div>
    )
  if (fiche.data === undefined || aujourdhui === undefined) return null
  return <Dossier key={id} fiche={fiche.data} dispositif={dispositif.data} aujourdhui={aujourdhui} />
}
