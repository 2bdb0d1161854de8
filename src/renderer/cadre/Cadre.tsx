import { AppShell } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useEffect } from 'react'
import { watchRegistre } from '../api.ts'
import { useEtatSysteme } from '../etat.ts'
import { Visionneuse } from '../pieces/Visionneuse.tsx'
import { changerDeRegistre, memoireDemonstration } from '../state/memoire.ts'
import { PORTAILS } from '../theme.ts'
import { Aide } from './Aide.tsx'
import { BarreDemonstration } from './BarreDemonstration.tsx'
import styles from './Cadre.module.css'
import { Depot } from './Depot.tsx'
import { Navigation } from './Navigation.tsx'
import { Recherche } from './Recherche.tsx'
import { ViserChamp } from './ViserChamp.tsx'

/** Folded below 1150 px of layout, hence also under zoom. */
const REPLIE = '(max-width: 71.8em)'

/** Frame of every screen: navigation, search anywhere, drop anywhere, help under `?`. */
export function Cadre({ children }: { readonly children: ReactNode }) {
  const replie = useMediaQuery(REPLIE, window.matchMedia(REPLIE).matches) ?? false
  const demonstration = useEtatSysteme()?.demonstration

  // Loaded for one register while the other one is served: begin again.
  useEffect(() => {
    if (demonstration !== undefined && demonstration !== memoireDemonstration)
      changerDeRegistre(demonstration)
  }, [demonstration])

  useEffect(() => {
    const arret = new AbortController()
    const suivre = () => {
      watchRegistre(arret.signal).catch(() => {
        if (!arret.signal.aborted) window.setTimeout(suivre, 1000)
      })
    }
    suivre()
    return () => arret.abort()
  }, [])

  return (
    <AppShell
      layout="alt"
      padding={0}
      transitionDuration={0}
      header={{ height: 'calc(var(--h-bar) + 1px)', collapsed: demonstration !== true }}
      navbar={{ width: replie ? 'calc(3.25rem + 1px)' : 'var(--w-nav)', breakpoint: 0 }}
    >
      <button type="button" className={styles.evitement} onClick={focusContenu}>
        Aller au contenu
      </button>
      {demonstration === true && (
        <AppShell.Header>
          <BarreDemonstration />
        </AppShell.Header>
      )}
      <AppShell.Navbar className={styles.nav} aria-label="Navigation principale">
        <Navigation replie={replie} />
      </AppShell.Navbar>
      <AppShell.Main id="contenu" tabIndex={-1} className={styles.contenu}>
        {children}
        <Depot />
        <div id={PORTAILS} className={styles.portails} />
      </AppShell.Main>
      <Recherche />
      <Aide />
      <Visionneuse />
      <ViserChamp />
    </AppShell>
  )
}

/** A button, not a link: the address after # is the screen. */
function focusContenu() {
  document.getElementById('contenu')?.focus()
}
