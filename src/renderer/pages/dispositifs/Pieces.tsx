import type { Dispositif } from '#domain/dispositif.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'

/** What a request for an advance is made of, with the text that asks for it. */
export function Pieces({ dispositif }: { readonly dispositif: Dispositif }) {
  const { avance } = dispositif.pieces
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
            <td data-gris>{dispositif.formats.avance ?? 'aucun format connu'}</td>
            <td>
              {dispositif.formats.avance === null ? (
                <EtatChip aspect="attention">inconnu</EtatChip>
              ) : (
                'format de Liasse'
              )}
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
