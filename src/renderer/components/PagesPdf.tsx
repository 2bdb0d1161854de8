import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useRef, useState } from 'react'
import styles from './PagesPdf.module.css'
import { RefusMessage } from './Refus.tsx'

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url).href

interface PagesPdfProps {
  readonly fichier: Blob | undefined
  /** Said to readers. */
  readonly libelle: string
  /** Width of a page, CSS pixels. */
  readonly largeur?: number
  /** Height beyond which the pages scroll, any CSS length. */
  readonly hauteur?: string
}

/** The pages of a PDF on white paper, one under the other. */
export function PagesPdf({ fichier, libelle, largeur = 640, hauteur }: PagesPdfProps) {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null)
  const [erreur, setErreur] = useState<unknown>(null)
  useEffect(() => {
    if (fichier === undefined) return
    let ouvert: ReturnType<typeof getDocument> | null = null
    let vivant = true
    setErreur(null)
    fichier
      .arrayBuffer()
      .then((octets) => {
        if (!vivant) return
        ouvert = getDocument({ data: new Uint8Array(octets) })
        return ouvert.promise.then((d) => {
          if (vivant) setPdf(d)
        })
      })
      .catch((e: unknown) => {
        if (vivant) setErreur(e)
      })
    return () => {
      vivant = false
      setPdf(null)
      void ouvert?.destroy()
    }
  }, [fichier])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.pages} style={{ maxHeight: hauteur }} aria-label={libelle} tabIndex={0}>
      <RefusMessage erreur={erreur} />
      {pdf !== null &&
        Array.from({ length: pdf.numPages }, (_, i) => i + 1).map((n) => (
          <PagePdf key={n} pdf={pdf} numero={n} largeur={largeur} />
        ))}
    </section>
  )
}

function PagePdf({ pdf, numero, largeur }: { pdf: PDFDocumentProxy; numero: number; largeur: number }) {
  const toile = useRef<HTMLCanvasElement>(null)
  const [texte, setTexte] = useState('')
  useEffect(() => {
    let arret: (() => void) | null = null
    let vivant = true
    const draw = async () => {
      const page = await pdf.getPage(numero)
      const canvas = toile.current
      if (!vivant || canvas === null) return
      const taille = page.getViewport({ scale: 1 })
      const vue = page.getViewport({ scale: (largeur / taille.width) * window.devicePixelRatio })
      canvas.width = Math.ceil(vue.width)
      canvas.height = Math.ceil(vue.height)
      canvas.style.width = `${largeur}px`
      const rendu = page.render({ canvas, viewport: vue })
      arret = () => rendu.cancel()
      await rendu.promise
      const { items } = await page.getTextContent()
      if (vivant) setTexte(items.map((i) => ('str' in i ? i.str : '')).join(' '))
    }
    // A cancelled drawing rejects: the page is gone, nothing is lost.
    draw().catch(() => undefined)
    return () => {
      vivant = false
      arret?.()
    }
  }, [pdf, numero, largeur])
  return (
    <div>
      <canvas ref={toile} role="img" aria-label={`Page ${numero}`} />
      <p className="seul-lecteur">{texte}</p>
    </div>
  )
}
