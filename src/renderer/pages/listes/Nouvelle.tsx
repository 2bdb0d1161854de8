import { Button, FileButton, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { LISTE_LIBELLES, LISTES_DU_DISPOSITIF, TYPES_LISTE, type TypeListe } from '#domain/listes.ts'
import { fichierVersChemin, orpc } from '../../api.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import texte from '../../components/texte.module.css'
import type { FichierChoisi } from './Assistant.tsx'
import classes from './listes.module.css'

/** What each list answers, and where it is found. */
const USAGES: Readonly<Record<TypeListe, string>> = {
  annuaire:
    'L’extraction « PS_LibreAcces_Personne_activite », décompressée : inscription, profession et exercice libéral. Seuls vos clients en sont gardés.',
  centres: 'La tranche de chaque centre de santé infirmier, par FINESS géographique.',
  es: 'Les établissements que le dispositif finance.',
  plafonds: 'Le plafond HT ou la tranche de chaque établissement.',
  finances: 'Les clients que l’agence a déjà financés, et par quel fournisseur.',
}

/** Which list, of which scheme, and its file. */
export function Nouvelle({ onFichier }: { readonly onFichier: (choisi: FichierChoisi) => void }) {
  const [type, setType] = useState<TypeListe>('annuaire')
  const [dispositif, setDispositif] = useState('')
  const [erreur, setErreur] = useState<unknown>(null)
  const [recoit, setRecoit] = useState(false)
  const { data: dispositifs } = useQuery(orpc.dispositif.lister.queryOptions())
  const duDispositif = LISTES_DU_DISPOSITIF.has(type)
  const code = dispositif === '' ? (dispositifs?.[0]?.code ?? '') : dispositif
  const recevoir = async (fichier: File) => {
    setRecoit(true)
    try {
      const chemin = await fichierVersChemin(fichier)
      setErreur(null)
      onFichier({ type, dispositif: duDispositif ? code : null, chemin })
    } catch (e) {
      setErreur(e)
      setRecoit(false)
    }
  }
  return (
    <Panneau titre="Importer une liste">
      <div className={texte.pile}>
        <NativeSelect
          label="Liste"
          value={type}
          onChange={(e) => setType(e.currentTarget.value as TypeListe)}
          data={TYPES_LISTE.map((t) => ({ value: t, label: LISTE_LIBELLES[t] }))}
        />
        {duDispositif && (
          <NativeSelect
            label="Dispositif"
            value={code}
            onChange={(e) => setDispositif(e.currentTarget.value)}
            data={(dispositifs ?? []).map((d) => ({ value: d.code, label: d.code }))}
          />
        )}
        <p>{USAGES[type]}</p>
        <p className={classes.gris}>
          La liste en place est remplacée en entier, et gardée si la nouvelle est refusée. Vos fiches ne sont
          jamais écrasées.
        </p>
        <div>
          <FileButton accept=".csv,.txt,.tsv,.xlsx" onChange={(f) => f !== null && void recevoir(f)}>
            {(props) => (
              <Button {...props} variant="filled" loading={recoit}>
                Choisir un fichier
              </Button>
            )}
          </FileButton>
        </div>
        <RefusMessage erreur={erreur} />
      </div>
    </Panneau>
  )
}
