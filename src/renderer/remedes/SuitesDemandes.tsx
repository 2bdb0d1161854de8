import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ISSUES, type Issue } from '#contract/retour.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { formatJour, type Jour } from '#domain/dates.ts'
import { parseMontant } from '#domain/montant.ts'
import { client } from '../api.ts'
import { ChampJour } from '../components/saisie/ChampJour.tsx'
import f from '../components/saisie/formulaire.module.css'
import { useEtatSysteme } from '../etat.ts'
import { formatCompte } from '../format.ts'
import { AVEC_MOTIF, ISSUE_LIBELLES } from '../issues.ts'
import { FUTUR, useFutur } from './FaitsSignature.tsx'
import { Formulaire, type RemedeProps, useRemede } from './Formulaire.tsx'

interface SuiteProps extends RemedeProps {
  readonly type: TypeDemande
}

/** What the portal shows of several requests, recorded by hand: all of them, or none. */
export function NoterIssueGroupe({
  commandeIds,
  type,
  seulement = ISSUES,
  onFait,
}: SuiteProps & { readonly seulement?: readonly Issue[] }) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [issue, setIssue] = useState<Issue>(seulement[0] ?? 'validee')
  const [le, setLe] = useState<Jour | null>(aujourdhui)
  const [motif, setMotif] = useState('')
  const [montant, setMontant] = useState('')
  const futur = useFutur(le)
  const avecMotif = AVEC_MOTIF.has(issue)
  const lu = montant.trim() === '' ? null : parseMontant(montant)
  const illisible = issue === 'payee' && montant.trim() !== '' && lu === null
  const motifRequis = issue === 'a_corriger' || issue === 'incomplete'
  const pret = le !== null && !futur && !illisible && (!motifRequis || motif.trim() !== '')
  const n = commandeIds.length
  const remede = useRemede(async () => {
    if (le === null) return ''
    const r = await client.retour.noter({
      commandeIds: [...commandeIds],
      type,
      issue,
      le,
      motif: avecMotif ? motif.trim() : '',
      montant: issue === 'payee' ? lu : null,
    })
    return `${formatCompte(r.demandes, 'demande notée', 'demandes notées')} « ${ISSUE_LIBELLES[issue].toLowerCase()} »`
  }, onFait)
  return (
    <Formulaire remede={remede} pret={pret} bouton={`Noter, ${formatCompte(n, type)}`}>
      <div className={f.champs}>
        <NativeSelect
          className={f.demi ?? ''}
          label="Ce que montre le portail"
          value={issue}
          onChange={(e) => setIssue(e.currentTarget.value as Issue)}
          data={seulement.map((i) => ({ value: i, label: ISSUE_LIBELLES[i] }))}
        />
        <div className={f.demi}>
          <ChampJour
            label={issue === 'payee' ? 'Payée le' : 'Le'}
            valeur={le}
            onValeur={setLe}
            error={futur ? FUTUR : undefined}
          />
        </div>
        {avecMotif && (
          <TextInput
            label="Motif, dans les mots de l’agence"
            value={motif}
            maxLength={500}
            onChange={(e) => setMotif(e.currentTarget.value)}
            required={motifRequis}
          />
        )}
        {issue === 'payee' && (
          <TextInput
            label="Montant payé pour chacune"
            description="Vide : la part demandée."
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            value={montant}
            onChange={(e) => setMontant(e.currentTarget.value)}
            error={illisible ? 'Montant illisible : écrivez 108,00.' : undefined}
          />
        )}
      </div>
    </Formulaire>
  )
}

/** A refusal is contested with the agency, on a day, with what it was told. */
export function ContesterGroupe({ commandeIds, onFait }: RemedeProps) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [le, setLe] = useState<Jour | null>(aujourdhui)
  const [motif, setMotif] = useState('')
  const futur = useFutur(le)
  const remede = useRemede(async () => {
    if (le === null) return ''
    const r = await client.retour.contester({ commandeIds: [...commandeIds], le, motif: motif.trim() })
    return [
      formatCompte(r.demandes, 'refus contesté', 'refus contestés'),
      ...r.horsDelai.map((h) => `${h.numero} hors délai depuis le ${formatJour(h.limite)}`),
    ].join(' · ')
  }, onFait)
  return (
    <Formulaire
      remede={remede}
      pret={le !== null && !futur}
      bouton={`Noter la contestation, ${formatCompte(commandeIds.length, 'commande')}`}
    >
      <p className={f.aide}>
        Elle se fait auprès de l’agence, dans son délai ; l’agence décide ensuite à nouveau.
      </p>
      <div className={f.champs}>
        <div className={f.demi}>
          <ChampJour label="Contesté le" valeur={le} onValeur={setLe} error={futur ? FUTUR : undefined} />
        </div>
        <TextInput
          className={f.demi ?? ''}
          label="Ce qui est dit à l’agence (facultatif)"
          value={motif}
          maxLength={500}
          onChange={(e) => setMotif(e.currentTarget.value)}
        />
      </div>
    </Formulaire>
  )
}

/** A refused request is taken back, to go out again in a new file once mended. */
export function ReprendreGroupe({ commandeIds, type, onFait }: SuiteProps) {
  const [motif, setMotif] = useState('')
  const remede = useRemede(async () => {
    const r = await client.retour.reprendre({ commandeIds: [...commandeIds], type, motif: motif.trim() })
    return formatCompte(r.demandes, 'demande à refaire', 'demandes à refaire')
  }, onFait)
  return (
    <Formulaire
      remede={remede}
      pret
      bouton={`Refaire la demande, ${formatCompte(commandeIds.length, 'commande')}`}
    >
      <p className={f.aide}>
        La demande refusée reste à l’historique ; corrigée, elle repart dans un nouveau fichier.
      </p>
      <TextInput
        label="Ce qui change (facultatif)"
        value={motif}
        maxLength={500}
        onChange={(e) => setMotif(e.currentTarget.value)}
      />
    </Formulaire>
  )
}
