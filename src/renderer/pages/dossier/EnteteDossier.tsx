import type { ReactNode } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { CATEGORIE_LIBELLES, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import { Entete } from '../../components/Entete.tsx'
import { EtatCommandeChip } from '../../components/EtatChip.tsx'
import { formatMontant, formatTaux } from '../../format.ts'
import styles from './dossier.module.css'

interface EnteteDossierProps {
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
  readonly voisins: ReactNode
  readonly actions: ReactNode
}

/** Who, what, how much. */
export function EnteteDossier({ fiche, voisins, actions }: EnteteDossierProps) {
  const { resume, dossier } = fiche
  const client = dossier.participations.find((p) => p.role === 'client')?.tiers
  const identifiant = client?.identifiants.find((i) => i.type === 'RPPS' || i.type === 'FINESS_G')
  const qui = [
    client === undefined
      ? null
      : client.profession === null
        ? CATEGORIE_LIBELLES[client.categorie]
        : PROFESSION_LIBELLES[client.profession],
    identifiant === undefined
      ? null
      : `${IDENTIFIANT_LIBELLES[identifiant.type].replace('N° ', '')} ${identifiant.valeur}`,
    resume.dispositif,
    `${dossier.referencement.solution} ${dossier.referencement.version}`,
  ].filter((x) => x !== null)
  const taux = [...new Set(dossier.lignes.map((l) => l.taux))]
  return (
    <Entete
      titre={resume.client}
      apres={<EtatCommandeChip etat={resume.etat} />}
      fil={[
        { libelle: 'Commandes', vers: '/commandes' },
        { libelle: resume.dispositif },
        { libelle: resume.numero },
      ]}
      actions={
        <div className={styles.droite}>
          {voisins}
          <div className={styles.actions}>{actions}</div>
        </div>
      }
    >
      <div className={styles.identite}>
        <p>{qui.join('  ·  ')}</p>
        <p>
          {dossier.lignes.length > 0 ? (
            <>
              {formatMontant(resume.ht)} HT
              {taux.length === 1 && (taux[0] ?? 0) > 0 && ` + TVA ${formatTaux(taux[0] as number)}`} ={' '}
              <strong>{formatMontant(resume.ttc)} TTC</strong>
            </>
          ) : (
            'montant à chiffrer'
          )}
          {'  ·  '}
          {resume.avance === null ? (
            'avance inconnue : la part n’est pas renseignée'
          ) : (
            <>
              avance <strong>{formatMontant(resume.avance)}</strong>
            </>
          )}
        </p>
      </div>
    </Entete>
  )
}
