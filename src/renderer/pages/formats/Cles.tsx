import { SegmentedControl } from '@mantine/core'
import { IconArrowsLeftRight, IconCheck, IconLink, IconPlus, IconReplace, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { CleComparee, ComparaisonFormat, Liaison } from '#contract/format.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte } from '../../format.ts'
import classes from './formats.module.css'

type Vue = 'toutes' | 'ecarts' | 'identiques'

interface Props {
  readonly comparaison: ComparaisonFormat
  readonly choisie: string | null
  readonly onChoisir: (chemin: string) => void
  /** Null: the version is kept, nothing changes any more. */
  readonly onLier: ((chemin: string, liaison: Liaison) => void) | null
}

const isEcart = (k: CleComparee) => k.ecart !== 'identique' || k.conflit !== null || k.choisie

/** Keys of the model beside those of the format, the gaps first. */
export function Cles({ comparaison: c, choisie, onChoisir, onLier }: Props) {
  const ecarts = c.cles.filter(isEcart)
  const identiques = c.cles.length - ecarts.length
  const [vue, setVue] = useState<Vue>(ecarts.length === 0 ? 'toutes' : 'ecarts')
  // An object around a gap gives it its place.
  const parents = new Set(
    ecarts.flatMap((k) => {
      const pas = k.chemin.split('.')
      return pas.map((_, i) => pas.slice(0, i).join('.')).flatMap((p) => [p, p.replace(/\[\]$/, '')])
    }),
  )
  const vues = c.cles.filter((k) =>
    vue === 'toutes'
      ? true
      : vue === 'identiques'
        ? !isEcart(k)
        : isEcart(k) || (k.nature !== 'valeur' && parents.has(k.chemin)),
  )
  const compte = (e: CleComparee['ecart']) => ecarts.filter((k) => k.ecart === e).length
  const nouvelles = ecarts.filter((k) => k.ecart === 'nouvelle')
  const resume = [
    [nouvelles.length, nouvelles.length > 1 ? 'nouvelles' : 'nouvelle'],
    [compte('autre_type'), 'd’un autre type'],
    [compte('autre_casse'), 'd’une autre casse'],
    [compte('renommee'), compte('renommee') > 1 ? 'renommées ?' : 'renommée ?'],
    [compte('en_trop'), 'en trop'],
  ] as const
  return (
    <Panneau
      titre="Clés"
      compte={formatCompte(ecarts.length, 'écart')}
      droite={
        <SegmentedControl
          aria-label="Clés montrées"
          value={vue}
          onChange={(v) => setVue(v as Vue)}
          data={[
            { value: 'toutes', label: `Toutes ${c.cles.length}` },
            { value: 'ecarts', label: `Écarts ${ecarts.length}` },
            { value: 'identiques', label: `Identiques ${identiques}` },
          ]}
        />
      }
      rembourrage={false}
      pied={
        vue === 'ecarts' &&
        identiques > 0 && (
          <span className={classes.masquees}>
            <IconCheck size={14} stroke={1.75} aria-hidden />{' '}
            {formatCompte(identiques, 'clé identique', 'clés identiques')}{' '}
            {identiques > 1 ? 'sont masquées' : 'est masquée'}.{' '}
            <Action onClick={() => setVue('toutes')}>Tout afficher</Action>
          </span>
        )
      }
    >
      {ecarts.length === 0 ? (
        <p className={classes.identique}>Le modèle dit la même chose que le format en vigueur.</p>
      ) : (
        <p className={classes.resume}>
          {resume
            .filter(([n]) => n > 0)
            .map(([n, mot]) => (
              <span key={mot}>
                <strong>{n}</strong> {mot}
              </span>
            ))}
        </p>
      )}
      <Tableau libelle="Clés du modèle et du format">
        <thead>
          <tr>
            <th scope="col">Clé du modèle</th>
            <th scope="col">Format actuel</th>
            <th scope="col">Modèle officiel</th>
            <th scope="col">Écart</th>
            <th scope="col">Source dans Liasse</th>
            <th scope="col" className={classes.tete}>
              <span className={classes.cache}>Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {vues.map((k) => (
            <tr key={k.chemin} data-choisie={k.chemin === choisie || undefined} className={classes.rang}>
              <th
                scope="row"
                title={k.chemin}
                style={{ paddingLeft: `calc(var(--sp-5) + ${k.niveau} * var(--sp-5))` }}
              >
                <code>{k.nom}</code>
              </th>
              <td data-gris={k.nature !== 'valeur' || undefined}>
                <code className={classes.courte} title={k.actuel ?? ''}>
                  {k.ancienne === null ? (k.actuel ?? '–') : k.ancienne}
                </code>
              </td>
              <td data-gris={k.nature !== 'valeur' || undefined}>
                <code className={classes.courte} title={k.modele ?? ''}>
                  {k.modele ?? '–'}
                </code>
              </td>
              <td>
                <ChipEcart cle={k} attend={c.sansSource.includes(k.chemin)} />
              </td>
              <td data-gris={k.source === null || undefined}>
                {k.source ?? (c.sansSource.includes(k.chemin) ? 'pas de source' : '')}
              </td>
              <td className={classes.actionCle}>
                {onLier !== null && (
                  <ActionCle
                    cle={k}
                    attend={c.sansSource.includes(k.chemin)}
                    onChoisir={onChoisir}
                    onLier={onLier}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}

function ChipEcart({ cle: k, attend }: { readonly cle: CleComparee; readonly attend: boolean }) {
  if (k.conflit !== null)
    return (
      <EtatChip aspect="attention" icone={IconArrowsLeftRight}>
        conflit
      </EtatChip>
    )
  if (k.ecart === 'identique' && !k.choisie)
    return (
      <span className={classes.plat}>
        <IconCheck size={14} stroke={1.75} aria-hidden /> identique
      </span>
    )
  if (k.ecart === 'en_trop')
    return (
      <span className={classes.plat}>
        <IconX size={14} stroke={1.75} aria-hidden /> en trop
      </span>
    )
  if (k.choisie && !attend)
    return (
      <EtatChip aspect="ok" icone={IconLink}>
        liée
      </EtatChip>
    )
  const { mot, icone } = {
    nouvelle: { mot: 'nouvelle', icone: IconPlus },
    autre_type: { mot: 'autre type', icone: IconArrowsLeftRight },
    autre_casse: { mot: 'autre casse', icone: IconReplace },
    renommee: { mot: 'renommée ?', icone: IconReplace },
    identique: { mot: 'liée', icone: IconLink },
  }[k.ecart]
  return (
    <EtatChip aspect={k.nature === 'valeur' || k.ecart !== 'nouvelle' ? 'attention' : 'clos'} icone={icone}>
      {mot}
    </EtatChip>
  )
}

interface ActionProps {
  readonly cle: CleComparee
  readonly attend: boolean
  readonly onChoisir: (chemin: string) => void
  readonly onLier: (chemin: string, liaison: Liaison) => void
}

function ActionCle({ cle: k, attend, onChoisir, onLier }: ActionProps) {
  const { proposition } = k
  if (k.ecart === 'en_trop') {
    const gardee = k.liaison?.type === 'garder'
    return (
      <Action
        onClick={() => onLier(k.chemin, { type: gardee ? 'retirer' : 'garder' })}
        libelle={`${gardee ? 'Retirer' : 'Garder'} ${k.nom}`}
      >
        {gardee ? 'Retirer' : 'Garder'}
      </Action>
    )
  }
  if (k.ecart === 'renommee' && attend && proposition !== null && k.nature === 'valeur')
    return (
      <Action onClick={() => onLier(k.chemin, proposition)} libelle={`Accepter ${k.nom}`}>
        Accepter
      </Action>
    )
  const fige = k.nature === 'objet' || (k.nature === 'liste' && k.ecart === 'identique')
  if (fige && k.conflit === null) return null
  const mot = attend ? 'Lier' : 'Changer'
  return (
    <Action onClick={() => onChoisir(k.chemin)} libelle={`${mot} ${k.nom}`}>
      {mot}
    </Action>
  )
}
