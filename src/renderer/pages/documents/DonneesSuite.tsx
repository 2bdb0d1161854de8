import { useQuery } from '@tanstack/react-query'
import type { FicheCommande } from '#contract/commande.ts'
import { orpc } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatJourOu, formatMontant } from '../../format.ts'
import { adresseDossier, type Onglet } from '../dossier/onglet.ts'
import classes from './documents.module.css'

type Rang = readonly [libelle: string, valeur: string, origine: string]

const dire = (r: boolean | string | null) => (r === true ? 'oui' : r === false ? 'non' : (r ?? ''))

/** What the VA or the MOM prints of the installation, and where each value comes from. */
export function DonneesReception({ fiche }: { readonly fiche: FicheCommande }) {
  const { data } = useQuery(orpc.installation.lire.queryOptions({ input: { commandeId: fiche.resume.id } }))
  if (data === undefined) return null
  return (
    <Donnees
      fiche={fiche}
      onglet="installation"
      rangs={[
        ['N° de bon de commande', fiche.resume.numero, 'Commande'],
        ...data.beneficiaires
          .filter((b) => b.nonServi === null)
          .map((b): Rang => ['Client', b.nom, 'Client servi']),
        ['Réalisée le', formatJourOu(data.installation?.realiseeLe ?? null, ''), 'Installation'],
        ...data.scenario.map((q): Rang => [q.libelle, dire(q.installe), 'Scénario installé']),
      ]}
    />
  )
}

/** What the invoice prints, and where each value comes from. */
export function DonneesFacture({ fiche }: { readonly fiche: FicheCommande }) {
  const { data } = useQuery(orpc.facture.lire.queryOptions({ input: { commandeId: fiche.resume.id } }))
  if (data === undefined) return null
  const { proposition: p } = data
  const montant = (centimes: number | null) => (centimes === null ? '' : formatMontant(centimes))
  return (
    <Donnees
      fiche={fiche}
      onglet="facture"
      rangs={[
        ['N° de facture', p.numero, data.facture === null ? 'le suivant' : 'Facture'],
        ['Date', formatJourOu(p.date, ''), data.facture?.date == null ? 'le jour de l’émission' : 'Facture'],
        ['Client', p.client, data.facture === null ? 'Client' : 'Facture'],
        ['N° de bon de commande', fiche.resume.numero, 'Commande'],
        ['Prestation finalisée le', formatJourOu(p.finaliseeLe, ''), 'Installation'],
        ['Montant HT', montant(p.ht), 'Commande, clients servis'],
        ['TVA', montant(p.tva), 'calculée'],
        ['Montant TTC', montant(p.ttc), 'calculé'],
      ]}
    />
  )
}

function Donnees({
  fiche,
  onglet,
  rangs,
}: {
  readonly fiche: FicheCommande
  readonly onglet: Onglet
  readonly rangs: readonly Rang[]
}) {
  const absentes = rangs.filter(([, valeur]) => valeur === '').length
  return (
    <Panneau
      titre="Données"
      compte={`${rangs.length - absentes} sur ${rangs.length}`}
      droite={<Action vers={adresseDossier(fiche.resume.id, onglet)}>Modifier au dossier</Action>}
      rembourrage={false}
    >
      <Tableau libelle="Données imprimées" serre>
        <tbody>
          {rangs.map(([libelle, valeur, origine], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two clients of an order share a label
            <tr key={`${libelle}${i}`}>
              <td data-gris>{libelle}</td>
              <th scope="row">{valeur === '' ? <span className={classes.absent}>absent</span> : valeur}</th>
              <td data-gris>{origine}</td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}
