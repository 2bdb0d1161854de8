import { type ReactNode, useEffect, useRef, useState } from 'react'
import classes from './Tableau.module.css'

interface Props {
  /** Said to readers; the panel's title is what is seen. */
  readonly libelle: string
  readonly serre?: boolean
  /** `<thead>` and `<tbody>`; `data-nombre` on a cell aligns an amount, `data-gris` greys it. */
  readonly children: ReactNode
}

/** A small table inside a panel. Thousands of rows go to `GrandeTable`. */
export function Tableau({ libelle, serre = false, children }: Props) {
  const cadre = useRef<HTMLDivElement>(null)
  const [deborde, setDeborde] = useState(false)
  useEffect(() => {
    const boite = cadre.current
    if (boite === null) return
    const guet = new ResizeObserver(() => setDeborde(boite.scrollWidth > boite.clientWidth))
    guet.observe(boite)
    return () => guet.disconnect()
  }, [])
  return (
    // A region that scrolls is reached by keyboard (WCAG 2.1.1), and only then is a stop.
    <div
      ref={cadre}
      className={classes.defile}
      {...(deborde ? { tabIndex: 0, role: 'region', 'aria-label': libelle } : {})}
    >
      <table className={classes.tableau} aria-label={libelle} {...(serre ? { 'data-serre': true } : {})}>
        {children}
      </table>
    </div>
  )
}
