import { Button, FileButton, SegmentedControl } from '@mantine/core'
import { IconBuildingBank, IconFileImport, IconPlus } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import type { Reglement, ResultatReglements, SituationReglement } from '#contract/reglement.ts'
import { client, fichierVersChemin, orpc } from '../../api.ts'
import ecran from '../../components/Ecran.module.css'
import { Entete } from '../../components/Entete.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { GrandeTable } from '../../components/GrandeTable.tsx'
import { Progression } from '../../components/Progression.tsx'
import { Touche } from '../../components/Touche.tsx'
import texte from '../../components/texte.module.css'
import { useAvancement } from '../../components/useAvancement.ts'
import { type Colonne, useGrandeTable } from '../../components/useGrandeTable.ts'
import { Vide } from '../../components/Vide.tsx'
import { formatJour, formatMontant, formatNombre } from '../../format.ts'
import type { Tri } from '../../state/tables.ts'
import styles from './argent.module.css'
import { Onglets } from './Onglets.tsx'
import { ReglementChoisi } from './ReglementChoisi.tsx'
import { ResultatReleve } from './ResultatReleve.tsx'
import { SaisieReglement } from './SaisieReglement.tsx'

const SITUATIONS: Readonly<Record<SituationReglement, string>> = {
  a_rapprocher: 'À rapprocher',
  rapproches: 'Rapprochés',
  ecartes: 'Écartés',
}

const COLONNES: readonly Colonne<Reglement>[] = [
  { id: 'date', titre: 'Date', largeur: 6, fixe: true, cellule: (r) => formatJour(r.date) },
  { id: 'libelle', titre: 'Libellé', largeur: 14, souple: true, fixe: true, cellule: (r) => r.libelle },
  {
    id: 'montant',
    titre: 'Montant',
    largeur: 7.5,
    droite: true,
    fixe: true,
    cellule: (r) => formatMontant(r.montant),
  },
  {
    id: 'affecte',
    titre: 'Rapproché',
    largeur: 7.5,
    droite: true,
    cellule: (r) => (r.affecte === 0 ? <span className={texte.gris}>—</span> : formatMontant(r.affecte)),
  },
]

/** The bank statement beside the requests: what pays what. */
export function Rapprochement() {
  const [situation, setSituation] = useState<SituationReglement>('a_rapprocher')
  const [saisie, setSaisie] = useState(false)
  const travail = useAvancement<ResultatReglements>()
  const page = useCallback(
    (_tri: Tri, debut: number, nombre: number) =>
      orpc.reglement.lister.queryOptions({ input: { situation, debut, nombre } }),
    [situation],
  )
  const modele = useGrandeTable<Reglement>({
    nom: 'reglements',
    colonnes: COLONNES,
    cle: (r) => r.id,
    page,
    triInitial: { cle: 'date', sens: 'desc' },
  })
  const importer = (fichier: File | null) => {
    if (fichier === null) return
    void travail.lancer(async (signal) =>
      client.reglement.importer({ chemin: await fichierVersChemin(fichier) }, { signal }),
    )
  }
  const reglement = modele.ligneActive ?? modele.fenetre.ligne(0)
  return (
    <div className={ecran.plein}>
      <Entete
        titre="Argent"
        apres={<Onglets vue="/argent/rapprochement" />}
        actions={
          <>
            <Exporter
              listes={[
                {
                  libelle: `Ces règlements (${formatNombre(modele.fenetre.total)})`,
                  demande: { liste: 'reglements', filtre: { situation } },
                },
              ]}
            />
            <Button
              size="md"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              onClick={() => setSaisie(true)}
            >
              Saisir un règlement
            </Button>
            <FileButton accept=".csv,.txt,.xlsx" onChange={importer}>
              {(props) => (
                <Button
                  {...props}
                  size="md"
                  variant={modele.fenetre.total > 0 ? 'default' : 'filled'}
                  leftSection={<IconFileImport size={16} stroke={1.75} aria-hidden />}
                >
                  Importer un relevé
                </Button>
              )}
            </FileButton>
          </>
        }
      />
      <SaisieReglement ouvert={saisie} onFermer={() => setSaisie(false)} />
      <Progression travail={travail} titre="Lecture du relevé" />
      {travail.etat.phase === 'fini' && (
        <ResultatReleve resultat={travail.etat.resultat} onFermer={travail.fermer} />
      )}
      <div className={styles.rapprochement}>
        <div className={ecran.plein}>
          <SegmentedControl
            aria-label="Règlements"
            value={situation}
            onChange={(s) => {
              setSituation(s as SituationReglement)
              modele.activer(-1)
            }}
            className={styles.situations ?? ''}
            data={Object.entries(SITUATIONS).map(([value, label]) => ({ value, label }))}
          />
          <GrandeTable
            modele={modele}
            libelle="Règlements"
            onOuvrir={() => document.querySelector<HTMLElement>('[data-reglement] button')?.focus()}
            nomLigne={(r) => r.libelle}
            touches={
              <>
                <Touche de="↑ ↓" /> ligne · <Touche de="Entrée" /> rapprocher
              </>
            }
            vide={
              <Vide
                icone={<IconBuildingBank size={28} stroke={1.5} aria-hidden />}
                titre={situation === 'a_rapprocher' ? 'Rien à rapprocher' : 'Aucun règlement ici'}
              >
                {situation === 'a_rapprocher' &&
                  'Importez le relevé de votre banque, CSV ou XLSX : les virements de l’agence dont le libellé nomme une demande se rapprochent seuls, les autres attendent ici. Un relevé importé deux fois ne double rien.'}
              </Vide>
            }
          />
        </div>
        {reglement !== undefined && modele.fenetre.total > 0 && (
          <ReglementChoisi key={reglement.id} reglement={reglement} />
        )}
      </div>
    </div>
  )
}
