import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Jour } from '#domain/dates.ts'
import { parseMontant } from '#domain/montant.ts'
import { client } from '../../api.ts'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import f from '../../components/saisie/formulaire.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { FUTUR, useFutur } from '../../remedes/FaitsSignature.tsx'
import { Formulaire, useRemede } from '../../remedes/Formulaire.tsx'

interface Props {
  readonly ouvert: boolean
  readonly onFermer: () => void
}

/** A payment typed by hand; the statement that has it later takes its place. */
export function SaisieReglement({ ouvert, onFermer }: Props) {
  return (
    <Modal opened={ouvert} onClose={onFermer} title="Saisir un règlement">
      <Saisie onFermer={onFermer} />
    </Modal>
  )
}

function Saisie({ onFermer }: { readonly onFermer: () => void }) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [date, setDate] = useState<Jour | null>(aujourdhui)
  const [montant, setMontant] = useState('')
  const [libelle, setLibelle] = useState('')
  const [reference, setReference] = useState('')
  const futur = useFutur(date)
  const lu = parseMontant(montant)
  const illisible = montant.trim() !== '' && (lu === null || lu === 0)
  const pret = date !== null && !futur && lu !== null && lu > 0
  const remede = useRemede(async () => {
    if (date !== null && lu !== null) await client.reglement.saisir({ date, montant: lu, libelle, reference })
    return ''
  }, onFermer)
  return (
    <Formulaire remede={remede} pret={pret} bouton="Enregistrer">
      <div className={f.champs}>
        <div className={f.demi}>
          <ChampJour
            label="Reçu le"
            valeur={date}
            onValeur={setDate}
            error={futur ? FUTUR : undefined}
            required
          />
        </div>
        <TextInput
          className={f.demi ?? ''}
          label="Montant"
          value={montant}
          onChange={(e) => setMontant(e.currentTarget.value)}
          error={illisible ? 'Montant illisible : écrivez 108,00.' : undefined}
          required
          data-autofocus
        />
        <TextInput
          label="Libellé du virement"
          value={libelle}
          maxLength={500}
          onChange={(e) => setLibelle(e.currentTarget.value)}
        />
        <TextInput
          label="Référence"
          value={reference}
          maxLength={500}
          onChange={(e) => setReference(e.currentTarget.value)}
        />
      </div>
    </Formulaire>
  )
}
