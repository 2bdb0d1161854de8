import type { ResumeCommande } from '#contract/commande.ts'
import { daysBetween, type Jour, jourParis } from '#domain/dates.ts'
import { EtatCommandeChip } from '../../components/EtatChip.tsx'
import texte from '../../components/texte.module.css'
import type { Colonne } from '../../components/useGrandeTable.ts'
import {
  formatAge,
  formatDelai,
  formatJour,
  formatJourOu,
  formatMontant,
  formatNombre,
} from '../../format.ts'
import { ETAT_LIBELLES, libelleEtape } from '../../libelles.ts'
import styles from './commandes.module.css'

/** Waiting longer than this with the client turns the age amber. */
const DELAI_CLIENT = 30

interface Contexte {
  readonly aujourdhui: Jour
  readonly agir: (commande: ResumeCommande) => void
  readonly ouvrir: (commande: ResumeCommande) => void
}

/** Red below 30 days while the file is not at the agency, amber below 90, grey otherwise. */
export function urgence(commande: ResumeCommande, aujourdhui: Jour): 'rouge' | 'ambre' | undefined {
  if (commande.echeance === null || commande.porteur === 'agence' || commande.porteur === 'clos')
    return undefined
  const reste = daysBetween(aujourdhui, commande.echeance)
  return reste < 30 ? 'rouge' : reste < 90 ? 'ambre' : undefined
}

export function Echeance({ commande, aujourdhui }: { commande: ResumeCommande; aujourdhui: Jour }) {
  if (commande.echeance === null) return <span className={texte.gris}>—</span>
  return (
    <span data-urgence={urgence(commande, aujourdhui)} className={styles.echeance}>
      {formatJour(commande.echeance)}{' '}
      <span className={texte.gris}>{formatDelai(commande.echeance, aujourdhui)}</span>
    </span>
  )
}

export function Age({ commande, aujourdhui }: { commande: ResumeCommande; aujourdhui: Jour }) {
  const tard =
    commande.porteur === 'client' && daysBetween(jourParis(commande.depuis), aujourdhui) > DELAI_CLIENT
  return (
    <span data-urgence={tard ? 'ambre' : undefined} className={styles.echeance}>
      {formatAge(commande.depuis, aujourdhui)}
    </span>
  )
}

/** Columns of the list of orders. Those shown at first fit a window of 1280 px, no state and no amount cut. */
export function colonnesCommandes(ctx: Contexte): readonly Colonne<ResumeCommande>[] {
  return [
    { id: 'numero', titre: 'N° de BDC', largeur: 5.5, tri: 'numero', fixe: true, cellule: (c) => c.numero },
    {
      id: 'client',
      titre: 'Client',
      largeur: 9.5,
      souple: true,
      tri: 'client',
      fixe: true,
      cellule: (c, actif) => (
        <button
          type="button"
          tabIndex={actif ? 0 : -1}
          className={styles.nom}
          onClick={() => ctx.ouvrir(c)}
          title={c.client}
        >
          {c.client}
        </button>
      ),
    },
    {
      id: 'identifiant',
      titre: 'RPPS ou FINESS',
      largeur: 6.375,
      cellule: (c) => <span className={texte.gris}>{c.identifiant || '—'}</span>,
    },
    {
      id: 'etat',
      titre: 'État',
      largeur: 10.875,
      tri: 'etat',
      cellule: (c) => (
        <span title={ETAT_LIBELLES[c.etat]}>
          <EtatCommandeChip etat={c.etat} />
        </span>
      ),
    },
    {
      id: 'depuis',
      titre: 'Depuis',
      largeur: 3.5,
      droite: true,
      tri: 'depuis',
      cellule: (c) => <Age commande={c} aujourdhui={ctx.aujourdhui} />,
    },
    {
      id: 'echeance',
      titre: 'Échéance',
      largeur: 8.375,
      tri: 'echeance',
      cellule: (c) => <Echeance commande={c} aujourdhui={ctx.aujourdhui} />,
    },
    {
      id: 'ttc',
      titre: 'TTC',
      largeur: 5.375,
      droite: true,
      tri: 'ttc',
      cellule: (c) => formatMontant(c.ttc),
    },
    {
      id: 'avance',
      titre: 'Avance',
      largeur: 5.375,
      droite: true,
      cellule: (c) => <span className={texte.gris}>{c.avance === null ? '—' : formatMontant(c.avance)}</span>,
    },
    {
      id: 'etape',
      titre: 'Prochaine étape',
      largeur: 8.125,
      fixe: true,
      cellule: (c, actif) =>
        c.etape === 'aucune' || c.etape === 'attendre' ? (
          <span className={texte.gris}>{libelleEtape(c)}</span>
        ) : (
          <button
            type="button"
            tabIndex={actif ? 0 : -1}
            className={styles.action}
            onClick={() => ctx.agir(c)}
            aria-label={`${libelleEtape(c)}, ${c.numero}`}
          >
            {libelleEtape(c)}
          </button>
        ),
    },
    {
      id: 'assignee',
      titre: 'Assignée à',
      largeur: 8,
      masquee: true,
      cellule: (c) => c.assigneA || <span className={texte.gris}>—</span>,
    },
    { id: 'ht', titre: 'HT', largeur: 6, droite: true, masquee: true, cellule: (c) => formatMontant(c.ht) },
    {
      id: 'emission',
      titre: 'Émis le',
      largeur: 6,
      tri: 'emission',
      masquee: true,
      cellule: (c) => formatJourOu(c.dateEmission),
    },
    {
      id: 'dispositif',
      titre: 'Dispositif',
      largeur: 7.5,
      masquee: true,
      cellule: (c) => c.dispositif,
    },
    { id: 'cas', titre: 'Cas', largeur: 3, masquee: true, cellule: (c) => c.cas },
    {
      id: 'points',
      titre: 'Points à lever',
      largeur: 6,
      droite: true,
      masquee: true,
      cellule: (c) => formatNombre(c.bloquants),
    },
  ]
}
