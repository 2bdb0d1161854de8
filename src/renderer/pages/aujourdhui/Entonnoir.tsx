import type { EtatDuJour } from '#contract/aujourdhui.ts'
import { ENTONNOIR } from '#domain/aujourdhui.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { formatMontant, formatNombre } from '../../format.ts'
import styles from './aujourdhui.module.css'

interface Props {
  readonly etapes: EtatDuJour['entonnoir']
  readonly dispositif: string | null
}

/** How many orders reached each step, from the order to the paid balance. */
export function Entonnoir({ etapes, dispositif }: Props) {
  const tout = Math.max(1, etapes[0]?.nombre ?? 0)
  return (
    <ol className={styles.entonnoir} aria-label="Où en sont les commandes">
      {etapes.map((e) => (
        <li key={e.cle}>
          <LienCommandes
            filtre={{ dispositif, etats: ENTONNOIR.find((x) => x.cle === e.cle)?.etats ?? [] }}
            className={styles.etape}
            libelle={`${formatNombre(e.nombre)} ${e.libelle}, ${formatMontant(e.montant)} TTC`}
          >
            <span className={styles.etapeNombre}>{formatNombre(e.nombre)}</span>
            <span className={styles.etapeMot}>{e.libelle}</span>
            <span className={styles.etapeBarre} aria-hidden>
              <span style={{ width: `${(100 * e.nombre) / tout}%` }} />
            </span>
          </LienCommandes>
        </li>
      ))}
    </ol>
  )
}
