import { IconCheck, IconChevronRight, IconPointFilled } from '@tabler/icons-react'
import texte from '../../components/texte.module.css'
import classes from './demandes.module.css'

const ETAPES = ['Choisir', 'Vérifier', 'Exporter', 'Déposer'] as const

/** The way of a request, in one line. `rang`: index of the current step; 4 when all is done. */
export function FilEtapes({ rang }: { readonly rang: number }) {
  return (
    <ol className={classes.fil} aria-label="Étapes de la demande">
      {ETAPES.map((e, i) => (
        <li key={e} aria-current={i === rang ? 'step' : undefined}>
          {i < rang && <IconCheck size={14} stroke={1.75} className={texte.ok} aria-hidden />}
          {i === rang && <IconPointFilled size={14} aria-hidden />}
          {e}
          {i < rang && <span className="seul-lecteur"> (fait)</span>}
          {i < ETAPES.length - 1 && (
            <IconChevronRight size={14} stroke={1.75} className={texte.gris} aria-hidden />
          )}
        </li>
      ))}
    </ol>
  )
}
