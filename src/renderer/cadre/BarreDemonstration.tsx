import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../api.ts'
import { RefusMessage } from '../components/Refus.tsx'
import styles from './BarreDemonstration.module.css'

/** Says on every screen that nothing here is real, and how to leave. */
export function BarreDemonstration() {
  const [enCours, setEnCours] = useState(false)
  const [erreur, setErreur] = useState<unknown>(null)
  // The page begins again as soon as the other register is served: an answer cut by that is no failure.
  const quitter = async () => {
    setEnCours(true)
    try {
      await client.systeme.demonstration.quitter()
    } catch (e) {
      setErreur(e)
      setEnCours(false)
    }
  }
  return (
    <div className={styles.barre}>
      <IconPlayerPlay size={16} stroke={1.75} aria-hidden />
      <p className={styles.texte}>
        <strong>Démonstration :</strong> données inventées, rien n’est gardé.
      </p>
      <RefusMessage erreur={erreur} />
      <Button onClick={() => void quitter()} loading={enCours} className={styles.quitter ?? ''}>
        Quitter la démonstration
      </Button>
    </div>
  )
}
