import {
  IconBook,
  IconCalendarEvent,
  IconChecklist,
  IconCoinEuro,
  IconFiles,
  IconFileText,
  IconFlag,
  IconListSearch,
  IconPackageExport,
  type IconProps,
  IconSettings,
  IconTableImport,
  IconUsers,
  IconWalk,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { ResumePilote } from '#contract/pilote.ts'
import type { EtatSysteme } from '#contract/systeme.ts'
import { formatNombre } from '../format.ts'

export interface Ecran {
  readonly chemin: string
  readonly libelle: string
  readonly Icone: ComponentType<IconProps>
  /** What stands at the right end of its line; empty: nothing. */
  readonly compte?: (etat: EtatSysteme, pilotes: readonly ResumePilote[]) => string
}

const count = (n: number): string => (n === 0 ? '' : formatNombre(n))

/** Signed PV over those asked for, of the pilot that is furthest among those not accepted yet. */
function comptePilote(pilotes: readonly ResumePilote[]): string {
  const [premier] = pilotes
    .filter((p) => p.decision !== 'conforme' && p.choisis > 0)
    .toSorted((a, b) => b.signes - a.signes || b.choisis - a.choisis)
  return premier === undefined ? '' : `${premier.signes}/${premier.taille}`
}

/** The navigation, in groups separated by a line. */
export const ECRANS: readonly (readonly Ecran[])[] = [
  [
    { chemin: '/aujourdhui', libelle: 'Aujourd’hui', Icone: IconChecklist },
    { chemin: '/clients', libelle: 'Clients', Icone: IconUsers, compte: (e) => count(e.compteurs.clients) },
    {
      chemin: '/commandes',
      libelle: 'Commandes',
      Icone: IconFiles,
      compte: (e) => count(e.compteurs.commandes),
    },
    {
      chemin: '/demandes',
      libelle: 'Demandes',
      Icone: IconPackageExport,
      compte: (e) => count(e.compteurs.envois),
    },
    { chemin: '/pilote', libelle: 'Pilote', Icone: IconFlag, compte: (_, pilotes) => comptePilote(pilotes) },
    { chemin: '/echeancier', libelle: 'Échéancier', Icone: IconCalendarEvent },
    { chemin: '/argent', libelle: 'Argent', Icone: IconCoinEuro },
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
