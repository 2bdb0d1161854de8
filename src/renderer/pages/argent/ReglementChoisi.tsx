import { Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { PartReglement, Proposition, Reglement } from '#contract/reglement.ts'
import { orpc, queryClient } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatJour, formatMontant } from '../../format.ts'
import styles from './argent.module.css'

/** One payment: what it pays, what it may pay, or why it is put aside. */
export function ReglementChoisi({ reglement: r }: { readonly reglement: Reglement }) {
  const apres = { onSuccess: () => queryClient.invalidateQueries() }
  const rapprocher = useMutation(orpc.reglement.rapprocher.mutationOptions(apres))
  const ecarter = useMutation(orpc.reglement.ecarter.mutationOptions(apres))
  const [commentaire, setCommentaire] = useState('')
  const reste = r.montant - r.affecte
  const affecter = (parts: readonly PartReglement[]) =>
    rapprocher.mutate({
      reglementId: r.id,
      demandes: parts.map(({ demandeId, montant }) => ({ demandeId, montant })),
    })
  return (
    <div className={styles.choisi} data-reglement>
      <Panneau titre={`${formatMontant(r.montant)} du ${formatJour(r.date)}`} rembourrage={false}>
        <div className={styles.reglement}>
          <p>
            {r.libelle}
            {r.reference !== '' && <span className={texte.second}>Référence {r.reference}</span>}
          </p>
          <RefusMessage erreur={rapprocher.error ?? ecarter.error} />
          {r.demandes.length > 0 && (
            <>
              <Parts parts={r.demandes} />
              {reste > 0 && <p className={texte.gris}>Reste {formatMontant(reste)} à rapprocher.</p>}
              <Button onClick={() => affecter([])} loading={rapprocher.isPending}>
                Défaire le rapprochement
              </Button>
            </>
          )}
          {r.ecarteLe !== null ? (
            <>
              <p className={texte.gris}>
                Écarté le {formatJour(r.ecarteLe)}
                {r.commentaire !== '' && ` : ${r.commentaire}`}
              </p>
              <Button onClick={() => ecarter.mutate({ reglementId: r.id, ecarte: false })}>Reprendre</Button>
            </>
          ) : (
            reste > 0 && (
              <>
                <Propositions reglement={r} onAccepter={(p) => affecter([...r.demandes, ...p.demandes])} />
                {r.demandes.length === 0 && (
                  <form
                    className={styles.ecarter}
                    onSubmit={(e) => {
                      e.preventDefault()
                      ecarter.mutate({ reglementId: r.id, ecarte: true, commentaire: commentaire.trim() })
                    }}
                  >
                    <TextInput
                      label="Ce règlement n’est pas de l’agence ?"
                      placeholder="Pourquoi l’écarter"
                      value={commentaire}
                      onChange={(e) => setCommentaire(e.currentTarget.value)}
                    />
                    <Group justify="flex-end">
                      <Button type="submit">Écarter</Button>
                    </Group>
                  </form>
                )}
              </>
            )
          )}
        </div>
      </Panneau>
    </div>
  )
}

interface PropositionsProps {
  readonly reglement: Reglement
  readonly onAccepter: (p: Proposition) => void
}

function Propositions({ reglement, onAccepter }: PropositionsProps) {
  const { data, error } = useQuery(
    orpc.reglement.proposer.queryOptions({ input: { reglementId: reglement.id } }),
  )
  if (error !== null) return <RefusMessage erreur={error} />
  if (data === undefined) return null
  return (
    <section aria-label="Propositions" className={texte.pile}>
      {data.lignes.length === 0 && (
        <p className={texte.gris}>
          Aucune demande attendue ne fait ce montant. Vérifiez que l’envoi est déposé et son retour importé.
        </p>
      )}
      {data.lignes.map((p, i) => (
        <article key={p.demandes.map((d) => d.demandeId).join()} className={styles.proposition}>
          <p>
            <strong>{p.raison}</strong>
            {!p.exacte && <span className={texte.second}>ne fait pas le compte au centime</span>}
          </p>
          <Parts parts={p.demandes} />
          <Button {...(i === 0 ? { variant: 'filled' } : {})} onClick={() => onAccepter(p)}>
            Rapprocher {p.demandes.length > 1 && `les ${formatCompte(p.demandes.length, 'demande')}`}
          </Button>
        </article>
      ))}
      {data.avis !== null && <p className={texte.gris}>{data.avis}</p>}
    </section>
  )
}

const MONTREES = 8

function Parts({ parts }: { readonly parts: readonly PartReglement[] }) {
  return (
    <ul className={styles.parts}>
      {parts.slice(0, MONTREES).map((d) => (
        <li key={d.demandeId}>
          <span>
            <Link href={`/commandes/${d.commandeId}`}>{d.numero}</Link> {d.client}
            <span className={texte.second}>
              {d.type === 'avance' ? 'Avance' : 'Solde'}
              {d.attendu !== null && d.attendu !== d.montant && `, ${formatMontant(d.attendu)} attendus`}
            </span>
          </span>
          <span>{formatMontant(d.montant)}</span>
        </li>
      ))}
      {parts.length > MONTREES && (
        <li className={texte.gris}>et {formatCompte(parts.length - MONTREES, 'autre')}</li>
      )}
    </ul>
  )
}
