import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { LISTE_LIBELLES } from '#domain/listes.ts'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Assistant, type FichierChoisi } from './Assistant.tsx'
import { Importees } from './Importees.tsx'
import { Nouvelle } from './Nouvelle.tsx'
import { Recherche } from './Recherche.tsx'

/** Reference lists: which ones are here, of which day, from where; a newer one in their place; what they say. */
export default function Listes() {
  const [choisi, setChoisi] = useState<FichierChoisi | null>(null)
  const [finie, setFinie] = useState<string | null>(null)
  const { data, error } = useQuery(orpc.liste.lister.queryOptions())
  if (choisi !== null)
    return (
      <Assistant
        key={choisi.chemin}
        choisi={choisi}
        onAnnuler={() => setChoisi(null)}
        onFini={(r) => {
          setFinie(
            `${LISTE_LIBELLES[r.type]} : ${r.lignes.toLocaleString('fr-FR').replace(/\u202f/g, '\u00a0')} lignes lues.`,
          )
          setChoisi(null)
        }}
      />
    )
  return (
    <Ecran>
      <Entete titre="Listes de référence" apres="gardées ici, consultées sans réseau" />
      <RefusMessage erreur={error} />
      <Grille colonnes="minmax(0, 1fr) 21rem">
        <Colonne>
          {data !== undefined && <Importees listes={data} finie={finie} />}
          {data !== undefined && data.length > 0 && <Recherche listes={data} />}
        </Colonne>
        <Nouvelle onFichier={setChoisi} />
      </Grille>
    </Ecran>
  )
}
