import type { FicheClient } from '#contract/client.ts'
import { Action } from '../../components/Action.tsx'
import { EtatCommandeChip } from '../../components/EtatChip.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte, formatJourOu, formatMontant } from '../../format.ts'
import { libelleEtape } from '../../libelles.ts'
import { qualite } from './colonnes.tsx'

/** Orders that name the client, with the next step of each and their sums. */
export function Commandes({ fiche }: { readonly fiche: FicheClient }) {
  const { commandes } = fiche
  const vives = commandes.filter((c) => c.etat !== 'annulee')
  const ttc = vives.reduce((s, c) => s + c.ttc, 0)
  const avances = vives.map((c) => c.avance)
  const avance = avances.some((a) => a === null) ? null : avances.reduce<number>((s, a) => s + (a ?? 0), 0)
  return (
    <Panneau
      titre="Commandes"
      compte={commandes.length}
      rembourrage={false}
      {...(commandes.length > 0
        ? {
            pied: (
              <>
                <span>{formatCompte(vives.length, 'commande')}</span>
                <span>
                  TTC <strong>{formatMontant(ttc)}</strong>
                </span>
                <span>
                  avance <strong>{avance === null ? 'part inconnue' : formatMontant(avance)}</strong>
                </span>
              </>
            ),
          }
        : {})}
    >
      {commandes.length === 0 ? (
        <Vide titre="Aucune commande">Une seule commande par numéro et par dispositif est financée.</Vide>
      ) : (
        <Tableau libelle="Commandes du client">
          <thead>
            <tr>
              <th scope="col">N° de BDC</th>
              <th scope="col">Dispositif</th>
              <th scope="col">Émise le</th>
              <th scope="col">État</th>
              <th scope="col" data-nombre>
                TTC
              </th>
              <th scope="col">
                <span className="seul-lecteur">Prochaine étape</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {commandes.map((c) => (
              <tr key={c.id}>
                <th scope="row">{c.numero}</th>
                <td>{c.dispositif}</td>
                <td>{formatJourOu(c.dateEmission)}</td>
                <td>
                  <EtatCommandeChip etat={c.etat} />
                </td>
                <td data-nombre>{formatMontant(c.ttc)}</td>
                <td data-nombre>
                  <Action vers={`/commandes/${c.id}`} libelle={`${libelleEtape(c) || 'Ouvrir'}, ${c.numero}`}>
                    {libelleEtape(c) || 'Ouvrir'}
                  </Action>
                </td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      )}
    </Panneau>
  )
}

/** Establishments of a managing body, each with its reference tranche when it is known. */
export function Etablissements({ fiche }: { readonly fiche: FicheClient }) {
  return (
    <Panneau titre="Établissements" compte={fiche.etablissements.length} rembourrage={false}>
      <Lignes libelle="Établissements">
        {fiche.etablissements.map((e) => (
          <Ligne
            key={e.id}
            titre={e.nom}
            precision={[qualite(e), e.identifiant, `${e.codePostal} ${e.commune}`.trim()]
              .filter((m) => m !== '')
              .join(' · ')}
            droite={
              <>
                <span>{e.commandes === 0 ? 'aucune commande' : formatCompte(e.commandes, 'commande')}</span>
                <Action vers={`/clients/${e.id}`} libelle={`Ouvrir ${e.nom}`}>
                  Ouvrir
                </Action>
              </>
            }
          />
        ))}
      </Lignes>
    </Panneau>
  )
}
