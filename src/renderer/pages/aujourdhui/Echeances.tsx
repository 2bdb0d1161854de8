import type { EcheanceDispositif } from '#contract/aujourdhui.ts'
import { AVANCEMENTS } from '#domain/aujourdhui.ts'
import type { Jour } from '#domain/dates.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { formatCompte, formatDelai, formatJourLong, formatNombre, NBSP } from '../../format.ts'
import { motsEcheance, urgenceOf } from '../echeancier/urgence.ts'
import styles from './aujourdhui.module.css'
import { Frise } from './Frise.tsx'

interface Props {
  readonly echeances: readonly EcheanceDispositif[]
  readonly aujourdhui: Jour
}

/** The next closing date in large, all of them on a line. */
export function Echeances({ echeances, aujourdhui }: Props) {
  const proche = echeances.find((e) => e.reste >= 0) ?? echeances.at(-1)
  if (proche === undefined) return null
  const etats = AVANCEMENTS.find((a) => a.quoi === proche.quoi)
  return (
    <section className={styles.echeances} aria-label="Échéances">
      <div className={styles.proche}>
        <span className={styles.delai} data-urgence={urgenceOf(proche)}>
          {formatDelai(proche.jour, aujourdhui)}
        </span>
        <div>
          <strong>
            {motsEcheance(proche.quoi)} {proche.dispositif}
          </strong>
          <div>
            {formatJourLong(proche.jour)}
            {proche.heure !== null && `, ${proche.heure}`}
          </div>
          <div className={styles.menaces}>
            {proche.pretes > 0 && (
              <LienCommandes filtre={{ dispositif: proche.dispositif, etats: etats?.pretes ?? [] }}>
                {formatCompte(proche.pretes, 'prête')}
              </LienCommandes>
            )}
            {proche.pasPretes > 0 ? (
              <LienCommandes filtre={{ dispositif: proche.dispositif, etats: etats?.pasPretes ?? [] }}>
                {proche.reste < 0
                  ? formatCompte(proche.pasPretes, 'commande hors délai', 'commandes hors délai')
                  : formatCompte(proche.pasPretes, 'commande menacée', 'commandes menacées')}
              </LienCommandes>
            ) : (
              <span>rien n’est menacé</span>
            )}
          </div>
        </div>
      </div>
      <Frise echeances={echeances} aujourdhui={aujourdhui} />
      <table className="seul-lecteur">
        <caption>Échéances des dispositifs</caption>
        <thead>
          <tr>
            <th scope="col">Jour</th>
            <th scope="col">Échéance</th>
            <th scope="col">Faites</th>
            <th scope="col">Prêtes</th>
            <th scope="col">Pas prêtes</th>
          </tr>
        </thead>
        <tbody>
          {echeances.map((e) => (
            <tr key={`${e.dispositif}${e.quoi}`}>
              <td>{`${formatJourLong(e.jour)}${NBSP}(${formatDelai(e.jour, aujourdhui)})`}</td>
              <th scope="row">{`${motsEcheance(e.quoi)} ${e.dispositif}`}</th>
              <td>{formatNombre(e.faites)}</td>
              <td>{formatNombre(e.pretes)}</td>
              <td>{formatNombre(e.pasPretes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
