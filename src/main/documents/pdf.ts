import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { PDFContext, PDFHexString, type PDFRef, PDFString, PDFWriter } from '@cantoo/pdf-lib'
import type { Instant } from '#domain/dates.ts'
import type { Gabarit } from './gabarit.ts'
import { PAGE } from './page.ts'
import type { ChampSaisie, Toile } from './toile.ts'

export interface Metadonnees {
  readonly titre: string
  readonly auteur: string
  readonly maintenant: Instant
}

const RADIO = 1 << 15
const MULTILIGNE = 1 << 12
const IMPRIME = 4

/** Appearances of the fields: nothing, and the cross of a ticked box. */
function apparences(context: PDFContext) {
  const forme = (contenu: string, largeur: number, hauteur: number): PDFRef =>
    context.register(
      context.stream(contenu, {
        Type: 'XObject',
        Subtype: 'Form',
        BBox: [0, 0, largeur, hauteur],
        Resources: {},
      }),
    )
  const vides = new Map<string, PDFRef>()
  const croix = new Map<string, PDFRef>()
  const memo = (m: Map<string, PDFRef>, largeur: number, hauteur: number, contenu: () => string) => {
    const cle = `${largeur.toFixed(2)} ${hauteur.toFixed(2)}`
    let ref = m.get(cle)
    if (ref === undefined) {
      ref = forme(contenu(), largeur, hauteur)
      m.set(cle, ref)
    }
    return ref
  }
  return {
    vide: (c: ChampSaisie) => memo(vides, c.largeur, c.hauteur, () => ''),
    croix: (c: ChampSaisie) =>
      memo(croix, c.largeur, c.hauteur, () => {
        const [r, l, h] = [2.2, c.largeur - 2.2, c.hauteur - 2.2].map((n) => n.toFixed(2))
        return `1.28 w ${r} ${r} m ${l} ${h} l ${r} ${h} m ${l} ${r} l S`
      }),
  }
}

/** AcroForm of the fields laid on the pages. A dotted name is a field with parts; several boxes of one name, a choice. */
function writeChamps(context: PDFContext, toiles: readonly Toile[], pages: readonly PDFRef[]) {
  const annotations: PDFRef[][] = toiles.map(() => [])
  const parents = new Map<string, { readonly ref: PDFRef; readonly dict: object; readonly kids: PDFRef[] }>()
  const racines: PDFRef[] = []
  const formes = apparences(context)
  const parent = (nom: string, dict: object) => {
    let p = parents.get(nom)
    if (p === undefined) {
      p = { ref: context.nextRef(), dict, kids: [] }
      parents.set(nom, p)
      racines.push(p.ref)
    }
    return p
  }
  for (const [i, toile] of toiles.entries())
    for (const c of toile.champs) {
      const bas = PAGE.hauteur - c.y - c.hauteur
      const widget = {
        Type: 'Annot',
        Subtype: 'Widget',
        Rect: [c.x, bas, c.x + c.largeur, bas + c.hauteur].map((n) => Number(n.toFixed(2))),
        F: IMPRIME,
        P: pages[i] as PDFRef,
        TU: PDFHexString.fromText(c.info),
      }
      const [base, partie] = c.nom.split('.') as [string, string | undefined]
      const ref = context.nextRef()
      ;(annotations[i] as PDFRef[]).push(ref)
      if (c.type === 'choix') {
        const p = parent(base, { FT: 'Btn', Ff: RADIO, V: 'Off', T: PDFHexString.fromText(base) })
        p.kids.push(ref)
        context.assign(
          ref,
          context.obj({
            ...widget,
            Parent: p.ref,
            AS: 'Off',
            MK: { CA: PDFString.of('8') },
            AP: { N: { [c.valeur]: formes.croix(c), Off: formes.vide(c) } },
          }),
        )
        continue
      }
      const texte = { FT: 'Tx', DA: PDFString.of('/Helv 10 Tf 0 g'), AP: { N: formes.vide(c) } }
      if (partie === undefined) {
        racines.push(ref)
        const lignes = c.multiligne === true ? { Ff: MULTILIGNE } : {}
        context.assign(ref, context.obj({ ...widget, ...texte, ...lignes, T: PDFHexString.fromText(base) }))
      } else {
        const p = parent(base, { T: PDFHexString.fromText(base) })
        p.kids.push(ref)
        const centre = { Q: 1, MaxLen: partie === 'annee' ? 4 : 2, Parent: p.ref }
        context.assign(ref, context.obj({ ...widget, ...texte, ...centre, T: PDFHexString.fromText(partie) }))
      }
    }
  for (const p of parents.values()) context.assign(p.ref, context.obj({ ...p.dict, Kids: p.kids }))
  return { annotations, racines }
}

/** Writes the pages as one PDF. Same pages, metadata and template → same bytes. */
export async function writePdf(
  gabarit: Gabarit,
  toiles: readonly Toile[],
  meta: Metadonnees,
): Promise<Uint8Array> {
  const context = PDFContext.create()
  for (const [ref, objet] of gabarit.objets) context.assign(ref, objet)
  const arbre = context.nextRef()
  const refs = toiles.map(() => context.nextRef())
  const { annotations, racines } = writeChamps(context, toiles, refs)
  const empreinte = createHash('sha256')
  for (const [i, toile] of toiles.entries()) {
    const contenu = toile.contenu()
    empreinte.update(contenu)
    const flux = context.register(context.stream(deflateSync(contenu), { Filter: 'FlateDecode' }))
    context.assign(
      refs[i] as PDFRef,
      context.obj({
        Type: 'Page',
        Parent: arbre,
        MediaBox: [0, 0, Number(PAGE.largeur.toFixed(2)), Number(PAGE.hauteur.toFixed(2))],
        Resources: gabarit.ressources,
        Contents: flux,
        ...(annotations[i]?.length ? { Annots: annotations[i], Tabs: 'S' } : {}),
      }),
    )
  }
  context.assign(arbre, context.obj({ Type: 'Pages', Count: refs.length, Kids: [...refs] }))
  const helvetica = () =>
    context.obj({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica', Encoding: 'WinAnsiEncoding' })
  context.trailerInfo.Root = context.register(
    context.obj({
      Type: 'Catalog',
      Pages: arbre,
      Lang: PDFString.of('fr-FR'),
      ViewerPreferences: { DisplayDocTitle: true },
      ...(racines.length > 0
        ? {
            AcroForm: {
              Fields: racines,
              DR: { Font: { Helv: helvetica() } },
              DA: PDFString.of('/Helv 10 Tf 0 g'),
            },
          }
        : {}),
    }),
  )
  const date = PDFString.fromDate(new Date(meta.maintenant))
  context.trailerInfo.Info = context.register(
    context.obj({
      Title: PDFHexString.fromText(meta.titre),
      Author: PDFHexString.fromText(meta.auteur),
      Creator: PDFString.of('Liasse'),
      Producer: PDFString.of('Liasse'),
      CreationDate: date,
      ModDate: date,
    }),
  )
  empreinte.update(`${meta.titre}|${meta.maintenant}`)
  const id = PDFHexString.of(empreinte.digest('hex').slice(0, 32))
  context.trailerInfo.ID = context.obj([id, id])
  return PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer()
}
