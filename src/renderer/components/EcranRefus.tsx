import { Ecran } from './Ecran.tsx'
import { Entete } from './Entete.tsx'
import { RefusMessage } from './Refus.tsx'

/** In place of a screen that could not be read: its head, and why. */
export function EcranRefus({ erreur }: { readonly erreur: unknown }) {
  return (
    <Ecran>
      <Entete titre="Rien à montrer ici" />
      <RefusMessage erreur={erreur} />
    </Ecran>
  )
}
