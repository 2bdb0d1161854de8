import { PDFDocument, PDFRadioGroup, rgb } from '@cantoo/pdf-lib'
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

/**
 * Signs an order form as a client would: name, date and a stroke of ink in the box.
 * Answers « aucune » to the question on received aids when the form asks it.
 */
export async function signBdc(
  octets: Uint8Array,
  signataire: string,
  date: Jour,
  graine: number,
): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(octets)
  const formulaire = pdf.getForm()
  const [jour, mois, annee] = formatJour(date).split('/') as [string, string, string]
  const noms = new Map(formulaire.getFields().map((champ) => [champ.getName(), champ]))
  const fill = (nom: string, texte: string) => {
    if (noms.has(nom)) formulaire.getTextField(nom).setText(texte)
  }
  fill('dateSignatureCommande.jour', jour)
  fill('dateSignatureCommande.mois', mois)
  fill('dateSignatureCommande.annee', annee)
  fill('nomPrenomClientFinal', signataire)
  const aides = noms.get('aidesDejaPercues')
  if (aides instanceof PDFRadioGroup) aides.select('Aucune')
  const nom = formulaire.getTextField('nomPrenomClientFinal')
  const [widget] = nom.acroField.getWidgets()
  const place = widget?.getRectangle()
  const page = pdf.getPages().find((p) => p.ref === widget?.P()) ?? pdf.getPages()[0]
  if (place !== undefined && page !== undefined)
    page.drawSvgPath(strokes(graine), {
      x: place.x + place.width + 60,
      y: place.y + 60,
      borderColor: rgb(0.08, 0.13, 0.42),
      borderWidth: 1.4,
    })
  formulaire.flatten()
  return pdf.save()
}
