import { Button, Checkbox, FileButton, Group, NativeSelect, Stack } from '@mantine/core'
import { IconFiles, IconFolder } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { TYPES_SIGNES, type TypePiece } from '#domain/commande.ts'
import f from '../components/saisie/formulaire.module.css'
import { formatCompte } from '../format.ts'
import { TYPE_PIECE_LIBELLES } from '../libelles.ts'
import { ACCEPTE_PIECES } from '../pieces/formats.ts'
import type { SignatureDepot } from '../pieces/useRattachement.ts'
import { FAITS_INITIAUX, FaitsSignature, useFutur } from '../remedes/FaitsSignature.tsx'

interface Props {
  readonly initiaux: readonly File[]
  /** Files for one order: chosen already. */
  readonly fige: boolean
  readonly type: TypePiece
  readonly onDeposer: (fichiers: readonly File[], type: TypePiece, signature: SignatureDepot | null) => void
  readonly onFermer: () => void
}

const EXTENSIONS = ACCEPTE_PIECES.split(',')
const isPiece = (f: File) => EXTENSIONS.some((e) => f.name.toLowerCase().endsWith(e))

/** Before pieces are received: which ones, and what is true of the signature of all of them. */
export function DemandeDepot({ initiaux, fige, type: prevu, onDeposer, onFermer }: Props) {
  const [fichiers, setFichiers] = useState(initiaux)
  const [type, setType] = useState(prevu)
  const [faits, setFaits] = useState(FAITS_INITIAUX)
  const [parClient, setParClient] = useState(true)
  const dossier = useRef<HTMLInputElement>(null)
  const n = fichiers.length
  const futur = useFutur(faits.date)
  const pret = n > 0 && !futur
  const signee = TYPES_SIGNES.some((t) => t === type)
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        if (pret)
          onDeposer(
            fichiers,
            type,
            !signee || faits.date === null
              ? null
              : { signeeLe: faits.date, parClient: parClient ? faits.nature : null },
          )
      }}
    >
      <Stack gap="md">
        <p role="status" style={{ margin: 0 }}>
          <strong>{n === 0 ? 'Aucun fichier choisi' : formatCompte(n, 'fichier')}</strong>
          {n > 0 && ` : ${noms(fichiers)}`}
        </p>
        {!fige && (
          <Group gap="sm">
            <FileButton multiple accept={ACCEPTE_PIECES} onChange={(f) => f.length > 0 && setFichiers(f)}>
              {(props) => (
                <Button {...props} leftSection={<IconFiles size={16} stroke={1.75} aria-hidden />}>
                  Choisir des fichiers
                </Button>
              )}
            </FileButton>
            <Button
              leftSection={<IconFolder size={16} stroke={1.75} aria-hidden />}
              onClick={() => dossier.current?.click()}
            >
              Choisir un dossier
            </Button>
            <input
              ref={(e) => {
                dossier.current = e
                e?.setAttribute('webkitdirectory', '')
              }}
              type="file"
              hidden
              aria-label="Dossier de pièces"
              onChange={(e) => setFichiers([...(e.currentTarget.files ?? [])].filter(isPiece))}
            />
          </Group>
        )}
        <NativeSelect
          label="Nature des pièces"
          value={type}
          onChange={(e) => setType(e.currentTarget.value as TypePiece)}
          data={Object.entries(TYPE_PIECE_LIBELLES).map(([value, label]) => ({ value, label }))}
        />
        {signee && (
          <>
            <FaitsSignature
              faits={faits}
              onFaits={setFaits}
              siVide="Vide si les jours diffèrent, ou si la signature électronique le dit."
            />
            <Checkbox
              label={
                type === 'MOM'
                  ? 'Signées par le responsable du fournisseur'
                  : 'Signés par le client lui-même, ou son représentant'
              }
              checked={parClient}
              onChange={(e) => setParClient(e.currentTarget.checked)}
            />
          </>
        )}
        {!fige && (
          <p className={f.aide}>Chaque fichier est rattaché à la commande dont il porte le numéro.</p>
        )}
        <Group justify="flex-end" gap="sm">
          <Button size="md" onClick={onFermer}>
            Annuler
          </Button>
          <Button size="md" variant="filled" type="submit" aria-disabled={!pret} data-autofocus>
            {n < 2 ? 'Joindre le fichier' : `Joindre les ${formatCompte(n, 'fichier')}`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function noms(fichiers: readonly File[]): string {
  const premiers = fichiers.slice(0, 3).map((f) => f.name)
  return premiers.join(', ') + (fichiers.length > 3 ? '…' : '')
}
