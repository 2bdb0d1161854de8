import { NativeSelect } from '@mantine/core'
import { IconArrowRight, IconCheck } from '@tabler/icons-react'
import type { AnalyseImport, ChampImport } from '#contract/import.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte, NBSP } from '../../format.ts'
import { useImport } from '../../state/import.ts'
import { CHAMP_LIBELLES, GROUPES_CHAMPS } from './champs.ts'
import classes from './import.module.css'

/** Columns of the file, the field each one fills, and what was seen in it. */
export function Correspondance({ analyse }: { readonly analyse: AnalyseImport }) {
  const { colonnes: choisies, changer } = useImport()
  const prises = analyse.colonnes.filter((c) => c.champ !== null).length
  const aRegarder = analyse.colonnes.filter((c) => c.alerte).length
  const poser = (titre: string, champ: ChampImport | null) =>
    changer({
      // What was just chosen wins over an analysis that does not know it yet.
      colonnes: {
        ...Object.fromEntries(analyse.colonnes.map((c) => [c.titre, c.champ])),
        ...choisies,
        [titre]: champ,
      },
    })
  return (
    <Panneau
      titre="Correspondance"
      compte={`${formatCompte(prises, 'colonne')} sur ${analyse.colonnes.length}`}
      droite={aRegarder > 0 && `${aRegarder} à regarder`}
      rembourrage={false}
    >
      <Tableau libelle="Correspondance des colonnes">
        <thead>
          <tr>
            <th scope="col">Colonne du fichier</th>
            <th scope="col">Exemples</th>
            <th scope="col">Champ de Liasse</th>
            <th scope="col" data-nombre>
              Rempli
            </th>
            <th scope="col">Contrôle</th>
          </tr>
        </thead>
        <tbody>
          {analyse.colonnes.map((c) => (
            <tr key={c.titre} data-ignoree={c.champ === null || undefined}>
              <th scope="row" className={classes.colonne}>
                {c.titre}
              </th>
              <td data-gris className={classes.exemples} title={c.exemples.join('\n')}>
                {c.exemples.slice(0, 2).join(', ')}
              </td>
              <td>
                <div className={classes.champ}>
                  <IconArrowRight size={14} stroke={1.75} aria-hidden />
                  <NativeSelect
                    size="xs"
                    className={classes.choix ?? ''}
                    aria-label={`Champ pour la colonne ${c.titre}`}
                    value={(choisies !== null && c.titre in choisies ? choisies[c.titre] : c.champ) ?? ''}
                    onChange={(e) =>
                      poser(
                        c.titre,
                        e.currentTarget.value === '' ? null : (e.currentTarget.value as ChampImport),
                      )
                    }
                  >
                    <option value="">ignorée</option>
                    {GROUPES_CHAMPS.map((g) => (
                      <optgroup key={g.titre} label={g.titre}>
                        {g.champs.map((champ) => (
                          <option key={champ} value={champ}>
                            {CHAMP_LIBELLES[champ]}
                          </option>
                        ))}
                      </optgroup>
                    ))}
                  </NativeSelect>
                </div>
              </td>
              <td data-nombre>
                {Math.round(c.rempli * 100)}
                {NBSP}%
              </td>
              <td>
                {c.champ === null ? (
                  <span className={classes.gris}>non importée</span>
                ) : c.alerte ? (
                  <EtatChip aspect="attention">{c.avis}</EtatChip>
                ) : (
                  <span className={classes.bon}>
                    <IconCheck size={14} stroke={1.75} aria-hidden />
                    {c.avis === '' ? 'lu' : c.avis}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}
