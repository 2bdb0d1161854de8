import { Button } from '@mantine/core'
import { IconArrowBackUp, IconBuildingBank, IconCircleFilled, IconUser } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { EcheanceDispositif, LigneJour } from '#contract/aujourdhui.ts'
import { AVANCEMENTS } from '#domain/aujourdhui.ts'
import { ETATS } from '#domain/etats.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte, formatJour, formatNombre, NBSP } from '../../format.ts'
import { montrerCommandes } from '../../state/commandes.ts'
import { motsEtat, verbeEtat } from '../../travail.ts'
import styles from './echeancier.module.css'
import { motsEcheance } from './urgence.ts'

const GLYPHES = {
  nous: IconCircleFilled,
  client: IconUser,
  agence: IconBuildingBank,
  clos: IconUser,
} as const

interface Props {
  readonly echeance: EcheanceDispositif
  readonly lignes: readonly LigneJour[]
}

/** Why orders are not ready for a closing date: their states, those with most orders first. */
export function Raisons({ echeance: e, lignes }: Props) {
  const pasPretes = AVANCEMENTS.find((a) => a.quoi === e.quoi)?.pasPretes ?? []
  const raisons = lignes
    .filter((l) => pasPretes.includes(l.etat))
    .map((l) => ({
      ...l,
      siennes: l.parDispositif.find((d) => d.dispositif === e.dispositif)?.nombre ?? 0,
    }))
    .filter((l) => l.siennes > 0)
    .toSorted((a, b) => b.siennes - a.siennes)
  return (
    <Panneau
      titre={`${formatJour(e.jour)}, ${motsEcheance(e.quoi).toLowerCase()} ${e.dispositif}`}
      compte={
        e.pasPretes === 0
          ? undefined
          : `pourquoi ${formatCompte(e.pasPretes, 'commande n’est pas prête', 'commandes ne sont pas prêtes')}`
      }
      rembourrage={false}
    >
      {raisons.length === 0 ? (
        <Vide titre="Rien ne manque">
          Toutes les commandes de ce dispositif sont faites ou prêtes pour ce jour.
        </Vide>
      ) : (
        <ul className={styles.raisons}>
          {raisons.map((l) => {
            const filtre = { dispositif: e.dispositif, etats: [l.etat] }
            const revenue = ETATS[l.etat].ton === 'danger'
            const Glyphe = revenue ? IconArrowBackUp : GLYPHES[l.porteur]
            const mots = motsEtat(l.etat, l.siennes)
            return (
              <li key={l.etat}>
                <LienCommandes filtre={filtre} className={styles.raison}>
                  <span className={styles.raisonNombre}>{formatNombre(l.siennes)}</span>{' '}
                  <span
                    className={styles.glyphe}
                    data-revenue={revenue || undefined}
                    data-porteur={l.porteur}
                  >
                    <Glyphe size={l.porteur === 'nous' && !revenue ? 7 : 14} stroke={1.75} aria-hidden />
                  </span>
                  <strong>{mots}</strong>
                </LienCommandes>
                {l.enRetard > 0 && l.parDispositif.length === 1 && (
                  <span className={styles.retard}>
                    dont {formatCompte(l.enRetard, 'en retard', 'en retard')}
                  </span>
                )}
                <Button
                  component={Link}
                  href="/commandes"
                  className={styles.agir ?? ''}
                  onClick={() => montrerCommandes(filtre)}
                  aria-label={`${verbeEtat(l.etat)}${NBSP}: ${mots}`}
                >
                  {verbeEtat(l.etat)}
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </Panneau>
  )
}
