import { Button, FileButton, Group, Input } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Fournisseur } from '#domain/fournisseur.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import { RefusMessage } from '../../components/Refus.tsx'
import classes from './parametres.module.css'

/** Address of a file held in memory, freed with the screen. */
function useAdresse(fichier: File | null | undefined): string | null {
  const [adresse, setAdresse] = useState<string | null>(null)
  useEffect(() => {
    if (fichier === null || fichier === undefined) {
      setAdresse(null)
      return
    }
    const url = URL.createObjectURL(fichier)
    setAdresse(url)
    return () => URL.revokeObjectURL(url)
  }, [fichier])
  return adresse
}

/** The logo printed at the head of documents: PNG or JPEG, 2 MB at most. */
export function Logo({ fournisseur }: { readonly fournisseur: Fournisseur }) {
  const [erreur, setErreur] = useState<unknown>(null)
  const { data } = useQuery(
    orpc.fournisseur.lireLogo.queryOptions({
      input: { id: fournisseur.id },
      enabled: fournisseur.logo !== null,
    }),
  )
  const adresse = useAdresse(fournisseur.logo === null ? null : data)
  const poser = async (fichier: File | null) => {
    try {
      const chemin = fichier === null ? null : await fichierVersChemin(fichier)
      await client.fournisseur.definirLogo({ id: fournisseur.id, chemin })
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  return (
    <Input.Wrapper
      labelElement="div"
      label="Logo"
      description="PNG ou JPEG, 2 Mo au plus."
      inputWrapperOrder={['label', 'input', 'error', 'description']}
    >
      <div className={classes.logo}>
        {adresse === null ? (
          <IconPhoto size={24} stroke={1.5} aria-hidden />
        ) : (
          <img src={adresse} alt={`Logo de ${fournisseur.denomination}`} />
        )}
        <Group gap={8}>
          <FileButton accept="image/png,image/jpeg" onChange={(x) => x !== null && void poser(x)}>
            {(props) => (
              <Button {...props}>{fournisseur.logo === null ? 'Choisir un fichier' : 'Changer'}</Button>
            )}
          </FileButton>
          {fournisseur.logo !== null && <Button onClick={() => void poser(null)}>Retirer</Button>}
        </Group>
      </div>
      <RefusMessage erreur={erreur} />
    </Input.Wrapper>
  )
}
