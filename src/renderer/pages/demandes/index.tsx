import { Route, Switch } from 'wouter'
import { Envoi } from './Envoi.tsx'
import { Liste } from './Liste.tsx'
import { Preparer } from './Preparer.tsx'

export default function Demandes() {
  return (
    <Switch>
      <Route path="/demandes">
        <Liste />
      </Route>
      <Route path="/demandes/preparer">
        <Preparer />
      </Route>
      <Route path="/demandes/:id">{({ id }) => <Envoi key={id} id={Number(id)} />}</Route>
    </Switch>
  )
}
