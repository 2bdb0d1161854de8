import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResultatImport } from '#contract/import.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Progression } from '../../components/Progression.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { useAvancement } from '../../components/useAvancement.ts'
import { formatCompte } from '../../format.ts'
import { useImport } from '../../state/import.ts'
import { Apercu } from './Apercu.tsx'
import { Correspondance } from './Correspondance.tsx'
import { Depart } from './Depart.tsx'
import { Cible, Lecture } from './Lecture.tsx'
import { Modifications } from './Modifications.tsx'
import { Effets } from './Rejets.tsx'
import { Resultat } from './Resultat.tsx'

/** Clients and orders out of any file: nothing is written before the person says so. */
export default function Import() {
  const choix = useImport()
  const travail = useAvancement<ResultatImport>()
  const [fini, setFini] = useState<ResultatImport | null>(null)
  const { chemin, dispositif, referencementId, fournisseurId, lecture, colonnes } = choix
  const demande = {
    chemin: chemin ?? '-',
    dispositif,
    referencementId,
    fournisseurId,
    ...(lecture === null ? {} : { lecture }),
    ...(colonnes === null ? {} : { colonnes }),
  }
  const enCours = travail.etat.phase === 'cours'
  const analyse = useQuery({
    ...orpc.imports.analyser.queryOptions({
      input: demande,
      enabled: chemin !== null && fini === null && !enCours,
    }),
    placeholderData: keepPreviousData,
  })
  const quitter = () => {
    setFini(null)
    travail.fermer()
    choix.ouvrir(null)
  }
  if (chemin === null) return <Depart />
  if (fini !== null) return <Resultat resultat={fini} onAutre={quitter} />

  const a = analyse.data
  const lignes = a === undefined ? 0 : a.lignes - a.effets.rejetes
  const sansProduit =
    a !== undefined && referencementId === null && a.colonnes.some((c) => c.champ === 'numeroCommande')
  const importer = async () => {
    const resultat = await travail.lancer((signal) =>
      client.imports.executer(
        { ...demande, memoriserSous: choix.memoriserSous.trim() === '' ? null : choix.memoriserSous.trim() },
        { signal },
      ),
    )
    if (resultat !== null) setFini(resultat)
    // Cancelled while the orders were checked, the import is in the register all the same.
    await queryClient.invalidateQueries()
  }
  return (
    <Ecran>
      <Entete
        titre="Clients et commandes depuis un fichier"
        fil={[{ libelle: 'Import' }]}
        actions={
          !enCours && (
            <>
              <Button size="md" onClick={quitter}>
                {analyse.error === null ? 'Annuler' : 'Choisir un autre fichier'}
              </Button>
              {a !== undefined && lignes > 0 && (
                <Button
                  size="md"
                  variant="filled"
                  loading={analyse.isFetching}
                  aria-disabled={sansProduit}
                  title={sansProduit ? 'Choisissez le produit des commandes du fichier.' : undefined}
                  onClick={() => !sansProduit && void importer()}
                >
                  Importer {formatCompte(lignes, 'ligne')}
                </Button>
              )}
            </>
          )
        }
      />
      <div className={texte.pile}>
        <Progression travail={travail} titre="Import du fichier" />
        {analyse.error !== null && <RefusMessage erreur={analyse.error} />}
        {analyse.isFetching && a === undefined && <p role="status">Lecture du fichier…</p>}
        {a !== undefined && !enCours && (
          <>
            <Lecture analyse={a} />
            <Cible analyse={a} />
            <Grille colonnes="minmax(0, 1fr) 21rem">
              <Colonne>
                <Correspondance analyse={a} />
              </Colonne>
              <Effets analyse={a} />
            </Grille>
            <Modifications
              titre="Ce qui changera"
              nombre={a.modifications.nombre}
              modifications={a.modifications.premieres}
            />
            <Apercu analyse={a} />
          </>
        )}
      </div>
    </Ecran>
  )
}
