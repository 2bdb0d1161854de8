import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was when it was closed. */
export interface EtatFenetre {
  readonly bornes: Rectangle | null
  readonly agrandie: boolean
}

const fichierOf = (dossier: string) => path.join(dossier, 'fenetre.json')
const PREMIERE: EtatFenetre = { bornes: null, agrandie: false }

const isRectangle = (r: unknown): r is Rectangle =>
  typeof r === 'object' &&
  r !== null &&
  ['x', 'y', 'width', 'height'].every((cle) => Number.isInteger((r as Record<string, unknown>)[cle]))

/** Part of the window that must be seen on a screen for its title bar to be caught, pixels. */
const VISIBLE = 100

/** True when enough of the window lies on one of the screens that are there now (one may have been unplugged). */
export function isVisible(fenetre: Rectangle, ecrans: readonly Rectangle[]): boolean {
  return ecrans.some((e) => {
    const largeur = Math.min(fenetre.x + fenetre.width, e.x + e.width) - Math.max(fenetre.x, e.x)
    const hauteur = Math.min(fenetre.y + fenetre.height, e.y + e.height) - Math.max(fenetre.y, e.y)
    return largeur >= VISIBLE && hauteur >= VISIBLE && fenetre.y >= e.y
  })
}

/** The place remembered in `dossier`, without bounds when none was, or when no screen would show it. */
export function readFenetre(dossier: string, ecrans: readonly Rectangle[]): EtatFenetre {
  try {
    const lu = JSON.parse(readFileSync(fichierOf(dossier), 'utf8')) as Partial<EtatFenetre> | null
    const bornes = isRectangle(lu?.bornes) && isVisible(lu.bornes, ecrans) ? lu.bornes : null
    return { bornes, agrandie: lu?.agrandie === true }
  } catch {
    return PREMIERE
  }
}

/** Remembers the place. A failure is not worth a message: the window opens elsewhere next time. */
export function writeFenetre(dossier: string, etat: EtatFenetre): void {
  const fichier = fichierOf(dossier)
  try {
    writeFileSync(`${fichier}.tmp`, JSON.stringify(etat))
    renameSync(`${fichier}.tmp`, fichier)
  } catch {
    return
  }
}
