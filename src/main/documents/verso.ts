import type { Rendu } from './blocs/rendu.ts'
import type { Rubrique } from './modele.ts'
import { AXES, BAS, HAUT_SUITE, mm } from './page.ts'
import { STYLES } from './styles.ts'
import { oneLine, wrap } from './texte.ts'
import type { Toile } from './toile.ts'
import { interpolate } from './valeurs.ts'

const COLONNE = mm(83)
const RETRAITS = { texte: 0, puce: mm(3.8), tiret: mm(7.6) } as const

interface Alinea {
  readonly hauteur: number
  readonly avant: number
  readonly colle: boolean
  dessiner(toile: Toile, x: number, haut: number): void
}

function buildAlineas(rubriques: readonly Rubrique[], rendu: Rendu): Alinea[] {
  return rubriques.flatMap((rubrique, i): Alinea[] => {
    const retenus = rubrique.alineas.filter((a) => rendu.satisfait(a.si))
    if (retenus.length === 0) return []
    const titre = oneLine(rubrique.titre, STYLES.rail, COLONNE)
    return [
      {
        hauteur: STYLES.rail.interligne + 3,
        avant: i === 0 ? 0 : 5,
        colle: true,
        dessiner: (toile, x, haut) => toile.texte(titre, STYLES.rail, x, haut, rendu.accent),
      },
      ...retenus.map((alinea): Alinea => {
        const retrait = RETRAITS[alinea.type]
        const lignes = wrap(interpolate(alinea.texte, rendu.contexte), STYLES.courant, COLONNE - retrait)
        return {
          hauteur: lignes.length * STYLES.courant.interligne,
          avant: alinea.type === 'texte' ? 5 : 3.4,
          colle: false,
          dessiner(toile, x, haut) {
            if (alinea.type === 'puce') toile.carre(x + 1.4, haut + 4.9, 3)
            if (alinea.type === 'tiret')
              toile.texte(oneLine('–', STYLES.courant), STYLES.courant, x + RETRAITS.puce, haut)
            toile.lignes(lignes, STYLES.courant, x + retrait, haut)
          },
        }
      }),
    ]
  })
}

/** The scope of the service in two columns. Returns what each page draws. */
export function buildVerso(rubriques: readonly Rubrique[], rendu: Rendu): ((toile: Toile) => void)[] {
  const pages: { alinea: Alinea; x: number; haut: number }[][] = [[]]
  const colonnes = [AXES.rail, AXES.droite - COLONNE]
  let colonne = 0
  let y = HAUT_SUITE
  const alineas = buildAlineas(rubriques, rendu)
  for (const [i, alinea] of alineas.entries()) {
    const suivant = alineas[i + 1]
    const avant = y === HAUT_SUITE ? 0 : alinea.avant
    const besoin = avant + alinea.hauteur + (alinea.colle && suivant ? suivant.avant + suivant.hauteur : 0)
    if (y + besoin > BAS && y > HAUT_SUITE) {
      y = HAUT_SUITE
      colonne += 1
      if (colonne === colonnes.length) {
        colonne = 0
        pages.push([])
      }
    } else y += avant
    ;(pages.at(-1) as (typeof pages)[number]).push({ alinea, x: colonnes[colonne] as number, haut: y })
    y += alinea.hauteur
  }
  return pages.map((page) => (toile: Toile) => {
    for (const { alinea, x, haut } of page) alinea.dessiner(toile, x, haut)
  })
}
