import type { Envoi } from '#contract/avance.ts'
import { EtatChip } from '../../components/EtatChip.tsx'

/** Where the files of one deposit stand. */
export function EtatEnvoi({ etat }: { readonly etat: Envoi['etat'] }) {
  switch (etat) {
    case 'prepare':
      return <EtatChip aspect="attention">Export inachevé</EtatChip>
    case 'exporte':
      return <EtatChip aspect="nous">À déposer</EtatChip>
    case 'depose':
      return <EtatChip aspect="agence">Déposé</EtatChip>
    case 'abandonne':
      return <EtatChip aspect="clos">Abandonné</EtatChip>
  }
}
