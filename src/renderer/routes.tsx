import { type ComponentType, lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { useEtatSysteme } from './etat.ts'

type Module = { readonly default: ComponentType }
const modules = import.meta.glob<Module>('./pages/*/*.tsx')
const page = (fichier: string) => lazy(modules[`./pages/${fichier}.tsx`] as () => Promise<Module>)

/**
 * Every address of the interface. A page under `/*?` reads the rest of its address itself with full paths:
 * `useRoute('/clients/:id')`.
 */
const ECRANS: readonly (readonly [chemin: string, page: ComponentType])[] = [
  ['/premiers-pas/*?', page('premiers-pas/index')],
  ['/clients/*?', page('clients/index')],
  ['/commandes', page('commandes/index')],
  ['/commandes/nouvelle', page('commandes/Formulaire')],
  ['/commandes/:id/modifier', page('commandes/Formulaire')],
  ['/commandes/:id', page('dossier/index')],
  ['/demandes/*?', page('demandes/index')],
  ['/import/*?', page('import/index')],
  ['/documents/*?', page('documents/index')],
  ['/dispositifs/*?', page('dispositifs/index')],
  ['/parametres/*?', page('parametres/index')],
]

/** The first screen: what there is to do, or where to begin in an empty register. */
function Accueil() {
  const etat = useEtatSysteme()
  if (etat === undefined) return null
  return <Redirect to={etat.registre.vide ? '/premiers-pas' : '/commandes'} replace />
}

export function Ecrans() {
  return (
    <Suspense fallback={null}>
      <Switch>
        {ECRANS.map(([chemin, Page]) => (
          <Route key={chemin} path={chemin} component={Page} />
        ))}
        <Route component={Accueil} />
      </Switch>
    </Suspense>
  )
}
