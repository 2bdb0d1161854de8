import { IconAlertCircle, IconCheck } from '@tabler/icons-react'
import type { FicheClient } from '#contract/client.ts'
import { formatJour, isJour } from '#domain/dates.ts'
import { formatSiret, verifyIdentifiant } from '#domain/identifiants.ts'
import type { Identifiant, Tiers } from '#domain/tiers.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { aviserIdentifiant } from '../../components/saisie/verifications.ts'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte } from '../../format.ts'
import classes from './clients.module.css'
import { IDENTIFIANT_LIBELLES } from './identifiants.ts'

/** Numbers of the client, each with its verdict. */
export function Identifiants({ tiers }: { readonly tiers: Tiers }) {
  const verifies = tiers.identifiants.filter((i) => verifyIdentifiant(i.type, i.valeur).ok).length
  return (
    <Panneau
      titre="Identifiants"
      compte={
        verifies === tiers.identifiants.length
          ? formatCompte(verifies, 'vérifié')
          : `${verifies} sur ${formatCompte(tiers.identifiants.length, 'vérifié')}`
      }
      droite={<Action vers={`/clients/${tiers.id}/modifier`}>Modifier</Action>}
      rembourrage={tiers.identifiants.length === 0}
    >
      {tiers.identifiants.length === 0 ? (
        <span className={texte.gris}>
          Aucun numéro : sans RPPS ni FINESS, un client ne peut pas être financé.
        </span>
      ) : (
        <Tableau libelle="Identifiants du client" serre>
          <tbody>
            {tiers.identifiants.map((i) => (
              <tr key={`${i.type}${i.valeur}`}>
                <td data-gris>{IDENTIFIANT_LIBELLES[i.type]}</td>
                <th scope="row">
                  {i.type === 'SIREN' || i.type === 'SIRET' ? formatSiret(i.valeur) : i.valeur}
                </th>
                <td>
                  <Verdict identifiant={i} />
                </td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      )}
    </Panneau>
  )
}

function Verdict({ identifiant }: { readonly identifiant: Identifiant }) {
  const avis = aviserIdentifiant(identifiant.type, identifiant.valeur)
  if (avis === null) return null
  return (
    <span className={classes.verdict} data-ok={avis.ok}>
      {avis.ok ? (
        <IconCheck size={14} stroke={1.75} aria-hidden />
      ) : (
        <IconAlertCircle size={14} stroke={1.75} aria-hidden />
      )}
      {avis.phrase}
    </span>
  )
}

/** What the imported lists say of the card, which is never overwritten. */
export function Differences({ fiche }: { readonly fiche: FicheClient }) {
  const { differences } = fiche
  if (differences.length === 0) return null
  const autres = differences.filter((d) => !d.identique).length
  return (
    <Panneau
      titre="Ce que disent les listes"
      compte={autres === 0 ? 'aucune différence' : formatCompte(autres, 'différence')}
      droite={<Action vers="/listes">Importer une liste</Action>}
      rembourrage={false}
    >
      <Tableau libelle="Ce que disent les listes importées">
        <thead>
          <tr>
            <th scope="col">Liste</th>
            <th scope="col">Du</th>
            <th scope="col">Champ</th>
            <th scope="col">Fiche</th>
            <th scope="col">Dans la liste</th>
            <th scope="col">
              <span className="seul-lecteur">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {differences.map((d) => (
            <tr key={`${d.liste}${d.champ}${d.valeurListe}`}>
              <th scope="row" title={d.source}>
                {d.liste}
                {d.source !== d.liste && <span className={classes.source}>{d.source}</span>}
              </th>
              <td data-gris>{isJour(d.du) ? formatJour(d.du) : d.du}</td>
              <td>{d.champ}</td>
              <td>{d.surFiche && d.fiche === '' ? <span className={texte.gris}>vide</span> : d.fiche}</td>
              <td>
                {d.identique ? (
                  <span className={classes.verdict} data-ok>
                    <IconCheck size={14} stroke={1.75} aria-hidden />
                    {d.valeurListe === '' ? 'identique' : d.valeurListe}
                  </span>
                ) : (
                  <span className={classes.difference}>{d.valeurListe}</span>
                )}
              </td>
              <td data-nombre>
                {d.surFiche && !d.identique && (
                  <Action vers={`/clients/${fiche.tiers.id}/modifier`} libelle={`Choisir pour ${d.champ}`}>
                    Choisir
                  </Action>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}
