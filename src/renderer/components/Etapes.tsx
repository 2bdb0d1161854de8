import { IconCheck, IconLock, IconX } from '@tabler/icons-react'
import styles from './Etapes.module.css'

export interface Etape {
  readonly cle: string
  readonly libelle: string
  /** Date, or what is missing. */
  readonly precision: string
  readonly etat: 'fait' | 'courante' | 'bloquee' | 'retenue' | 'a_venir'
}

const MOTS = {
  fait: 'fait',
  courante: 'en cours',
  bloquee: 'bloquée',
  retenue: 'retient la suite',
  a_venir: 'à venir',
} as const

/** « signé le 06/11/2026 » → « signé 06/11 »: eight steps in one line; the whole date is its tooltip and in the history. */
const shorten = (precision: string) => precision.replace(/ le (\d{2}\/\d{2})\/\d{4}(?: \(.+\))?$/, ' $1')

/** Steps of a dossier in one line; the second line says the date or what is missing. */
export function Etapes({ etapes, libelle }: { readonly etapes: readonly Etape[]; readonly libelle: string }) {
  const courante = etapes.findIndex((e) => e.etat === 'courante' || e.etat === 'bloquee')
  return (
    <ol className={styles.etapes} aria-label={libelle}>
      {etapes.map((e, i) => (
        <li key={e.cle} data-etat={e.etat} aria-current={i === courante ? 'step' : undefined}>
          <span className={styles.rond} aria-hidden>
            {e.etat === 'fait' ? (
              <IconCheck size={14} stroke={2} />
            ) : e.etat === 'bloquee' ? (
              <IconX size={14} stroke={2} />
            ) : e.etat === 'retenue' ? (
              <IconLock size={13} stroke={2} />
            ) : (
              i + 1
            )}
          </span>
          <span className={styles.texte}>
            <span className={styles.libelle}>
              {e.libelle}
              <span className="seul-lecteur"> ({MOTS[e.etat]})</span>
            </span>
            <span className={styles.precision} title={e.precision}>
              {shorten(e.precision)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}
