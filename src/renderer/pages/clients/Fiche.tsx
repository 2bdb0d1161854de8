import { Button } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import type { FicheClient } from '#contract/client.ts'
import { nomComplet } from '#domain/tiers.ts'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { Touche } from '../../components/Touche.tsx'
import { Aides } from './Aides.tsx'
import { Attestations, Contacts, Journal } from './Annexes.tsx'
import { Commandes, Etablissements } from './Commandes.tsx'
import { qualite } from './colonnes.tsx'
import { Differences, Identifiants } from './Identifiants.tsx'
import { IDENTIFIANT_LIBELLES, identifiantPrincipal } from './identifiants.ts'
import { Suppression } from './Suppression.tsx'

/** One client: orders first, then what is known of it and what was declared. */
export function Fiche({ id }: { readonly id: number }) {
  const { data, error } = useQuery(orpc.client.lire.queryOptions({ input: { id } }))
  if (error !== null) return <EcranRefus erreur={error} />
  return data === undefined ? null : <Lue fiche={data} />
}

function Lue({ fiche }: { readonly fiche: FicheClient }) {
  const { tiers } = fiche
  const [, aller] = useLocation()
  const nouvelle = `/commandes/nouvelle?client=${tiers.id}`
  useRaccourcis([
    { touche: 'n', affichee: 'N', sens: 'Nouvelle commande de ce client', agir: () => aller(nouvelle) },
  ])
  const principal = identifiantPrincipal(tiers)
  const sous = [
    tiers.categorie === 'gestionnaire' && fiche.etablissements.length > 0
      ? `Gestionnaire de ${fiche.etablissements.length} établissements`
      : qualite(tiers),
    principal === null ? '' : `${IDENTIFIANT_LIBELLES[principal.type]} ${principal.valeur}`,
    `${tiers.adresse.codePostal} ${tiers.adresse.commune}`.trim(),
    tiers.reference === '' ? '' : `réf. ${tiers.reference}`,
  ].filter((m) => m !== '')
  return (
    <Ecran>
      <Entete
        titre={nomComplet(tiers)}
        fil={[
          { libelle: 'Clients', vers: '/clients' },
          ...(fiche.parent === null
            ? []
            : [{ libelle: fiche.parent.nom, vers: `/clients/${fiche.parent.id}` }]),
          { libelle: qualite(tiers) },
        ]}
        actions={
          <>
            {fiche.commandes.length === 0 && <Suppression tiers={tiers} />}
            <Button
              size="md"
              component={Link}
              href={`/clients/${tiers.id}/modifier`}
              leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
            >
              Modifier
            </Button>
            <Button
              size="md"
              variant="filled"
              component={Link}
              href={nouvelle}
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              rightSection={<Touche de="N" />}
            >
              Commande
            </Button>
          </>
        }
      >
        {sous.join(' · ')}
      </Entete>
      <Grille colonnes="minmax(0, 1fr) 20.5rem">
        <Colonne>
          <Commandes fiche={fiche} />
          {fiche.etablissements.length > 0 && <Etablissements fiche={fiche} />}
          <Identifiants tiers={tiers} />
          <Differences fiche={fiche} />
        </Colonne>
        <Colonne>
          <Contacts tiers={tiers} />
          <Aides fiche={fiche} />
          <Attestations fiche={fiche} />
          <Journal fiche={fiche} />
        </Colonne>
      </Grille>
    </Ecran>
  )
}
