/** Which register this tab was showing when it was last loaded. */
const CLE = 'liasse.registre'
const SUFFIXE = '.demonstration'

/** True when what this page remembers is about the demonstration. */
export const memoireDemonstration = sessionStorage.getItem(CLE) === 'demonstration'

/** Name under which a store keeps what it knows of the register: the demonstration's own in the demonstration. */
export const nomDeMemoire = (nom: string): string => (memoireDemonstration ? `${nom}${SUFFIXE}` : nom)

function forgetDemonstration(): void {
  for (const stockage of [localStorage, sessionStorage])
    for (const cle of Object.keys(stockage)) if (cle.endsWith(SUFFIXE)) stockage.removeItem(cle)
}

/** Begins the page again on the other register: nothing of one is left on the screen of the other. */
export function changerDeRegistre(versDemonstration: boolean): void {
  forgetDemonstration()
  if (versDemonstration) sessionStorage.setItem(CLE, 'demonstration')
  else sessionStorage.removeItem(CLE)
  window.location.hash = '#/'
  window.location.reload()
}
