import { useCallback, useState } from 'react'
import type { ResultatRattachement } from '#contract/piece.ts'
import type { NatureSignature, TypePiece } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { client, fichierVersChemin } from '../api.ts'
import { type Travail, useAvancement } from '../components/useAvancement.ts'

/** What is true of the signature of every file dropped together. */
export interface SignatureDepot {
  readonly signeeLe: Jour
  /** How the client signed; null when the signatory is not said. */
  readonly parClient: NatureSignature | null
}

export interface Rattachement {
  readonly travail: Travail<ResultatRattachement>
  /** Files being received from the browser, before the application reads them. */
  readonly reception: { readonly fait: number; readonly total: number } | null
  deposer(
    fichiers: readonly File[],
    vers?: { readonly commandeId: number | null; readonly type: TypePiece },
    signature?: SignatureDepot | null,
  ): Promise<void>
  fermer(): void
}

/** Signed files dropped by the person: received, then stored and matched to orders with progress. */
export function useRattachement(): Rattachement {
  const travail = useAvancement<ResultatRattachement>()
  const [reception, setReception] = useState<Rattachement['reception']>(null)
  const { lancer, fermer } = travail

  const deposer = useCallback<Rattachement['deposer']>(
    async (fichiers, vers, signature) => {
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
          { chemins, ...(vers && { commandeId: vers.commandeId, type: vers.type }), ...signature },
          { signal },
        )
      })
    },
    [lancer],
  )
  return { travail, reception, deposer, fermer }
}
