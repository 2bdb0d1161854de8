import { Link } from 'wouter'
import type { ResultatRattachement } from '#contract/piece.ts'
import { EtatChip } from '../components/EtatChip.tsx'
import { formatCompte } from '../format.ts'
import styles from './pieces.module.css'

interface ResultatDepotProps {
  readonly resultat: ResultatRattachement
  readonly onQuitter: () => void
}

/** What became of each file dropped: matched, already there, refused with its reason. */
export function ResultatDepot({ resultat, onQuitter }: ResultatDepotProps) {
  const { recues, rattachees, dejaLa, rejets } = resultat
  return (
    <div className={styles.resultat} role="status">
      <p>
        <strong>{formatCompte(recues, 'fichier reçu', 'fichiers reçus')}</strong>
      </p>
      {rattachees.length > 0 && (
        <section>
          <EtatChip aspect="ok">{formatCompte(rattachees.length, 'rattaché', 'rattachés')}</EtatChip>
          <ul>
            {rattachees.map((r) => (
              <li key={r.pieceId}>
                <span>{r.nom}</span>
                <span>commande {r.numero}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {dejaLa.length > 0 && (
        <section>
          <EtatChip aspect="clos">{formatCompte(dejaLa.length, 'déjà là', 'déjà là')}</EtatChip>
          <ul>
            {dejaLa.map((d) => (
              <li key={d.pieceId}>
                <span>{d.nom}</span>
                <span>le même fichier est déjà dans le registre</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {rejets.length > 0 && (
        <section>
          <EtatChip aspect="arret">{formatCompte(rejets.length, 'refusé', 'refusés')}</EtatChip>
          <ul>
            {rejets.map((r) => (
              <li key={`${r.valeur}${r.regle}`}>
                <span>{r.valeur}</span>
                <span>{r.phrase}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {rattachees.length > 0 && (
        <p>
          <Link href="/commandes" onClick={onQuitter}>
            Voir les commandes
          </Link>
        </p>
      )}
    </div>
  )
}
