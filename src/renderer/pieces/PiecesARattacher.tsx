import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { orpc, queryClient } from '../api.ts'
import { Exporter } from '../components/Exporter.tsx'
import { RefusMessage } from '../components/Refus.tsx'
import { formatCompte, formatInstant, formatTaille } from '../format.ts'
import { ChoixCommande } from './ChoixCommande.tsx'
import { ouvrirPiece } from './ouvrirPiece.ts'
import styles from './pieces.module.css'

/** Files received that no order claims: matched by hand, or dropped. Nothing when there are none. */
export function PiecesARattacher() {
  const pieces = useQuery(orpc.piece.aRattacher.queryOptions())
  const onSuccess = () => queryClient.invalidateQueries()
  const associer = useMutation(orpc.piece.associer.mutationOptions({ onSuccess }))
  const ecarter = useMutation(orpc.piece.ecarter.mutationOptions({ onSuccess }))
  const liste = pieces.data ?? []
  if (liste.length === 0) return null
  return (
    <section aria-labelledby="a-rattacher" className={styles.aRattacher}>
      <div className={styles.teteARattacher}>
        <h3 id="a-rattacher">{formatCompte(liste.length, 'pièce à rattacher', 'pièces à rattacher')}</h3>
        <Exporter listes={[{ libelle: 'Pièces à rattacher', demande: { liste: 'pieces' } }]} />
      </div>
      <p>Le nom du fichier ne porte aucun numéro de commande connu&nbsp;: choisissez la commande.</p>
      <RefusMessage erreur={associer.error ?? ecarter.error} />
      <ul>
        {liste.map((p) => (
          <li key={p.id}>
            <div className={styles.nom}>
              <button type="button" className={styles.lien} onClick={() => ouvrirPiece(p.id)}>
                {p.nom}
              </button>
              <span>
                {p.pages !== null && `${formatCompte(p.pages, 'page')} · `}
                {formatTaille(p.taille)} · reçue le {formatInstant(p.ajouteeLe)}
              </span>
            </div>
            <ChoixCommande
              libelle={`Commande de ${p.nom}`}
              onChoix={(commandeId) => associer.mutate({ pieceId: p.id, commandeId })}
            />
            <Button variant="subtle" onClick={() => ecarter.mutate({ pieceId: p.id })}>
              Écarter
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
