import { Modal, Switch } from '@mantine/core'
import { useState } from 'react'
import { useRaccourcis, useRaccourcisActifs } from '../components/raccourcis.tsx'
import { Touche } from '../components/Touche.tsx'
import { usePreferences } from '../state/preferences.ts'
import styles from './Aide.module.css'
import { TOUCHE_CTRL } from './Navigation.tsx'

/** Every shortcut of the screen, under `?`, with the switch that silences single letters. */
export function Aide() {
  const [ouverte, setOuverte] = useState(false)
  const ecrans = useRaccourcisActifs((s) => s.ecrans)
  const { lettres, set } = usePreferences()
  useRaccourcis([{ touche: '?', sens: 'Tous les raccourcis', agir: () => setOuverte(true) }])
  const lignes = [...ecrans.values()].flat()
  return (
    <Modal opened={ouverte} onClose={() => setOuverte(false)} title="Raccourcis de cet écran" size="md">
      <dl className={styles.liste}>
        <div>
          <dt>
            <Touche de={`${TOUCHE_CTRL} K`} />
          </dt>
          <dd>Rechercher partout</dd>
        </div>
        {lignes.map((r) => (
          <div key={`${r.touche}${r.sens}`}>
            <dt>
              <Touche de={r.affichee ?? r.touche.replace('Ctrl+', `${TOUCHE_CTRL} `)} />
            </dt>
            <dd>{r.sens}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="lg"
        checked={lettres}
        onChange={(e) => set({ lettres: e.currentTarget.checked })}
        label="Raccourcis d’une seule lettre"
        description="Toujours muets dans un champ de saisie."
      />
    </Modal>
  )
}
