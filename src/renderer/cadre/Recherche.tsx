import { Modal, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconFile,
  IconMoon,
  IconPackageExport,
  IconPlus,
  IconSearch,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { Trouvaille } from '#contract/systeme.ts'
import { orpc } from '../api.ts'
import { ECRANS } from './ecrans.ts'
import styles from './Recherche.module.css'

const ICONES = { client: IconUser, commande: IconFile, envoi: IconPackageExport } as const
const RUBRIQUES = { client: 'Clients', commande: 'Commandes', envoi: 'Demandes' } as const
const CHEMINS = { client: '/clients/', commande: '/commandes/', envoi: '/demandes/' } as const

const plain = (s: string) =>
  s
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()

/** The list scrolls in a viewport of its own, which the keyboard must reach. */
const DEFILEMENT = { viewportProps: { tabIndex: 0 } }

/** Ctrl/Cmd+K: clients, orders, requests, then actions and screens. */
export function Recherche() {
  const [, aller] = useLocation()
  const [saisie, setSaisie] = useState('')
  const [texte] = useDebouncedValue(saisie.trim(), 80)
  const { setColorScheme } = useMantineColorScheme()
  const sombre = useComputedColorScheme('light') === 'dark'
  const trouvees = useQuery(
    orpc.systeme.chercher.queryOptions({
      input: { texte, nombre: 12 },
      enabled: texte.length > 0,
      placeholderData: keepPreviousData,
    }),
  )

  const fixes = useMemo((): SpotlightActionGroupData[] => {
    const action = (id: string, label: string, Icone: typeof IconPlus, onClick: () => void) => ({
      id,
      label,
      onClick,
      leftSection: <Icone size={16} stroke={1.75} aria-hidden />,
    })
    return [
      {
        group: 'Actions',
        actions: [
          action('nouvelle-commande', 'Nouvelle commande', IconPlus, () => aller('/commandes/nouvelle')),
          action('nouveau-client', 'Nouveau client', IconPlus, () => aller('/clients/nouveau')),
          action('theme', sombre ? 'Passer en clair' : 'Passer en sombre', sombre ? IconSun : IconMoon, () =>
            setColorScheme(sombre ? 'light' : 'dark'),
          ),
        ],
      },
      {
        group: 'Écrans',
        actions: ECRANS.flat().map((e) => ({
          id: e.chemin,
          label: e.libelle,
          leftSection: <e.Icone size={16} stroke={1.75} aria-hidden />,
          onClick: () => aller(e.chemin),
        })),
      },
    ]
  }, [aller, setColorScheme, sombre])

  const mot = plain(saisie.trim())
  const groupes = [
    ...(texte === '' ? [] : groupTrouvailles(trouvees.data ?? [], aller)),
    // The register has searched its rows; actions and screens are filtered here.
    ...fixes.map((g) => ({ ...g, actions: g.actions.filter((a) => plain(a.label ?? '').includes(mot)) })),
  ].filter((g) => g.actions.length > 0)
  return (
    <Spotlight.Root
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      query={saisie}
      onQueryChange={setSaisie}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Title className="seul-lecteur">Rechercher partout</Modal.Title>
      <Spotlight.Search
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        placeholder="Client, commande, n°, action, écran"
        aria-label="Rechercher partout"
      />
      <Spotlight.ActionsList className={styles.liste ?? ''} {...DEFILEMENT}>
        {groupes.map((g) => (
          <Spotlight.ActionsGroup key={g.group} label={g.group} className={styles.groupe ?? ''}>
            {g.actions.map(({ id, ...a }) => (
              <Spotlight.Action key={id} {...a} highlightQuery />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groupes.length === 0 && (
          <Spotlight.Empty>
            Rien de ce nom. Essayez un numéro, un RPPS, un FINESS ou le début d’un nom.
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function groupTrouvailles(
  trouvailles: readonly Trouvaille[],
  aller: (chemin: string) => void,
): SpotlightActionGroupData[] {
  return (['commande', 'client', 'envoi'] as const)
    .map((type) => {
      const Icone = ICONES[type]
      return {
        group: RUBRIQUES[type],
        actions: trouvailles
          .filter((t) => t.type === type)
          .map((t) => ({
            id: `${type}-${t.id}`,
            label: t.titre,
            description: t.precision,
            leftSection: <Icone size={16} stroke={1.75} aria-hidden />,
            onClick: () => aller(`${CHEMINS[type]}${t.id}`),
          })),
      }
    })
    .filter((g) => g.actions.length > 0)
}
