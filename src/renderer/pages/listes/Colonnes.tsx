import { NativeSelect } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { type AnalyseListe, CHAMP_LISTE_LIBELLES, type ChampListe } from '#contract/liste.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte } from '../../format.ts'
import imports from '../import/import.module.css'
import classes from './listes.module.css'

interface Props {
  readonly analyse: AnalyseListe
  /** Choices of the person, which the analysis may not hold yet. */
  readonly choisies: Readonly<Record<string, ChampListe | null>> | null
  readonly onColonne: (titre: string, champ: ChampListe | null) => void
}

/** Which column of the file is the number, the tranche, the ceiling, the vendor, the date. */
export function Colonnes({ analyse: a, choisies, onColonne }: Props) {
  const prises = a.colonnes.filter((c) => c.champ !== null).length
  return (
    <Panneau
      titre="Correspondance"
      compte={`${formatCompte(prises, 'colonne')} sur ${a.colonnes.length}`}
      rembourrage={false}
    >
      {a.manques.length > 0 && (
        <div className={classes.manques} role="status">
          {a.manques.map((m) => (
            <EtatChip key={m} aspect="attention">
              {m}
            </EtatChip>
          ))}
        </div>
      )}
      <Tableau libelle="Correspondance des colonnes">
        <thead>
          <tr>
            <th scope="col">Colonne du fichier</th>
            <th scope="col">Exemples</th>
            <th scope="col">Champ de la liste</th>
          </tr>
        </thead>
        <tbody>
          {a.colonnes.map((c) => (
            <tr key={c.titre} data-ignoree={c.champ === null || undefined}>
              <th scope="row" className={imports.colonne}>
                {c.titre}
              </th>
              <td data-gris className={imports.exemples} title={c.exemples.join('\n')}>
                {c.exemples.join(', ')}
              </td>
              <td>
                <div className={imports.champ}>
                  <IconArrowRight size={14} stroke={1.75} aria-hidden />
                  <NativeSelect
                    size="xs"
                    className={imports.choix ?? ''}
                    aria-label={`Champ pour la colonne ${c.titre}`}
                    value={(choisies !== null && c.titre in choisies ? choisies[c.titre] : c.champ) ?? ''}
                    onChange={(e) =>
                      onColonne(
                        c.titre,
                        e.currentTarget.value === '' ? null : (e.currentTarget.value as ChampListe),
                      )
                    }
                  >
                    <option value="">ignorée</option>
                    {a.champs.map((champ) => (
                      <option key={champ} value={champ}>
                        {CHAMP_LISTE_LIBELLES[champ]}
                      </option>
                    ))}
                  </NativeSelect>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}
