import { useElementSize } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { EcheanceDispositif } from '#contract/aujourdhui.ts'
import { daysBetween, type Jour } from '#domain/dates.ts'
import { formatCompte, formatJourMois, formatMois, formatNombre, moisEntre } from '../../format.ts'
import styles from './echeancier.module.css'
import { urgenceOf } from './urgence.ts'

const RESTE = { avances: 'pas prêtes', prestations: 'à réaliser', soldes: 'à déposer' } as const

/** Widest label of a lane, pixels at 100 %. */
const TEXTE = 200

interface Props {
  readonly echeances: readonly EcheanceDispositif[]
  readonly aujourdhui: Jour
}

/** A row per scheme, a line per closing date. What it shows is in the table under it, for those who do not see it. */
export function Lignes({ echeances, aujourdhui }: Props) {
  const debut = moisEntre(aujourdhui.slice(0, 7), -1, 1)[0] ?? ''
  const dernier = echeances.at(-1)?.jour ?? aujourdhui
  const ecart =
    (Number(dernier.slice(0, 4)) - Number(debut.slice(0, 4))) * 12 +
    Number(dernier.slice(5, 7)) -
    Number(debut.slice(5))
  const mois = moisEntre(debut, 0, Math.max(12, ecart + 2))
  const depart = `${debut}-01`
  const etendue = daysBetween(depart, `${moisEntre(debut, mois.length, 1)[0]}-01`)
  const placer = (jour: Jour) => (100 * Math.max(0, daysBetween(depart, jour))) / etendue
  const { ref, width } = useElementSize()
  // Where a label no longer fits after its mark, in percent of the lane.
  const limite = 100 - (100 * TEXTE) / Math.max(1, width)
  const dispositifs = [...Map.groupBy(echeances, (e) => e.dispositif)]
  const pas = Math.ceil(mois.length / 15)
  return (
    <section className={styles.lignes} aria-label="Calendrier des dispositifs">
      <div ref={ref} className={styles.mois} aria-hidden>
        {mois.map((m, i) => (
          <span key={m} style={{ insetInlineStart: `${placer(`${m}-01`)}%` }}>
            {i % pas === 0 && (m.endsWith('-01') ? `janv ${m.slice(0, 4)}` : formatMois(m, true))}
          </span>
        ))}
      </div>
      {dispositifs.map(([code, siennes]) => {
        const [premiere] = siennes
        const commandes = premiere === undefined ? 0 : premiere.faites + premiere.pretes + premiere.pasPretes
        return (
          <div key={code} className={styles.dispositif}>
            <div className={styles.nom}>
              <Link href={`/dispositifs/${code}`}>{code}</Link>
              <span>{formatCompte(commandes, 'commande')}</span>
              {siennes.some((e) => e.parVous) && (
                <span>
                  <IconPencil size={14} stroke={1.75} aria-hidden /> dates saisies par vous
                </span>
              )}
            </div>
            <div className={styles.couloirs} aria-hidden>
              {mois.slice(1).map((m) => (
                <span
                  key={m}
                  className={styles.trait}
                  style={{ insetInlineStart: `${placer(`${m}-01`)}%` }}
                />
              ))}
              <span className={styles.ici} style={{ insetInlineStart: `${placer(aujourdhui)}%` }} />
              {siennes.map((e) => {
                const x = placer(e.jour)
                const reste = e.quoi === 'avances' ? e.pasPretes : e.pretes + e.pasPretes
                return (
                  <div key={e.quoi} className={styles.couloir} data-urgence={urgenceOf(e)}>
                    <span className={styles.ligne} style={{ width: `${x}%` }} />
                    <span className={styles.marque} style={{ insetInlineStart: `${x}%` }} />
                    <span
                      className={styles.texte}
                      {...(x > limite
                        ? { 'data-retourne': true, style: { insetInlineEnd: `calc(${100 - x}% + 0.75rem)` } }
                        : { style: { insetInlineStart: `calc(${x}% + 0.75rem)` } })}
                    >
                      <strong>{formatJourMois(e.jour)}</strong> {e.quoi}{' '}
                      <span className={styles.reste}>
                        {reste === 0 ? 'tout est fait' : `${formatNombre(reste)} ${RESTE[e.quoi]}`}
                      </span>
                    </span>
                  </div>
                )
              })}
            </div>
          </div>
        )
      })}
    </section>
  )
}
