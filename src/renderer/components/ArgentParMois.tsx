import { Link } from 'wouter'
import type { ResumeArgent } from '#contract/argent.ts'
import type { Jour } from '#domain/dates.ts'
import { formatMois, formatMontant, moisEntre, NBSP } from '../format.ts'
import styles from './ArgentParMois.module.css'

type Mois = ResumeArgent['parMois'][number]

const AVANT = 5
const MONTRES = 12

/** Twelve months around today; those that are not shown are summed on each side. */
function cadrer(parMois: readonly Mois[], aujourdhui: Jour) {
  const parCle = new Map(parMois.map((m) => [m.mois, m]))
  const mois = moisEntre(aujourdhui.slice(0, 7), -AVANT, MONTRES).map(
    (cle) => parCle.get(cle) ?? { mois: cle, recu: 0, attendu: 0 },
  )
  const debut = mois[0]?.mois ?? ''
  const fin = mois.at(-1)?.mois ?? ''
  const sum = (lus: readonly Mois[]) => lus.reduce((s, m) => s + m.recu + m.attendu, 0)
  return {
    mois,
    avant: sum(parMois.filter((m) => m.mois < debut)),
    apres: sum(parMois.filter((m) => m.mois > fin)),
  }
}

/** A round number at or over the greatest bar, cents: 1, 2 or 5 times a power of ten. */
function echelle(max: number): number {
  if (max === 0) return 100
  const pas = 10 ** Math.floor(Math.log10(max))
  return ([1, 2, 5, 10].find((n) => n * pas >= max) ?? 10) * pas
}

/** On an axis: « 200 k€ », « 1,5 M€ », « 400 € ». */
function formatAxe(centimes: number): string {
  const euros = centimes / 100
  const [valeur, unite] =
    euros >= 1e6 ? [euros / 1e6, 'M€'] : euros >= 1e3 ? [euros / 1e3, 'k€'] : [euros, '€']
  return `${String(valeur).replace('.', ',')}${NBSP}${unite}`
}

interface Props {
  readonly parMois: readonly Mois[]
  readonly aujourdhui: Jour
}

/** Money received (solid) and expected (hatched) by month; a bar opens its lines. The same numbers follow as a table. */
export function ArgentParMois({ parMois, aujourdhui }: Props) {
  const { mois, avant, apres } = cadrer(parMois, aujourdhui)
  const haut = echelle(Math.max(...mois.map((m) => m.recu + m.attendu)))
  const ici = aujourdhui.slice(0, 7)
  const hors = [
    avant > 0 ? `${formatMontant(avant)} avant ${formatMois(mois[0]?.mois ?? ici)}` : '',
    apres > 0 ? `${formatMontant(apres)} après ${formatMois(mois.at(-1)?.mois ?? ici)}` : '',
  ].filter((p) => p !== '')
  return (
    <figure className={styles.figure} aria-label="Argent reçu et attendu par mois">
      <div className={styles.aire}>
        <div className={styles.axe} aria-hidden>
          <span>{formatAxe(haut)}</span>
          <span>{formatAxe(haut / 2)}</span>
        </div>
        {mois.map((m) => (
          <Link
            key={m.mois}
            href={`/argent?mois=${m.mois}`}
            className={styles.mois}
            data-ici={m.mois === ici || undefined}
            aria-label={`${formatMois(m.mois)}${NBSP}: ${formatMontant(m.recu)} reçus, ${formatMontant(m.attendu)} attendus`}
          >
            <span className={styles.barre}>
              <span className={styles.attendu} style={{ height: `${(100 * m.attendu) / haut}%` }} />
              <span className={styles.recu} style={{ height: `${(100 * m.recu) / haut}%` }} />
            </span>
            <span className={styles.nom}>{formatMois(m.mois, true)}</span>
          </Link>
        ))}
      </div>
      {hors.length > 0 && <figcaption className={styles.hors}>{hors.join(' · ')}</figcaption>}
      <table className="seul-lecteur">
        <caption>Argent par mois</caption>
        <thead>
          <tr>
            <th scope="col">Mois</th>
            <th scope="col">Reçu</th>
            <th scope="col">Attendu</th>
          </tr>
        </thead>
        <tbody>
          {parMois.map((m) => (
            <tr key={m.mois}>
              <th scope="row">{formatMois(m.mois)}</th>
              <td>{formatMontant(m.recu)}</td>
              <td>{formatMontant(m.attendu)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

/** What the two looks of a bar mean. */
export function LegendeArgent() {
  return (
    <span className={styles.legende}>
      <span className={styles.carreRecu} aria-hidden /> reçu
      <span className={styles.carreAttendu} aria-hidden /> attendu
    </span>
  )
}
