import { type ComponentType, lazy, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { SiMisAJour } from './cadre/MisAJour.tsx'
import { useEtatSysteme } from './etat.ts'

/**
 * Every address of the interface. A page under `/*?` reads the rest of its address itself with full paths:
 * `useRoute('/clients/:id')`.
 */
const ECRANS: readonly (readonly [chemin: string, page: ComponentType])[] = [
  ['/premiers-pas/*?', lazy(() => import('./pages/premiers-pas/index.tsx'))],
  ['/aujourdhui', lazy(() => import('./pages/aujourdhui/index.tsx'))],
  ['/clients/*?', lazy(() => import('./pages/clients/index.tsx'))],
  ['/commandes', lazy(() => import('./pages/commandes/index.tsx'))],
  ['/commandes/nouvelle', lazy(() => import('./pages/commandes/Formulaire.tsx'))],
  ['/commandes/:id/modifier', lazy(() => import('./pages/commandes/Formulaire.tsx'))],
  ['/commandes/:id', lazy(() => import('./pages/dossier/index.tsx'))],
  ['/demandes/*?', lazy(() => import('./pages/demandes/index.tsx'))],
  ['/pilote/*?', lazy(() => import('./pages/pilote/index.tsx'))],
  ['/echeancier', lazy(() => import('./pages/echeancier/index.tsx'))],
  ['/argent/*?', lazy(() => import('./pages/argent/index.tsx'))],
  ['/import/*?', lazy(() => import('./pages/import/index.tsx'))],
  ['/listes/*?', lazy(() => import('./pages/listes/index.tsx'))],
  ['/documents/*?', lazy(() => import('./pages/documents/index.tsx'))],
  ['/dispositifs/*?', lazy(() => import('./pages/dispositifs/index.tsx'))],
  ['/parametres/formats/*?', lazy(() => import('./pages/formats/index.tsx'))],
  ['/parametres/*?', lazy(() => import('./pages/parametres/index.tsx'))],
]

/** The first screen: what there is to do, or where to begin in an empty register. */
function Accueil() {
  const etat = useEtatSysteme()
  if (etat === undefined) return null
  return <Redirect to={etat.registre.vide ? '/premiers-pas' : '/aujourdhui'} replace />
}

export function Ecrans() {
  const [ici] = useLocation()
  return (
    <SiMisAJour ici={ici}>
      <Suspense fallback={null}>
        <Switch>
          {ECRANS.map(([chemin, Page]) => (
            <Route key={chemin} path={chemin} component={Page} />
          ))}
          <Route component={Accueil} />
        </Switch>
      </Suspense>
    </SiMisAJour>
  )
}
