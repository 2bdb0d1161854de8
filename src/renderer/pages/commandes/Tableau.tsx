import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { ListeCommandes, ResumeCommande } from '#contract/commande.ts'
import { ETATS_COMMANDE, type EtatCommande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { orpc } from '../../api.ts'
import { EtatCommandeChip } from '../../components/EtatChip.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatMontant, formatNombre } from '../../format.ts'
import { ETAT_LIBELLES, libelleEtape } from '../../libelles.ts'
import { useCommandes } from '../../state/commandes.ts'
import { Age, Echeance } from './colonnes.tsx'
import styles from './commandes.module.css'

const CARTES = 50

interface TableauProps {
  readonly entete: ListeCommandes | undefined
  readonly aujourdhui: Jour
  readonly agir: (commande: ResumeCommande) => void
}

/** Orders by state, in the order of their life. A card moves by its next step, never by hand. */
export function Tableau({ entete, aujourdhui, agir }: TableauProps) {
  const { filtre } = useCommandes()
  const etats = ETATS_COMMANDE.filter((e) =>
    filtre.etats.length > 0 ? filtre.etats.includes(e) : e !== 'annulee' || (entete?.parEtat[e] ?? 0) > 0,
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.tableau} aria-label="Commandes par état" tabIndex={0}>
      {etats.map((etat) => (
        <ColonneEtat
          key={etat}
          etat={etat}
          compte={entete?.parEtat[etat] ?? 0}
          aujourdhui={aujourdhui}
          agir={agir}
        />
      ))}
    </section>
  )
}

interface ColonneEtatProps {
  readonly etat: EtatCommande
  readonly compte: number
  readonly aujourdhui: Jour
  readonly agir: (commande: ResumeCommande) => void
}

function ColonneEtat({ etat, compte, aujourdhui, agir }: ColonneEtatProps) {
  const { filtre, filtrer, voir } = useCommandes()
  const cartes = useQuery(
    orpc.commande.lister.queryOptions({
      input: { ...filtre, etats: [etat], tri: 'depuis', sens: 'asc', debut: 0, nombre: CARTES },
      enabled: compte > 0,
    }),
  )
  const lignes = compte === 0 ? [] : (cartes.data?.lignes ?? [])
  return (
    <section className={styles.colonne} aria-label={ETAT_LIBELLES[etat]}>
      <header>
        <h2>
          <EtatCommandeChip etat={etat} />
        </h2>
        <span className={texte.gris}>{formatNombre(compte)}</span>
      </header>
      <ul className={styles.cartes}>
        {lignes.map((c) => (
          <li key={c.id} className={styles.carte}>
            <Link href={`/commandes/${c.id}`} className={styles.nom}>
              {c.client}
            </Link>
            <span className={styles.carteLigne}>
              <span className={texte.gris}>{c.numero}</span>
              <span>{formatMontant(c.ttc)}</span>
            </span>
            <span className={styles.carteLigne}>
              <Age commande={c} aujourdhui={aujourdhui} />
              <Echeance commande={c} aujourdhui={aujourdhui} />
            </span>
            {c.etape !== 'aucune' && c.etape !== 'attendre' && (
              <button type="button" className={styles.action} onClick={() => agir(c)}>
                {libelleEtape(c)}
              </button>
            )}
          </li>
        ))}
        {compte > lignes.length && lignes.length > 0 && (
          <li>
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                filtrer({ etats: [etat] })
                voir('liste')
              }}
            >
              {formatCompte(compte - lignes.length, 'autre')}
            </button>
          </li>
        )}
      </ul>
    </section>
  )
}
