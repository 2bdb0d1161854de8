import { Button, TextInput } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnalyseListe, ChampListe, ResultatListe } from '#contract/liste.ts'
import type { Jour } from '#domain/dates.ts'
import { LISTE_LIBELLES, type TypeListe } from '#domain/listes.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { Barre } from '../../components/Barre.tsx'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Progression } from '../../components/Progression.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { ReglagesLecture } from '../../components/ReglagesLecture.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { useAvancement } from '../../components/useAvancement.ts'
import { formatCompte, formatJour, formatNombre, formatTaille } from '../../format.ts'
import { ListeRejets } from '../import/Rejets.tsx'
import { Colonnes } from './Colonnes.tsx'
import classes from './listes.module.css'

/** A file that was given for a list. */
export interface FichierChoisi {
  readonly type: TypeListe
  readonly dispositif: string | null
  readonly chemin: string
}

type Carte = Readonly<Record<string, ChampListe | null>>

interface Props {
  readonly choisi: FichierChoisi
  readonly onAnnuler: () => void
  readonly onFini: (resultat: ResultatListe) => void
}

/** A list before it comes in: how it is read, which column says what, its date and source. Nothing is written before. */
export function Assistant({ choisi, onAnnuler, onFini }: Props) {
  const [lecture, setLecture] = useState<AnalyseListe['lecture'] | null>(null)
  const [colonnes, setColonnes] = useState<Carte | null>(null)
  const [du, setDu] = useState<Jour | null>(null)
  const [source, setSource] = useState('')
  const [memoire, setMemoire] = useState('')
  const [resultat, setResultat] = useState<ResultatListe | null>(null)
  const travail = useAvancement<ResultatListe>()
  const { phase } = travail.etat
  const demande = {
    ...choisi,
    ...(lecture === null ? {} : { lecture }),
    ...(colonnes === null ? {} : { colonnes }),
  }
  const {
    data: a,
    error,
    isFetching,
  } = useQuery({
    ...orpc.liste.analyser.queryOptions({
      input: demande,
      enabled: phase === 'repos' || phase === 'annule' || phase === 'echec',
    }),
    placeholderData: keepPreviousData,
  })
  const date = du ?? a?.du ?? null
  const importer = async () => {
    const r = await travail.lancer((signal) =>
      client.liste.importer(
        { ...demande, du: date, source, memoriserSous: memoire.trim() === '' ? null : memoire.trim() },
        { signal },
      ),
    )
    await queryClient.invalidateQueries()
    if (r === null) return
    if (r.rejets.length === 0) onFini(r)
    else setResultat(r)
  }
  const fil = (ou: string) => [{ libelle: 'Listes', vers: '/listes' }, { libelle: ou }]
  if (resultat !== null)
    return (
      <Ecran>
        <Entete
          titre="Liste importée"
          fil={fil(LISTE_LIBELLES[choisi.type])}
          apres={
            <EtatChip aspect="attention">
              {formatCompte(resultat.rejets.length, 'ligne laissée', 'lignes laissées')} de côté
            </EtatChip>
          }
          actions={
            <Button size="md" variant="filled" onClick={() => onFini(resultat)}>
              Voir les listes
            </Button>
          }
        />
        <Panneau
          titre="Lignes laissées de côté"
          compte={formatNombre(resultat.rejets.length)}
          rembourrage={false}
        >
          <ListeRejets rejets={resultat.rejets} titre="Par raison" />
        </Panneau>
      </Ecran>
    )
  const prete = a !== undefined && a.manques.length === 0 && date !== null && phase !== 'cours'
  return (
    <Ecran>
      <Entete
        titre={LISTE_LIBELLES[choisi.type]}
        fil={fil(choisi.dispositif ?? 'tous les dispositifs')}
        actions={
          phase !== 'cours' && (
            <>
              <Button size="md" onClick={onAnnuler}>
                Annuler
              </Button>
              {prete && (
                <Button size="md" variant="filled" loading={isFetching} onClick={() => void importer()}>
                  Importer la liste
                </Button>
              )}
            </>
          )
        }
      />
      {phase === 'annule' ? (
        <p role="status">Annulé : la liste en place n’a pas changé.</p>
      ) : (
        <Progression travail={travail} titre="Import de la liste" />
      )}
      <RefusMessage erreur={error} />
      {a !== undefined && (
        <>
          <Barre
            libelle="Lecture du fichier"
            fichier={{
              icone: <IconFileImport size={20} stroke={1.75} aria-hidden />,
              nom: a.nom,
              precision: formatTaille(a.taille),
            }}
          >
            {a.colonnes.length > 0 && (
              <ReglagesLecture
                analyse={a}
                onLecture={(l) => {
                  setLecture(l)
                  setColonnes(null)
                }}
              />
            )}
            <EtatChip aspect="ok">
              {choisi.type === 'annuaire'
                ? 'colonnes reconnues'
                : a.modele === null
                  ? 'détecté'
                  : `modèle « ${a.modele} »`}
            </EtatChip>
          </Barre>
          <Barre libelle="Date et source de la liste">
            <ChampJour
              label="Date de la liste"
              valeur={date}
              onValeur={setDu}
              description={
                date === null
                  ? 'à donner : chaque contrôle la cite'
                  : du === null
                    ? 'lue dans le nom du fichier'
                    : 'citée par chaque contrôle'
              }
            />
            <TextInput
              label="Source"
              value={source}
              onChange={(e) => setSource(e.currentTarget.value)}
              placeholder={a.nom}
              className={classes.large ?? ''}
              inputWrapperOrder={['label', 'input', 'error', 'description']}
              description="d’où elle vient, montrée avec elle"
            />
            {a.colonnes.length > 0 && (
              <TextInput
                label="Retenir les colonnes sous"
                value={memoire}
                onChange={(e) => setMemoire(e.currentTarget.value)}
                placeholder={a.modele ?? 'Liste de l’agence'}
                inputWrapperOrder={['label', 'input', 'error', 'description']}
                description="reconnues au prochain fichier"
              />
            )}
          </Barre>
          {a.enPlace !== null && (
            <p className={classes.gris}>
              Remplacera la liste du {formatJour(a.enPlace.du)} ({formatCompte(a.enPlace.lignes, 'ligne')},{' '}
              {a.enPlace.source}).
            </p>
          )}
          {a.colonnes.length > 0 && (
            <Colonnes
              analyse={a}
              choisies={colonnes}
              onColonne={(titre, champ) =>
                // What was just chosen wins over an analysis that does not know it yet.
                setColonnes((deja) => ({
                  ...Object.fromEntries(a.colonnes.map((c) => [c.titre, c.champ])),
                  ...deja,
                  [titre]: champ,
                }))
              }
            />
          )}
        </>
      )}
    </Ecran>
  )
}
