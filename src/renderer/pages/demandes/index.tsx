import { Route, Switch } from 'wouter'
import { Envoi } from './Envoi.tsx'
import { Liste } from './Liste.tsx'
import { Preparer } from './Preparer.tsx'
import { Retours } from './Retours.tsx'

export default function Demandes() {
  return (
    <Switch>
      <Route path="/demandes">
        <Liste />
      </Route>
      <Route path="/demandes/preparer/:type?">
        {({ type }) => <Preparer type={type === 'solde' ? 'solde' : 'avance'} />}
      </Route>
      <Route path="/demandes/retours">
        <Retours />
      </Route>
      <Route path="/demandes/:id">{({ id }) => <Envoi key={id} id={Number(id)} />}</Route>
    </Switch>
  )
}
