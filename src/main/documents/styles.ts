import type { Style } from './texte.ts'

const style = (graisse: Style['graisse'], corps: number, interligne: number): Style => ({
  graisse,
  corps,
  interligne,
})

/** The only sizes of the forms; nothing is printed under 9.5 points. */
export const STYLES = {
  titre: style(600, 20, 25),
  titreLong: style(600, 17, 22),
  vendeur: style(600, 13, 16),
  rail: style(600, 10.5, 14),
  sousTitre: style(400, 10.5, 15),
  courant: style(400, 9.5, 13),
  gras: style(600, 9.5, 13),
  libelle: style(400, 9.5, 12.5),
  valeur: style(500, 10, 12.5),
  valeurCle: style(600, 10.5, 12.5),
  tete: style(600, 9.5, 12.5),
  cellule: style(400, 9.5, 12.5),
  identifiant: style(500, 9.5, 12.5),
  total: style(600, 10.5, 13),
} as const
