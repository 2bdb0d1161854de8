import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ConstatAffiche } from '#domain/constat.ts'
import styles from './ConstatRow.module.css'

const GLYPHES = {
  bloquant: { Glyphe: IconAlertCircle, mot: 'Bloquant' },
  alerte: { Glyphe: IconAlertTriangle, mot: 'Alerte' },
  information: { Glyphe: IconInfoCircle, mot: 'Information' },
} as const

interface ConstatRowProps {
  readonly constat: Pick<
    ConstatAffiche,
    'gravite' | 'issue' | 'phrase' | 'remede' | 'trouve' | 'attendu' | 'source'
  >
  /** Buttons that mend it, right of the sentence. */
  readonly actions?: ReactNode
  /** Under the source: an attestation being dated, the rows concerned. */
  readonly children?: ReactNode
}

/** One point that does not hold: sentence, what was read and expected, the text that says so, the remedy. */
export function ConstatRow({ constat, actions, children }: ConstatRowProps) {
  const { Glyphe, mot } = GLYPHES[constat.gravite]
  return (
    <div className={styles.constat} data-gravite={constat.gravite}>
      <Glyphe size={16} stroke={1.75} className={styles.glyphe} role="img" aria-label={mot} />
      <div className={styles.texte}>
        <div className={styles.phrase}>{constat.phrase}</div>
        <LuAttendu
          trouve={constat.trouve}
          // A sentence that ends with what is expected is not said twice.
          attendu={
            constat.attendu !== null && constat.phrase.includes(constat.attendu) ? null : constat.attendu
          }
          inconnu={constat.issue === 'inconnu'}
        />
        {constat.remede !== '' && <div className={styles.remede}>{constat.remede}</div>}
        <SourceCitee source={constat.source} />
        {children}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** What is not known has nothing that was read: only what is expected is said. */
function LuAttendu(props: { trouve: string | null; attendu: string | null; inconnu: boolean }) {
  if (props.attendu === null && (props.trouve === null || props.inconnu)) return null
  return (
    <div className={styles.valeurs}>
      {!props.inconnu && (
        <>
          Lu <mark data-sens="lu">{props.trouve ?? 'vide'}</mark>{' '}
        </>
      )}
      {props.attendu !== null && (
        <>
          {props.inconnu ? 'Attendu' : 'attendu'} <mark data-sens="attendu">{props.attendu}</mark>
        </>
      )}
    </div>
  )
}

/** The passage of a text, with its words when they are known, behind a left rule. */
export function SourceCitee({ source }: { readonly source: ConstatAffiche['source'] }) {
  return (
    <div className={styles.source}>
      {source.citation !== undefined && <q>{source.citation}</q>} {source.document}
      {source.passage !== '' && `, ${source.passage}`}
    </div>
  )
}
