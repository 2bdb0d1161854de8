import type { Jour } from '#domain/dates.ts'
import type { Dispositif, Plafond } from '#domain/dispositif.ts'
import { computeTtc } from '#domain/montant.ts'
import { valueAt } from '#domain/valeurs.ts'
import { Action } from '../../components/Action.tsx'
import { Connaissance } from '../../components/Connaissance.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatDecimal, formatTaux, NBSP } from '../../format.ts'
import classes from './dispositifs.module.css'

interface Props {
  readonly dispositif: Dispositif
  readonly aujourdhui: Jour
  readonly onRegler: (cle: string) => void
}

const TAUX_COMMUN = 2000

/** Ceilings per client, before tax and with each rate of the scheme: published when the text gives it, else computed. */
export function Plafonds({ dispositif, aujourdhui, onRegler }: Props) {
  const taux = [...new Set([TAUX_COMMUN, ...Object.values(dispositif.tva.tauxParTerritoire)])]
    .filter((t) => t > 0)
    .sort((a, b) => b - a)
  return (
    <Panneau titre="Plafonds" compte="par Client, en €" rembourrage={false}>
      <Tableau libelle="Plafonds par client, en euros" serre>
        <thead>
          <tr>
            <th scope="col">Client</th>
            <th scope="col" data-nombre>
              HT
            </th>
            {taux.map((t) => (
              <th key={t} scope="col" data-nombre>
                TTC {formatTaux(t)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dispositif.plafonds.map((p) => (
            <Rang key={p.cle} plafond={p} taux={taux} aujourdhui={aujourdhui} onRegler={onRegler} />
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}

interface RangProps {
  readonly plafond: Plafond
  readonly taux: readonly number[]
  readonly aujourdhui: Jour
  readonly onRegler: (cle: string) => void
}

function Rang({ plafond, taux, aujourdhui, onRegler }: RangProps) {
  const enVigueur = valueAt(plafond.montant, aujourdhui)
  const valeur = enVigueur?.valeur ?? null
  const libelle = plafond.libelle.replace(/ (\S)$/, `${NBSP}$1`)
  const regler = () => onRegler(`plafonds.${plafond.cle}`)
  if (valeur === null)
    return (
      <tr>
        <th scope="row" className={classes.client}>
          {libelle}
        </th>
        <td colSpan={taux.length} data-nombre>
          <Connaissance confiance="a_confirmer" />
        </td>
        <td data-nombre>
          <Action onClick={regler} libelle={`Saisir le plafond : ${plafond.libelle}`}>
            Saisir
          </Action>
        </td>
      </tr>
    )
  return (
    <tr>
      <th scope="row" className={classes.client}>
        {libelle}
        {enVigueur?.regle !== undefined && (
          <>
            {' '}
            <Connaissance confiance="par_vous" teinte={false} />
          </>
        )}
      </th>
      <td data-nombre>
        <strong>{formatDecimal(valeur.ht)}</strong>
      </td>
      {taux.map((t) => (
        <td key={t} data-nombre>
          {formatDecimal(valeur.ttc?.[String(t)] ?? computeTtc(valeur.ht, t))}
        </td>
      ))}
    </tr>
  )
}
