import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { orpc } from '../api.ts'
import { useEtatSysteme } from '../etat.ts'
import { RefusMessage } from './Refus.tsx'

interface OuvrirAilleursProps {
  readonly fichier: File | undefined
  readonly libelle: string
}

/** A copy of a document in the application that this machine has for it, which prints it; nothing where there is none. */
export function OuvrirAilleurs({ fichier, libelle }: OuvrirAilleursProps) {
  const possible = useEtatSysteme()?.capacites.ouvrirFichier === true
  const ouvrir = useMutation(orpc.systeme.ouvrirFichier.mutationOptions())
  if (!possible) return null
  return (
    <>
      <RefusMessage erreur={ouvrir.error} />
      <Button
        size="md"
        leftSection={<IconExternalLink size={16} stroke={1.75} aria-hidden />}
        aria-disabled={fichier === undefined || ouvrir.isPending}
        onClick={() => fichier !== undefined && !ouvrir.isPending && ouvrir.mutate({ fichier })}
      >
        {libelle}
      </Button>
    </>
  )
}
