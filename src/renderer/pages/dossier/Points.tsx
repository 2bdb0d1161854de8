import { IconCheck, IconCircleCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import type { Facture } from '#domain/commande.ts'
import { bloque, type ConstatAffiche } from '#domain/constat.ts'
import type { Jour } from '#domain/dates.ts'
import { orpc, queryClient } from '../../api.ts'
import { ConstatRow } from '../../components/ConstatRow.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { formatCompte, formatJour, formatMontant } from '../../format.ts'
import styles from './dossier.module.css'
import { Remede } from './Remede.tsx'
import type { ConstatsDossier } from './useConstats.ts'

interface PointsProps {
  readonly fiche: FicheCommande
  readonly points: ConstatsDossier
  readonly dispositif: FicheDispositif | undefined
  readonly aujourdhui: Jour
}

const cle = (c: ConstatAffiche) => `${c.code}|${c.sujet}`

/** What is wrong first, then what is missing, then what the person only has to attest. */
const rang = (c: ConstatAffiche) => (c.issue === 'enfreint' ? 0 : c.action?.type === 'attester' ? 2 : 1)

/** What must be raised before the next step, with the remedy of each; what comes after; then what already holds. */
export function Points(props: PointsProps) {
  const { fiche, dispositif, points: suivis } = props
  const [ouvert, setOuvert] = useState(false)
  const [loin, setLoin] = useState(false)
  const { constats, ensuite } = suivis
  const points = constats.filter(bloque).toSorted((a, b) => rang(a) - rang(b))
  const alertes = constats.filter((c) => c.issue !== 'respecte' && !bloque(c))
  const passes = constats.filter((c) => c.issue === 'respecte')
  const { annuleeLe } = fiche.dossier.commande
  if (annuleeLe !== null)
    return (
      <Panneau titre="Commande annulée" compte={formatJour(annuleeLe)}>
        Elle reste au registre avec ses pièces et son historique, et ne compte plus nulle part. Le client peut
        commander de nouveau sous le même dispositif.
      </Panneau>
    )
  return (
    <Panneau
      titre={suivis.titre}
      compte={points.length === 0 ? 'rien ne s’y oppose' : `${formatCompte(points.length, 'point')} à lever`}
      droite={
        alertes.length + ensuite.length === 0 ? undefined : (
          <>
            {ensuite.length > 0 && (
              <button
                type="button"
                className={styles.lien}
                aria-expanded={loin}
                onClick={() => setLoin((l) => !l)}
              >
                {formatCompte(ensuite.length, 'autre', 'autres')} avant le solde
              </button>
            )}
            {alertes.length > 0 && <span>{formatCompte(alertes.length, 'alerte')}</span>}
          </>
        )
      }
      rembourrage={false}
      pied={
        passes.length > 0 && (
          <>
            <span className={styles.compte}>
              <IconCheck size={14} stroke={1.75} aria-hidden />
              {formatCompte(passes.length, 'contrôle passé', 'contrôles passés')}
            </span>
            <button
              type="button"
              className={styles.lien}
              aria-expanded={ouvert}
              onClick={() => setOuvert((o) => !o)}
            >
              {ouvert ? 'Masquer' : 'Voir'}
            </button>
          </>
        )
      }
    >
      <Cles constats={suivis.pour === 'avance' ? [] : fiche.constats} facture={fiche.dossier.facture} />
      {points.length === 0 && alertes.length === 0 && (
        <p className={styles.tout}>
          <IconCircleCheck size={16} stroke={1.75} aria-hidden />
          Tous les contrôles sont passés.
        </p>
      )}
      {plier(points).map(([premier, ...autres]) => (
        <Groupe key={cle(premier)} {...props} premier={premier} autres={autres} />
      ))}
      {loin && <h3 className={styles.groupe}>Ensuite, avant le solde</h3>}
      {loin && ensuite.map((c) => <Ligne key={cle(c)} {...props} constat={c} />)}
      {alertes.length > 0 && <h3 className={styles.groupe}>À regarder, sans bloquer</h3>}
      {alertes.map((c) => (
        <Ligne key={cle(c)} {...props} constat={c} />
      ))}
      {ouvert && (
        <ul className={styles.passes} aria-label="Contrôles passés">
          {passes.map((c) => (
            <li key={cle(c)}>
              <IconCheck size={14} stroke={1.75} aria-hidden />
              <span>{c.phrase}</span>
              <span>{[c.source.document, c.source.passage].filter((x) => x !== '').join(', ')}</span>
            </li>
          ))}
          <Attestations fiche={fiche} dispositif={dispositif} />
        </ul>
      )}
    </Panneau>
  )
}

/** What a balance rests on, in the order in which it is done. */
const CLES = [
  ['AVANCE-ACQUISE', 'Avance acquise'],
  ['PILOTE-VALIDE', 'Pilote conforme'],
  ['INS-REALISEE', 'Prestation réalisée'],
  ['INS-ECHEANCE', 'Dans la période'],
  ['REC-DATE', 'VA ou MOM signée, datée'],
  ['FAC-DATE', 'Facture datée'],
  ['FAC-MONTANT', 'Montant du BDC, entier'],
  ['SOL-PERIMETRE', 'Mêmes clients qu’à l’avance'],
] as const

/** What was read, in a few words. */
function lire(c: ConstatAffiche, facture: Facture | null): string {
  if (c.issue === 'inconnu') return c.code === 'INS-REALISEE' && c.trouve !== null ? c.trouve : 'pas encore'
  if (c.code === 'FAC-MONTANT' && facture?.ttc != null) return `${formatMontant(facture.ttc)} TTC`
  return c.trouve ?? ''
}

/** The checks that are looked at first, whatever they say, each with what was read. */
function Cles({
  constats,
  facture,
}: {
  readonly constats: readonly ConstatAffiche[]
  readonly facture: Facture | null
}) {
  const cles = CLES.flatMap(([code, libelle]) => {
    const constat = constats.find((c) => c.code === code)
    return constat === undefined ? [] : [{ ...constat, libelle, lu: lire(constat, facture) }]
  })
  if (cles.length === 0) return null
  return (
    <ul className={styles.cles} aria-label="Ce que demande le solde">
      {cles.map((c) => (
        <li key={c.code} data-issue={c.issue}>
          {c.issue === 'respecte' ? (
            <IconCheck size={14} stroke={2} role="img" aria-label="oui" />
          ) : c.issue === 'enfreint' ? (
            <IconX size={14} stroke={2} role="img" aria-label="non" />
          ) : (
            <IconMinus size={14} stroke={2} role="img" aria-label="pas encore" />
          )}
          <span>{c.libelle}</span>
          <span>{c.lu}</span>
        </li>
      ))}
    </ul>
  )
}

type Pareils = readonly [ConstatAffiche, ...ConstatAffiche[]]

/** Points of one kind that wait for an answer, together: the first is shown, the others unfold. */
function plier(points: readonly ConstatAffiche[]): readonly Pareils[] {
  const groupes: [ConstatAffiche, ...ConstatAffiche[]][] = []
  for (const c of points) {
    const pareil = groupes.find(([g]) => g.code === c.code && g.issue === 'inconnu' && c.issue === 'inconnu')
    if (pareil === undefined || c.action?.type !== 'suite') groupes.push([c])
    else pareil.push(c)
  }
  return groupes
}

function Groupe({
  premier,
  autres,
  ...props
}: PointsProps & { readonly premier: ConstatAffiche; readonly autres: readonly ConstatAffiche[] }) {
  const [ouvert, setOuvert] = useState(false)
  return (
    <>
      <Ligne {...props} constat={premier} />
      {autres.length > 0 && (
        <p className={styles.pareils}>
          <button
            type="button"
            className={styles.lien}
            aria-expanded={ouvert}
            onClick={() => setOuvert((o) => !o)}
          >
            {ouvert
              ? 'Masquer les autres'
              : formatCompte(autres.length, 'autre du même genre', 'autres du même genre')}
          </button>
        </p>
      )}
      {ouvert && autres.map((c) => <Ligne key={cle(c)} {...props} constat={c} />)}
    </>
  )
}

function Ligne(props: PointsProps & { readonly constat: ConstatAffiche }) {
  const [deplie, setDeplie] = useState(false)
  const remede = Remede({ ...props, deplie, setDeplie })
  return (
    <ConstatRow constat={props.constat} actions={remede.boutons}>
      {remede.formulaire}
    </ConstatRow>
  )
}

function Attestations({ fiche, dispositif }: Pick<PointsProps, 'fiche' | 'dispositif'>) {
  const retirer = useMutation(
    orpc.commande.retirerAttestation.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }),
  )
  const mots = (code: string) =>
    dispositif?.dispositif.attestations.find((a) => a.code === code)?.libelle ?? code
  return fiche.dossier.attestations.map((a) => (
    <li key={a.id}>
      <IconCheck size={14} stroke={1.75} aria-hidden />
      <span>
        {mots(a.code)}, attesté le {formatJour(a.le)} par {a.par}
        {a.commentaire !== '' && ` : ${a.commentaire}`}
      </span>
      <span>
        <button
          type="button"
          className={styles.lien}
          aria-label={`Retirer l’attestation : ${mots(a.code)}`}
          onClick={() => retirer.mutate({ id: a.id })}
        >
          Retirer
        </button>
      </span>
    </li>
  ))
}
