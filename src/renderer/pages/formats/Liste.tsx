import { Button, FileButton } from '@mantine/core'
import { IconJson } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ResumeFormat, VersionFormat } from '#contract/format.ts'
import { jourParis } from '#domain/dates.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatJour } from '../../format.ts'
import classes from './formats.module.css'

/** The format in use for each request, its versions, and where the agency's model comes in. */
export function Liste() {
  const { data, error } = useQuery(orpc.format.lister.queryOptions())
  if (error !== null) return <EcranRefus erreur={error} />
  if (data === undefined) return null
  return (
    <Ecran>
      <Entete
        titre="Formats de demande"
        apres="le modèle JSON que l’agence impose pour chaque demande"
        fil={[{ libelle: 'Paramètres', vers: '/parametres' }, { libelle: 'Formats' }]}
      />
      <div className={texte.pile}>
        {data.map((f) => (
          <Format key={f.code} format={f} />
        ))}
      </div>
    </Ecran>
  )
}

function Format({ format: f }: { readonly format: ResumeFormat }) {
  const [, aller] = useLocation()
  const [erreur, setErreur] = useState<unknown>(null)
  const [enCours, setEnCours] = useState(false)
  const faire = async (action: () => Promise<unknown>) => {
    setEnCours(true)
    try {
      await action()
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
    setEnCours(false)
  }
  const ouvrir = (comparaison: Promise<{ id: number }>) =>
    comparaison.then(({ id }) => aller(`/parametres/formats/${id}`))
  const importer = (fichier: File) =>
    faire(async () => {
      const chemin = await fichierVersChemin(fichier)
      await ouvrir(client.format.comparer({ dispositif: f.dispositif, demande: f.demande, chemin }))
    })
  const enVigueur = f.versions.find((v) => v.etat === 'en_vigueur')
  return (
    <Panneau
      titre={f.libelle}
      compte={f.version === null ? undefined : `version ${f.version}, ${formatCompte(f.cles, 'clé')}`}
      droite={
        <FileButton accept=".json,application/json" onChange={(x) => x !== null && void importer(x)}>
          {(props) => (
            <Button {...props} size="xs" loading={enCours} aria-label={`Importer le modèle : ${f.libelle}`}>
              Importer le modèle
            </Button>
          )}
        </FileButton>
      }
      rembourrage={false}
    >
      {erreur !== null && (
        <div className={classes.marge}>
          <RefusMessage erreur={erreur} />
        </div>
      )}
      {f.origineChangee !== null && enVigueur !== undefined && (
        <p className={classes.note}>
          Le format de Liasse est passé de la version {f.origineChangee.de} à la version {f.origineChangee.a}{' '}
          :{' '}
          {f.origineChangee.conflits === 0
            ? 'aucune de vos clés n’est touchée.'
            : `${formatCompte(f.origineChangee.conflits, 'clé')} en conflit avec les vôtres.`}{' '}
          <Action
            onClick={() => void faire(() => ouvrir(client.format.reprendre({ id: enVigueur.id })))}
            libelle={`Revoir ${f.libelle}`}
          >
            Revoir
          </Action>
        </p>
      )}
      <Lignes libelle={`Versions, ${f.libelle}`}>
        {f.versions.map((v) => (
          <Version key={v.id} version={v} format={f} faire={faire} ouvrir={ouvrir} />
        ))}
        {(f.version !== null || f.versions.length === 0) && enVigueur === undefined && (
          <Ligne
            icone={<IconJson size={16} stroke={1.75} aria-hidden />}
            titre={f.version === null ? 'Aucun format connu' : `Format de Liasse, version ${f.version}`}
            precision={
              f.version === null
                ? 'Le modèle de l’agence en donnera un, à partir de vos clés connues.'
                : f.source
            }
            droite={
              f.version === null ? (
                <EtatChip aspect="attention">inconnu</EtatChip>
              ) : f.confirme ? (
                <EtatChip aspect="ok">en vigueur</EtatChip>
              ) : (
                <EtatChip aspect="attention">déduit, non confirmé</EtatChip>
              )
            }
          />
        )}
      </Lignes>
    </Panneau>
  )
}

interface VersionProps {
  readonly version: VersionFormat
  readonly format: ResumeFormat
  readonly faire: (action: () => Promise<unknown>) => Promise<void>
  readonly ouvrir: (comparaison: Promise<{ id: number }>) => Promise<void>
}

const CHIPS = {
  essai: ['attention', 'à l’essai'],
  en_vigueur: ['ok', 'en vigueur'],
  remplacee: ['clos', 'remplacée'],
  retiree: ['clos', 'retirée'],
} as const

function Version({ version: v, format: f, faire, ouvrir }: VersionProps) {
  const [, aller] = useLocation()
  const [aspect, mot] = CHIPS[v.etat]
  const quel = `version ${v.version}, ${f.libelle}`
  return (
    <Ligne
      icone={<IconJson size={16} stroke={1.75} aria-hidden />}
      titre={`Version ${v.version}, ${v.nom}`}
      precision={[
        `importé le ${formatJour(jourParis(v.importeLe))} par ${v.par}`,
        ...(v.schema ? ['schéma JSON joint'] : []),
        ...(v.envois > 0 ? [formatCompte(v.envois, 'envoi')] : []),
      ].join(' · ')}
      droite={
        <span className={classes.droite}>
          {v.etat === 'essai' ? (
            <Action onClick={() => aller(`/parametres/formats/${v.id}`)} libelle={`Continuer : ${quel}`}>
              Continuer
            </Action>
          ) : (
            <Action
              onClick={() => void faire(() => ouvrir(client.format.reprendre({ id: v.id })))}
              libelle={`Reprendre : ${quel}`}
            >
              Reprendre
            </Action>
          )}
          {v.etat === 'en_vigueur' && (
            <Action
              onClick={() => void faire(() => client.format.abandonner({ id: v.id }))}
              libelle={`Revenir à la version précédente : ${quel}`}
            >
              Revenir à la précédente
            </Action>
          )}
          <EtatChip aspect={aspect}>{mot}</EtatChip>
        </span>
      }
    />
  )
}
