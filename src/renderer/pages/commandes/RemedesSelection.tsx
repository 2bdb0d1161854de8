import { Button, Menu, Modal } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EtatCommande } from '#domain/commande.ts'
import { orpc } from '../../api.ts'
import { formatCompte, formatNombre } from '../../format.ts'
import { AttesterGroupe, DeclarerGroupe, SignerGroupe } from '../../remedes/Remedes.tsx'
import { FILTRE_VIDE } from '../../state/commandes.ts'

const TITRES = {
  signer: 'Dater les signatures',
  aides: 'Déclarer les aides',
  attester: 'Attester',
} as const
type Remede = keyof typeof TITRES

/** What may be missing once the client's signed order form is there. */
const A_RELIRE: readonly EtatCommande[] = ['bdc_a_signer', 'bdc_a_revoir']

/** Mends for many orders at once what keeps each of them from going. */
export function RemedesSelection({ ids }: { readonly ids: readonly number[] }) {
  const [ouvert, setOuvert] = useState<Remede | null>(null)
  const [dit, setDit] = useState('')
  const choisies = new Set(ids)
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions()).data ?? []
  const codes = dispositifs.filter((d) => d.commandes > 0).map((d) => d.code)
  const parDispositif = useQueries({
    queries: codes.map((dispositif) => ({
      ...orpc.commande.selectionner.queryOptions({
        input: { ...FILTRE_VIDE, etats: [...A_RELIRE], dispositif },
      }),
      enabled: ids.length > 0,
    })),
    combine: (r) =>
      codes.flatMap((code, i) => {
        const siennes = (r[i]?.data ?? []).filter((id) => choisies.has(id))
        return siennes.length > 0 ? [{ code, ids: siennes }] : []
      }),
  })
  const concernees = parDispositif.flatMap((p) => p.ids)
  const attestations = useQueries({
    queries: parDispositif.map(({ code }) => orpc.dispositif.montrer.queryOptions({ input: { code } })),
    combine: (r) => [
      ...new Map(
        r.flatMap((x) => x.data?.dispositif.attestations ?? []).map((a) => [a.code, a] as const),
      ).values(),
    ],
  })
  const ouvrir = (remede: Remede) => {
    setDit('')
    setOuvert(remede)
  }
  // The dialog stays with its answer when the orders have moved on.
  if (concernees.length === 0 && ouvert === null) return null
  const commun = { commandeIds: concernees, onFait: setDit }
  return (
    <>
      <Menu position="top-end" transitionProps={{ duration: 0 }} withinPortal={false}>
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}>
            Compléter {formatNombre(concernees.length)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => ouvrir('signer')}>Dater les signatures…</Menu.Item>
          <Menu.Item onClick={() => ouvrir('aides')}>Déclarer les aides…</Menu.Item>
          {attestations.length > 0 && <Menu.Item onClick={() => ouvrir('attester')}>Attester…</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={ouvert !== null}
        onClose={() => setOuvert(null)}
        title={`${ouvert === null ? '' : TITRES[ouvert]}${dit === '' ? `, ${formatCompte(concernees.length, 'commande')}` : ''}`}
        size="lg"
      >
        {dit === '' ? (
          <>
            {ouvert === 'signer' && <SignerGroupe {...commun} />}
            {ouvert === 'aides' && <DeclarerGroupe {...commun} />}
            {ouvert === 'attester' && <AttesterGroupe {...commun} choix={attestations} />}
          </>
        ) : (
          <p role="status">{dit}.</p>
        )}
      </Modal>
    </>
  )
}
