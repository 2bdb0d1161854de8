import { Button, Group, Modal } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileDownload } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { Progression } from '../components/Progression.tsx'
import { FORMATS_PIECES } from '../pieces/formats.ts'
import { PiecesARattacher } from '../pieces/PiecesARattacher.tsx'
import { ResultatDepot } from '../pieces/ResultatDepot.tsx'
import { useRattachement } from '../pieces/useRattachement.ts'
import styles from './Depot.module.css'
import { useDepots } from './depots.ts'

/** Screens that receive files of their own: the window does not take them for pieces. */
const AUTRES = ['/import', '/parametres', '/premiers-pas']

/** Signed files dropped anywhere on the window: received, matched, and what was not matched shown at once. */
export function Depot() {
  const [ici] = useLocation()
  const { travail, reception, deposer, fermer } = useRattachement()
  const { phase } = travail.etat
  const demande = useDepots((s) => s.demande)
  useEffect(() => {
    if (demande === null) return
    useDepots.setState({ demande: null })
    void deposer(demande.fichiers, demande.vers)
  }, [demande, deposer])
  return (
    <>
      <Dropzone.FullScreen
        active={phase === 'repos' && !AUTRES.some((c) => ici.startsWith(c))}
        accept={FORMATS_PIECES}
        onDrop={(fichiers) => void deposer(fichiers)}
        className={styles.zone ?? ''}
        withinPortal={false}
        inputProps={{ 'aria-label': 'Pièces signées', tabIndex: -1 }}
      >
        <div className={styles.invite}>
          <IconFileDownload size={32} stroke={1.5} aria-hidden />
          <strong>Déposez vos bons de commande signés</strong>
          <span>
            PDF, JPEG, PNG ou TIFF. Chaque fichier est rattaché à la commande dont il porte le numéro.
          </span>
        </div>
      </Dropzone.FullScreen>
      <Modal
        opened={phase !== 'repos'}
        onClose={fermer}
        title="Pièces déposées"
        size="xl"
        closeOnClickOutside={phase !== 'cours'}
        closeOnEscape={phase !== 'cours'}
        withCloseButton={phase !== 'cours'}
      >
        {reception !== null && (
          <p role="status">
            Réception : {reception.fait + 1} sur {reception.total}
          </p>
        )}
        <Progression travail={travail} titre="Lecture et rattachement des pièces" />
        {travail.etat.phase === 'fini' && (
          <>
            <ResultatDepot resultat={travail.etat.resultat} onQuitter={fermer} />
            <PiecesARattacher />
          </>
        )}
        {phase !== 'cours' && (
          <Group justify="flex-end" mt="lg">
            <Button variant="filled" size="md" onClick={fermer}>
              Fermer
            </Button>
          </Group>
        )}
      </Modal>
    </>
  )
}
