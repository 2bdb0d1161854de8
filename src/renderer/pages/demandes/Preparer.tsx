import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconPackageExport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ResultatPreparation } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { client, orpc, queryClient } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Ecran } from '../../components/Ecran.tsx'
import { EcranRefus } from '../../components/EcranRefus.tsx'
import { Entete } from '../../components/Entete.tsx'
import { Colonne, Grille } from '../../components/Grille.tsx'
import { Progression } from '../../components/Progression.tsx'
import { RefusMessage } from '../../components/Refus.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { Touche } from '../../components/Touche.tsx'
import texte from '../../components/texte.module.css'
import { useAvancement } from '../../components/useAvancement.ts'
import { Vide } from '../../components/Vide.tsx'
import { formatCompte } from '../../format.ts'
import {
  adressePreparer,
  type PerimetreDemandes,
  preparerDemande,
  usePerimetreDemandes,
} from '../../state/demandes.ts'
import { usePreferences } from '../../state/preferences.ts'
import { Apercu } from './Apercu.tsx'
import { Confirmation } from './Confirmation.tsx'
import classes from './demandes.module.css'
import { Exportes } from './Exportes.tsx'
import { FilEtapes } from './FilEtapes.tsx'
import { MOTS } from './mots.ts'
import { Partent } from './Partent.tsx'
import { Alertes, Refuses } from './Refuses.tsx'

/** Choose, check, export: what goes, what does not and why. Nothing is written before the last button. */
export function Preparer({ type }: { readonly type: TypeDemande }) {
  const choisi = usePerimetreDemandes((s) => s.perimetre)
  const { data: dispositifs, error } = useQuery(orpc.dispositif.lister.queryOptions())
  if (error !== null) return <EcranRefus erreur={error} />
  if (dispositifs === undefined) return null
  const premier = [...dispositifs].sort((a, b) => b.commandes - a.commandes || b.vague - a.vague)[0]
  const ici = choisi?.type === type ? choisi : undefined
  const perimetre =
    ici ??
    (premier === undefined
      ? null
      : { type, dispositif: choisi?.dispositif ?? premier.code, commandeIds: null })
  if (perimetre === null) return null
  return (
    <Examen
      key={`${type}/${perimetre.dispositif}`}
      perimetre={perimetre}
      codes={dispositifs.map((d) => d.code)}
    />
  )
}

interface ExamenProps {
  readonly perimetre: PerimetreDemandes
  readonly codes: readonly string[]
}

function Examen({ perimetre, codes }: ExamenProps) {
  const { type } = perimetre
  const mots = MOTS[type]
  const [, aller] = useLocation()
  const [confirme, setConfirme] = useState(false)
  const travail = useAvancement<ResultatPreparation>()
  const { phase } = travail.etat
  const input = {
    dispositif: perimetre.dispositif,
    commandeIds: perimetre.commandeIds === null ? null : [...perimetre.commandeIds],
  }
  const {
    data: examen,
    error,
    isFetching,
  } = useQuery(orpc[type].examiner.queryOptions({ input, enabled: phase !== 'cours' && phase !== 'fini' }))
  const nombre = examen?.partent.commandeIds.length ?? 0
  const demander = () => nombre > 0 && phase !== 'cours' && setConfirme(true)
  useRaccourcis([
    { touche: 'Ctrl+Enter', affichee: 'Ctrl Entrée', sens: 'Exporter les demandes', agir: demander },
  ])
  const exporter = async (sortie: string) => {
    setConfirme(false)
    const fini = await travail.lancer((signal) => client[type].preparer({ ...input, sortie }, { signal }))
    if (fini !== null) usePreferences.getState().set({ dossierSortie: sortie })
    await queryClient.invalidateQueries()
    const seul = fini?.envois.length === 1 ? fini.envois[0] : undefined
    if (seul !== undefined) aller(`/demandes/${seul.id}`)
  }
  const rien = examen !== undefined && nombre === 0 && examen.refus.length === 0
  return (
    <Ecran>
      <Entete
        titre={`${mots.titre} ${perimetre.dispositif}`}
        fil={[{ libelle: 'Demandes', vers: '/demandes' }, { libelle: mots.preparer }]}
        actions={
          <>
            <FilEtapes rang={phase === 'cours' ? 2 : phase === 'fini' ? 3 : 1} />
            {phase !== 'fini' && (
              <Button
                size="md"
                variant="filled"
                aria-disabled={nombre === 0 || phase === 'cours'}
                leftSection={<IconPackageExport size={16} stroke={1.75} aria-hidden />}
                rightSection={nombre > 0 ? <Touche de="Ctrl Entrée" /> : undefined}
                onClick={demander}
              >
                {nombre === 0
                  ? 'Rien à exporter'
                  : `Exporter ${nombre === 1 ? 'la demande' : `les ${formatCompte(nombre, 'demande')}`}`}
              </Button>
            )}
          </>
        }
      />
      <div className={classes.perimetre}>
        <SegmentedControl
          aria-label="Demande"
          value={type}
          onChange={(t) => aller(adressePreparer(t as TypeDemande))}
          data={[
            { value: 'avance', label: 'Avance' },
            { value: 'solde', label: 'Solde' },
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Dispositif"
          value={perimetre.dispositif}
          onChange={(e) => preparerDemande({ type, dispositif: e.currentTarget.value, commandeIds: null })}
          data={[...codes]}
        />
        {perimetre.commandeIds === null ? (
          <span className={texte.gris}>{mots.tous}</span>
        ) : (
          <>
            <span>
              {formatCompte(perimetre.commandeIds.length, 'commande choisie', 'commandes choisies')}
            </span>
            <Action onClick={() => preparerDemande({ ...perimetre, commandeIds: null })}>
              Prendre toutes les commandes
            </Action>
          </>
        )}
        <span role="status" className={texte.gris}>
          {isFetching ? 'Vérification…' : ''}
        </span>
      </div>
      <div className={texte.pile}>
        {error !== null && <RefusMessage erreur={error} />}
        <Progression travail={travail} titre="Écriture des demandes" />
        {travail.etat.phase === 'fini' && (
          <Exportes resultat={travail.etat.resultat} onEncore={travail.fermer} />
        )}
        {examen !== undefined && phase !== 'fini' && rien && (
          <Vide titre={mots.rien.titre}>{mots.rien.phrase}</Vide>
        )}
        {examen !== undefined && phase !== 'fini' && !rien && (
          <Grille colonnes="minmax(0, 1fr) 24rem">
            <Colonne>
              <Partent examen={examen} type={type} />
              {examen.refus.length > 0 && (
                <Refuses examen={examen} type={type} commandeIds={perimetre.commandeIds} />
              )}
              {examen.alertes.length > 0 && <Alertes examen={examen} />}
            </Colonne>
            <Colonne>
              {examen.lots.length > 0 && (
                <Apercu examen={examen} perimetre={perimetre} fige={phase === 'cours'} />
              )}
            </Colonne>
          </Grille>
        )}
      </div>
      {examen !== undefined && (
        <Confirmation
          ouvert={confirme}
          type={type}
          examen={examen}
          onFermer={() => setConfirme(false)}
          onExporter={(sortie) => void exporter(sortie)}
        />
      )}
    </Ecran>
  )
}
