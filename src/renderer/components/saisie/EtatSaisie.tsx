import { Button, Group } from '@mantine/core'
import { RefusMessage } from '../Refus.tsx'
import classes from './saisie.module.css'
import type { Conflit, Fiche } from './useFiche.ts'

const PHRASES = {
  repos: '',
  modifiee: 'Modifié, pas encore enregistré',
  enregistrement: 'Enregistrement',
  enregistree: 'Enregistré',
} as const

/** Where the sheet stands, in a word, read out when it changes. */
export function EtatSaisie<F extends object>({
  fiche,
  repos = 'Enregistré à chaque champ',
}: {
  readonly fiche: Fiche<F>
  readonly repos?: string
}) {
  return (
    <span role="status" className={classes.etat}>
      {PHRASES[fiche.etat] || repos}
    </span>
  )
}

const afficher = (valeur: unknown): string => {
  if (valeur === null || valeur === undefined || valeur === '') return 'vide'
  if (typeof valeur === 'boolean') return valeur ? 'oui' : 'non'
  if (Array.isArray(valeur)) return valeur.map(afficher).join(', ')
  return typeof valeur === 'object' ? Object.values(valeur).map(afficher).join(', ') : String(valeur)
}

/** Someone else saved meanwhile: both versions, field by field, and the choice. */
function ConflitFiche<F extends object>({
  conflit,
  libelles,
}: {
  readonly conflit: Conflit<F>
  readonly libelles: Partial<Record<keyof F & string, string>>
}) {
  return (
    <div role="alert" className={classes.conflit}>
      <p className={classes.phrase}>Cette fiche a été modifiée ailleurs pendant votre saisie.</p>
      <table className={classes.versions}>
        <thead>
          <tr>
            <th scope="col">Champ</th>
            <th scope="col">Votre saisie</th>
            <th scope="col">Dans le registre</th>
          </tr>
        </thead>
        <tbody>
          {conflit.champs.map((champ) => (
            <tr key={champ}>
              <th scope="row">{libelles[champ] ?? champ}</th>
              <td>{afficher(conflit.miennes[champ])}</td>
              <td>{afficher(conflit.actuelles[champ])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Group gap={8}>
        <Button size="xs" variant="default" onClick={conflit.garderMiennes}>
          Garder ma saisie
        </Button>
        <Button size="xs" variant="default" onClick={conflit.prendreActuelles}>
          Reprendre le registre
        </Button>
      </Group>
    </div>
  )
}

/** What must be seen at the top of a form: a stale save with both versions, or a failure that has no field. */
export function AlerteFiche<F extends object>({
  fiche,
  libelles,
}: {
  readonly fiche: Fiche<F>
  readonly libelles: Partial<Record<keyof F & string, string>>
}) {
  if (fiche.conflit !== null) return <ConflitFiche conflit={fiche.conflit} libelles={libelles} />
  return fiche.echec === null ? null : <RefusMessage erreur={fiche.echec} />
}
