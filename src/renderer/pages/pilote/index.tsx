import { Button, NativeSelect } from '@mantine/core'
import { IconFlag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Redirect, useLocation, useRoute } from 'wouter'
import type { ResumePilote } from '#contract/pilote.ts'
import { orpc } from '../../api.ts'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Vide } from '../../components/Vide.tsx'
import { Pilote } from './Pilote.tsx'

const adresse = (p: ResumePilote) => `/pilote/${p.fournisseurId}-${p.referencementId}`

/** The pilot installations of each product, and what goes to the ANS. */
export default function Pilotes() {
  const [, params] = useRoute('/pilote/:cle')
  const { data, error } = useQuery(orpc.pilote.lister.queryOptions())
  if (error !== null) return <EcranRefus erreur={error} />
  if (data === undefined) return null
  // The one at work first: begun and not accepted.
  const [premier] = data.toSorted(
    (a, b) => Number(a.decision === 'conforme') - Number(b.decision === 'conforme') || b.choisis - a.choisis,
  )
  if (premier === undefined) return <SansPilote />
  if (params === null) return <Redirect to={adresse(premier)} replace />
  const choisi = data.find((p) => adresse(p) === `/pilote/${params.cle}`)
  if (choisi === undefined) return <Redirect to="/pilote" replace />
  return (
    <Pilote key={adresse(choisi)} resume={choisi} selecteur={<Selecteur pilotes={data} choisi={choisi} />} />
  )
}

function Selecteur({
  pilotes,
  choisi,
}: {
  readonly pilotes: readonly ResumePilote[]
  readonly choisi: ResumePilote
}) {
  const [, aller] = useLocation()
  const plusieurs = new Set(pilotes.map((p) => p.fournisseurId)).size > 1
  const nommer = (p: ResumePilote) => `${p.dispositif}, ${p.produit}${plusieurs ? `, ${p.fournisseur}` : ''}`
  if (pilotes.length === 1) return <span>{nommer(choisi)}</span>
  return (
    <NativeSelect
      size="xs"
      aria-label="Pilote"
      value={adresse(choisi)}
      onChange={(e) => aller(e.currentTarget.value)}
      data={pilotes.map((p) => ({ value: adresse(p), label: nommer(p) }))}
    />
  )
}

function SansPilote() {
  return (
    <Ecran>
      <Entete titre="Pilote" />
      <Vide
        icone={<IconFlag size={28} stroke={1.5} aria-hidden />}
        titre="Aucun produit ne demande d’installations pilotes"
        action={
          <Button component={Link} href="/parametres">
            Déclarer un produit
          </Button>
        }
      >
        Certains dispositifs, comme SFP-LGC-Va2, ne paient aucun solde avant que l’ANS ait reçu les PV signés
        de cinq premières installations et les supports de formation. Ce suivi s’ouvre quand un produit d’un
        tel dispositif est déclaré.
      </Vide>
    </Ecran>
  )
}
