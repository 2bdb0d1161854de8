import { useQuery } from '@tanstack/react-query'
import type { Dispositif } from '#domain/dispositif.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'

/** What a request for an advance is made of, with the text that asks for it. */
export function Pieces({ dispositif }: { readonly dispositif: Dispositif }) {
  const { avance } = dispositif.pieces
  const { data: formats } = useQuery(orpc.format.lister.queryOptions())
  const format = formats?.find((f) => f.dispositif === dispositif.code && f.demande === 'avance')
  return (
    <Panneau
      titre="Pièces"
      compte="par demande d’avance"
      droite={<Action vers="/documents">Modèles</Action>}
      rembourrage={false}
    >
      <Tableau libelle="Pièces d’une demande d’avance" serre>
        <thead>
          <tr>
            <th scope="col">Pièce</th>
            <th scope="col">Dans le fichier</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Formulaire JSON</th>
            <td data-gris>
              {format === undefined
                ? ''
                : format.version === null
                  ? 'aucun format connu'
                  : `${format.code}, version ${format.version}`}
            </td>
            <td>
              {format !== undefined && !format.confirme && (
                <EtatChip aspect="attention">non confirmé</EtatChip>
              )}{' '}
              <Action vers="/parametres/formats">
                {format?.confirme ? 'Voir le format' : 'Comparer le modèle officiel'}
              </Action>
            </td>
          </tr>
          {avance.map((p) => (
            <tr key={p.typeFichier}>
              <th scope="row">{p.libelle}</th>
              <td data-gris>{p.typeFichier}</td>
              <td data-gris title={p.source.citation}>
                {p.source.document}, {p.source.passage}
              </td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}
