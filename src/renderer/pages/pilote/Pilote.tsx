import { Button } from '@mantine/core'
import { IconLock, IconPrinter, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { FichePilote, ResumePilote } from '#contract/pilote.ts'
import { listManques } from '#domain/pilote.ts'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Etapes } from '../../components/Etapes.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Emission } from '../../emission/Emission.tsx'
import { formatCompte } from '../../format.ts'
import { Candidats } from './Candidats.tsx'
import { DossierAns } from './DossierAns.tsx'
import { Decision, Preparation, Transmission } from './Envoi.tsx'
import { describeEtapesPilote } from './etapes.ts'
import { Places } from './Places.tsx'
import { Retenue } from './Retenue.tsx'
import { useDepotPilote } from './useDepotPilote.ts'

type Ouvert = 'preparer' | 'transmettre' | 'decider' | null

interface Props {
  readonly resume: ResumePilote
  readonly selecteur: ReactNode
}

/** One pilot: its places, who may take them, what goes to the ANS, what it holds back. */
export function Pilote({ resume, selecteur }: Props) {
  const { fournisseurId, referencementId } = resume
  const { data: fiche, error } = useQuery(
    orpc.pilote.lire.queryOptions({ input: { fournisseurId, referencementId } }),
  )
  useDepotPilote()
  const [ouvert, setOuvert] = useState<Ouvert>(null)
  const [place, setPlace] = useState<number | null>(null)
  const [aImprimer, setAImprimer] = useState<readonly number[] | null>(null)
  if (error !== null) return <RefusMessage erreur={error} />
  if (fiche === undefined) return null
  const ferme = fiche.decision === 'conforme' || (fiche.transmisLe !== null && fiche.decision === null)
  const libres = fiche.places.filter((p) => p.occupant === null).map((p) => p.rang)
  const rang = ferme ? null : libres.includes(place ?? 0) ? place : (libres[0] ?? null)
  const sansPv = fiche.places.flatMap(({ occupant: o }) =>
    o !== null && o.pvSigneLe === null ? [o.commandeId] : [],
  )
  const fermer = () => setOuvert(null)
  return (
    <Ecran>
      <Entete
        titre="Pilote"
        apres={selecteur}
        actions={
          <>
            {!ferme && sansPv.length > 0 && (
              <Button
                size="md"
                leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden />}
                onClick={() => setAImprimer(sansPv)}
              >
                Imprimer les PV {sansPv.length}
              </Button>
            )}
            <ActionPrincipale fiche={fiche} onOuvrir={setOuvert} />
          </>
        }
      />
      <Etapes etapes={describeEtapesPilote(fiche)} libelle="Étapes du pilote" />
      <Grille colonnes="minmax(0, 1fr) clamp(17rem, 25vw, 20rem)">
        <Colonne>
          <Places fiche={fiche} ferme={ferme} rang={rang} onChoisir={setPlace} onImprimer={setAImprimer} />
          {rang !== null && <Candidats key={rang} fiche={fiche} rang={rang} />}
        </Colonne>
        <Colonne>
          <Retenue fiche={fiche} />
          <DossierAns fiche={fiche} ferme={ferme} />
        </Colonne>
      </Grille>
      <Emission commandeIds={aImprimer} quoi="pv" onFermer={() => setAImprimer(null)} />
      <Preparation fiche={fiche} ouvert={ouvert === 'preparer'} onFermer={fermer} />
      <Transmission fiche={fiche} ouvert={ouvert === 'transmettre'} onFermer={fermer} />
      <Decision fiche={fiche} ouvert={ouvert === 'decider'} onFermer={fermer} />
    </Ecran>
  )
}

/** Goes to the first thing that the bundle lacks: a place, then a content, unfolded. */
function focusManque() {
  const manque = document.querySelector<HTMLElement>('[data-incomplete] button, [data-manque]')
  manque?.closest('details')?.setAttribute('open', '')
  manque?.focus()
}

/** The one next thing of the pilot: what is missing, prepare, say that it was sent, say what the ANS answered. */
function ActionPrincipale({
  fiche,
  onOuvrir,
}: {
  readonly fiche: FichePilote
  readonly onOuvrir: (quoi: Ouvert) => void
}) {
  if (fiche.decision === 'conforme') return null
  if (fiche.transmisLe !== null && fiche.decision === null)
    return (
      <Button size="md" variant="filled" onClick={() => onOuvrir('decider')}>
        Noter la décision de l’ANS
      </Button>
    )
  const manques = listManques(fiche)
  const preparer = (
    <Button
      size="md"
      variant={manques.length > 0 || fiche.dossierPrepareLe !== null ? 'default' : 'filled'}
      aria-disabled={manques.length > 0}
      title={manques.length > 0 ? manques.join('\n') : undefined}
      leftSection={
        manques.length > 0 ? (
          <IconLock size={16} stroke={1.75} aria-hidden />
        ) : (
          <IconSend size={16} stroke={1.75} aria-hidden />
        )
      }
      onClick={() => (manques.length === 0 ? onOuvrir('preparer') : focusManque())}
    >
      Préparer l’envoi à l’ANS
      {manques.length > 0 && ` · ${formatCompte(manques.length, 'point')} à lever`}
    </Button>
  )
  return (
    <>
      {preparer}
      {fiche.dossierPrepareLe !== null && (
        <Button size="md" variant="filled" onClick={() => onOuvrir('transmettre')}>
          Noter l’envoi
        </Button>
      )}
    </>
  )
}
