/** Geometry of the printed forms. A4, points, y downwards from the top of the sheet. */
export const mm = (n: number): number => (n * 72) / 25.4

export const PAGE = { largeur: mm(210), hauteur: mm(297) } as const

/** Nothing sits on another axis; tables alone use the whole width. */
export const AXES = { rail: mm(18), texte: mm(52), valeur: mm(122), droite: mm(192) } as const
export const MESURE = {
  pleine: AXES.droite - AXES.rail,
  texte: AXES.droite - AXES.texte,
  libelle: AXES.valeur - AXES.texte - mm(4),
  valeur: AXES.droite - AXES.valeur,
} as const

export const HAUT = mm(13)
/** Last line of content. */
export const BAS = mm(275)
/** First line of content of the pages that follow the first. */
export const HAUT_SUITE = mm(24.4)
