import { Button, FileButton, Group, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CHAMPS_PORTAIL, type ChampPortail, type ResultatRetour } from '#contract/retour.ts'
import { client, fichierVersChemin, orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import f from '../../components/saisie/formulaire.module.css'
import texte from '../../components/texte.module.css'
import { formatCompte } from '../../format.ts'
import { CHAMP_PORTAIL_LIBELLES } from '../../issues.ts'
import classes from './demandes.module.css'
import { ResultatLecture } from './ResultatLecture.tsx'

type Colonnes = Readonly<Record<string, ChampPortail | null>>

/** The portal's table, pasted or as a file: what it would change is shown before anything is written. */
export function Portail() {
  const [colle, setColle] = useState('')
  const [fichier, setFichier] = useState<{ nom: string; chemin: string } | null>(null)
  const [dispositif, setDispositif] = useState('')
  const [colonnes, setColonnes] = useState<Colonnes>({})
  const dispositifs = useQuery(orpc.dispositif.lister.queryOptions()).data ?? []

  const essayer = useMutation({
    mutationFn: (choix: Colonnes) => lire(choix, true),
  })
  const ecrire = useMutation({
    mutationFn: () => lire(colonnes, false),
    onSuccess: () => {
      setColle('')
      setFichier(null)
      setColonnes({})
      essayer.reset()
      return queryClient.invalidateQueries()
    },
  })
  const lire = (choix: Colonnes, essai: boolean): Promise<ResultatRetour> =>
    client.retour.portail({
      chemin: fichier?.chemin ?? null,
      colle: fichier === null ? colle : '',
      dispositif: dispositif === '' ? null : dispositif,
      colonnes: choix,
      essai,
    })
  const recevoir = useMutation({
    mutationFn: async (choisi: File) =>
      setFichier({ nom: choisi.name, chemin: await fichierVersChemin(choisi) }),
    onSuccess: () => {
      essayer.reset()
      ecrire.reset()
    },
  })
  const pret = fichier !== null || colle.trim() !== ''
  const essai = essayer.data
  const attribuer = (titre: string, champ: ChampPortail | null) => {
    const choix = { ...colonnes, [titre]: champ }
    setColonnes(choix)
    essayer.mutate(choix)
  }
  const changer = (texteColle: string) => {
    setColle(texteColle)
    essayer.reset()
    ecrire.reset()
  }
  return (
    <Panneau titre="Tableau du portail" compte="rien n’est écrit avant votre accord">
      <form
        className={texte.pile}
        onSubmit={(e) => {
          e.preventDefault()
          if (!pret || essayer.isPending || ecrire.isPending) return
          if (essai === undefined) essayer.mutate(colonnes)
          else if (essai.changees.length > 0 || essai.codesInconnus.length > 0) ecrire.mutate()
        }}
      >
        {fichier === null ? (
          <Textarea
            label="Lignes du tableau"
            description="Copiées sur le portail avec leurs titres, puis collées ici."
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            minRows={4}
            maxRows={12}
            autosize
            spellCheck={false}
            value={colle}
            onChange={(e) => changer(e.currentTarget.value)}
          />
        ) : (
          <p className={classes.bilan}>
            <strong className={texte.fort}>{fichier.nom}</strong>
            <Action
              onClick={() => {
                setFichier(null)
                essayer.reset()
              }}
            >
              Retirer
            </Action>
          </p>
        )}
        <div className={f.champs}>
          <NativeSelect
            className={f.demi ?? ''}
            label="Dispositif"
            value={dispositif}
            onChange={(e) => {
              setDispositif(e.currentTarget.value)
              essayer.reset()
            }}
            data={[
              { value: '', label: 'Tous' },
              ...dispositifs.map((d) => ({ value: d.code, label: d.code })),
            ]}
          />
        </div>
        <RefusMessage erreur={recevoir.error ?? essayer.error ?? ecrire.error} />
        {essai !== undefined && (
          <>
            <Colonnes resultat={essai} onChoix={attribuer} />
            <ResultatLecture resultat={essai} essai />
          </>
        )}
        {ecrire.data !== undefined && <ResultatLecture resultat={ecrire.data} />}
        <Group justify="flex-end" gap={8}>
          <FileButton
            accept=".csv,.txt,.tsv,.xlsx"
            onChange={(choisi) => choisi !== null && recevoir.mutate(choisi)}
          >
            {(props) => (
              <Button {...props} size="md">
                Choisir un fichier
              </Button>
            )}
          </FileButton>
          <Button
            size="md"
            type="submit"
            aria-disabled={!pret}
            loading={essayer.isPending || ecrire.isPending}
          >
            {essai === undefined
              ? 'Voir ce qui changerait'
              : essai.changees.length === 0
                ? 'Rien à enregistrer'
                : `Enregistrer ${formatCompte(essai.changees.length, 'changement')}`}
          </Button>
        </Group>
      </form>
    </Panneau>
  )
}

interface ColonnesProps {
  readonly resultat: ResultatRetour
  readonly onChoix: (titre: string, champ: ChampPortail | null) => void
}

/** What each column of the table was read as. */
function Colonnes({ resultat, onChoix }: ColonnesProps) {
  if (resultat.colonnes.length === 0) return null
  return (
    <fieldset className={classes.colonnes}>
      <legend>Colonnes lues</legend>
      {resultat.colonnes.map((c) => (
        <NativeSelect
          key={c.titre}
          size="xs"
          label={c.titre}
          value={c.champ ?? ''}
          onChange={(e) => onChoix(c.titre, (e.currentTarget.value || null) as ChampPortail | null)}
          data={[
            { value: '', label: 'ignorée' },
            ...CHAMPS_PORTAIL.map((champ) => ({ value: champ, label: CHAMP_PORTAIL_LIBELLES[champ] })),
          ]}
        />
      ))}
    </fieldset>
  )
}
