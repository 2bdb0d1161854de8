import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Element, Pagination, type Place, type Unite } from '#main/documents/flux.ts'

const PREMIER = 100
const SUIVANT = 50
const BAS = 500

const unite = (hauteur: number, plus: Partial<Unite> = {}): Unite => ({
  hauteur,
  avant: 4,
  dessiner: () => undefined,
  ...plus,
})
const seule = (u: Unite): Element => ({ type: 'unite', unite: u })

/** A table of rows, whose announcements and resumptions are kept to be looked at. */
function tableau(lignes: readonly Unite[], pied: readonly Unite[] = []) {
  const annonces: { unite: Unite; de: number; a: number; page: number }[] = []
  const element: Element = {
    type: 'tableau',
    tableau: {
      avant: 0,
      entree: [unite(14)],
      tete: unite(17),
      lignes,
      pied,
      annonce(de, a, page) {
        const u = unite(13)
        annonces.push({ unite: u, de, a, page })
        return u
      },
      reprise: () => unite(16),
    },
  }
  return { element, annonces }
}

function fill(elements: readonly Element[]): readonly (readonly Place[])[] {
  const pagination = new Pagination(PREMIER, SUIVANT, BAS)
  pagination.remplir(elements)
  return pagination.pages
}
const pageOf = (pages: readonly (readonly Place[])[], u: Unite) =>
  pages.findIndex((p) => p.some((place) => place.unite === u))

const hauteurs = fc.array(fc.integer({ min: 5, max: 200 }), { minLength: 1, maxLength: 60 })

describe('pages', () => {
  test('hold every unit once, in order, none over another, none below the foot', () => {
    fc.assert(
      fc.property(hauteurs, fc.array(fc.boolean(), { maxLength: 60 }), (tailles, colles) => {
        const unites = tailles.map((h, i) =>
          unite(h, { colle: colles[i] === true && i < tailles.length - 1 }),
        )
        const pages = fill(unites.map(seule))
        expect(pages.flat().map((p) => p.unite)).toEqual(unites)
        for (const page of pages) {
          let y = 0
          for (const { unite: u, haut } of page) {
            expect(haut).toBeGreaterThanOrEqual(y)
            y = haut + u.hauteur
          }
          expect(y).toBeLessThanOrEqual(BAS + 0.01)
        }
      }),
    )
  })

  test('keep a title with what it announces', () => {
    const [titre, corps] = [unite(20, { colle: true }), unite(100)]
    const pages = fill([seule(unite(310)), seule(titre), seule(corps)])
    expect(pageOf(pages, titre)).toBe(1)
    expect(pageOf(pages, corps)).toBe(1)
  })

  test('carry the last choices and the mentions with the signature', () => {
    const [choix, mention, signature] = [unite(60), unite(40), unite(120)]
    const pages = fill([
      seule(unite(200)),
      { type: 'unite', unite: choix, ancre: true },
      seule(mention),
      seule(signature),
    ])
    expect([choix, mention, signature].map((u) => pageOf(pages, u))).toEqual([1, 1, 1])
  })
})

describe('a table', () => {
  test('has every row once, at least three on each side of a break, and says where it goes on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 10, max: 40 }),
        fc.integer({ min: 0, max: 300 }),
        (nombre, hauteur, avant) => {
          const lignes = Array.from({ length: nombre }, () => unite(hauteur, { avant: 0 }))
          const pied = [unite(18, { colle: true }), unite(18)]
          const signature = unite(120)
          const { element, annonces } = tableau(lignes, pied)
          const pages = fill([...(avant > 0 ? [seule(unite(avant))] : []), element, seule(signature)])
          const places = pages.flat().map((p) => p.unite)
          expect(places.filter((u) => lignes.includes(u))).toEqual(lignes)
          const parPage = pages
            .map((p) => p.filter(({ unite: u }) => lignes.includes(u)).length)
            .filter((n) => n > 0)
          if (parPage.length > 1) expect(Math.min(...parPage)).toBeGreaterThanOrEqual(3)
          const derniere = pageOf(pages, lignes.at(-1) as Unite)
          for (const u of [...pied, signature]) expect(pageOf(pages, u)).toBe(derniere)
          for (const { unite: u, a, page } of annonces.filter((x) => places.includes(x.unite)))
            expect(pageOf(pages, lignes[a] as Unite)).toBe(page - 1 < 0 ? 0 : pageOf(pages, u) + 1)
        },
      ),
    )
  })

  test('that no page can hold with the signature leaves it for the next page', () => {
    const lignes = Array.from({ length: 4 }, () => unite(60, { avant: 0 }))
    const signature = unite(300)
    const { element } = tableau(lignes)
    const pages = fill([element, seule(signature)])
    expect(pages).toHaveLength(2)
    expect(pageOf(pages, signature)).toBe(1)
  })

  test('with a row taller than a page still ends', () => {
    const lignes = [unite(20), unite(900), unite(20), unite(20)]
    const { element } = tableau(lignes)
    expect(
      fill([element])
        .flat()
        .filter((p) => lignes.includes(p.unite)),
    ).toHaveLength(4)
  })
})
