import { Route, Switch } from 'wouter'
import { Fiche } from './Fiche.tsx'
import { Formulaire } from './Formulaire.tsx'
import { Liste } from './Liste.tsx'

export default function Clients() {
  return (
    <Switch>
      <Route path="/clients">
        <Liste />
      </Route>
      <Route path="/clients/nouveau">
        <Formulaire id={null} />
      </Route>
      <Route path="/clients/:id/modifier">{({ id }) => <Formulaire key={id} id={Number(id)} />}</Route>
      <Route path="/clients/:id">{({ id }) => <Fiche key={id} id={Number(id)} />}</Route>
    </Switch>
  )
}
