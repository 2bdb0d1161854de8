import { Button } from '@mantine/core'
import { IconFileZip, IconFolder, IconJson } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FicheEnvoi } from '#contract/avance.ts'
import { jourParis } from '#domain/dates.ts'
import { client, orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Faits } from '../../components/Faits.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte, formatJour, formatMontant, formatTaille } from '../../format.ts'
import { FormatDeduit } from './Apercu.tsx'
import { Depot } from './Depot.tsx'
import classes from './demandes.module.css'
import { EtatEnvoi } from './EtatEnvoi.tsx'
import { FilEtapes } from './FilEtapes.tsx'
import { Json } from './Json.tsx'
import { LignesEnvoi } from './LignesEnvoi.tsx'
import { MOTS } from './mots.ts'
import { Abandon, Reexport } from './Suites.tsx'

/** One deposit: its files, its requests, what is left to do with the agency. */
export function Envoi({ id }: { readonly id: number }) {
  const { data, error } = useQuery(orpc.envoi.lire.queryOptions({ input: { id } }))
  if (error !== null) return <EcranRefus erreur={error} />
  return data === undefined ? null : <Lu envoi={data} />
}

function Lu({ envoi: e }: { readonly envoi: FicheEnvoi }) {
  const etat = useEtatSysteme()
  const [ouvert, setOuvert] = useState<'abandon' | 'reexport' | null>(null)
  const [erreur, setErreur] = useState<unknown>(null)
  const vivant = e.etat === 'exporte' || e.etat === 'prepare'
  return (
    <Ecran>
      <Entete
        titre={e.reference}
        apres={<EtatEnvoi etat={e.etat} />}
        fil={[{ libelle: 'Demandes', vers: '/demandes' }, { libelle: 'Envoi' }]}
        actions={
          <>
            {vivant && (
              <Button size="md" onClick={() => setOuvert('abandon')}>
                Abandonner
              </Button>
            )}
            {e.etat !== 'abandonne' && (
              <Button size="md" onClick={() => setOuvert('reexport')}>
                Réexporter
              </Button>
            )}
            {etat?.capacites.ouvrirDossier && e.dossier !== '' && (
              <Button
                size="md"
                leftSection={<IconFolder size={16} stroke={1.75} aria-hidden />}
                onClick={() => void client.systeme.ouvrirDossier({ chemin: e.dossier }).catch(setErreur)}
              >
                Ouvrir le dossier
              </Button>
            )}
          </>
        }
      >
        <div className={classes.sous}>
          <span>
            {MOTS[e.type].titre} {e.dispositif} · {e.fournisseur} · {e.numeroAns}
          </span>
          {e.etat !== 'abandonne' && <FilEtapes rang={e.etat === 'depose' ? 4 : 3} />}
        </div>
      </Entete>
      <div className={texte.pile}>
        <RefusMessage erreur={erreur} />
        <Grille colonnes="minmax(0, 1fr) 24rem">
          <Colonne>
            <LignesEnvoi envoi={e} />
          </Colonne>
          <Colonne>
            {e.etat !== 'abandonne' && <Depot envoi={e} />}
            <Panneau titre="Fichiers" compte={formatJour(jourParis(e.prepareLe))} rembourrage={false}>
              {!e.formatConfirme && <FormatDeduit format={e.format} />}
              <Lignes libelle="Fichiers de l’envoi">
                <Ligne
                  icone={<IconJson size={16} stroke={1.75} aria-hidden />}
                  titre={e.json.nom}
                  precision={<Empreinte sha256={e.json.sha256} />}
                  droite={formatTaille(e.json.taille)}
                />
                {e.zip.sha256 !== '' && (
                  <Ligne
                    icone={<IconFileZip size={16} stroke={1.75} aria-hidden />}
                    titre={e.zip.nom}
                    precision={
                      <>
                        {formatCompte(e.zip.pieces, 'pièce')} · <Empreinte sha256={e.zip.sha256} />
                      </>
                    }
                    droite={formatTaille(e.zip.taille)}
                  />
                )}
              </Lignes>
              <div className={classes.faits}>
                <Faits
                  serre
                  faits={[
                    { libelle: 'Format', valeur: `${e.format}, version ${e.formatVersion}` },
                    { libelle: 'Demandes', valeur: formatCompte(e.demandes, 'demande') },
                    { libelle: 'Montant', valeur: `${formatMontant(e.ttc)} TTC` },
                    {
                      libelle: MOTS[e.type].nom,
                      valeur: e.attendu === null ? 'part inconnue' : formatMontant(e.attendu),
                    },
                    { libelle: 'Écrits dans', valeur: <code className={classes.chemin}>{e.dossier}</code> },
                  ]}
                />
              </div>
            </Panneau>
            <Panneau titre="JSON" compte="tel qu’il a été écrit" rembourrage={false}>
              <Json texte={e.contenuJson} libelle={`Contenu de ${e.json.nom}`} />
            </Panneau>
          </Colonne>
        </Grille>
      </div>
      <Abandon envoi={e} ouvert={ouvert === 'abandon'} onFermer={() => setOuvert(null)} />
      <Reexport envoi={e} ouvert={ouvert === 'reexport'} onFermer={() => setOuvert(null)} />
    </Ecran>
  )
}

function Empreinte({ sha256 }: { readonly sha256: string }) {
  return (
    <code title={`SHA-256 ${sha256}`}>
      {sha256.slice(0, 4)}…{sha256.slice(-4)}
    </code>
  )
}
