import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { queryClient } from '../api.ts'
import { RefusMessage } from '../components/Refus.tsx'

export interface RemedeProps {
  readonly commandeIds: readonly number[]
  /** Said to the person once it is recorded. */
  readonly onFait: (phrase: string) => void
}

/** Runs one remedy for several orders, then reads the screen again. */
export function useRemede(agir: () => Promise<string>, onFait: RemedeProps['onFait']) {
  return useMutation({
    mutationFn: agir,
    onSuccess: async (phrase) => {
      await queryClient.invalidateQueries()
      onFait(phrase)
    },
  })
}

interface FormulaireProps {
  readonly remede: ReturnType<typeof useRemede>
  readonly pret: boolean
  readonly bouton: string
  readonly children: ReactNode
}

export function Formulaire({ remede, pret, bouton, children }: FormulaireProps) {
  const envoyer = (e: FormEvent) => {
    e.preventDefault()
    if (pret && !remede.isPending) remede.mutate()
  }
  return (
    <form onSubmit={envoyer} noValidate>
      <Stack gap="md">
        {children}
        <RefusMessage erreur={remede.error} />
        <Group justify="flex-end">
          <Button type="submit" variant="filled" size="md" aria-disabled={!pret} loading={remede.isPending}>
            {bouton}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
