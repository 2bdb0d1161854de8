import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { ModificationImport, ResultatImport } from '#contract/import.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte, formatNombre } from '../../format.ts'
import { libelleModification, valeurModification } from './champs.ts'
import classes from './import.module.css'
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
      <div className={classes.pile}>
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
        {r.modifications.length > 0 && <Modifications modifications={r.modifications} />}
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

const MONTREES = 100

/** Clients and orders that the register had, field by field: what the file changed of them. */
function Modifications({ modifications }: { readonly modifications: readonly ModificationImport[] }) {
  return (
    <Panneau titre="Ce qui a changé" compte={formatNombre(modifications.length)} rembourrage={false}>
      <Tableau libelle="Ce qui a changé" serre>
        <thead>
          <tr>
            <th scope="col">Fiche</th>
            <th scope="col">Champ</th>
            <th scope="col">Avant</th>
            <th scope="col">Après</th>
          </tr>
        </thead>
        <tbody>
          {modifications.slice(0, MONTREES).flatMap((m) =>
            m.champs.map((c, i) => (
              <tr key={`${m.sujet}/${m.id}/${c.champ}`}>
                <td>
                  {i === 0 && (
                    <Link href={`/${m.sujet === 'client' ? 'clients' : 'commandes'}/${m.id}`}>{m.nom}</Link>
                  )}
                </td>
                <td>{libelleModification(c.champ)}</td>
                <td>{valeurModification(c.avant)}</td>
                <td>{valeurModification(c.apres)}</td>
              </tr>
            )),
          )}
        </tbody>
      </Tableau>
      {modifications.length > MONTREES && (
        <p className={classes.reste}>et {formatCompte(modifications.length - MONTREES, 'autre')}.</p>
      )}
    </Panneau>
  )
}
