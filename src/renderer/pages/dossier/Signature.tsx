import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { FicheCommande } from '#contract/commande.ts'
import { NATURES_SIGNATURE, type NatureSignature, type Piece } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { nomComplet } from '#domain/tiers.ts'
import { orpc, queryClient } from '../../api.ts'
import { RefusMessage } from '../../components/Refus.tsx'
import { ChampJour } from '../../components/saisie/ChampJour.tsx'
import { formatJourOu } from '../../format.ts'
import styles from './dossier.module.css'

interface SignatureProps {
  readonly piece: Piece
  readonly fiche: FicheCommande
  readonly aujourdhui: Jour
  readonly onFini: () => void
}

/** Who signed, when, how: as read on the piece. What the file itself says is shown above. */
export function Signature({ piece, fiche, aujourdhui, onFini }: SignatureProps) {
  const declaree = piece.signatures.find((s) => s.origine === 'declaree')
  const pdf = piece.signatures.filter((s) => s.origine === 'pdf')
  const client = fiche.dossier.participations.find((p) => p.role === 'client')
  const propose =
    declaree?.signataire ||
    pdf[0]?.signataire ||
    (piece.type === 'MOM' ? fiche.dossier.fournisseur.responsable.nom : client?.representant?.nom) ||
    (client === undefined ? '' : nomComplet(client.tiers))
  const [signataire, setSignataire] = useState(propose)
  const [date, setDate] = useState<Jour | null>(declaree?.date ?? pdf[0]?.date ?? null)
  const [nature, setNature] = useState<NatureSignature>(
    declaree?.nature ?? (pdf.length > 0 ? 'eidas' : 'manuscrite'),
  )
  const formulaire = useRef<HTMLFormElement>(null)
  useEffect(() => {
    formulaire.current?.scrollIntoView({ block: 'nearest' })
    formulaire.current?.querySelector('input')?.focus()
  }, [])
  const signer = useMutation(
    orpc.piece.signer.mutationOptions({
      onSuccess: () => {
        onFini()
        return queryClient.invalidateQueries()
      },
    }),
  )
  const futur = date !== null && date > aujourdhui
  return (
    <form
      ref={formulaire}
      className={styles.signature}
      aria-label={`Signature de ${piece.nom}`}
      onSubmit={(e) => {
        e.preventDefault()
        if (!futur) signer.mutate({ pieceId: piece.id, signataire: signataire.trim(), date, nature })
      }}
    >
      {pdf.map((s) => (
        <p key={s.id} className={styles.sous} style={{ margin: 0 }}>
          Trouvée dans le fichier : {s.signataire || 'signataire non nommé'},{' '}
          {formatJourOu(s.date, 'sans date')},{' '}
          {s.couvreTout === true ? 'couvre tout le fichier' : 'ne couvre pas tout le fichier'}.
        </p>
      ))}
      <RefusMessage erreur={signer.error} />
      <TextInput
        label="Signataire"
        value={signataire}
        onChange={(e) => setSignataire(e.currentTarget.value)}
      />
      <ChampJour
        label="Signé le"
        valeur={date}
        onValeur={setDate}
        error={futur ? 'Ce jour n’est pas encore venu.' : undefined}
      />
      <NativeSelect
        label="Nature"
        value={nature}
        onChange={(e) => setNature(e.currentTarget.value as NatureSignature)}
        data={Object.entries(NATURES_SIGNATURE).map(([value, label]) => ({ value, label }))}
      />
      <Group justify="flex-end" gap="sm">
        <Button onClick={onFini}>Fermer</Button>
        <Button type="submit" aria-disabled={futur}>
          Enregistrer la signature
        </Button>
      </Group>
    </form>
  )
}
