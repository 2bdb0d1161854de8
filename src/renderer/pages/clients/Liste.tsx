import { Button } from '@mantine/core'
import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useCallback, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { ResumeClient } from '#contract/client.ts'
import { orpc } from '../../api.ts'
import ecran from '../../components/Ecran.module.css'
import { Entete } from '../../components/Entete.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { BarreFiltres } from '../../components/Filtres.tsx'
import { GrandeTable } from '../../components/GrandeTable.tsx'
import { MenuColonnes } from '../../components/MenuColonnes.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { Touche } from '../../components/Touche.tsx'
import { useGrandeTable } from '../../components/useGrandeTable.ts'
import { Vide } from '../../components/Vide.tsx'
import { useEtatSysteme } from '../../etat.ts'
import { formatNombre } from '../../format.ts'
import { FILTRE_CLIENTS_VIDE, useClients } from '../../state/clients.ts'
import type { Tri } from '../../state/tables.ts'
import { COLONNES } from './colonnes.tsx'
import { FiltreClients, usePastilles } from './Filtre.tsx'

type CleTri = 'nom' | 'identifiant' | 'commune' | 'categorie' | 'commandes'

/** Every client: search as you type, filters that stay, any length. */
export function Liste() {
  const [, aller] = useLocation()
  const champ = useRef<HTMLInputElement>(null)
  const etat = useEtatSysteme()
  const { filtre, filtrer } = useClients()
  const pastilles = usePastilles()
  const page = useCallback(
    (tri: Tri, debut: number, nombre: number) =>
      orpc.client.lister.queryOptions({
        input: {
          ...filtre,
          categories: [...filtre.categories],
          professions: [...filtre.professions],
          tri: tri.cle as CleTri,
          sens: tri.sens,
          debut,
          nombre,
        },
      }),
    [filtre],
  )
  const modele = useGrandeTable<ResumeClient>({
    nom: 'clients',
    colonnes: COLONNES,
    cle: (c) => c.id,
    page,
    triInitial: { cle: 'nom', sens: 'asc' },
  })
  useRaccourcis([
    { touche: '/', sens: 'Filtrer la liste', agir: () => champ.current?.focus() },
    { touche: 'n', affichee: 'N', sens: 'Nouveau client', agir: () => aller('/clients/nouveau') },
  ])
  const total = etat?.compteurs.clients ?? 0
  const filtree = JSON.stringify(filtre) !== JSON.stringify(FILTRE_CLIENTS_VIDE)
  return (
    <div className={ecran.plein}>
      <Entete
        titre="Clients"
        apres={
          modele.fenetre.total === total
            ? formatNombre(total)
            : `${formatNombre(modele.fenetre.total)} sur ${formatNombre(total)}`
        }
        actions={
          <Button
            size="md"
            variant={total === 0 ? 'default' : 'filled'}
            component={Link}
            href="/clients/nouveau"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            rightSection={<Touche de="N" />}
          >
            Client
          </Button>
        }
      />
      <BarreFiltres
        champ={champ}
        invite="Nom, numéro, commune"
        texte={filtre.texte}
        onTexte={(texte) => filtrer({ texte })}
        pastilles={pastilles}
        droite={
          <>
            <MenuColonnes modele={modele} />
            <Exporter
              listes={[
                {
                  libelle: 'Ces clients',
                  demande: {
                    liste: 'clients',
                    filtre: {
                      ...filtre,
                      categories: [...filtre.categories],
                      professions: [...filtre.professions],
                      tri: modele.tri.cle as CleTri,
                      sens: modele.tri.sens,
                    },
                  },
                },
              ]}
            />
          </>
        }
      >
        <FiltreClients />
      </BarreFiltres>
      <GrandeTable
        modele={modele}
        libelle="Clients"
        onOuvrir={(c) => aller(`/clients/${c.id}`)}
        nomLigne={(c) => c.nom}
        touches={
          <>
            <Touche de="↑ ↓" /> ligne · <Touche de="Entrée" /> fiche
          </>
        }
        vide={
          filtree ? (
            <Vide
              titre="Aucun client sous ce filtre"
              action={<Button onClick={() => filtrer(FILTRE_CLIENTS_VIDE)}>Tout effacer</Button>}
            />
          ) : (
            <Vide
              icone={<IconUsers size={32} stroke={1.5} aria-hidden />}
              titre="Aucun client"
              action={
                <>
                  <Button variant="filled" component={Link} href="/import">
                    Importer un fichier
                  </Button>
                  <Button component={Link} href="/clients/nouveau">
                    Saisir un client
                  </Button>
                </>
              }
            >
              Un export de votre CRM, CSV ou Excel, remplit cette liste d’un coup ; un client se saisit aussi
              seul.
            </Vide>
          )
        }
      />
    </div>
  )
}
