import { SegmentedControl } from '@mantine/core'
import { IconEqual, IconPlus, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { AnalyseImport, ChampImport } from '#contract/import.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte, formatNombre } from '../../format.ts'
import { CHAMP_LIBELLES } from './champs.ts'
import classes from './import.module.css'

type Effet = AnalyseImport['apercu'][number]['effet']

function ChipEffet({ effet }: { readonly effet: Effet }) {
  if (effet === 'nouveau')
    return (
      <EtatChip aspect="ok" icone={IconPlus}>
        Nouveau
      </EtatChip>
    )
  if (effet === 'rejete') return <EtatChip aspect="arret">Rejetée</EtatChip>
  return (
    <EtatChip aspect="client" icone={effet === 'mis_a_jour' ? IconRefresh : IconEqual}>
      {effet === 'mis_a_jour' ? 'Mis à jour' : 'Identique'}
    </EtatChip>
  )
}

/** Rows as they will be read, with their effect. */
export function Apercu({ analyse }: { readonly analyse: AnalyseImport }) {
  const [vue, setVue] = useState<'tous' | 'nouveau' | 'rejete'>('tous')
  const champs = [
    ...new Set(analyse.colonnes.flatMap((c): ChampImport[] => (c.champ === null ? [] : [c.champ]))),
  ]
  const lignes = analyse.apercu.filter((l) => vue === 'tous' || l.effet === vue)
  return (
    <Panneau
      titre="Aperçu"
      compte={`${formatCompte(lignes.length, 'ligne')} sur ${formatNombre(analyse.lignes)}`}
      droite={
        <SegmentedControl
          aria-label="Lignes montrées"
          value={vue}
          onChange={(v) => setVue(v as typeof vue)}
          data={[
            { value: 'tous', label: 'Toutes' },
            { value: 'nouveau', label: `Nouvelles ${formatNombre(analyse.effets.nouveaux)}` },
            { value: 'rejete', label: `Rejetées ${formatNombre(analyse.effets.rejetes)}` },
          ]}
        />
      }
      rembourrage={false}
    >
      <Tableau libelle="Aperçu des lignes" serre>
        <thead>
          <tr>
            <th scope="col" data-nombre>
              Ligne
            </th>
            <th scope="col">Effet</th>
            {champs.map((c) => (
              <th key={c} scope="col" data-nombre={isMontant(c) || undefined}>
                {CHAMP_LIBELLES[c]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lignes.map((l) => (
            <tr key={l.ligne}>
              <td data-nombre data-gris>
                {formatNombre(l.ligne)}
              </td>
              <td>
                <ChipEffet effet={l.effet} />
              </td>
              {champs.map((c) => (
                <td key={c} data-nombre={isMontant(c) || undefined} className={classes.cellule}>
                  {l.valeurs[c]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Tableau>
      {lignes.length === 0 && <p className={classes.reste}>Aucune de ces lignes dans l’aperçu.</p>}
    </Panneau>
  )
}

const isMontant = (c: ChampImport) => c === 'montantHt' || c === 'montantTtc' || c === 'taux'
