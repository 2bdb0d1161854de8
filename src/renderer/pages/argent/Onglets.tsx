import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { orpc } from '../../api.ts'
import { formatNombre, NBSP } from '../../format.ts'

type Vue = '/argent' | '/argent/rapprochement'

/** The two sides of money: the requests, and the bank statement with what waits to be matched. */
export function Onglets({ vue }: { readonly vue: Vue }) {
  const [, aller] = useLocation()
  const attente = useQuery(
    orpc.reglement.lister.queryOptions({ input: { situation: 'a_rapprocher', nombre: 1 } }),
  )
  const n = attente.data?.total ?? 0
  return (
    <SegmentedControl
      aria-label="Présentation"
      value={vue}
      onChange={(v) => aller(v)}
      data={[
        { value: '/argent', label: 'Attendu et reçu' },
        {
          value: '/argent/rapprochement',
          label: n === 0 ? 'Rapprochement bancaire' : `Rapprochement bancaire${NBSP}: ${formatNombre(n)}`,
        },
      ]}
    />
  )
}
