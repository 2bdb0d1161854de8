import { IconCheck, IconListSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ResumeListe } from '#contract/liste.ts'
import { isJour } from '#domain/dates.ts'
import { LISTE_LIBELLES } from '#domain/listes.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { Vide } from '../../components/Vide.tsx'
import { formatInstant, formatJour, formatNombre } from '../../format.ts'
import classes from './listes.module.css'

const cleOf = (l: ResumeListe) => `${l.type} ${l.dispositif ?? ''}`

/** The lists of the register: date, source, lines. Removing one asks twice. */
export function Importees({
  listes,
  finie,
}: {
  readonly listes: readonly ResumeListe[]
  readonly finie: string | null
}) {
  const { data: finess } = useQuery(orpc.imports.etatFiness.queryOptions())
  const [aRetirer, setARetirer] = useState<string | null>(null)
  const [erreur, setErreur] = useState<unknown>(null)
  const retirer = async ({ type, dispositif }: ResumeListe) => {
    try {
      await client.liste.retirer({ type, dispositif })
      setErreur(null)
    } catch (e) {
      setErreur(e)
    }
    setARetirer(null)
    await queryClient.invalidateQueries()
  }
  const nombre = listes.length + (finess ? 1 : 0)
  return (
    <Panneau titre="Listes importées" compte={nombre} rembourrage={false}>
      {finie !== null && (
        <p role="status" className={classes.finie}>
          <IconCheck size={16} stroke={1.75} aria-hidden />
          {finie}
        </p>
      )}
      <RefusMessage erreur={erreur} />
      {nombre === 0 ? (
        <Vide icone={<IconListSearch size={32} stroke={1.5} aria-hidden />} titre="Aucune liste">
          Une liste importée vérifie chaque commande : inscription, exercice libéral, tranche, plafond,
          financement déjà accordé.
        </Vide>
      ) : (
        <Tableau libelle="Listes importées">
          <thead>
            <tr>
              <th scope="col">Liste</th>
              <th scope="col">Du</th>
              <th scope="col">Source</th>
              <th scope="col" data-nombre>
                Lignes
              </th>
              <th scope="col" data-nombre>
                Gardées
              </th>
              <th scope="col">Importée</th>
              <th scope="col">
                <span className="seul-lecteur">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {finess && (
              <tr>
                <th scope="row">FINESS</th>
                <td>{isJour(finess.du) ? formatJour(finess.du) : finess.du}</td>
                <td data-gris>extraction etalab</td>
                <td data-nombre>{formatNombre(finess.etablissements)}</td>
                <td data-nombre>{formatNombre(finess.etablissements)}</td>
                <td data-gris>{formatInstant(finess.importeLe)}</td>
                <td data-nombre>
                  <Action vers="/import" libelle="Remplacer la liste FINESS">
                    Remplacer
                  </Action>
                </td>
              </tr>
            )}
            {listes.map((l) => (
              <tr key={cleOf(l)}>
                <th scope="row">
                  {LISTE_LIBELLES[l.type]}
                  {l.dispositif !== null && <span className={classes.second}>{l.dispositif}</span>}
                </th>
                <td>{formatJour(l.du)}</td>
                <td data-gris className={classes.source}>
                  {l.source}
                </td>
                <td data-nombre>{formatNombre(l.lignes)}</td>
                <td data-nombre>{formatNombre(l.retenues)}</td>
                <td data-gris>{formatInstant(l.importeeLe)}</td>
                <td data-nombre>
                  {aRetirer === cleOf(l) ? (
                    <span className={classes.gestes}>
                      <Action
                        onClick={() => void retirer(l)}
                        libelle={`Retirer vraiment ${LISTE_LIBELLES[l.type]}`}
                      >
                        Retirer vraiment
                      </Action>
                      <Action onClick={() => setARetirer(null)}>Garder</Action>
                    </span>
                  ) : (
                    <Action
                      onClick={() => setARetirer(cleOf(l))}
                      libelle={`Retirer ${LISTE_LIBELLES[l.type]}`}
                    >
                      Retirer
                    </Action>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      )}
    </Panneau>
  )
}
