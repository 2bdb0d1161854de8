import { Button, Radio, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { FormatExport, ResultatExport } from '#contract/export.ts'
import { client } from '../api.ts'
import { useEtatSysteme } from '../etat.ts'
import { formatCompte } from '../format.ts'
import { Action } from './Action.tsx'
import { ChoixDossier } from './ChoixDossier.tsx'
import styles from './Exporter.module.css'
import { Progression } from './Progression.tsx'
import { useAvancement } from './useAvancement.ts'
import { useDossierSortie } from './useDossierSortie.ts'
import { Volet } from './Volet.tsx'

type Demande = Parameters<typeof client.exports.exporter>[0]
type SansSortie<D> = D extends unknown ? Omit<D, 'format' | 'sortie'> : never

/** A list that the screen shows, under its filter. */
export interface ListeAExporter {
  readonly libelle: string
  readonly demande: SansSortie<Demande>
}

const FORMATS: readonly { readonly format: FormatExport; readonly libelle: string }[] = [
  { format: 'csv', libelle: 'CSV, pour tout tableur et tout logiciel' },
  { format: 'xlsx', libelle: 'Classeur XLSX, montants et dates typés' },
]

/** What is on screen as a file: the list, the format, the folder. */
export function Exporter({ listes }: { readonly listes: readonly [ListeAExporter, ...ListeAExporter[]] }) {
  const [ouvert, setOuvert] = useState(false)
  return (
    <Volet
      libelle="Exporter"
      ouvert={ouvert}
      onOuvert={setOuvert}
      position="bottom-end"
      bouton={(basculer) => (
        <Button leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />} onClick={basculer}>
          Exporter
        </Button>
      )}
    >
      <Choix listes={listes} />
    </Volet>
  )
}

function Choix({ listes }: { readonly listes: readonly [ListeAExporter, ...ListeAExporter[]] }) {
  const [rang, setRang] = useState(0)
  const [format, setFormat] = useState<FormatExport>('csv')
  const [sortie, choisir, retenir] = useDossierSortie()
  const travail = useAvancement<ResultatExport>()
  const liste = listes[rang] ?? listes[0]
  const exporter = async () => {
    const fait = await travail.lancer((signal) =>
      client.exports.exporter({ ...liste.demande, format, sortie } as Demande, { signal }),
    )
    if (fait !== null) retenir(sortie)
  }
  return (
    <Stack gap="md" className={styles.choix ?? ''}>
      {listes.length > 1 && (
        <Radio.Group label="Liste" value={String(rang)} onChange={(r) => setRang(Number(r))}>
          <Stack gap="sm" mt="xs">
            {listes.map((l, i) => (
              <Radio key={l.libelle} value={String(i)} label={l.libelle} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Radio.Group label="Format" value={format} onChange={(f) => setFormat(f as FormatExport)}>
        <Stack gap="sm" mt="xs">
          {FORMATS.map((f) => (
            <Radio key={f.format} value={f.format} label={f.libelle} />
          ))}
        </Stack>
      </Radio.Group>
      <ChoixDossier libelle="Dossier" valeur={sortie} onChange={choisir} />
      <Progression travail={travail} titre={liste.libelle} />
      {travail.etat.phase === 'fini' && <Fini resultat={travail.etat.resultat} />}
      <Button
        variant="filled"
        className={styles.lancer ?? ''}
        aria-disabled={sortie === '' || travail.etat.phase === 'cours'}
        onClick={() => sortie !== '' && travail.etat.phase !== 'cours' && void exporter()}
      >
        {travail.etat.phase === 'fini' ? 'Exporter de nouveau' : 'Exporter'}
      </Button>
    </Stack>
  )
}

function Fini({ resultat }: { readonly resultat: ResultatExport }) {
  const possible = useEtatSysteme()?.capacites.ouvrirDossier === true
  const coupe = Math.max(resultat.fichier.lastIndexOf('/'), resultat.fichier.lastIndexOf('\\'))
  return (
    <p role="status" className={styles.fini}>
      <strong>{formatCompte(resultat.lignes, 'ligne')}</strong> dans {resultat.fichier.slice(coupe + 1)}{' '}
      {possible && (
        <Action
          onClick={() => void client.systeme.ouvrirDossier({ chemin: resultat.fichier.slice(0, coupe) })}
        >
          Ouvrir le dossier
        </Action>
      )}
    </p>
  )
}
