import {
  IconBook,
  IconFiles,
  IconFileText,
  IconListSearch,
  IconPackageExport,
  type IconProps,
  IconSettings,
  IconTableImport,
  IconUsers,
  IconWalk,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { EtatSysteme } from '#contract/systeme.ts'

export interface Ecran {
  readonly chemin: string
  readonly libelle: string
  readonly Icone: ComponentType<IconProps>
  readonly compte?: (etat: EtatSysteme) => number
}

/** The navigation, in groups separated by a line. */
export const ECRANS: readonly (readonly Ecran[])[] = [
  [
    { chemin: '/clients', libelle: 'Clients', Icone: IconUsers, compte: (e) => e.compteurs.clients },
    { chemin: '/commandes', libelle: 'Commandes', Icone: IconFiles, compte: (e) => e.compteurs.commandes },
    { chemin: '/demandes', libelle: 'Demandes', Icone: IconPackageExport, compte: (e) => e.compteurs.envois },
  ],
  [
    { chemin: '/import', libelle: 'Import', Icone: IconTableImport },
    { chemin: '/listes', libelle: 'Listes', Icone: IconListSearch },
    { chemin: '/documents', libelle: 'Documents', Icone: IconFileText },
    { chemin: '/dispositifs', libelle: 'Dispositifs', Icone: IconBook },
  ],
  [{ chemin: '/parametres', libelle: 'Paramètres', Icone: IconSettings }],
]

/** Shown first until its steps are done or put off. */
export const PREMIERS_PAS: Ecran = { chemin: '/premiers-pas', libelle: 'Premiers pas', Icone: IconWalk }
