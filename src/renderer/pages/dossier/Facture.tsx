import { Button, NativeSelect, Radio, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheFacture } from '#contract/reception.ts'
import { orpc, queryClient } from '../../api.ts'
import { Faits } from '../../components/Faits.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { Champ } from '../../components/saisie/Champ.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { AlerteFiche, EtatSaisie } from '../../components/saisie/EtatSaisie.tsx'
import f from '../../components/saisie/formulaire.module.css'
import type { Imprimable } from '../../emission/documents.ts'
import { formatJourOu, formatMontant } from '../../format.ts'
import { useJoindre } from '../../pieces/useJoindre.tsx'
import { type FormFacture, LIBELLES_FACTURE, useFacture } from './ficheFacture.ts'
import saisies from './saisies.module.css'

interface FactureProps {
  readonly fiche: FicheCommande
  readonly onApercu: (quoi: Imprimable) => void
  readonly onEmettre: (quoi: Imprimable) => void
}

/** The invoice: printed by Liasse, or the vendor's own with its facts recorded. */
export function Facture({ fiche, onApercu, onEmettre }: FactureProps) {
  const commandeId = fiche.resume.id
  const { data, error } = useQuery(orpc.facture.lire.queryOptions({ input: { commandeId } }))
  const [choix, setChoix] = useState<'liasse' | 'fournisseur' | null>(null)
  if (error !== null) return <RefusMessage erreur={error} />
  if (data === undefined) return null
  const imprimee = fiche.dossier.pieces.find(
    (p) => p.type === 'FACTURE' && p.etat === 'rattachee' && p.emiseParNous,
  )
  if (imprimee !== undefined && data.facture !== null) return <Emise lue={data} nom={imprimee.nom} />
  const externe = (choix ?? (data.facture?.externe === true ? 'fournisseur' : 'liasse')) === 'fournisseur'
  return (
    <Stack gap="lg">
      <Radio.Group
        label="Qui établit la facture"
        value={externe ? 'fournisseur' : 'liasse'}
        onChange={(v) => setChoix(v as 'liasse' | 'fournisseur')}
      >
        <Stack gap="sm" mt="xs">
          <Radio value="liasse" label="Liasse l’imprime, avec toutes les mentions demandées" />
          <Radio
            value="fournisseur"
            label="Votre logiciel de facturation : jointe au dossier, ses faits recopiés"
          />
        </Stack>
      </Radio.Group>
      {externe ? (
        <Externe key="fournisseur" lue={data} commandeId={commandeId} />
      ) : (
        <AImprimer key="liasse" lue={data} onApercu={onApercu} onEmettre={onEmettre} />
      )}
    </Stack>
  )
}

/** Printed and attached: it does not change any more, it is only taken back. */
function Emise({ lue, nom }: { readonly lue: FicheFacture; readonly nom: string }) {
  const retirer = useMutation(
    orpc.facture.retirer.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }),
  )
  const [sur, setSur] = useState(false)
  const { facture } = lue
  if (facture === null) return null
  return (
    <Stack gap="md">
      <Faits
        serre
        faits={[
          { libelle: LIBELLES_FACTURE.numero, valeur: facture.numero },
          { libelle: LIBELLES_FACTURE.date, valeur: formatJourOu(facture.date) },
          { libelle: LIBELLES_FACTURE.finaliseeLe, valeur: formatJourOu(facture.finaliseeLe) },
          { libelle: LIBELLES_FACTURE.client, valeur: facture.client },
          ...montants(facture),
          { libelle: 'Jointe', valeur: nom },
        ]}
      />
      <RefusMessage erreur={retirer.error} />
      {sur ? (
        <div className={saisies.confirmation} role="alert">
          <p>
            La facture {facture.numero} quitte le dossier et son numéro ne resservira pas. Établissez l’avoir
            dans votre comptabilité.
          </p>
          <Button onClick={() => setSur(false)}>La garder</Button>
          <Button
            onClick={() => retirer.mutate({ commandeId: lue.commandeId })}
            loading={retirer.isPending}
            data-autofocus
          >
            Retirer la facture {facture.numero}
          </Button>
        </div>
      ) : (
        <Button className={saisies.aGauche ?? ''} data-champ="numero" onClick={() => setSur(true)}>
          Retirer la facture
        </Button>
      )}
    </Stack>
  )
}

const montants = (f: Pick<FicheFacture['proposition'], 'ht' | 'tva' | 'ttc'>) => [
  {
    libelle: 'Montant',
    valeur:
      f.ht === null || f.ttc === null
        ? 'à chiffrer sur la commande'
        : `${formatMontant(f.ht)} HT + ${formatMontant(f.tva ?? 0)} de TVA = ${formatMontant(f.ttc)} TTC`,
  },
]

/** Number and day of the invoice to print; the rest comes from the order and its installation. */
function AImprimer({
  lue,
  onApercu,
  onEmettre,
}: Pick<FactureProps, 'onApercu' | 'onEmettre'> & { readonly lue: FicheFacture }) {
  const fiche = useFacture(lue, false)
  const { proposition } = lue
  return (
    <form
      className={saisies.pileChamps}
      aria-label="Facture à imprimer"
      onSubmit={(e) => {
        e.preventDefault()
        void fiche.sauver()
      }}
    >
      <AlerteFiche fiche={fiche} libelles={LIBELLES_FACTURE} />
      <div className={f.champs}>
        <Champ
          className={f.tiers ?? ''}
          fiche={fiche}
          champ="numero"
          label={LIBELLES_FACTURE.numero}
          placeholder={proposition.numero}
          description="Vide : le suivant."
        />
        <div className={f.tiers}>
          <Jour fiche={fiche} champ="date" description="Vide : le jour de l’émission." />
        </div>
        <div className={f.tiers}>
          <Jour
            fiche={fiche}
            champ="finaliseeLe"
            description={`Vide : ${formatJourOu(proposition.finaliseeLe, 'le jour de l’installation')}.`}
          />
        </div>
        <Champ
          fiche={fiche}
          champ="client"
          label={LIBELLES_FACTURE.client}
          placeholder={proposition.client}
          description="Vide : le nom donné à l’avance."
        />
      </div>
      <Faits serre faits={montants(proposition)} />
      <div className={saisies.boutons}>
        <EtatSaisie fiche={fiche} />
        <Button size="md" onClick={() => void fiche.sauver().then((ok) => ok && onApercu('facture'))}>
          Aperçu
        </Button>
        <Button size="md" onClick={() => void fiche.sauver().then((ok) => ok && onEmettre('facture'))}>
          Émettre la facture
        </Button>
      </div>
    </form>
  )
}

function Jour({
  fiche,
  champ,
  description,
}: {
  readonly fiche: ReturnType<typeof useFacture>
  readonly champ: 'date' | 'finaliseeLe'
  readonly description?: string
}) {
  return (
    <ChampJour
      label={LIBELLES_FACTURE[champ]}
      description={description}
      data-champ={champ}
      valeur={fiche.valeurs[champ]}
      error={fiche.erreurs[champ]}
      onValeur={(jour) => {
        fiche.changer(champ, jour)
        fiche.quitter()
      }}
    />
  )
}

const OUI_NON = [
  { value: '', label: 'pas encore regardé' },
  { value: 'oui', label: 'oui, elle y est' },
  { value: 'non', label: 'non' },
]

/** What the vendor's own invoice says, copied from it. */
function Externe({ lue, commandeId }: { readonly lue: FicheFacture; readonly commandeId: number }) {
  const fiche = useFacture(lue, true)
  const { joindre, element } = useJoindre()
  const ouiNon = (champ: 'lignePrestation' | 'mentionEtat') => (
    <NativeSelect
      className={f.demi ?? ''}
      label={LIBELLES_FACTURE[champ]}
      data-champ={champ}
      value={fiche.valeurs[champ] === null ? '' : fiche.valeurs[champ] ? 'oui' : 'non'}
      onChange={(e) => {
        const v = e.currentTarget.value
        fiche.changer(champ, v === '' ? null : v === 'oui')
        fiche.quitter()
      }}
      data={OUI_NON}
    />
  )
  const montant = (champ: keyof FormFacture & ('ht' | 'tva' | 'ttc')) => (
    <Champ
      className={f.tiers ?? ''}
      fiche={fiche}
      champ={champ}
      label={LIBELLES_FACTURE[champ]}
      placeholder={lue.proposition[champ] === null ? undefined : formatMontant(lue.proposition[champ] ?? 0)}
    />
  )
  return (
    <form
      className={saisies.pileChamps}
      aria-label="Facture du fournisseur"
      onSubmit={(e) => {
        e.preventDefault()
        void fiche.sauver()
      }}
    >
      <AlerteFiche fiche={fiche} libelles={LIBELLES_FACTURE} />
      <div className={f.champs}>
        <Champ className={f.tiers ?? ''} fiche={fiche} champ="numero" label={LIBELLES_FACTURE.numero} />
        <div className={f.tiers}>
          <Jour fiche={fiche} champ="date" />
        </div>
        <div className={f.tiers}>
          <Jour fiche={fiche} champ="finaliseeLe" />
        </div>
        <Champ
          fiche={fiche}
          champ="client"
          label={LIBELLES_FACTURE.client}
          placeholder={lue.proposition.client}
          description="Tel qu’il est écrit : un autre nom qu’à l’avance fait attendre un avenant."
        />
        {montant('ht')}
        {montant('tva')}
        {montant('ttc')}
        {ouiNon('lignePrestation')}
        {ouiNon('mentionEtat')}
      </div>
      <div className={saisies.boutons}>
        <EtatSaisie fiche={fiche} />
        <Button size="md" onClick={() => joindre(commandeId, 'FACTURE')}>
          Joindre la facture
        </Button>
      </div>
      {element}
    </form>
  )
}
