import { Champ } from './Champ.tsx'
import f from './formulaire.module.css'
import type { FicheChamps } from './useFiche.ts'
import { aviserCodePostal, aviserMail, aviserTelephone, ecrireTelephone } from './verifications.ts'

interface Adresse {
  readonly lignes: string
  readonly codePostal: string
  readonly commune: string
}

/** Where a vendor or a client is. */
export function ChampsAdresse({ fiche }: { readonly fiche: FicheChamps<Adresse> }) {
  return (
    <>
      <Champ fiche={fiche} champ="lignes" label="Adresse" autoComplete="off" />
      <Champ
        className={f.tiers ?? ''}
        fiche={fiche}
        champ="codePostal"
        label="Code postal"
        avis={aviserCodePostal(fiche.valeurs.codePostal)}
        inputMode="numeric"
      />
      <Champ className={f.deuxTiers ?? ''} fiche={fiche} champ="commune" label="Commune" />
    </>
  )
}

interface Contact {
  readonly telephone: string
  readonly mail: string
}

/** How to reach a vendor or a client, as the portal reads it. */
export function ChampsContact({
  fiche,
  exemple,
}: {
  readonly fiche: FicheChamps<Contact>
  readonly exemple?: string
}) {
  return (
    <>
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="telephone"
        label="Téléphone"
        avis={aviserTelephone(fiche.valeurs.telephone)}
        ecrire={ecrireTelephone}
        inputMode="tel"
      />
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="mail"
        label="E-mail"
        avis={aviserMail(fiche.valeurs.mail)}
        inputMode="email"
        placeholder={exemple}
      />
    </>
  )
}
