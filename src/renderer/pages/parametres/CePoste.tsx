import {
  Button,
  type MantineColorScheme,
  SegmentedControl,
  Switch,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core'
import { useState } from 'react'
import type { EtatSysteme } from '#contract/systeme.ts'
import { jourParis } from '#domain/dates.ts'
import { client, queryClient } from '../../api.ts'
import { OuvrirDemonstration } from '../../components/Demonstration.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { Faits } from '../../components/Faits.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import { formatHeure, formatJour, formatTaille } from '../../format.ts'
import { usePreferences } from '../../state/preferences.ts'
import classes from './parametres.module.css'

/** The last copy of the register, where copies are, and one more now. */
export function Sauvegardes({ etat }: { readonly etat: EtatSysteme }) {
  const [erreur, setErreur] = useState<unknown>(null)
  const [enCours, setEnCours] = useState(false)
  const { derniere, taille, dossier, aJour } = etat.sauvegarde
  const duJour = derniere !== null && jourParis(derniere) === etat.aujourdhui
  const sauvegarder = async () => {
    setEnCours(true)
    try {
      await client.systeme.sauvegarder()
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
    setEnCours(false)
  }
  return (
    <Panneau
      titre="Sauvegardes"
      droite={
        aJour ? (
          <EtatChip aspect="ok">à jour</EtatChip>
        ) : (
          derniere !== null && <EtatChip aspect="attention">modifié depuis</EtatChip>
        )
      }
    >
      <div className={texte.pile}>
        <Faits
          serre
          faits={[
            {
              libelle: 'Dernière',
              valeur:
                derniere === null
                  ? 'aucune encore'
                  : `${duJour ? 'aujourd’hui' : formatJour(jourParis(derniere))} à ${formatHeure(derniere)}`,
              droite: taille === null ? undefined : formatTaille(taille),
            },
            { libelle: 'Dossier', valeur: <code className={classes.chemin}>{dossier}</code> },
          ]}
        />
        <div className={classes.boutons}>
          <Button onClick={() => void sauvegarder()} loading={enCours}>
            Sauvegarder
          </Button>
          {etat.capacites.ouvrirDossier && (
            <Button onClick={() => void client.systeme.ouvrirDossier({ chemin: dossier }).catch(setErreur)}>
              Ouvrir le dossier
            </Button>
          )}
        </div>
        <RefusMessage erreur={erreur} />
      </div>
    </Panneau>
  )
}

/** Who writes in the journal from here. */
export function Personnes({ etat }: { readonly etat: EtatSysteme }) {
  const [nom, setNom] = useState(etat.utilisateur)
  const [erreur, setErreur] = useState<unknown>(null)
  const nommer = async () => {
    const propre = nom.trim()
    if (propre === '' || propre === etat.utilisateur) return
    try {
      await client.systeme.nommerUtilisateur({ nom: propre })
      setErreur(null)
      await queryClient.invalidateQueries()
    } catch (e) {
      setErreur(e)
    }
  }
  return (
    <Panneau titre="Personnes" compte="un nom, pour le journal" rembourrage={false}>
      <form
        className={classes.bloc}
        onSubmit={(e) => {
          e.preventDefault()
          void nommer()
        }}
      >
        <TextInput
          label="Vous, sur ce poste"
          description="Écrit au journal à côté de chaque changement."
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          value={nom}
          onChange={(e) => setNom(e.currentTarget.value)}
          onBlur={() => void nommer()}
          autoComplete="name"
        />
        <RefusMessage erreur={erreur} />
      </form>
      <div className={classes.reglage}>
        <span>Journal de tous les changements</span>
        <Exporter listes={[{ libelle: 'Le journal', demande: { liste: 'journal' } }]} />
      </div>
    </Panneau>
  )
}

const APPARENCES: readonly { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'Système' },
  { value: 'light', label: 'Clair' },
  { value: 'dark', label: 'Sombre' },
]

/** What this workstation remembers of the interface, and where the register is. */
export function CePoste({ etat }: { readonly etat: EtatSysteme }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { lignes, lettres, set } = usePreferences()
  return (
    <Panneau titre="Ce poste" rembourrage={false}>
      <div className={classes.reglage}>
        <span id="apparence">Apparence</span>
        <SegmentedControl
          aria-labelledby="apparence"
          value={colorScheme}
          onChange={(v) => setColorScheme(v as MantineColorScheme)}
          data={[...APPARENCES]}
        />
      </div>
      <div className={classes.reglage}>
        <span id="lignes">Lignes</span>
        <SegmentedControl
          aria-labelledby="lignes"
          value={lignes}
          onChange={(v) => set({ lignes: v === 'serrees' ? 'serrees' : 'normales' })}
          data={[
            { value: 'normales', label: 'Normales' },
            { value: 'serrees', label: 'Serrées' },
          ]}
        />
      </div>
      <div className={classes.reglage}>
        <span id="lettres">Raccourcis d’une seule lettre</span>
        <Switch
          aria-labelledby="lettres"
          checked={lettres}
          onChange={(e) => set({ lettres: e.currentTarget.checked })}
          label={lettres ? 'oui' : 'non'}
          labelPosition="left"
        />
      </div>
      <div className={classes.reglage}>
        <span>Registre</span>
        <code className={classes.chemin}>{etat.registre.chemin}</code>
      </div>
      {etat.capacites.demonstration && !etat.demonstration && (
        <div className={classes.reglage}>
          <span>Démonstration</span>
          <OuvrirDemonstration libelle="Ouvrir à part" />
        </div>
      )}
      <div className={classes.reglage}>
        <span>Liasse</span>
        <span className={texte.gris}>version {etat.version}</span>
      </div>
    </Panneau>
  )
}
