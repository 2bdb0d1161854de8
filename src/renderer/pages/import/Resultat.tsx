import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { ResultatImport } from '#contract/import.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatNombre } from '../../format.ts'
import { Modifications } from './Modifications.tsx'
import { ListeRejets, TableRejets } from './Rejets.tsx'

/** What was done, what was left out and why, what to look at. */
export function Resultat({
  resultat: r,
  onAutre,
}: {
  readonly resultat: ResultatImport
  readonly onAutre: () => void
}) {
  return (
    <Ecran>
      <Entete
        titre="Import terminé"
        fil={[{ libelle: 'Import', vers: '/import' }]}
        apres={
          r.rejets.length === 0 ? (
            <EtatChip aspect="ok">
              {formatCompte(r.lignes, 'ligne lue', 'lignes lues')}, aucune rejetée
            </EtatChip>
          ) : (
            <EtatChip aspect="attention">
              {formatCompte(new Set(r.rejets.map((x) => x.ligne)).size, 'ligne rejetée', 'lignes rejetées')}
            </EtatChip>
          )
        }
        actions={
          <>
            <Button size="md" onClick={onAutre}>
              Autre fichier
            </Button>
            <Button size="md" component={Link} href="/clients" onClick={onAutre}>
              Voir les clients
            </Button>
            <Button size="md" variant="filled" component={Link} href="/commandes" onClick={onAutre}>
              Voir les commandes
            </Button>
          </>
        }
      />
      <div className={texte.pile}>
        <Panneau
          titre="Ce qui est entré"
          compte={`${formatCompte(r.lignes, 'ligne lue', 'lignes lues')}`}
          rembourrage={false}
        >
          <Tableau libelle="Ce qui est entré">
            <thead>
              <tr>
                <th scope="col">Fiches</th>
                <th scope="col" data-nombre>
                  Nouvelles
                </th>
                <th scope="col" data-nombre>
                  Mises à jour
                </th>
                <th scope="col" data-nombre>
                  Identiques
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">Clients</th>
                <td data-nombre>{formatNombre(r.clients.crees)}</td>
                <td data-nombre>{formatNombre(r.clients.misAJour)}</td>
                <td data-nombre>{formatNombre(r.clients.identiques)}</td>
              </tr>
              <tr>
                <th scope="row">Commandes</th>
                <td data-nombre>{formatNombre(r.commandes.creees)}</td>
                <td data-nombre>{formatNombre(r.commandes.misesAJour)}</td>
                <td data-nombre>{formatNombre(r.commandes.identiques)}</td>
              </tr>
            </tbody>
          </Tableau>
        </Panneau>
        <Modifications
          titre="Ce qui a changé"
          nombre={r.modifications.length}
          modifications={r.modifications}
        />
        {r.rejets.length > 0 && (
          <Panneau
            titre="Lignes rejetées"
            compte={formatNombre(r.rejets.length)}
            droite={
              <Exporter
                listes={[{ libelle: 'Lignes rejetées', demande: { liste: 'rejets', rejets: [...r.rejets] } }]}
              />
            }
            rembourrage={false}
          >
            <TableRejets rejets={r.rejets} libelle="Lignes rejetées" />
          </Panneau>
        )}
        {r.avis.length > 0 && (
          <Panneau
            titre="À regarder"
            compte={`${formatNombre(r.avis.length)}, entrées quand même`}
            rembourrage={false}
          >
            <ListeRejets rejets={r.avis} titre="Par raison" />
          </Panneau>
        )}
      </div>
    </Ecran>
  )
}
