import {
  IconArrowBackUp,
  IconBuildingBank,
  IconCheck,
  IconCircleDotted,
  IconCircleFilled,
  IconEye,
  IconLock,
  type IconProps,
  IconUser,
  IconX,
} from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import type { EtatCommande } from '#domain/commande.ts'
import { ETAT_LIBELLES } from '../libelles.ts'
import styles from './EtatChip.module.css'

/** Who holds the file, or what a verdict means. Only `ok`, `attention`, `arret` and `clos` are tinted. */
export type Aspect = 'nous' | 'client' | 'agence' | 'ok' | 'attention' | 'arret' | 'clos'
type Icone = ComponentType<IconProps>

const GLYPHES: Readonly<Record<Aspect, Icone>> = {
  nous: IconCircleFilled,
  client: IconUser,
  agence: IconBuildingBank,
  ok: IconCheck,
  attention: IconEye,
  arret: IconX,
  clos: IconCircleDotted,
}

const ETATS: Readonly<Record<EtatCommande, { aspect: Aspect; icone?: Icone }>> = {
  a_completer: { aspect: 'nous' },
  bdc_a_emettre: { aspect: 'nous' },
  bdc_a_signer: { aspect: 'client' },
  bdc_a_revoir: { aspect: 'attention' },
  avance_a_deposer: { aspect: 'nous' },
  avance_exportee: { aspect: 'nous' },
  avance_deposee: { aspect: 'agence' },
  avance_rejetee: { aspect: 'arret' },
  avance_contestee: { aspect: 'agence' },
  avance_retournee: { aspect: 'arret', icone: IconArrowBackUp },
  installation_a_faire: { aspect: 'nous' },
  reception_a_emettre: { aspect: 'nous' },
  reception_a_signer: { aspect: 'client' },
  facture_a_emettre: { aspect: 'nous' },
  avance_validee: { aspect: 'agence' },
  solde_retenu: { aspect: 'attention', icone: IconLock },
  solde_a_revoir: { aspect: 'attention' },
  solde_a_deposer: { aspect: 'nous' },
  solde_exporte: { aspect: 'nous' },
  solde_depose: { aspect: 'agence' },
  solde_retourne: { aspect: 'arret', icone: IconArrowBackUp },
  solde_valide: { aspect: 'agence' },
  solde_rejete: { aspect: 'arret' },
  soldee: { aspect: 'ok' },
  annulee: { aspect: 'clos' },
}

interface EtatChipProps {
  readonly aspect: Aspect
  /** Replaces the glyph of the aspect, never removes it: a state is not said by colour alone. */
  readonly icone?: Icone | undefined
  readonly children: ReactNode
}

/** A state or a verdict: glyph, word, and a tint only for what is won, doubtful or stopped. */
export function EtatChip({ aspect, icone, children }: EtatChipProps) {
  const Glyphe = icone ?? GLYPHES[aspect]
  return (
    <span className={styles.chip} data-aspect={aspect}>
      <Glyphe size={aspect === 'nous' && icone === undefined ? 7 : 14} stroke={1.75} aria-hidden />
      <span>{children}</span>
    </span>
  )
}

/** The state of an order, in the words of the trade. */
export function EtatCommandeChip({ etat }: { readonly etat: EtatCommande }) {
  const { aspect, icone } = ETATS[etat]
  return (
    <EtatChip aspect={aspect} icone={icone}>
      {ETAT_LIBELLES[etat]}
    </EtatChip>
  )
}
