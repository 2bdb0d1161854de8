import { NativeSelect, Radio } from '@mantine/core'
import { formatSiret } from '#domain/identifiants.ts'
import { parseTaux } from '#domain/montant.ts'
import { Champ } from '../../components/saisie/Champ.tsx'
import { ChampsAdresse, ChampsContact } from '../../components/saisie/ChampsCoordonnees.tsx'
import { AlerteFiche } from '../../components/saisie/EtatSaisie.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Fiche } from '../../components/saisie/useFiche.ts'
import { aviserIdentifiant } from '../../components/saisie/verifications.ts'
import { type FormFournisseur, LIBELLES_FOURNISSEUR } from './ficheFournisseur.ts'

const TAUX = ['20 %', '8,5 %', '10 %', '5,5 %', '2,1 %'] as const

interface Props {
  readonly fiche: Fiche<FormFournisseur>
  readonly premier?: boolean
}

/** Identity, VAT and signatory of a vendor: the same fields on the first start and in the settings. */
export function ChampsSociete({ fiche, premier = false }: Props) {
  const { valeurs, changer, sauver } = fiche
  const taux = TAUX.some((t) => t === valeurs.tauxTva) ? TAUX : [valeurs.tauxTva, ...TAUX]
  return (
    <div className={f.champs}>
      <AlerteFiche fiche={fiche} libelles={LIBELLES_FOURNISSEUR} />
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="siret"
        label={LIBELLES_FOURNISSEUR.siret}
        avis={aviserIdentifiant('SIRET', valeurs.siret)}
        ecrire={(s) => formatSiret(s.replace(/\s/g, ''))}
        inputMode="numeric"
        required
        withAsterisk={false}
        {...(premier ? { 'data-autofocus': true, autoFocus: true } : {})}
      />
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="denomination"
        label={LIBELLES_FOURNISSEUR.denomination}
        description="Celle de votre enrôlement."
        required
        withAsterisk={false}
      />
      <ChampsAdresse fiche={fiche} />

      <h3 className={`${f.sousTitre} ${f.separe}`}>TVA</h3>
      <Radio.Group
        className={f.demi ?? ''}
        label={LIBELLES_FOURNISSEUR.assujettiTva}
        value={valeurs.assujettiTva ? 'oui' : 'non'}
        onChange={(v) => {
          changer('assujettiTva', v === 'oui')
          if (v === 'oui' && parseTaux(valeurs.tauxTva) === 0) changer('tauxTva', TAUX[0])
          void sauver()
        }}
      >
        <div style={{ display: 'flex', gap: 'var(--sp-6)', paddingTop: 'var(--sp-3)' }}>
          <Radio value="oui" label="Oui" />
          <Radio value="non" label="Non, montants HT" />
        </div>
      </Radio.Group>
      <NativeSelect
        className={f.demi ?? ''}
        label={LIBELLES_FOURNISSEUR.tauxTva}
        description="Outre-mer : le taux du territoire est proposé à la commande."
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        disabled={!valeurs.assujettiTva}
        data={[...taux]}
        value={valeurs.tauxTva}
        onChange={(e) => {
          changer('tauxTva', e.currentTarget.value)
          void sauver()
        }}
      />

      <h3 className={`${f.sousTitre} ${f.separe}`}>Signataire</h3>
      <Champ
        className={f.demi ?? ''}
        fiche={fiche}
        champ="nom"
        label="Nom et prénom"
        description="La personne qui engage la société."
      />
      <Champ className={f.demi ?? ''} fiche={fiche} champ="qualite" label={LIBELLES_FOURNISSEUR.qualite} />
      <ChampsContact fiche={fiche} exemple="contact@votre-societe.fr" />
    </div>
  )
}
