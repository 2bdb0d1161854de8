import type { ReactNode } from 'react'
import classes from './Lignes.module.css'

/** Rows of a panel: glyph, title, second line, and at the right what can be done or how much. */
export function Lignes({ children, libelle }: { readonly children: ReactNode; readonly libelle?: string }) {
  return (
    <ul className={classes.lignes} aria-label={libelle}>
      {children}
    </ul>
  )
}

interface Props {
  readonly icone?: ReactNode
  readonly titre: ReactNode
  readonly precision?: ReactNode
  readonly droite?: ReactNode
}

export function Ligne({ icone, titre, precision, droite }: Props) {
  return (
    <li className={classes.ligne}>
      {icone !== undefined && <span className={classes.icone}>{icone}</span>}
      <div className={classes.texte}>
        <div className={classes.titre}>{titre}</div>
        {precision !== undefined && precision !== null && precision !== '' && (
          <div className={classes.precision}>{precision}</div>
        )}
      </div>
      {droite !== undefined && <div className={classes.droite}>{droite}</div>}
    </li>
  )
}
