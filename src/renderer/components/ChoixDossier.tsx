import { Button, Group, TextInput } from '@mantine/core'
import { IconFolder } from '@tabler/icons-react'
import { client } from '../api.ts'
import { useEtatSysteme } from '../etat.ts'

interface ChoixDossierProps {
  readonly libelle: string
  readonly valeur: string
  readonly onChange: (chemin: string) => void
}

/** A folder of this machine: typed, or chosen in the host's dialog when it has one. */
export function ChoixDossier({ libelle, valeur, onChange }: ChoixDossierProps) {
  const dialogue = useEtatSysteme()?.capacites.choisirDossier === true
  const choose = async () => {
    const choisi = await client.systeme.choisirDossier({ titre: libelle })
    if (choisi !== null) onChange(choisi)
  }
  return (
    <Group align="end" gap="sm" wrap="nowrap">
      <TextInput
        label={libelle}
        value={valeur}
        onChange={(e) => onChange(e.currentTarget.value)}
        flex={1}
        spellCheck={false}
      />
      {dialogue && (
        <Button
          size="md"
          leftSection={<IconFolder size={16} stroke={1.75} aria-hidden />}
          onClick={() => void choose()}
        >
          Choisir
        </Button>
      )}
    </Group>
  )
}
