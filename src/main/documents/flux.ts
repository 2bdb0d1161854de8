import type { Toile } from './toile.ts'

/** A piece of a document that is never split. Heights in points. */
export interface Unite {
  readonly hauteur: number
  /** Space above it, dropped at the top of a page. */
  readonly avant: number
  /** Stays on the page of the unit that follows (a title and its first block). */
  readonly colle?: boolean
  /** `suite`: first thing of a page that follows, under its heading. */
  dessiner(toile: Toile, haut: number, suite: boolean): void
}

/** A table that breaks between rows and says where it stopped. */
export interface Tableau {
  readonly avant: number
  /** Title and sentence of the first page; the heads come again on each. */
  readonly entree: readonly Unite[]
  readonly tete: Unite
  readonly lignes: readonly Unite[]
  /** Total and mention: never apart from the last rows. */
  readonly pied: readonly Unite[]
  /** « Clients 1 à 25 sur 28, suite page 2. » Ranks are 1-based. */
  annonce(de: number, a: number, page: number): Unite
  /** « (suite, clients 26 à 28 sur 28) » */
  reprise(de: number, a: number): Unite
}

/**
 * `ancre`: what follows the last anchor, up to the first signature, goes with it: a form is signed under what it
 * commits to. `libre`: a signature after the first one, which may stand on the next page.
 */
export type Element =
  | { readonly type: 'unite'; readonly unite: Unite; readonly ancre?: boolean; readonly libre?: boolean }
  | { readonly type: 'tableau'; readonly tableau: Tableau }

export interface Place {
  readonly unite: Unite
  readonly haut: number
}

const LIGNES_MIN = 3

const heightOf = (unites: readonly Unite[], enTete: boolean): number =>
  unites.reduce((s, u, i) => s + u.hauteur + (i === 0 && enTete ? 0 : u.avant), 0)

/** Units with those that they stay with. */
function groupColles(unites: readonly Unite[]): Unite[][] {
  const groupes: Unite[][] = []
  for (const [i, unite] of unites.entries())
    if (i > 0 && unites[i - 1]?.colle === true) groupes.at(-1)?.push(unite)
    else groupes.push([unite])
  return groupes
}

/** Fills pages from top to bottom. `premier` and `suivant`: tops of the first page and of the others; `bas`: last line. */
export class Pagination {
  readonly pages: Place[][] = [[]]
  readonly #suivant: number
  readonly #bas: number
  #y: number

  constructor(premier: number, suivant: number, bas: number) {
    this.#y = premier
    this.#suivant = suivant
    this.#bas = bas
  }

  get #enTete(): boolean {
    return (this.pages.at(-1) as Place[]).length === 0
  }

  #nouvellePage(): void {
    this.pages.push([])
    this.#y = this.#suivant
  }

  #poser(unites: readonly Unite[]): void {
    for (const unite of unites) {
      if (!this.#enTete) this.#y += unite.avant
      ;(this.pages.at(-1) as Place[]).push({ unite, haut: this.#y })
      this.#y += unite.hauteur
    }
  }

  #tient(hauteur: number): boolean {
    return this.#y + hauteur <= this.#bas + 0.01
  }

  /** Places units that belong together; on several pages only when one page cannot hold them, titles kept with their block. */
  #poserEnsemble(unites: readonly Unite[]): void {
    const tientSeul = this.#suivant + heightOf(unites, true) <= this.#bas
    if (!this.#tient(heightOf(unites, this.#enTete)) && !this.#enTete && (tientSeul || unites.length === 1))
      this.#nouvellePage()
    if (this.#tient(heightOf(unites, this.#enTete)) || unites.length === 1) {
      this.#poser(unites)
      return
    }
    const groupes = groupColles(unites)
    for (const groupe of groupes.length > 1 ? groupes : unites.map((u) => [u])) this.#poserEnsemble(groupe)
  }

  /** Places a table, and the end of the document with its last rows when one page can hold both. */
  #poserTableau(t: Tableau, fin: readonly Unite[]): void {
    const { lignes, pied } = t
    const dernieres = lignes.slice(-LIGNES_MIN)
    const minimum = heightOf([t.reprise(1, 1), t.tete, ...dernieres, ...pied, ...fin], true)
    const solidaire = this.#suivant + minimum <= this.#bas
    const queue = solidaire ? fin : []
    if (lignes.length === 0) this.#poserEnsemble([...t.entree, t.tete, ...pied, ...queue])
    let i = 0
    while (i < lignes.length) {
      const reste = lignes.slice(i)
      const ouverture = (jusqua: number) =>
        i === 0 ? [...t.entree, t.tete] : [t.reprise(i + 1, jusqua), t.tete]
      const tout = [...ouverture(lignes.length), ...reste, ...pied, ...queue]
      if (this.#tient(heightOf(tout, this.#enTete))) {
        this.#poser(tout)
        break
      }
      const k = this.#rowsThatFit(ouverture(i + 1), reste, t.annonce(i + 1, i + 1, 2))
      if (k < LIGNES_MIN && !this.#enTete) {
        this.#nouvellePage()
        continue
      }
      // At the top of a page and still too tall: one row at least goes in, whatever its height.
      const n = Math.min(Math.max(k, 1), reste.length)
      const suite = i + n < lignes.length
      this.#poser([
        ...ouverture(i + n),
        ...reste.slice(0, n),
        ...(suite ? [t.annonce(i + 1, i + n, this.pages.length + 1)] : []),
      ])
      i += n
      if (suite) this.#nouvellePage()
      else this.#poserEnsemble([...pied, ...queue])
    }
    if (!solidaire) this.#poserEnsemble(fin)
  }

  /** How many rows go on this page while at least three stay for the next one. */
  #rowsThatFit(ouverture: readonly Unite[], reste: readonly Unite[], annonce: Unite): number {
    let hauteur = heightOf([...ouverture, annonce], this.#enTete)
    let k = 0
    while (k < reste.length - LIGNES_MIN) {
      hauteur += (reste[k] as Unite).hauteur + (reste[k] as Unite).avant
      if (!this.#tient(hauteur)) break
      k += 1
    }
    return k
  }

  /** Places everything, in order. */
  remplir(elements: readonly Element[]): void {
    const libres = elements.findIndex((e) => e.type === 'unite' && e.libre === true)
    const corps = libres < 0 ? elements : elements.slice(0, libres)
    const derniere = corps.findLastIndex((e) => e.type === 'tableau' || e.ancre === true)
    let groupe: Unite[] = []
    const flush = () => {
      for (const colles of groupColles(groupe)) this.#poserEnsemble(colles)
      groupe = []
    }
    for (const element of derniere < 0 ? corps : corps.slice(0, derniere))
      if (element.type === 'unite') groupe.push(element.unite)
      else {
        flush()
        this.#poserTableau(element.tableau, [])
      }
    const [ancre, ...fin] = derniere < 0 ? [] : corps.slice(derniere)
    const suite = fin.flatMap((e) => (e.type === 'unite' ? [e.unite] : []))
    if (ancre?.type === 'unite') {
      // What announces the anchor goes with it.
      const colles = groupColles([...groupe, ancre.unite]).at(-1) as Unite[]
      groupe = groupe.slice(0, groupe.length - colles.length + 1)
      flush()
      this.#poserEnsemble([...colles, ...suite])
    } else {
      flush()
      if (ancre?.type === 'tableau') this.#poserTableau(ancre.tableau, suite)
    }
    if (libres >= 0)
      for (const e of elements.slice(libres)) if (e.type === 'unite') this.#poserEnsemble([e.unite])
  }
}
