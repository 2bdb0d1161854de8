import { CopyButton, NativeSelect } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconFileZip } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ExamenDemandes } from '#contract/avance.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatNombre, formatTaille } from '../../format.ts'
import type { PerimetreDemandes } from '../../state/demandes.ts'
import classes from './demandes.module.css'
import { Json } from './Json.tsx'

const PIECES_MONTREES = 5

/** The JSON of one lot as it will be written, and the content of its ZIP. */
export function Apercu({
  examen,
  perimetre,
  fige,
}: {
  readonly examen: ExamenDemandes
  readonly perimetre: PerimetreDemandes
  /** Keeps what is shown as it is. */
  readonly fige: boolean
}) {
  const [choisi, setChoisi] = useState(0)
  const rang = Math.min(choisi, examen.lots.length - 1)
  const lot = examen.lots[rang]
  const { data, error } = useQuery({
    ...orpc[perimetre.type].apercu.queryOptions({
      input: {
        dispositif: perimetre.dispositif,
        commandeIds: perimetre.commandeIds === null ? null : [...perimetre.commandeIds],
        lot: rang,
      },
      // Once they are being written, these requests are no longer there to be examined.
      enabled: !fige,
    }),
    placeholderData: keepPreviousData,
  })
  if (lot === undefined) return null
  return (
    <Panneau
      titre={examen.lots.length === 1 ? 'JSON' : `JSON du lot ${rang + 1}`}
      droite={
        <>
          {examen.lots.length > 1 && (
            <NativeSelect
              size="xs"
              aria-label="Lot montré"
              value={String(rang)}
              onChange={(e) => setChoisi(Number(e.currentTarget.value))}
              data={examen.lots.map((l, i) => ({
                value: String(i),
                label: `Lot ${i + 1}, ${l.commandeIds.length} demandes`,
              }))}
            />
          )}
          {data !== undefined && (
            <CopyButton value={data.json}>
              {({ copied, copy }) => <Action onClick={copy}>{copied ? 'Copié' : 'Copier'}</Action>}
            </CopyButton>
          )}
        </>
      }
      rembourrage={false}
    >
      {!lot.formatConfirme && <FormatDeduit format={lot.format} />}
      {error !== null && <RefusMessage erreur={error} />}
      {data !== undefined && (
        <>
          <Json texte={data.json} libelle={`Contenu de ${lot.nom}.json`} />
          <div className={classes.zip}>
            <p className={classes.ligneZip}>
              <IconFileZip size={16} stroke={1.75} aria-hidden />
              <strong>{lot.nom}.zip</strong>
              <span>{formatTaille(lot.taille)}</span>
            </p>
            <ul>
              {data.pieces.slice(0, PIECES_MONTREES).map((p) => (
                <li key={p.nom}>
                  <span>{p.nom}</span>
                  <span>{formatTaille(p.taille)}</span>
                </li>
              ))}
            </ul>
            <p className={classes.tous}>
              {data.pieces.length > PIECES_MONTREES &&
                `et ${formatNombre(data.pieces.length - PIECES_MONTREES)} autres `}
              <IconCheck size={14} stroke={1.75} className={texte.ok} aria-hidden /> toutes nommées dans le
              JSON
            </p>
          </div>
        </>
      )}
    </Panneau>
  )
}

/** Said wherever a file of that format is shown: the agency's own model was never seen. */
export function FormatDeduit({ format }: { readonly format: string }) {
  return (
    <p className={classes.note}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <span>
        Format <code>{format}</code> déduit, non confirmé : aucun modèle officiel de l’agence n’a pu être lu.
        Passez le fichier au simulateur du portail avant de déposer, ou{' '}
        <Link href="/parametres/formats">comparez le modèle officiel</Link>.
      </span>
    </p>
  )
}
