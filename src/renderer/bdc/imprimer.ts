/** Sends a PDF to the browser's print dialog, without leaving the screen. */
export function imprimer(fichier: Blob): void {
  const adresse = URL.createObjectURL(fichier)
  const cadre = document.createElement('iframe')
  // Out of sight, yet laid out: a frame that is not displayed does not print.
  cadre.className = 'seul-lecteur'
  cadre.ariaHidden = 'true'
  cadre.tabIndex = -1
  cadre.title = 'Impression'
  cadre.src = adresse
  cadre.onload = () => {
    cadre.contentWindow?.focus()
    cadre.contentWindow?.print()
  }
  const oter = () => {
    cadre.remove()
    URL.revokeObjectURL(adresse)
  }
  // The dialog keeps the frame busy: it is removed when the person is back on the screen.
  window.addEventListener('focus', () => window.setTimeout(oter, 1000), { once: true })
  document.body.append(cadre)
}
