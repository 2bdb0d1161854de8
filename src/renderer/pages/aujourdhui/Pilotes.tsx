import type { EtatDuJour } from '#contract/aujourdhui.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { formatCompte, formatJourMois, formatNombre } from '../../format.ts'
import styles from './aujourdhui.module.css'

type Pilote = EtatDuJour['pilotes'][number]
type Place = Pilote['places'][number]

const MONTRES = 1

/** The pilots that are not accepted yet: the one that is furthest, and how many others wait. */
export function Pilotes({ pilotes }: { readonly pilotes: EtatDuJour['pilotes'] }) {
  const ordre = pilotes.toSorted((a, b) => b.choisis - a.choisis || b.signes - a.signes)
  const autres = ordre.length - MONTRES
  return ordre.slice(0, MONTRES).map((p) => (
    <Panneau
      key={`${p.fournisseurId} ${p.referencementId}`}
      titre={`Pilote ${p.dispositif}`}
      compte={sayPilote(p)}
      droite={
        <>
          {autres > 0 && (
            <Action vers="/pilote">{formatCompte(autres, 'autre pilote', 'autres pilotes')}</Action>
          )}
          <Action
            vers={`/pilote/${p.fournisseurId}-${p.referencementId}`}
            libelle={`Ouvrir le pilote ${p.dispositif}, ${p.produit}`}
          >
            Ouvrir
          </Action>
        </>
      }
    >
      <ol className={styles.places}>
        {p.places.map((place, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is its rank
          <li key={i} data-etat={place.etat}>
            <span className={styles.placeBarre} aria-hidden />
            <span className={styles.placeClient}>{place.client ?? 'À choisir'}</span>
            <span className={styles.placeFait}>{sayPlace(place)}</span>
          </li>
        ))}
      </ol>
    </Panneau>
  ))
}

function sayPilote(p: Pilote): string {
  if (p.decision === 'non_conforme') return 'refusé par l’ANS, à reprendre'
  if (p.transmisLe !== null) return `transmis à l’ANS le ${formatJourMois(p.transmisLe)}`
  return `${formatNombre(p.signes)} PV ${p.signes > 1 ? 'signés' : 'signé'} sur ${p.taille}`
}

function sayPlace({ etat, jour }: Place): string {
  if (etat === 'a_pourvoir') return 'avance validée'
  if (etat === 'signe') return jour === null ? 'PV signé' : `PV du ${formatJourMois(jour)}`
  return jour === null ? 'à installer' : `prévu ${formatJourMois(jour)}`
}
