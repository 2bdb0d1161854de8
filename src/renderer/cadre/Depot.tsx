import { Button, Group, Modal } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileDownload } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { TypePiece } from '#domain/commande.ts'
import { Progression } from '../components/Progression.tsx'
import { FORMATS_PIECES } from '../pieces/formats.ts'
import { PiecesARattacher } from '../pieces/PiecesARattacher.tsx'
import { ResultatDepot } from '../pieces/ResultatDepot.tsx'
import { useRattachement } from '../pieces/useRattachement.ts'
import { DemandeDepot } from './DemandeDepot.tsx'
import styles from './Depot.module.css'
import { deposerPieces, useDepots } from './depots.ts'

/** Screens that receive files of their own: the window does not take them for pieces. */
const AUTRES = ['/demandes/retours', '/import', '/parametres', '/pilote', '/premiers-pas']

/** What is about to be received. */
const DEPOTS: Readonly<Record<TypePiece, string>> = {
  BDC: 'Joindre les BDC signés',
  MANDAT: 'Joindre les mandats',
  PV: 'Joindre les PV signés',
  VA: 'Joindre les VA signées',
  MOM: 'Joindre les MOM signées',
  FACTURE: 'Joindre les factures',
  AUTRE: 'Joindre des pièces',
}

/** Signed files dropped anywhere on the window: received, matched, and what was not matched shown at once. */
export function Depot() {
  const [ici] = useLocation()
  const { travail, reception, deposer, fermer } = useRattachement()
  const { phase } = travail.etat
  const demande = useDepots((s) => s.demande)
  const oublier = () => useDepots.setState({ demande: null })
  return (
    <>
      <Dropzone.FullScreen
        active={phase === 'repos' && demande === null && !AUTRES.some((c) => ici.startsWith(c))}
        accept={FORMATS_PIECES}
        onDrop={(fichiers) => deposerPieces(fichiers)}
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
        opened={phase !== 'repos' || demande !== null}
        onClose={() => {
          oublier()
          fermer()
        }}
        title={phase === 'repos' ? DEPOTS[demande?.vers?.type ?? 'BDC'] : 'Pièces déposées'}
        size="xl"
        closeOnClickOutside={phase !== 'cours'}
        closeOnEscape={phase !== 'cours'}
        withCloseButton={phase !== 'cours'}
      >
        {phase === 'repos' && demande !== null && (
          <DemandeDepot
            initiaux={demande.fichiers}
            fige={demande.vers?.commandeId != null}
            type={demande.vers?.type ?? 'BDC'}
            onFermer={oublier}
            onDeposer={(fichiers, type, signature) => {
              oublier()
              void deposer(fichiers, { commandeId: demande.vers?.commandeId ?? null, type }, signature)
            }}
          />
        )}
        {reception !== null && (
          <p role="status">
            Réception : {reception.fait + 1} sur {reception.total}
          </p>
        )}
        <Progression travail={travail} titre="Lecture et rattachement des pièces" />
        {travail.etat.phase === 'fini' && (
          <>
            <ResultatDepot resultat={travail.etat.resultat} onQuitter={fermer} />
            <PiecesARattacher />
          </>
        )}
        {phase !== 'cours' && phase !== 'repos' && (
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
