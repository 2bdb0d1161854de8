import { Checkbox, Radio, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { TYPES_SIGNES } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { parseMontant } from '#domain/montant.ts'
import { client } from '../api.ts'
import { ChampJour } from '../components/saisie/ChampJour.tsx'
import f from '../components/saisie/formulaire.module.css'
import { useEtatSysteme } from '../etat.ts'
import { formatCompte } from '../format.ts'
import { FAITS_INITIAUX, FaitsSignature, useFutur } from './FaitsSignature.tsx'
import { Formulaire, type RemedeProps, useRemede } from './Formulaire.tsx'

type TypeSigne = (typeof TYPES_SIGNES)[number]

/** The document of several orders was signed that day, by their client or, for a MOM, by the vendor. */
export function SignerGroupe({
  commandeIds,
  type = 'BDC',
  onFait,
}: RemedeProps & { readonly type?: TypeSigne }) {
  const [faits, setFaits] = useState(FAITS_INITIAUX)
  const { date, nature } = faits
  const futur = useFutur(date)
  const remede = useRemede(async () => {
    if (date === null) return ''
    const r = await client.piece.signerPlusieurs({ commandeIds: [...commandeIds], type, date, nature })
    return [
      formatCompte(r.signees, 'signature notée', 'signatures notées'),
      r.gardees > 0 && `${formatCompte(r.gardees, 'déjà complète', 'déjà complètes')}, inchangées`,
      r.sansPiece.length > 0 &&
        `sans ${type} joint : ${r.sansPiece.slice(0, 5).join(', ')}${r.sansPiece.length > 5 ? '…' : ''}`,
    ]
      .filter(Boolean)
      .join(' · ')
  }, onFait)
  return (
    <Formulaire
      remede={remede}
      pret={date !== null && !futur}
      bouton={`Noter la signature, ${formatCompte(commandeIds.length, 'commande')}`}
    >
      <p className={f.aide}>
        {type === 'MOM'
          ? 'Le signataire noté est le responsable du fournisseur.'
          : 'Le signataire noté est le client lui-même, ou son représentant.'}{' '}
        Une signature déjà complète n’est pas changée.
      </p>
      <FaitsSignature faits={faits} onFaits={setFaits} />
    </Formulaire>
  )
}

/** Aid already received by the clients of several orders: none, or the same amount for each. */
export function DeclarerGroupe({ commandeIds, onFait }: RemedeProps) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const [choix, setChoix] = useState<'aucune' | 'montant'>('aucune')
  const [texte, setTexte] = useState('')
  const [le, setLe] = useState<Jour | null>(aujourdhui)
  const [source, setSource] = useState('')
  const lu = choix === 'aucune' ? 0 : texte.trim() === '' ? null : parseMontant(texte)
  const futur = useFutur(le)
  const remede = useRemede(async () => {
    if (lu === null || le === null) return ''
    const r = await client.client.declarerAides({ commandeIds: [...commandeIds], montant: lu, le, source })
    return [
      formatCompte(r.declares, 'déclaration notée', 'déclarations notées'),
      r.dejaDeclares > 0 && `${formatCompte(r.dejaDeclares, 'client avait', 'clients avaient')} déjà déclaré`,
    ]
      .filter(Boolean)
      .join(' · ')
  }, onFait)
  return (
    <Formulaire
      remede={remede}
      pret={lu !== null && le !== null && !futur}
      bouton={`Déclarer, ${formatCompte(commandeIds.length, 'commande')}`}
    >
      <p className={f.aide}>Un client qui a déjà déclaré n’est pas changé.</p>
      <Radio.Group
        label="Aides de minimis déjà reçues par chaque client"
        value={choix}
        onChange={(c) => setChoix(c as typeof choix)}
      >
        <Stack gap="sm" mt="xs">
          <Radio value="aucune" label="Aucune" />
          <Radio value="montant" label="Le même montant pour chacun" />
        </Stack>
      </Radio.Group>
      <div className={f.champs}>
        {choix === 'montant' && (
          <TextInput
            label="Montant"
            placeholder="1 200,00 €"
            value={texte}
            onChange={(e) => setTexte(e.currentTarget.value)}
            error={texte.trim() !== '' && lu === null ? 'Montant illisible : écrivez 1 200,00.' : undefined}
          />
        )}
        <div className={f.demi}>
          <ChampJour
            label="Déclaration du"
            valeur={le}
            onValeur={setLe}
            error={futur ? 'Ce jour n’est pas encore venu.' : undefined}
          />
        </div>
        <TextInput
          className={f.demi ?? ''}
          label="Source (facultatif)"
          placeholder="Courriel du client"
          value={source}
          onChange={(e) => setSource(e.currentTarget.value)}
        />
      </div>
    </Formulaire>
  )
}

interface AttesterProps extends RemedeProps {
  /** What can be attested; ticked by the person when there are several. */
  readonly choix: readonly { readonly code: string; readonly libelle: string }[]
}

/** Dated attestations for several orders, said by the person. */
export function AttesterGroupe({ commandeIds, choix, onFait }: AttesterProps) {
  const aujourdhui = useEtatSysteme()?.aujourdhui ?? null
  const seule = choix.length === 1 ? choix[0] : undefined
  const [cochees, setCochees] = useState<readonly string[]>([])
  const [le, setLe] = useState<Jour | null>(aujourdhui)
  const [commentaire, setCommentaire] = useState('')
  const codes = seule === undefined ? cochees : [seule.code]
  const futur = useFutur(le)
  const n = commandeIds.length
  const remede = useRemede(async () => {
    let posees = 0
    if (le !== null)
      for (const code of codes) {
        const r = await client.commande.attester({ code, commandeIds: [...commandeIds], le, commentaire })
        posees += r.posees
      }
    return formatCompte(posees, 'attestation notée', 'attestations notées')
  }, onFait)
  return (
    <Formulaire
      remede={remede}
      pret={codes.length > 0 && le !== null && !futur}
      bouton={n === 1 ? 'Attester pour la commande' : `Attester pour les ${formatCompte(n, 'commande')}`}
    >
      <p className={f.aide}>
        Aucune donnée ne peut le dire à votre place : attestez-le pour{' '}
        {n === 1 ? 'cette commande' : `ces ${formatCompte(n, 'commande')}`}, si vous l’avez vérifié.
      </p>
      {seule === undefined && (
        <Checkbox.Group label="J’atteste" value={[...cochees]} onChange={setCochees}>
          <Stack gap="sm" mt="xs">
            {choix.map((c) => (
              <Checkbox key={c.code} value={c.code} label={c.libelle} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <div className={f.champs}>
        <div className={f.tiers}>
          <ChampJour
            label="Vérifié le"
            valeur={le}
            onValeur={setLe}
            error={
              le === null ? 'Le jour est attendu.' : futur ? 'Ce jour n’est pas encore venu.' : undefined
            }
          />
        </div>
        <TextInput
          className={f.deuxTiers ?? ''}
          label="Comment (facultatif)"
          value={commentaire}
          onChange={(e) => setCommentaire(e.currentTarget.value)}
        />
      </div>
    </Formulaire>
  )
}
