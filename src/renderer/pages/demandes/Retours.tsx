import { Button, FileButton } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconFileDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultatRetour } from '#contract/retour.ts'
import { client, fichierVersChemin, orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Progression } from '../../components/Progression.tsx'
import texte from '../../components/texte.module.css'
import { useAvancement } from '../../components/useAvancement.ts'
import { formatCompte, formatInstant } from '../../format.ts'
import { CodesRetour } from './CodesRetour.tsx'
import classes from './demandes.module.css'
import { Portail } from './Portail.tsx'
import { ResultatLecture } from './ResultatLecture.tsx'

/** What the agency answered: its return files, or the portal's table; what each read changed. */
export function Retours() {
  return (
    <Ecran>
      <Entete
        titre="Retours de l’agence"
        fil={[{ libelle: 'Demandes', vers: '/demandes' }, { libelle: 'Retours' }]}
      />
      <Grille colonnes="minmax(0, 1fr) 22.5rem">
        <Colonne>
          <Fichiers />
          <Portail />
        </Colonne>
        <Colonne>
          <CodesRetour />
          <Historique />
        </Colonne>
      </Grille>
    </Ecran>
  )
}

/** Return files, dropped or chosen. Read twice, they change nothing. */
function Fichiers() {
  const travail = useAvancement<ResultatRetour>()
  const [reception, setReception] = useState<number | null>(null)
  const lire = (fichiers: readonly File[]) =>
    void travail.lancer(async (signal) => {
      setReception(fichiers.length)
      try {
        const chemins: string[] = []
        for (const f of fichiers) chemins.push(await fichierVersChemin(f))
        return await client.retour.importer({ chemins }, { signal })
      } finally {
        setReception(null)
      }
    })
  const { etat } = travail
  return (
    <Panneau titre="Fichiers de retour" compte="le JSON que l’agence rend pour chaque envoi">
      <div className={texte.pile}>
        <Dropzone
          onDrop={lire}
          loading={reception !== null}
          className={classes.zone ?? ''}
          activateOnClick={false}
          activateOnKeyboard={false}
          useFsAccessApi={false}
          enablePointerEvents
          inputProps={{ 'aria-label': 'Fichiers de retour', tabIndex: -1 }}
          tabIndex={-1}
        >
          <div className={classes.invite}>
            <IconFileDownload size={24} stroke={1.5} aria-hidden />
            <span className={classes.consigne}>
              Déposez ici les fichiers de retour, plusieurs à la fois s’il le faut. Chaque ligne retrouve sa
              demande par l’envoi et son numéro de ligne ; un fichier lu deux fois ne change rien.
            </span>
            <FileButton multiple accept=".json" onChange={(f) => f.length > 0 && lire(f)}>
              {(props) => (
                <Button {...props} size="md" variant="filled">
                  Choisir des fichiers
                </Button>
              )}
            </FileButton>
          </div>
        </Dropzone>
        <Progression travail={travail} titre="Lecture des retours" />
        {etat.phase === 'fini' && <ResultatLecture resultat={etat.resultat} />}
      </div>
    </Panneau>
  )
}

function Historique() {
  const lus = useQuery(orpc.retour.historique.queryOptions()).data
  if (lus === undefined) return null
  return (
    <Panneau
      titre="Déjà lus"
      compte={formatCompte(lus.length, 'fichier ou tableau', 'fichiers et tableaux')}
      rembourrage={lus.length === 0}
    >
      {lus.length === 0 ? (
        <p className={classes.vide}>Rien encore : chaque fichier lu et chaque tableau s’inscriront ici.</p>
      ) : (
        <Lignes libelle="Retours lus">
          {lus.map((l) => (
            <Ligne
              key={l.id}
              titre={l.nom}
              precision={`${l.source === 'fichier' ? 'Fichier de retour' : 'Tableau du portail'} · ${formatInstant(l.lueLe)}${l.par === '' ? '' : ` · ${l.par}`}`}
              droite={formatCompte(l.lignes, 'ligne')}
            />
          ))}
        </Lignes>
      )}
    </Panneau>
  )
}
