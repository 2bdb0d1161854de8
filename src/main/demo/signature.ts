import { PDFDocument, PDFRadioGroup, PDFTextField, rgb } from '@cantoo/pdf-lib'
import { formatJour, type Jour } from '#domain/dates.ts'

/** An invented hand: the same strokes for the same seed. Points of a box of 120 × 40. */
function strokes(graine: number): string {
  const points = Array.from({ length: 9 }, (_, i) => {
    const t = (graine * 31 + i * 17) % 29
    return [8 + i * 12 + (t % 7), 20 + ((t * 13) % 26) - 13] as const
  })
  const [premier, ...suite] = points
  return `M ${premier?.join(' ')} ${suite.map(([x, y], i) => `Q ${x - 9} ${y + (i % 2 === 0 ? 16 : -16)} ${x} ${y}`).join(' ')}`
}

/** What an invented client answers to the questions of a document, by the beginning of their names. */
const REPONSES = { aidesDejaPercues: 'Aucune', fonction: 'Oui', formation: 'Oui' } as const

/**
 * Signs a printed document (order form, PV, VA, MOM) as an invented hand would: name, place and date where it asks for
 * them, its questions answered, a stroke of ink in the box.
 */
export async function signDocument(
  octets: Uint8Array,
  signataire: string,
  date: Jour,
  graine: number,
): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(octets)
  const formulaire = pdf.getForm()
  const [jour, mois, annee] = formatJour(date).split('/') as [string, string, string]
  const textes = { jour, mois, annee, nomPrenomClientFinal: signataire, lieuSignature: 'Exemple-Ville' }
  let dateur: PDFTextField | null = null
  for (const champ of formulaire.getFields()) {
    const nom = champ.getName()
    if (champ instanceof PDFTextField) {
      if (nom.endsWith('.jour')) dateur = champ
      const texte = textes[(nom.startsWith('dateSignature') ? nom.split('.')[1] : nom) as keyof typeof textes]
      if (texte !== undefined) champ.setText(texte)
    } else if (champ instanceof PDFRadioGroup) {
      const reponse = Object.entries(REPONSES).find(([debut]) => nom.startsWith(debut))
      if (reponse !== undefined) champ.select(reponse[1])
    }
  }
  const [widget] = dateur?.acroField.getWidgets() ?? []
  const place = widget?.getRectangle()
  const page = pdf.getPages().find((p) => p.ref === widget?.P()) ?? pdf.getPages().at(-1)
  if (place !== undefined && page !== undefined)
    page.drawSvgPath(strokes(graine), {
      x: place.x + 200,
      y: place.y + 10,
      borderColor: rgb(0.08, 0.13, 0.42),
      borderWidth: 1.4,
    })
  formulaire.flatten()
  return pdf.save()
}
