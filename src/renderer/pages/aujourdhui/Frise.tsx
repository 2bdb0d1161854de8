import { useElementSize } from '@mantine/hooks'
import { Link } from 'wouter'
import type { EcheanceDispositif } from '#contract/aujourdhui.ts'
import { daysBetween, type Jour } from '#domain/dates.ts'
import { formatJourMois, formatMois, moisEntre, NBSP } from '../../format.ts'
import { sigle } from '../../sigles.ts'
import { urgenceOf } from '../echeancier/urgence.ts'
import styles from './Frise.module.css'

interface Props {
  readonly echeances: readonly EcheanceDispositif[]
  readonly aujourdhui: Jour
}

/** Rough width of a label in the font of the line, pixels at 100 %. */
const LETTRE = 6.6
const NIVEAUX = 2

interface Pose {
  readonly echeance: EcheanceDispositif
  readonly x: number
  /** Row of the label, from the axis up; null when there is no room left: the calendar says it. */
  readonly niveau: number | null
  /** Label ends at the mark instead of beginning there. */
  readonly retourne: boolean
}

/** Places labels on a few rows without overlap, the nearest deadlines first. */
function poser(
  echeances: readonly EcheanceDispositif[],
  largeur: number,
  placer: (jour: Jour) => number,
): Pose[] {
  const pris: (readonly [number, number])[][] = Array.from({ length: NIVEAUX }, () => [])
  return echeances.map((echeance) => {
    const x = placer(echeance.jour)
    const w = LETTRE * (echeance.dispositif.length > 7 ? 20 : 17)
    const retourne = x + w > largeur
    const [de, a] = retourne ? [x - w, x] : [x - 4, x + w]
    const niveau = pris.findIndex((rang) => rang.every(([d, f]) => a <= d || de >= f))
    if (niveau >= 0) pris[niveau]?.push([de, a])
    return { echeance, x, niveau: niveau < 0 ? null : niveau, retourne }
  })
}

/** The line of deadlines: today, the closing dates to come, and the months under them. */
export function Frise({ echeances, aujourdhui }: Props) {
  const { ref, width } = useElementSize()
  const codes = [...new Set(echeances.map((e) => e.dispositif))]
  const dernier = echeances.at(-1)?.jour ?? aujourdhui
  const debut = aujourdhui.slice(0, 7)
  const ecart =
    (Number(dernier.slice(0, 4)) - Number(debut.slice(0, 4))) * 12 +
    Number(dernier.slice(5, 7)) -
    Number(debut.slice(5))
  const mois = moisEntre(debut, 0, Math.max(11, ecart + 2))
  const depart = `${debut}-01`
  const etendue = daysBetween(depart, `${moisEntre(debut, mois.length, 1)[0]}-01`)
  const placer = (jour: Jour) => (Math.max(0, daysBetween(depart, jour)) / etendue) * width
  const pas = Math.max(1, Math.ceil((mois.length * 44) / Math.max(1, width)))
  return (
    <div className={styles.frise}>
      <div ref={ref} className={styles.ligne} aria-hidden>
        {width > 0 && (
          <>
            <span className={styles.axe} />
            {mois.map((m, i) => (
              <span key={m} className={styles.mois} style={{ insetInlineStart: placer(`${m}-01`) }}>
                {i % pas === 0 && formatMois(m, true)}
              </span>
            ))}
            <span className={styles.ici} style={{ insetInlineStart: placer(aujourdhui) }} />
            {poser(echeances, width, placer).map(({ echeance: e, x, niveau, retourne }) => (
              <span
                key={`${e.dispositif}${e.quoi}`}
                className={styles.echeance}
                style={{ insetInlineStart: x }}
                data-urgence={urgenceOf(e)}
                data-niveau={niveau ?? undefined}
              >
                <span className={styles.marque} />
                {niveau !== null && (
                  <span className={styles.texte} data-retourne={retourne || undefined}>
                    {formatJourMois(e.jour)}{' '}
                    <strong>{`${sigle(e.dispositif, codes)}${NBSP}${e.quoi}`}</strong>
                  </span>
                )}
              </span>
            ))}
          </>
        )}
      </div>
      <Link href="/echeancier" className={styles.lien}>
        Voir l’échéancier
      </Link>
    </div>
  )
}
