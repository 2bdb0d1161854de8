import { useMemo } from 'react'
import classes from './demandes.module.css'

const MONTRES = 12_000
const JETONS = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g

/** A JSON text, tinted; the rest of a long one is in the file. */
export function Json({ texte, libelle }: { readonly texte: string; readonly libelle: string }) {
  const morceaux = useMemo(() => {
    const vu = texte.slice(0, MONTRES)
    const suite: { cle: number; texte: string; sorte: 'cle' | 'chaine' | 'valeur' | null }[] = []
    let fin = 0
    for (const m of vu.matchAll(JETONS)) {
      if (m.index > fin) suite.push({ cle: fin, texte: vu.slice(fin, m.index), sorte: null })
      const sorte = m[3] !== undefined ? 'valeur' : m[2] !== undefined ? 'cle' : 'chaine'
      suite.push({ cle: m.index, texte: m[0], sorte })
      fin = m.index + m[0].length
    }
    if (fin < vu.length) suite.push({ cle: fin, texte: vu.slice(fin), sorte: null })
    return suite
  }, [texte])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard (WCAG 2.1.1)
    <section className={classes.json} aria-label={libelle} tabIndex={0}>
      <pre>
        {morceaux.map((m) =>
          m.sorte === null ? (
            m.texte
          ) : (
            <span key={m.cle} data-sorte={m.sorte}>
              {m.texte}
            </span>
          ),
        )}
      </pre>
      {texte.length > MONTRES && <p className={classes.reste}>La suite est dans le fichier.</p>}
    </section>
  )
}
