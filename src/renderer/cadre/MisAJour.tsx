import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { Component, type ReactNode, useEffect, useRef, useState } from 'react'
import { Vide } from '../components/Vide.tsx'

const reload = () => window.location.reload()

/** A screen's file is asked for when it is first shown: browsers name the failure each in their own words. */
const ABSENT = /dynamically imported module|module script failed|preload CSS/i

function Rechargez() {
  return (
    <div role="alert">
      <Vide
        icone={<IconRefresh size={28} stroke={1.5} aria-hidden />}
        titre="Liasse a été mise à jour : rechargez"
        action={
          <Button variant="filled" size="md" onClick={reload} autoFocus>
            Recharger
          </Button>
        }
      >
        Cet écran n’est plus celui de la version ouverte. Le registre n’est pas touché.
      </Vide>
    </div>
  )
}

function Panne() {
  return (
    <div role="alert">
      <Vide
        titre="Cet écran n’a pas pu s’afficher"
        action={
          <Button variant="filled" size="md" onClick={reload} autoFocus>
            Recharger
          </Button>
        }
      >
        Le registre n’est pas touché. Si cela se répète, fermez puis rouvrez Liasse.
      </Vide>
    </div>
  )
}

interface Etat {
  readonly erreur: Error | null
}

/** Says what to do when a screen cannot be shown, in place of a blank window. */
class Garde extends Component<{ readonly children: ReactNode }, Etat> {
  override state: Etat = { erreur: null }

  static getDerivedStateFromError(erreur: Error): Etat {
    return { erreur }
  }

  override render() {
    const { erreur } = this.state
    if (erreur === null) return this.props.children
    return ABSENT.test(erreur.message) ? <Rechargez /> : <Panne />
  }
}

/** The screens, or the word to reload when the application was replaced on disk while its window was open. */
export function SiMisAJour({ ici, children }: { readonly ici: string; readonly children: ReactNode }) {
  const [absent, setAbsent] = useState(false)
  useEffect(() => {
    const dire = () => setAbsent(true)
    window.addEventListener('vite:preloadError', dire)
    return () => window.removeEventListener('vite:preloadError', dire)
  }, [])
  const premiere = useRef(ici)
  // What had the focus went away with its screen: the keyboard goes on in the new one, not before the navigation.
  useEffect(() => {
    if (premiere.current !== ici && document.activeElement === document.body)
      document.getElementById('contenu')?.focus({ preventScroll: true })
    premiere.current = ici
  }, [ici])
  if (absent) return <Rechargez />
  // Another address is another screen: one that failed does not keep the others from being shown.
  return <Garde key={ici}>{children}</Garde>
}
