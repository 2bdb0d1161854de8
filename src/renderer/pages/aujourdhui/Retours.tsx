import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { EtatDuJour, RetourATraiter } from '#contract/aujourdhui.ts'
import { daysBetween, type Jour } from '#domain/dates.ts'
import { ETAPE_LIBELLES, ETATS } from '#domain/etats.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { formatNombre, NBSP } from '../../format.ts'
import styles from './aujourdhui.module.css'

interface Props {
  readonly retours: EtatDuJour['retours']
  readonly aujourdhui: Jour
  readonly dispositif: string | null
}

/** What the agency sent back, the most pressing first. */
export function Retours({ retours, aujourdhui, dispositif }: Props) {
  return (
    <Panneau
      titre="Retournées par l’agence"
      compte={formatNombre(retours.total)}
      droite={
        <LienCommandes
          filtre={{
            dispositif,
            etats: ['avance_retournee', 'avance_rejetee', 'solde_retourne', 'solde_rejete'],
          }}
          libelle="Voir toutes les demandes retournées"
        >
          Tout voir
        </LienCommandes>
      }
      rembourrage={false}
    >
      <Lignes>
        {retours.premiers.map((r) => (
          <Ligne
            key={r.commandeId}
            titre={
              <>
                <Link href={`/commandes/${r.commandeId}`} className={styles.nom}>
                  {r.client}
                </Link>{' '}
                <span className={texte.gris}>{r.numero}</span>
              </>
            }
            precision={
              <>
                {r.type === 'avance' ? 'Avance' : 'Solde'}
                {r.motif !== '' && ` · ${r.motif.charAt(0).toLowerCase()}${r.motif.slice(1)}`}
                <Reste retour={r} aujourdhui={aujourdhui} />
              </>
            }
            droite={
              <Button
                component={Link}
                href={`/commandes/${r.commandeId}`}
                aria-label={`${verbe(r)} ${r.numero}, ${r.client}`}
              >
                {verbe(r)}
              </Button>
            }
          />
        ))}
      </Lignes>
    </Panneau>
  )
}

const verbe = (r: RetourATraiter): string =>
  ETATS[r.etat].etape === 'contester' ? 'Répondre' : ETAPE_LIBELLES[ETATS[r.etat].etape]

function Reste({ retour, aujourdhui }: { readonly retour: RetourATraiter; readonly aujourdhui: Jour }) {
  if (retour.echeanceLe === null) return null
  const jours = daysBetween(aujourdhui, retour.echeanceLe)
  return (
    <>
      {' · '}
      {jours < 0 ? (
        <span className={styles.depasse}>{`${-jours}${NBSP}j de retard`}</span>
      ) : (
        <span className={jours <= 10 ? texte.attention : undefined}>
          {jours === 0 ? 'dernier jour' : `reste ${jours}${NBSP}j`}
        </span>
      )}
    </>
  )
}
