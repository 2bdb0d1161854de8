import { PAGE } from './page.ts'
import type { Ligne, Style } from './texte.ts'

/** What the client fills in or ticks on the document, named as the field that it holds. */
export type ChampSaisie = {
  readonly nom: string
  /** Read aloud and shown by the reader: the label beside the field. */
  readonly info: string
  readonly x: number
  readonly y: number
  readonly largeur: number
  readonly hauteur: number
} & (
  | { readonly type: 'texte'; readonly multiligne?: boolean }
  | { readonly type: 'choix'; readonly valeur: string }
)

const nombre = (n: number): string => {
  const s = n.toFixed(2)
  return s.endsWith('.00') ? s.slice(0, -3) : s
}

/** Where the baseline of a line falls under the top of its line box (ascent 1.025, descent 0.275 em). */
export function baseline(style: Style): number {
  return (style.interligne - style.corps * 1.3) / 2 + style.corps * 1.025
}

export const NOIR = '0 g 0 G'

/** `#1b3670` → the operators that set it for text and strokes. */
export function couleurPdf(hexa: string): string {
  const [r, v, b] = [1, 3, 5].map((i) => (Number.parseInt(hexa.slice(i, i + 2), 16) / 255).toFixed(3))
  return `${r} ${v} ${b} rg ${r} ${v} ${b} RG`
}

/** One page being drawn: PDF operators, and the fields laid on it. Points, y downwards. */
export class Toile {
  readonly #ops: string[] = []
  readonly champs: ChampSaisie[] = []
  /** True once a letter outside western Europe was written. */
  etendu = false
  #couleur = NOIR

  #setCouleur(couleur: string): void {
    if (couleur === this.#couleur) return
    this.#couleur = couleur
    this.#ops.push(couleur)
  }

  /** Writes a line whose box starts at `haut`. */
  texte(ligne: Ligne, style: Style, x: number, haut: number, couleur = NOIR): void {
    if (ligne.segments.length === 0) return
    this.#setCouleur(couleur)
    const y = PAGE.hauteur - haut - baseline(style)
    let gauche = x
    for (const s of ligne.segments) {
      if (s.jeu === 'etendu') this.etendu = true
      const police = `${s.jeu === 'latin' ? 'L' : 'E'}${s.graisse}`
      this.#ops.push(
        `BT /${police} ${nombre(style.corps)} Tf ${nombre(gauche)} ${nombre(y)} Td [${s.tj}] TJ ET`,
      )
      gauche += (s.largeur * style.corps) / 1000
    }
  }

  lignes(lignes: readonly Ligne[], style: Style, x: number, haut: number, couleur = NOIR): void {
    for (const [i, ligne] of lignes.entries())
      this.texte(ligne, style, x, haut + i * style.interligne, couleur)
  }

  /** Writes a line that ends at `droite`. */
  aDroite(ligne: Ligne, style: Style, droite: number, haut: number): void {
    this.texte(ligne, style, droite - ligne.largeur, haut)
  }

  trait(x1: number, y1: number, x2: number, y2: number, epaisseur: number, couleur = NOIR): void {
    this.#setCouleur(couleur)
    const h = PAGE.hauteur
    this.#ops.push(
      `${nombre(epaisseur)} w ${nombre(x1)} ${nombre(h - y1)} m ${nombre(x2)} ${nombre(h - y2)} l S`,
    )
  }

  cadre(x: number, y: number, largeur: number, hauteur: number, epaisseur: number, couleur = NOIR): void {
    this.#setCouleur(couleur)
    this.#ops.push(
      `${nombre(epaisseur)} w ${nombre(x)} ${nombre(PAGE.hauteur - y - hauteur)} ${nombre(largeur)} ${nombre(hauteur)} re S`,
    )
  }

  /** A filled square, the bullet of the verso. */
  carre(x: number, y: number, cote: number): void {
    this.#setCouleur(NOIR)
    this.#ops.push(`${nombre(x)} ${nombre(PAGE.hauteur - y - cote)} ${nombre(cote)} ${nombre(cote)} re f`)
  }

  image(nom: string, x: number, y: number, largeur: number, hauteur: number): void {
    this.#ops.push(
      `q ${nombre(largeur)} 0 0 ${nombre(hauteur)} ${nombre(x)} ${nombre(PAGE.hauteur - y - hauteur)} cm /${nom} Do Q`,
    )
  }

  /** The page's content stream. */
  contenu(): string {
    return this.#ops.join('\n')
  }
}
