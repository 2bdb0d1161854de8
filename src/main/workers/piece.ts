import { getDocument, PasswordException } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { findSignatures, type SignaturePdf } from '../pieces/signatures.ts'

export type LecturePdf =
  | { readonly lisible: true; readonly pages: number; readonly signatures: readonly SignaturePdf[] }
  | { readonly lisible: false; readonly motif: 'protege' | 'illisible' }

/**
 * Opens a PDF with pdf.js: pages and electronic signatures, or why it cannot be read.
 * In a worker, because a hostile file may keep it busy: the caller sets the time bound.
 */
export default async function readPdf({ octets }: { readonly octets: Uint8Array }): Promise<LecturePdf> {
  // pdf.js takes hold of the bytes it is given.
  const signatures = findSignatures(Buffer.from(octets))
  const tache = getDocument({ data: octets, verbosity: 0, disableFontFace: true, useSystemFonts: false })
  try {
    const document = await tache.promise
    if (document.numPages < 1) return { lisible: false, motif: 'illisible' }
    // A catalogue may announce pages that are not there.
    await document.getPage(document.numPages)
    return { lisible: true, pages: document.numPages, signatures }
  } catch (erreur) {
    return { lisible: false, motif: erreur instanceof PasswordException ? 'protege' : 'illisible' }
  } finally {
    await tache.destroy()
  }
}
