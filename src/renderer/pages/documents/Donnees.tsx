import type { FicheCommande } from '#contract/commande.ts'
import { bloque } from '#domain/constat.ts'
import { formatTelephone, IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { nomComplet, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import { Action } from '../../components/Action.tsx'
import { ConstatRow } from '../../components/ConstatRow.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatJourOu, formatMontant, formatTaux } from '../../format.ts'
import classes from './documents.module.css'

interface Donnee {
  readonly libelle: string
  readonly valeur: string
  readonly origine: string
}

const LIGNES_MONTREES = 10

function listDonnees({ dossier: d }: FicheCommande): readonly Donnee[] {
  const clients = d.participations.filter((p) => p.role === 'client')
  const unique = clients.length === 1 ? clients[0]?.tiers : undefined
  const ligne = d.lignes.length === 1 ? d.lignes[0] : undefined
  const donnees: (Donnee | null)[] = [
    { libelle: 'N° de bon de commande', valeur: d.commande.numero, origine: 'Commande' },
    { libelle: 'Date d’émission', valeur: formatJourOu(d.commande.dateEmission, ''), origine: 'Commande' },
    ...clients.slice(0, LIGNES_MONTREES).map((p) => ({
      libelle: p.tiers.categorie === 'praticien' ? 'Nom du Client' : 'Structure',
      valeur: nomComplet(p.tiers),
      origine: 'Client',
    })),
    clients.length > LIGNES_MONTREES
      ? { libelle: 'Autres clients', valeur: String(clients.length - LIGNES_MONTREES), origine: 'Client' }
      : null,
    ...(unique?.identifiants ?? []).map((i) => ({
      libelle: IDENTIFIANT_LIBELLES[i.type],
      valeur: i.valeur,
      origine: 'Client',
    })),
    unique?.profession == null
      ? null
      : { libelle: 'Profession', valeur: PROFESSION_LIBELLES[unique.profession], origine: 'Client' },
    unique === undefined
      ? null
      : {
          libelle: 'Téléphone, e-mail',
          valeur: [formatTelephone(unique.telephone), unique.mail].filter((m) => m !== '').join(', '),
          origine: 'Client',
        },
    {
      libelle: 'Version déployée',
      valeur: `${d.referencement.solution} ${d.referencement.version}`,
      origine: 'Produit',
    },
    { libelle: 'N° de référencement', valeur: d.referencement.numeroAns, origine: 'Produit' },
    {
      libelle: 'Montant HT',
      valeur: formatMontant(d.lignes.reduce((s, l) => s + l.ht, 0)),
      origine: ligne?.plafondHt == null ? 'Commande' : `Commande, plafond ${formatMontant(ligne.plafondHt)}`,
    },
    {
      libelle: 'TVA',
      valeur: `${formatMontant(d.lignes.reduce((s, l) => s + l.tva, 0))}${ligne === undefined ? '' : `, ${formatTaux(ligne.taux)}`}`,
      origine: 'calculée',
    },
    {
      libelle: 'Montant TTC',
      valeur: formatMontant(d.lignes.reduce((s, l) => s + l.ttc, 0)),
      origine: 'calculé',
    },
  ]
  return donnees.filter((x) => x !== null)
}

/** What the form prints, and where each value comes from; below, what stops it from being printed. */
export function Donnees({ fiche }: { readonly fiche: FicheCommande }) {
  const donnees = listDonnees(fiche)
  const absentes = donnees.filter((x) => x.valeur === '').length
  const bloquants = fiche.constats.filter((c) => bloque(c) && c.action?.type === 'champ')
  return (
    <Panneau
      titre="Données"
      compte={`${donnees.length - absentes} sur ${donnees.length}`}
      droite={
        <>
          <Action vers={`/commandes/${fiche.resume.id}/modifier`}>Modifier</Action>
          <Action vers={`/commandes/${fiche.resume.id}`}>Ouvrir le dossier</Action>
        </>
      }
      rembourrage={false}
    >
      <Tableau libelle="Données imprimées" serre>
        <tbody>
          {donnees.map((x, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two clients of an order share a label
            <tr key={`${x.libelle}${i}`}>
              <td data-gris className={classes.libelle}>
                {x.libelle}
              </td>
              <th scope="row">
                {x.valeur === '' ? <span className={classes.absent}>absent</span> : x.valeur}
              </th>
              <td data-gris>{x.origine}</td>
            </tr>
          ))}
        </tbody>
      </Tableau>
      {bloquants.slice(0, 3).map((c) => (
        <ConstatRow key={`${c.code}${c.sujet}`} constat={c} />
      ))}
    </Panneau>
  )
}
