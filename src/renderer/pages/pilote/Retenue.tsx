import { IconCircleFilled, IconUser } from '@tabler/icons-react'
import type { FichePilote } from '#contract/pilote.ts'
import type { EtatCommande } from '#domain/commande.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatMontant, formatNombre } from '../../format.ts'
import { motsEtat } from '../../travail.ts'
import styles from './pilote.module.css'

/** Balances that are ready and that only the missing conformity stops, and what is coming behind them. */
export function Retenue({ fiche }: { readonly fiche: FichePilote }) {
  if (fiche.decision === 'conforme') return null
  const { soldes, montant, factures, receptions } = fiche.retient
  const { dispositif, referencementId } = fiche
  const filtre = (etat: EtatCommande) => ({ dispositif, referencementId, etats: [etat] })
  return (
    <Panneau
      titre="Ce que le pilote retient"
      droite={
        soldes > 0 && (
          <LienCommandes filtre={filtre('solde_retenu')} libelle="Voir les soldes que le pilote retient">
            Voir {soldes > 1 ? `les ${formatNombre(soldes)}` : 'le solde'}
          </LienCommandes>
        )
      }
      rembourrage={false}
    >
      <p className={styles.montant}>
        <strong>{formatMontant(montant)}</strong>
        <span className={texte.gris}>
          {soldes === 0 ? 'aucun solde prêt' : formatCompte(soldes, 'solde prêt', 'soldes prêts')}
        </span>
      </p>
      {(factures > 0 || receptions > 0) && (
        <ul className={styles.derriere}>
          {factures > 0 && (
            <li>
              <LienCommandes filtre={filtre('facture_a_emettre')} className={styles.derriereLien}>
                <strong>{formatNombre(factures)}</strong> {motsEtat('facture_a_emettre', factures)}
              </LienCommandes>
              <span>
                <IconCircleFilled size={7} className={styles.nous} aria-hidden /> à nous
              </span>
            </li>
          )}
          {receptions > 0 && (
            <li>
              <LienCommandes filtre={filtre('reception_a_signer')} className={styles.derriereLien}>
                <strong>{formatNombre(receptions)}</strong> {motsEtat('reception_a_signer', receptions)}
              </LienCommandes>
              <span>
                <IconUser size={14} stroke={1.75} aria-hidden /> chez le client
              </span>
            </li>
          )}
        </ul>
      )}
    </Panneau>
  )
}
