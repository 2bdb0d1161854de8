import { Fieldset, NativeSelect, SegmentedControl } from '@mantine/core'
import type { Dispositif } from '#domain/dispositif.ts'
import type { ReponsesScenario } from '#domain/fournisseur.ts'
import f from '../../components/saisie/formulaire.module.css'
import classes from './parametres.module.css'

interface Props {
  readonly dispositif: Dispositif
  readonly reponses: ReponsesScenario
  readonly legende?: string
  readonly onReponses: (reponses: ReponsesScenario) => void
}

const ecrire = (r: boolean | string | null | undefined) =>
  r === true ? 'oui' : r === false ? 'non' : 'inconnu'

/** The installation questions of a scheme: yes, no, or no answer yet, which stays said as such. */
export function ChampsScenario({
  dispositif,
  reponses,
  legende = 'Scénario d’installation par défaut des commandes',
  onReponses,
}: Props) {
  return (
    <Fieldset variant="unstyled" legend={legende} className={f.sousTitre ?? ''}>
      <div className={classes.questions}>
        {dispositif.scenario.map((q) => {
          const liste = q.liste === undefined ? undefined : dispositif.listes[q.liste]?.at(-1)?.valeur
          const poser = (reponse: boolean | string | null) => onReponses({ ...reponses, [q.cle]: reponse })
          return (
            <div key={q.cle} className={classes.question}>
              <span id={`question-${q.cle}`}>{q.libelle}</span>
              {q.type === 'oui_non' ? (
                <SegmentedControl
                  aria-labelledby={`question-${q.cle}`}
                  value={ecrire(reponses[q.cle])}
                  onChange={(v) => poser(v === 'oui' ? true : v === 'non' ? false : null)}
                  data={[
                    { value: 'oui', label: 'Oui' },
                    { value: 'non', label: 'Non' },
                    { value: 'inconnu', label: 'Sans réponse' },
                  ]}
                />
              ) : (
                <NativeSelect
                  size="xs"
                  aria-labelledby={`question-${q.cle}`}
                  value={String(reponses[q.cle] ?? '')}
                  onChange={(e) => poser(e.currentTarget.value === '' ? null : e.currentTarget.value)}
                  data={[
                    { value: '', label: 'Sans réponse' },
                    ...(liste ?? []).map((l) => ({ value: l.code, label: l.libelle })),
                  ]}
                />
              )}
            </div>
          )
        })}
      </div>
    </Fieldset>
  )
}
