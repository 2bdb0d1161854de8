import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import type { FormFournisseur } from './ficheFournisseur.ts'

interface Props {
  readonly fiche: Fiche<FormFournisseur>
  /** Schemes of the vendor's products. */
  readonly codes: readonly string[]
}

/** The day on which the agency validated the enrolment, scheme by scheme. */
export function EnrolementsValides({ fiche, codes }: Props) {
  const { enrolements } = fiche.valeurs
  return codes.map((code) => (
    <div key={code} className={f.demi}>
      <ChampJour
        label={codes.length === 1 ? 'Enrôlement validé par l’agence le' : `Enrôlement validé, ${code}`}
        name={`enrolements.${code}`}
        description="Vide tant qu’il n’est pas validé."
        valeur={enrolements[code] ?? null}
        onValeur={(jour) => {
          const { [code]: _, ...autres } = enrolements
          fiche.changer('enrolements', jour === null ? autres : { ...autres, [code]: jour })
          void fiche.sauver()
        }}
      />
    </div>
  ))
}
