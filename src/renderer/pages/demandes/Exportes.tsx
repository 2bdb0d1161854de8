import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ResultatPreparation } from '#contract/avance.ts'
import { client } from '../../api.ts'
import { Action } from '../../components/Action.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { useEtatSysteme } from '../../etat.ts'
import { formatCompte, formatMontant, formatTaille } from '../../format.ts'

/** Files written and read back; the next step of each. */
export function Exportes({
  resultat,
  onEncore,
}: {
  readonly resultat: ResultatPreparation
  readonly onEncore: () => void
}) {
  const etat = useEtatSysteme()
  const demandes = resultat.envois.reduce((s, e) => s + e.demandes, 0)
  return (
    <Panneau
      titre={resultat.envois.length === 0 ? 'Rien n’a été exporté' : 'Exporté, écrit et relu'}
      compte={`${formatCompte(demandes, 'demande')}, ${formatCompte(resultat.envois.length, 'envoi')}`}
      droite={
        etat?.capacites.ouvrirDossier &&
        resultat.dossier !== '' && (
          <Action onClick={() => void client.systeme.ouvrirDossier({ chemin: resultat.dossier })}>
            Ouvrir le dossier
          </Action>
        )
      }
      pied={<Button onClick={onEncore}>Préparer un autre envoi</Button>}
      rembourrage={false}
    >
      <Lignes libelle="Envois">
        {resultat.envois.map((e) => (
          <Ligne
            key={e.id}
            icone={<IconCheck size={16} stroke={1.75} className={texte.ok} aria-hidden />}
            titre={`${e.reference}, ${e.fournisseur}`}
            precision={`${e.json.nom} et ${e.zip.nom}, ${formatTaille(e.zip.taille)} · ${formatCompte(e.demandes, 'demande')}, ${formatMontant(e.ttc)} TTC`}
            droite={<Action vers={`/demandes/${e.id}`}>Déposer</Action>}
          />
        ))}
      </Lignes>
    </Panneau>
  )
}
