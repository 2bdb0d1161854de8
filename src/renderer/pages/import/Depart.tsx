import { Button, FileButton } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileImport } from '@tabler/icons-react'
import { useState } from 'react'
import { fichierVersChemin } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { useImport } from '../../state/import.ts'
import { Finess } from './Finess.tsx'
import classes from './import.module.css'
import { Reprise } from './Reprise.tsx'

/** Where a file arrives: dropped, or chosen. */
export function Depart() {
  const ouvrir = useImport((s) => s.ouvrir)
  const [erreur, setErreur] = useState<unknown>(null)
  const [recoit, setRecoit] = useState(false)
  const recevoir = async (fichiers: File[]) => {
    const fichier = fichiers[0]
    if (fichier === undefined) return
    setRecoit(true)
    try {
      ouvrir(await fichierVersChemin(fichier))
      setErreur(null)
    } catch (e) {
      setErreur(e)
    }
    setRecoit(false)
  }
  return (
    <Ecran>
      <Entete titre="Import" apres="rien n’est écrit avant votre accord" />
      <Grille colonnes="minmax(0, 1fr) 21rem">
        <Colonne>
          <Panneau titre="Clients et commandes">
            <div className={texte.pile}>
              <Dropzone
                onDrop={(f) => void recevoir(f)}
                multiple={false}
                loading={recoit}
                className={classes.zone ?? ''}
                activateOnClick={false}
                activateOnKeyboard={false}
                useFsAccessApi={false}
                enablePointerEvents
                inputProps={{ 'aria-label': 'Fichier à importer', tabIndex: -1 }}
                tabIndex={-1}
              >
                <div className={classes.invite}>
                  <IconFileImport size={32} stroke={1.5} aria-hidden />
                  <strong>Déposez un export de votre CRM</strong>
                  <span>
                    CSV ou Excel, clients et commandes ensemble ou séparés. L’encodage, le séparateur et les
                    colonnes sont reconnus, et se corrigent.
                  </span>
                  <FileButton
                    accept=".csv,.txt,.tsv,.xlsx"
                    onChange={(f) => f !== null && void recevoir([f])}
                  >
                    {(props) => (
                      <Button {...props} size="md" variant="filled">
                        Choisir un fichier
                      </Button>
                    )}
                  </FileButton>
                </div>
              </Dropzone>
              <RefusMessage erreur={erreur} />
            </div>
          </Panneau>
          <Reprise />
        </Colonne>
        <Finess />
      </Grille>
    </Ecran>
  )
}
