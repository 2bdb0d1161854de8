import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { deposerPieces } from '../../cadre/depots.ts'
import type { Imprimable } from '../../emission/documents.ts'
import { formatCompte } from '../../format.ts'
import { InstallerGroupe } from '../../remedes/InstallerGroupe.tsx'
import { SignerGroupe } from '../../remedes/Remedes.tsx'
import { ContesterGroupe, NoterIssueGroupe, ReprendreGroupe } from '../../remedes/SuitesDemandes.tsx'
import { preparerDemande } from '../../state/demandes.ts'
import type { PartSelection } from './usePartsSelection.ts'

/** Does an action of the selection bar; `elements` must be drawn by the screen. */
export function useActionsSelection(emettre: (ids: readonly number[], quoi: Imprimable) => void) {
  const [, aller] = useLocation()
  const [ouverte, setOuverte] = useState<PartSelection | null>(null)
  const [dit, setDit] = useState('')

  const faire = (part: PartSelection) => {
    const { ids, dispositif } = part
    switch (part.cle) {
      case 'emettre_bdc':
        return emettre(ids, 'bdc')
      case 'emettre_reception':
        return emettre(ids, 'reception')
      case 'emettre_facture':
        return emettre(ids, 'facture')
      case 'joindre_bdc':
        return deposerPieces([], { commandeId: null, type: 'BDC' })
      case 'joindre_va':
        return deposerPieces([], { commandeId: null, type: 'VA' })
      case 'joindre_factures':
        return deposerPieces([], { commandeId: null, type: 'FACTURE' })
      case 'preparer_avance':
      case 'preparer_solde': {
        const type = part.cle === 'preparer_solde' ? 'solde' : 'avance'
        if (dispositif !== null) aller(preparerDemande({ type, dispositif, commandeIds: ids }))
        return
      }
      default:
        setDit('')
        return setOuverte(part)
    }
  }

  const elements = (
    <Modal
      opened={ouverte !== null}
      onClose={() => setOuverte(null)}
      title={`${ouverte?.libelle.replace('…', '') ?? ''}${dit === '' ? `, ${formatCompte(ouverte?.ids.length ?? 0, 'commande')}` : ''}`}
      size="lg"
    >
      {dit !== '' ? (
        <p role="status">{dit}.</p>
      ) : (
        ouverte !== null && <Formulaire part={ouverte} onFait={setDit} />
      )}
    </Modal>
  )
  return { faire, elements }
}

function Formulaire({
  part: { cle, ids, dispositif },
  onFait,
}: {
  readonly part: PartSelection
  readonly onFait: (phrase: string) => void
}) {
  const commun = { commandeIds: ids, onFait }
  switch (cle) {
    case 'installer':
      return <InstallerGroupe {...commun} dispositif={dispositif ?? ''} />
    case 'signer_va':
      return <SignerGroupe {...commun} type="VA" />
    case 'signer_mom':
      return <SignerGroupe {...commun} type="MOM" />
    case 'noter_avance':
      return <NoterIssueGroupe {...commun} type="avance" />
    case 'noter_solde':
      return <NoterIssueGroupe {...commun} type="solde" />
    case 'contester':
      return <ContesterGroupe {...commun} />
    case 'refaire_avance':
      return <ReprendreGroupe {...commun} type="avance" />
    case 'refaire_solde':
      return <ReprendreGroupe {...commun} type="solde" />
    default:
      return null
  }
}
