import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { ResumeCommande } from '#contract/commande.ts'
import { Emission } from '../../bdc/Emission.tsx'
import { deposerPieces } from '../../cadre/depots.ts'
import { ACCEPTE_PIECES } from '../../pieces/formats.ts'
import { preparerAvance } from '../../state/avance.ts'

/** Does the next step of a row where it is shown; `elements` must be drawn by the screen. */
export function useProchaineEtape() {
  const [, aller] = useLocation()
  const [aEmettre, setAEmettre] = useState<readonly number[] | null>(null)
  const champ = useRef<HTMLInputElement>(null)
  const pour = useRef<number | null>(null)

  const agir = (c: ResumeCommande) => {
    switch (c.etape) {
      case 'emettre_bdc':
        return setAEmettre([c.id])
      case 'joindre_bdc':
        pour.current = c.id
        return champ.current?.click()
      case 'preparer_avance':
        return aller(preparerAvance({ dispositif: c.dispositif, commandeIds: [c.id] }))
      case 'deposer':
        return aller('/demandes')
      case 'completer':
      case 'revoir_bdc':
      case 'corriger':
        return aller(`/commandes/${c.id}`)
      case 'attendre':
      case 'aucune':
        return
    }
  }

  const elements = (
    <>
      <Emission commandeIds={aEmettre} onFermer={() => setAEmettre(null)} />
      <input
        ref={champ}
        type="file"
        hidden
        multiple
        accept={ACCEPTE_PIECES}
        aria-label="Bon de commande signé"
        onChange={(e) => {
          const fichiers = [...(e.currentTarget.files ?? [])]
          e.currentTarget.value = ''
          if (fichiers.length > 0 && pour.current !== null)
            deposerPieces(fichiers, { commandeId: pour.current, type: 'BDC' })
        }}
      />
    </>
  )
  return { agir, emettre: setAEmettre, elements }
}
