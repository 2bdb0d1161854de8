import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import type { Dossier, TypeDemande } from '#domain/commande.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { IDENTIFIANT_LIBELLES } from '#domain/identifiants.ts'
import { demandeEnCours, isAvanceAcceptee } from '#domain/suite.ts'
import { CATEGORIE_LIBELLES, PROFESSION_LIBELLES } from '#domain/tiers.ts'
import { Entete } from '../../components/Entete.tsx'
import { EtatCommandeChip } from '../../components/EtatChip.tsx'
import texte from '../../components/texte.module.css'
import { formatMontant, formatTaux } from '../../format.ts'
import styles from './dossier.module.css'

interface EnteteDossierProps {
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
  readonly voisins: ReactNode
  readonly actions: ReactNode
}

/** Where the agency stands with a request, beside its amount. */
function Issue({ dossier, type }: { readonly dossier: Dossier; readonly type: TypeDemande }) {
  const demande = demandeEnCours(dossier, type)
  if (demande === null) return type === 'solde' ? ' attendu' : null
  const mot = ETATS_DEMANDE_LIBELLES[demande.etat]
  return (
    <>
      {' '}
      {demande.etat === 'payee' && <IconCheck size={14} stroke={2} className={texte.ok} aria-hidden />}
      {type === 'solde' ? mot.replace(/ée(?= |$)/, 'é') : mot}
    </>
  )
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
              <Issue dossier={dossier} type="avance" />
              {isAvanceAcceptee(dossier) && resume.solde !== null && (
                <>
                  {'  ·  '}solde <strong>{formatMontant(resume.solde)}</strong>
                  <Issue dossier={dossier} type="solde" />
                </>
              )}
            </>
          )}
        </p>
      </div>
    </Entete>
  )
}
