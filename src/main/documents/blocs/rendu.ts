import type { Participation } from '#domain/commande.ts'
import type { Condition } from '#domain/dispositif.ts'

import { mm } from '../page.ts'
import { type Ligne, type Style, wrap } from '../texte.ts'
import type { Contexte } from '../valeurs.ts'

/** How tightly a form is set: the first density that saves a page is taken. Points. */
export interface Densite {
  /** Above the rule of a section. */
  readonly section: number
  /** Added to the text of a row, half above and half below. */
  readonly rangee: number
  readonly cadreSignature: number
}

export const DENSITES: readonly Densite[] = [
  { section: mm(3.1), rangee: 4.3, cadreSignature: mm(36) },
  { section: mm(1.9), rangee: 4.3, cadreSignature: mm(30) },
  { section: mm(1.5), rangee: 3.1, cadreSignature: mm(24) },
  { section: mm(1.3), rangee: 2.2, cadreSignature: mm(24) },
]

/** Everything that a block is drawn from. */
export interface Rendu {
  readonly contexte: Contexte
  readonly clients: readonly Participation[]
  readonly mandataire: Participation | null
  /** PDF operators of the vendor's accent. */
  readonly accent: string
  readonly densite: Densite
  /** « au verso », or the page that holds the scope. */
  readonly renvoi: string
  satisfait(si: Condition | undefined): boolean
}

/** Strokes in points: hairline between rows, rule of a section, frame. */
export const FILET = 0.5
export const GRIS = '0.467 g 0.467 G'
export const REGLE = 1.1
export const CADRE = 0.85

/** Lines of a value that may hold line breaks. */
export function wrapLignes(texte: string, style: Style, largeur: number): readonly Ligne[] {
  return texte.split('\n').flatMap((l) => wrap(l, style, largeur))
}
