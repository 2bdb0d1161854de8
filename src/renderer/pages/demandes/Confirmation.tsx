import { Button, Group, Modal } from '@mantine/core'
import type { ExamenDemandes } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { ChoixDossier } from '../../components/ChoixDossier.tsx'
import { Faits } from '../../components/Faits.tsx'
import texte from '../../components/texte.module.css'
import { useDossierSortie } from '../../components/useDossierSortie.ts'
import { formatCompte, formatMontant, formatTaille } from '../../format.ts'
import { FormatDeduit } from './Apercu.tsx'
import { MOTS } from './mots.ts'

interface Props {
  readonly ouvert: boolean
  readonly type: TypeDemande
  readonly examen: ExamenDemandes
  readonly onFermer: () => void
  readonly onExporter: (sortie: string) => void
}

/** The summary before files are written and requests recorded. */
export function Confirmation({ ouvert, type, examen, onFermer, onExporter }: Props) {
  const [sortie, choisir] = useDossierSortie()
  const { partent, lots } = examen
  const nombre = partent.commandeIds.length
  const deduit = lots.find((l) => !l.formatConfirme)
  const retenues = new Set(examen.refus.flatMap((r) => r.commandes.map((c) => c.id))).size
  const titre = `Exporter ${nombre === 1 ? 'la demande' : `les ${formatCompte(nombre, 'demande')}`}`
  return (
    <Modal opened={ouvert} onClose={onFermer} title={`${titre} ?`} size="lg">
      <form
        className={texte.pile}
        onSubmit={(e) => {
          e.preventDefault()
          if (sortie.trim() !== '') onExporter(sortie.trim())
        }}
      >
        <Faits
          serre
          faits={[
            {
              libelle: 'Fichiers',
              valeur: `${lots.length} JSON et ${lots.length} ZIP, ${formatTaille(partent.taille)} de pièces`,
            },
            {
              libelle: 'Montant',
              valeur: `${formatMontant(partent.ttc)} TTC${partent.attendu === null ? '' : `, ${formatMontant(partent.attendu)} ${MOTS[type].de}`}`,
            },
            {
              libelle: 'Restent ici',
              valeur: retenues === 0 ? 'aucune commande' : formatCompte(retenues, 'commande'),
            },
          ]}
        />
        {deduit !== undefined && <FormatDeduit format={deduit.format} />}
        <ChoixDossier libelle="Dossier où écrire" valeur={sortie} onChange={choisir} />
        <p className={texte.gris}>
          Les commandes passent à « {MOTS[type].exportee} ». Un envoi jamais déposé s’abandonne, et ses
          demandes redeviennent libres.
        </p>
        <Group justify="flex-end" gap={8}>
          <Button size="md" onClick={onFermer}>
            Annuler
          </Button>
          <Button size="md" variant="filled" type="submit" data-autofocus>
            {titre}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
