import { Button, TextInput } from '@mantine/core'
import { IconPlus, IconSearch, IconUsers, IconX } from '@tabler/icons-react'
import { useCallback, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { ResumeClient } from '#contract/client.ts'
import { CATEGORIE_LIBELLES, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import { orpc } from '../../api.ts'
import { Entete } from '../../components/Entete.tsx'
import { Exporter } from '../../components/Exporter.tsx'
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
import classes from './clients.module.css'
import { COLONNES } from './colonnes.tsx'
import { AjoutFiltre } from './Filtre.tsx'

type CleTri = 'nom' | 'identifiant' | 'commune' | 'categorie' | 'commandes'

/** Every client: search as you type, filters that stay, any length. */
export function Liste() {
  const [, aller] = useLocation()
  const champ = useRef<HTMLInputElement>(null)
  const etat = useEtatSysteme()
  const { filtre, filtrer } = useClients()
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
    <div className={classes.liste}>
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
            variant="filled"
            component={Link}
            href="/clients/nouveau"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            rightSection={<Touche de="N" />}
          >
            Client
          </Button>
        }
      />
      <search className={classes.outils}>
        <TextInput
          ref={champ}
          size="xs"
          className={classes.filtre ?? ''}
          aria-label="Filtrer la liste"
          placeholder="Nom, numéro, commune"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          rightSection={<kbd className="touche">/</kbd>}
          value={filtre.texte}
          onChange={(e) => filtrer({ texte: e.currentTarget.value })}
          onKeyDown={(e) => {
            if (e.key === 'Escape') filtrer({ texte: '' })
            if (e.key === 'ArrowDown' || e.key === 'Enter')
              document.querySelector<HTMLElement>('[data-grande-table]')?.focus()
          }}
        />
        <Pastilles />
        <AjoutFiltre />
        <div className={classes.pousse}>
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
        </div>
      </search>
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
                <Button component={Link} href="/import">
                  Importer un fichier
                </Button>
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

/** Filters that are set, each with its way out. */
function Pastilles() {
  const { filtre, filtrer } = useClients()
  const pastilles = [
    ...filtre.categories.map((c) => ({
      cle: c,
      libelle: CATEGORIE_LIBELLES[c],
      oter: () => filtrer({ categories: filtre.categories.filter((x) => x !== c) }),
    })),
    ...filtre.professions.map((p) => ({
      cle: p,
      libelle: PROFESSION_LIBELLES[p],
      oter: () => filtrer({ professions: filtre.professions.filter((x) => x !== p) }),
    })),
    ...(filtre.sansCommande
      ? [{ cle: 'sans', libelle: 'Sans commande', oter: () => filtrer({ sansCommande: false }) }]
      : []),
  ]
  return pastilles.map((p) => (
    <button
      key={p.cle}
      type="button"
      className={classes.pastille}
      onClick={p.oter}
      aria-label={`Ôter le filtre ${p.libelle}`}
    >
      {p.libelle}
      <IconX size={14} stroke={1.75} aria-hidden />
    </button>
  ))
}
