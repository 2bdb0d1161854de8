import { IconCheck, IconClock } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { LigneArgent, SituationArgent } from '#contract/argent.ts'
import { type Aspect, EtatChip } from '../../components/EtatChip.tsx'
import texte from '../../components/texte.module.css'
import type { Colonne } from '../../components/useGrandeTable.ts'
import { formatJour, formatMontant } from '../../format.ts'
import styles from './argent.module.css'

const CHIPS: Readonly<Record<SituationArgent, { readonly aspect: Aspect; readonly mot: string }>> = {
  recu: { aspect: 'ok', mot: 'reçu' },
  attendu: { aspect: 'agence', mot: 'attendu' },
  en_retard: { aspect: 'attention', mot: 'en retard' },
  perdu: { aspect: 'clos', mot: 'perdu' },
}

export const COLONNES: readonly Colonne<LigneArgent>[] = [
  {
    id: 'situation',
    titre: 'Situation',
    largeur: 7,
    fixe: true,
    cellule: ({ situation }) => (
      <EtatChip
        aspect={CHIPS[situation].aspect}
        icone={situation === 'en_retard' || situation === 'attendu' ? IconClock : undefined}
      >
        {CHIPS[situation].mot}
      </EtatChip>
    ),
  },
  {
    id: 'jour',
    titre: 'Jour',
    largeur: 6,
    cellule: (l) => (l.jour === null ? <span className={texte.gris}>—</span> : formatJour(l.jour)),
  },
  {
    id: 'numero',
    titre: 'N° de BDC',
    largeur: 6.5,
    fixe: true,
    cellule: (l, actif) => (
      <Link href={`/commandes/${l.commandeId}`} className={styles.lien ?? ''} tabIndex={actif ? 0 : -1}>
        {l.numero}
      </Link>
    ),
  },
  {
    id: 'client',
    titre: 'Client',
    largeur: 12,
    souple: true,
    cellule: (l) => <strong className={texte.fort}>{l.client}</strong>,
  },
  { id: 'dispositif', titre: 'Dispositif', largeur: 7.5, cellule: (l) => l.dispositif },
  { id: 'quoi', titre: 'Quoi', largeur: 4.5, cellule: (l) => (l.type === 'avance' ? 'Avance' : 'Solde') },
  {
    id: 'attendu',
    titre: 'Attendu',
    largeur: 7.5,
    droite: true,
    cellule: (l) =>
      l.attendu === null ? <span className={texte.gris}>part inconnue</span> : formatMontant(l.attendu),
  },
  {
    id: 'recu',
    titre: 'Reçu',
    largeur: 7.5,
    droite: true,
    cellule: (l) => (l.recu === 0 ? <span className={texte.gris}>—</span> : formatMontant(l.recu)),
  },
  {
    id: 'rapproche',
    titre: 'Relevé',
    largeur: 6.5,
    cellule: (l) =>
      l.rapproche ? (
        <span className={styles.rapproche}>
          <IconCheck size={14} stroke={1.75} className={texte.ok} aria-hidden /> rapproché
        </span>
      ) : (
        <span className={texte.gris}>—</span>
      ),
  },
]
