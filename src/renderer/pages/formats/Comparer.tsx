import { Button, FileButton, Modal } from '@mantine/core'
import { IconJson, IconLock } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ComparaisonFormat, Liaison } from '#contract/format.ts'
import { jourParis } from '#domain/dates.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import { Barre } from '../../components/Barre.tsx'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Faits } from '../../components/Faits.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { formatCompte, formatHeure, formatJour, formatTaille } from '../../format.ts'
import { Apercu } from './Apercu.tsx'
import { ChoixLiaison } from './ChoixLiaison.tsx'
import { Cles } from './Cles.tsx'
import classes from './formats.module.css'

/** One model against the format in use: what it says, what will write each key, what an order becomes. */
export function Comparer({ id }: { readonly id: number }) {
  const { data, error } = useQuery(orpc.format.montrer.queryOptions({ input: { id } }))
  if (error !== null)
    return (
      <Ecran>
        <Entete
          titre="Comparer au modèle officiel"
          fil={[
            { libelle: 'Paramètres', vers: '/parametres' },
            { libelle: 'Formats', vers: '/parametres/formats' },
          ]}
        />
        <RefusMessage erreur={error} />
      </Ecran>
    )
  return data === undefined ? null : <Lue comparaison={data} />
}

const nextOf = ({ sansSource }: ComparaisonFormat, apres: string | null): string | null =>
  sansSource.find((c) => c !== apres) ?? null

function Lue({ comparaison: c }: { readonly comparaison: ComparaisonFormat }) {
  const [, aller] = useLocation()
  const [choisie, setChoisie] = useState<string | null>(() => nextOf(c, null))
  const [commandeId, setCommandeId] = useState<number | null>(null)
  const [erreur, setErreur] = useState<unknown>(null)
  const [enCours, setEnCours] = useState(false)
  const [malgre, setMalgre] = useState(false)
  const { data: essai } = useQuery({
    ...orpc.format.essayer.queryOptions({ input: { id: c.id, commandeId } }),
    placeholderData: keepPreviousData,
  })
  const enEssai = c.etat === 'essai'
  const cle = c.cles.find((k) => k.chemin === choisie) ?? null

  const faire = async (action: () => Promise<unknown>) => {
    setEnCours(true)
    try {
      await action()
      setErreur(null)
    } catch (e) {
      setErreur(e)
    }
    await queryClient.invalidateQueries()
    setEnCours(false)
  }
  const lier = (liaisons: Record<string, Liaison | null>, suivante = false) =>
    faire(async () => {
      const apres = await client.format.lier({ id: c.id, liaisons })
      queryClient.setQueryData(orpc.format.montrer.queryKey({ input: { id: c.id } }), apres)
      if (suivante) setChoisie(nextOf(apres, choisie) ?? choisie)
    })
  const quitter = () => aller('/parametres/formats')
  const garder = (malgreRefus: boolean) =>
    faire(async () => {
      await client.format.retenir({ id: c.id, malgreRefus })
      quitter()
    })
  const refusees = essai?.controle == null ? 0 : essai.controle.pretes - essai.controle.acceptees
  const pret = c.sansSource.length === 0 && c.fautes.length === 0
  return (
    <Ecran>
      <Entete
        titre="Comparer au modèle officiel"
        fil={[
          { libelle: 'Paramètres', vers: '/parametres' },
          { libelle: 'Formats', vers: '/parametres/formats' },
          { libelle: `${c.demande === 'avance' ? 'Avance' : 'Solde'} ${c.dispositif}` },
        ]}
        actions={
          enEssai && (
            <>
              <Button
                size="md"
                onClick={() =>
                  void faire(async () => {
                    await client.format.abandonner({ id: c.id })
                    quitter()
                  })
                }
              >
                Abandonner
              </Button>
              <Button
                size="md"
                variant={pret ? 'filled' : 'default'}
                disabled={!pret}
                loading={enCours}
                leftSection={pret ? undefined : <IconLock size={16} stroke={1.75} aria-hidden />}
                onClick={() => (refusees > 0 ? setMalgre(true) : void garder(false))}
              >
                Garder la version {c.version}
              </Button>
            </>
          )
        }
      />
      <Fichier comparaison={c} pretes={essai?.controle?.pretes ?? null} faire={faire} />
      <RefusMessage erreur={erreur} />
      {c.fautes.length > 0 && (
        <p role="alert" className={classes.note}>
          {c.fautes.join(' · ')}
        </p>
      )}
      <Grille colonnes="minmax(0, 1fr) 21.5rem">
        <Colonne>
          <Cles
            comparaison={c}
            choisie={choisie}
            onChoisir={setChoisie}
            onLier={enEssai ? (chemin, liaison) => void lier({ [chemin]: liaison }) : null}
          />
          <Panneau titre="Ce qui sera gardé">
            <p className={classes.texte}>
              La version {c.version} est la différence entre le format d’origine et ce modèle, avec sa date et
              son empreinte <code title={c.sha256}>{c.sha256.slice(0, 8)}</code>. Les envois déjà faits
              gardent leur version. Si une mise à jour de Liasse change l’origine, les conflits vous seront
              montrés clé par clé.
            </p>
          </Panneau>
        </Colonne>
        <Colonne>
          {enEssai && cle !== null && (cle.nature !== 'objet' || cle.conflit !== null) && (
            <ChoixLiaison
              key={cle.chemin}
              cle={cle}
              comparaison={c}
              valeurs={essai?.valeurs ?? {}}
              onLier={(liaison) => void lier({ [cle.chemin]: liaison }, true)}
            />
          )}
          {essai !== undefined && (
            <Apercu
              essai={essai}
              manquent={c.sansSource.length}
              {...(commandeId !== null && { commandeId })}
              onCommande={setCommandeId}
            />
          )}
        </Colonne>
      </Grille>
      <Modal opened={malgre} onClose={() => setMalgre(false)} title={`Garder la version ${c.version} ?`}>
        <p className={classes.texte}>
          {formatCompte(refusees, 'commande prête', 'commandes prêtes')}{' '}
          {refusees > 1 ? 'seraient refusées' : 'serait refusée'} par ce format :{' '}
          {refusees > 1 ? 'elles ne partiront' : 'elle ne partira'} pas tant qu’une valeur manque.
        </p>
        <div className={classes.boutons}>
          <Button size="md" onClick={() => setMalgre(false)}>
            Revenir
          </Button>
          <Button
            size="md"
            variant="filled"
            onClick={() => {
              setMalgre(false)
              void garder(true)
            }}
          >
            Garder malgré ces refus
          </Button>
        </div>
      </Modal>
    </Ecran>
  )
}

interface FichierProps {
  readonly comparaison: ComparaisonFormat
  readonly pretes: number | null
  readonly faire: (action: () => Promise<unknown>) => Promise<void>
}

function Fichier({ comparaison: c, pretes, faire }: FichierProps) {
  const joindre = (fichier: File) =>
    faire(async () => client.format.joindreSchema({ id: c.id, chemin: await fichierVersChemin(fichier) }))
  return (
    <Barre
      libelle="Modèle comparé"
      fichier={{
        icone: <IconJson size={24} stroke={1.5} aria-hidden />,
        nom: c.nom,
        precision: `importé le ${formatJour(jourParis(c.importeLe))} à ${formatHeure(c.importeLe)}, ${formatTaille(c.taille)}`,
      }}
    >
      <Faits
        serre
        faits={[
          {
            libelle: 'Comparé à',
            valeur: `${c.origine.code}, version ${c.origine.version}, ${c.origine.cles} clés`,
          },
          {
            libelle: 'Par fichier',
            valeur: `${formatCompte(c.lignesMax, 'demande')} au plus${pretes === null ? '' : `, ${pretes} à déposer`}`,
          },
        ]}
      />
      {c.etat === 'essai' &&
        (c.schema ? (
          <Button onClick={() => void faire(() => client.format.joindreSchema({ id: c.id, chemin: null }))}>
            Retirer le schéma JSON
          </Button>
        ) : (
          <FileButton accept=".json,application/json" onChange={(f) => f !== null && void joindre(f)}>
            {(props) => <Button {...props}>Joindre un schéma JSON</Button>}
          </FileButton>
        ))}
      {c.etat === 'essai' ? (
        c.sansSource.length === 0 ? (
          <EtatChip aspect="ok">chaque clé a sa source</EtatChip>
        ) : (
          <EtatChip aspect="attention">{formatCompte(c.sansSource.length, 'clé')} sans source</EtatChip>
        )
      ) : (
        <EtatChip aspect={c.etat === 'en_vigueur' ? 'ok' : 'clos'}>
          {c.etat === 'en_vigueur' ? 'en vigueur' : c.etat === 'remplacee' ? 'remplacée' : 'retirée'}
        </EtatChip>
      )}
    </Barre>
  )
}
