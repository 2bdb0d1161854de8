import { Link } from 'wouter'
import type { EtatDuJour } from '#contract/aujourdhui.ts'
import type { Jour } from '#domain/dates.ts'
import { ArgentParMois, LegendeArgent } from '../../components/ArgentParMois.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { formatMontant } from '../../format.ts'
import styles from './aujourdhui.module.css'

interface Props {
  readonly argent: EtatDuJour['argent']
  readonly aujourdhui: Jour
}

/** What is still to come and what came, by month. */
export function Argent({ argent, aujourdhui }: Props) {
  return (
    <Panneau titre="Argent" droite={<LegendeArgent />} className={styles.argent}>
      <div className={styles.argentCorps}>
        <dl className={styles.totaux}>
          <div>
            <dt>reste à recevoir</dt>
            <dd>
              <Link href="/argent?situation=attendu">{formatMontant(argent.resteARecevoir)}</Link>
            </dd>
          </div>
          <div>
            <dt>reçu à ce jour</dt>
            <dd>
              <Link href="/argent?situation=recu">{formatMontant(argent.recu)}</Link>
            </dd>
          </div>
        </dl>
        <ArgentParMois parMois={argent.parMois} aujourdhui={aujourdhui} />
      </div>
    </Panneau>
  )
}
