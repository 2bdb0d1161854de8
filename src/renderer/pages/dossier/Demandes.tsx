import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { FicheCommande } from '#contract/commande.ts'
import { ISSUES, type Issue } from '#contract/retour.ts'
import type { Demande, TypeDemande } from '#domain/commande.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { demandeEnCours } from '#domain/suite.ts'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { capitaliser, formatJourOu, formatMontant } from '../../format.ts'
import { ContesterGroupe, NoterIssueGroupe, ReprendreGroupe } from '../../remedes/SuitesDemandes.tsx'
import { preparerDemande } from '../../state/demandes.ts'
import saisies from './saisies.module.css'

const NOMS = { avance: 'Avance', solde: 'Solde' } as const

/** Every attempt of the advance and of the balance, and what the agency said of each. */
export function Demandes({ fiche }: { readonly fiche: FicheCommande }) {
  const { demandes } = fiche.dossier
  if (demandes.length === 0) return <p className={saisies.sansMarge}>Aucune demande n’est encore partie.</p>
  return (
    <div className={saisies.pileChamps}>
      <div className={saisies.bord}>
        <Tableau libelle="Demandes" serre>
          <thead>
            <tr>
              <th scope="col">Demande</th>
              <th scope="col" data-nombre>
                Essai
              </th>
              <th scope="col">État</th>
              <th scope="col">Déposée le</th>
              <th scope="col">Ligne</th>
              <th scope="col">N° de l’agence</th>
              <th scope="col" data-nombre>
                Demandé
              </th>
              <th scope="col" data-nombre>
                Payé
              </th>
              <th scope="col">Ce que dit l’agence</th>
            </tr>
          </thead>
          <tbody>
            {demandes.map((d) => (
              <tr key={d.id}>
                <th scope="row">
                  {d.envoiId === null ? (
                    NOMS[d.type]
                  ) : (
                    <Link href={`/demandes/${d.envoiId}`}>{NOMS[d.type]}</Link>
                  )}
                </th>
                <td data-nombre>{d.tentative}</td>
                <td>{capitaliser(ETATS_DEMANDE_LIBELLES[d.etat])}</td>
                <td>{formatJourOu(d.deposeLe)}</td>
                <td>{d.numLigne ?? '—'}</td>
                <td>{d.numeroAsp ?? '—'}</td>
                <td data-nombre>{d.attendu === null ? '—' : formatMontant(d.attendu)}</td>
                <td data-nombre>
                  {d.montantPaye === null ? '—' : formatMontant(d.montantPaye)}
                  {d.payeLe !== null && <span className={texte.second}>{formatJourOu(d.payeLe)}</span>}
                </td>
                <td data-gris>{agence(d)}</td>
              </tr>
            ))}
          </tbody>
        </Tableau>
      </div>
      {(['avance', 'solde'] as const).map((type) => {
        const demande = demandeEnCours(fiche.dossier, type)
        return demande === null || fiche.dossier.commande.annuleeLe !== null ? null : (
          <Suites key={demande.id} demande={demande} fiche={fiche} type={type} />
        )
      })}
    </div>
  )
}

const agence = (d: Demande) =>
  [[d.codeTraitement, d.libelleTraitement].filter((m) => m !== '').join(' '), d.motif]
    .filter((m) => m !== '')
    .join(' · ')

type Geste = 'noter' | 'contester' | 'reprendre'

const GESTES: Partial<Record<Demande['etat'], readonly Geste[]>> = {
  deposee: ['noter'],
  contestee: ['noter'],
  validee: ['noter'],
  rejetee: ['contester', 'reprendre'],
}
const MOTS: Readonly<Record<Geste, string>> = {
  noter: 'Noter ce que montre le portail',
  contester: 'Contester le refus',
  reprendre: 'Refaire la demande',
}

/** What can be said or done of the request under way. */
function Suites({
  demande,
  fiche,
  type,
}: {
  readonly demande: Demande
  readonly fiche: FicheCommande
  readonly type: TypeDemande
}) {
  const [, aller] = useLocation()
  const [ouvert, setOuvert] = useState<Geste | null>(null)
  const [dit, setDit] = useState('')
  const { id, dispositif } = fiche.resume
  const gestes = (GESTES[demande.etat] ?? []).filter((g) => g !== 'contester' || type === 'avance')
  const issues: readonly Issue[] = demande.etat === 'validee' ? ['payee'] : ISSUES
  const commun = {
    commandeIds: [id],
    type,
    onFait: (phrase: string) => {
      setDit(phrase)
      setOuvert(null)
    },
  }
  if (gestes.length === 0 && demande.etat !== 'a_corriger' && dit === '') return null
  return (
    <section className={saisies.suites} aria-label={`Suites : ${NOMS[type].toLowerCase()}`}>
      <div className={saisies.boutonsGauche}>
        <strong className={texte.fort}>{NOMS[type]}</strong>
        {gestes.map((g) => (
          <Button key={g} aria-expanded={ouvert === g} onClick={() => setOuvert(ouvert === g ? null : g)}>
            {MOTS[g]}
          </Button>
        ))}
        {demande.etat === 'a_corriger' && (
          <Button onClick={() => aller(preparerDemande({ type, dispositif, commandeIds: [id] }))}>
            Préparer de nouveau
          </Button>
        )}
        <span role="status">{dit}</span>
      </div>
      {ouvert === 'noter' && <NoterIssueGroupe {...commun} seulement={issues} />}
      {ouvert === 'contester' && <ContesterGroupe {...commun} />}
      {ouvert === 'reprendre' && <ReprendreGroupe {...commun} />}
    </section>
  )
}
