import type { FicheDispositif, JalonDate } from '#contract/dispositif.ts'
import { daysBetween, type Jour } from '#domain/dates.ts'
import { Action } from '../../components/Action.tsx'
import { Connaissance } from '../../components/Connaissance.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { capitaliser, formatDelai, formatHeure, formatJour, NBSP } from '../../format.ts'
import classes from './dispositifs.module.css'

interface Props {
  readonly fiche: FicheDispositif
  readonly aujourdhui: Jour
  readonly onRegler: (cle: string) => void
}

/** Below 30 days red, below 90 amber, otherwise grey; past days are grey too. */
function urgence(jour: Jour, aujourdhui: Jour): 'proche' | 'bientot' | undefined {
  const reste = daysBetween(aujourdhui, jour)
  if (reste < 0) return undefined
  return reste < 30 ? 'proche' : reste < 90 ? 'bientot' : undefined
}

/** Milestones with the days computed from what is known; unknown ones say which date they wait for. */
export function Calendrier({ fiche, aujourdhui, onRegler }: Props) {
  const { calendrier } = fiche.dispositif
  const inconnus = fiche.jalons.filter((j) => j.jour === null)
  const racine = inconnus.find((j) => calendrier.find((c) => c.cle === j.cle)?.depuis === undefined)
  const relatif = calendrier.some((j) => j.depuis !== undefined)
  return (
    <Panneau
      titre="Calendrier"
      compte={relatif ? `depuis la ${calendrier.find((j) => j.depuis === undefined)?.libelle}` : undefined}
      rembourrage={false}
    >
      {racine !== undefined && (
        <div className={classes.inconnu}>
          <p>
            La <strong>{racine.libelle}</strong> ({racine.sens}) n’est pas connue : les textes fournis ne la
            donnent pas. {inconnus.length > 1 && `${inconnus.length - 1} jours en dépendent.`}
          </p>
          <Action onClick={() => onRegler(racine.cle)}>Saisir la {racine.libelle}</Action>
        </div>
      )}
      <Tableau libelle="Calendrier du dispositif" serre>
        <thead>
          <tr>
            <th scope="col">Jalon</th>
            {relatif && (
              <th scope="col" data-nombre>
                Mois
              </th>
            )}
            <th scope="col">Jour</th>
            <th scope="col">Ce qui s’y joue</th>
            <th scope="col">Connaissance</th>
          </tr>
        </thead>
        <tbody>
          {fiche.jalons.map((j) => (
            <tr key={j.cle} data-passe={j.jour !== null && j.jour < aujourdhui ? true : undefined}>
              <th scope="row">
                {j.mois !== null && /mois$/.test(j.libelle) ? (
                  <span className="seul-lecteur">{j.libelle}</span>
                ) : (
                  j.libelle.replace(/ (\d)$/, `${NBSP}$1`)
                )}
              </th>
              {relatif && <td data-nombre>{j.mois === null ? '' : `+ ${j.mois}`}</td>}
              <td
                className={classes.jour}
                data-urgence={j.jour === null ? undefined : urgence(j.jour, aujourdhui)}
              >
                <QuelJour jalon={j} aujourdhui={aujourdhui} />
                {j.mois === null && (
                  <span className={classes.regler}>
                    <Action onClick={() => onRegler(j.cle)} libelle={`Modifier ${j.libelle}`}>
                      {j.jour === null ? 'Saisir' : 'Modifier'}
                    </Action>
                  </span>
                )}
              </td>
              <td className={classes.sens}>{capitaliser(j.sens)}</td>
              <td>
                <Connaissance confiance={j.confiance} teinte={false} />
              </td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}

function QuelJour({ jalon, aujourdhui }: { readonly jalon: JalonDate; readonly aujourdhui: Jour }) {
  if (jalon.jour === null) return <span className={texte.gris}>inconnu</span>
  const heure = jalon.instantLimite === null ? '23:59' : formatHeure(jalon.instantLimite)
  return (
    <>
      {formatJour(jalon.jour)}
      {heure !== '23:59' && ` ${heure}`}
      {jalon.jour >= aujourdhui && (
        <span className={classes.delai}>{formatDelai(jalon.jour, aujourdhui)}</span>
      )}
    </>
  )
}
