import { useCallback, useState } from 'react'
import type { ResultatRattachement } from '#contract/piece.ts'
import type { TypePiece } from '#domain/commande.ts'
import { client, fichierVersChemin } from '../api.ts'
import { type Travail, useAvancement } from '../components/useAvancement.ts'

export interface Rattachement {
  readonly travail: Travail<ResultatRattachement>
  /** Files being received from the browser, before the application reads them. */
  readonly reception: { readonly fait: number; readonly total: number } | null
  deposer(
    fichiers: readonly File[],
    vers?: { readonly commandeId: number; readonly type: TypePiece },
  ): Promise<void>
  fermer(): void
}

/** Signed files dropped by the person: received, then stored and matched to orders with progress. */
export function useRattachement(): Rattachement {
  const travail = useAvancement<ResultatRattachement>()
  const [reception, setReception] = useState<Rattachement['reception']>(null)
  const { lancer, fermer } = travail

  const deposer = useCallback<Rattachement['deposer']>(
    async (fichiers, vers) => {
      await lancer(async (signal) => {
        const chemins: string[] = []
        try {
          for (const f of fichiers) {
            setReception({ fait: chemins.length, total: fichiers.length })
            chemins.push(await fichierVersChemin(f))
            signal.throwIfAborted()
          }
        } finally {
          setReception(null)
        }
        return client.piece.rattacher(
          { chemins, ...(vers && { commandeId: vers.commandeId, type: vers.type }) },
          { signal },
        )
      })
    },
    [lancer],
  )
  return { travail, reception, deposer, fermer }
}
