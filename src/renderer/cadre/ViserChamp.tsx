import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'

/** Tried in turn: `identifiants.RPPS`, then `identifiants`; an address is entered in `lignes`. */
function findChamp(champ: string): HTMLElement | null {
  const essais = [champ, champ.split('.').at(-1) ?? '', champ.split(/[.[]/)[0] ?? '']
  if (champ.startsWith('adresse')) essais.push('lignes')
  for (const e of essais) {
    const cle = CSS.escape(e)
    const trouve = document.querySelector<HTMLElement>(`[data-champ="${cle}"], [name="${cle}"]`)
    if (trouve !== null) return trouve
  }
  return null
}

/** `?champ=telephone` in an address: the field takes the focus as soon as its screen shows it. */
export function ViserChamp() {
  const recherche = useSearch()
  const [ici] = useLocation()
  const champ = new URLSearchParams(recherche).get('champ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen asks again
  useEffect(() => {
    if (champ === null) return
    const viser = () => {
      const cible = findChamp(champ)
      if (cible === null) return false
      cible.scrollIntoView({ block: 'center' })
      cible.focus()
      observateur.disconnect()
      const adresse = new URL(window.location.href)
      adresse.search = ''
      window.history.replaceState(null, '', adresse)
      return true
    }
    const observateur = new MutationObserver(viser)
    if (!viser()) observateur.observe(document.body, { childList: true, subtree: true })
    return () => observateur.disconnect()
  }, [champ, ici])
  return null
}
