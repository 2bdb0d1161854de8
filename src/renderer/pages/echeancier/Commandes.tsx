import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { EcheanceAffichee } from '#contract/retour.ts'
import { NATURE_ECHEANCE_LIBELLES } from '#domain/etats.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { Vide } from '../../components/Vide.tsx'
import { formatJour, formatNombre, NBSP } from '../../format.ts'
import styles from './echeancier.module.css'

const MONTREES = 6

/** What single orders owe the agency on a day, the nearest first. */
export function Commandes() {
  const { data, error } = useQuery(orpc.echeance.lister.queryOptions({ input: {} }))
  const [toutes, setToutes] = useState(false)
  const lignes = data ?? []
  return (
    <Panneau
      titre="Échéances d’une seule commande"
      compte={formatNombre(lignes.length)}
      droite={
        lignes.length > 0 && (
          <>
            {lignes.length > MONTREES && (
              <Action onClick={() => setToutes(!toutes)} deplie={toutes}>
                {toutes ? 'Les premières' : 'Tout voir'}
              </Action>
            )}
            <Exporter
              listes={[
                {
                  libelle: 'Les échéances ouvertes',
                  demande: { liste: 'echeances', filtre: { ouvertes: true } },
                },
                {
                  libelle: 'Toutes, soldées comprises',
                  demande: { liste: 'echeances', filtre: { ouvertes: false } },
                },
              ]}
            />
          </>
        )
      }
      rembourrage={false}
    >
      <RefusMessage erreur={error} />
      {data !== undefined && lignes.length === 0 && (
        <Vide titre="Aucune">
          Un avenant demandé par l’agence, une mise en demeure, un refus à contester : notés sur un dossier,
          ils s’affichent ici avec leur dernier jour.
        </Vide>
      )}
      <ul className={styles.commandes}>
        {(toutes ? lignes : lignes.slice(0, MONTREES)).map((e) => (
          <li key={e.id}>
            <Jour echeance={e} />
            <div>
              <strong>{NATURE_ECHEANCE_LIBELLES[e.nature]}</strong>
              <span className={texte.second}>
                <Link href={`/commandes/${e.commandeId}`}>
                  {e.numero}, {e.client}
                </Link>
                {e.objet !== '' && `${NBSP}: ${e.objet}`}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Panneau>
  )
}

function Jour({ echeance: e }: { readonly echeance: EcheanceAffichee }) {
  const urgence = e.reste < 0 ? 'rouge' : e.reste <= 10 ? 'ambre' : undefined
  return (
    <span className={styles.jourCommande}>
      <strong>{formatJour(e.echeanceLe)}</strong>{' '}
      <span className={styles.delai} data-urgence={urgence}>
        {e.reste < 0 ? `J+${-e.reste}` : `J−${e.reste}`}
      </span>
    </span>
  )
}
