import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ResultatReglements } from '#contract/reglement.ts'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatNombre } from '../../format.ts'
import styles from './argent.module.css'

interface Props {
  readonly resultat: ResultatReglements
  readonly onFermer: () => void
}

/** What became of the lines of a statement, and those left aside, with why. */
export function ResultatReleve({ resultat: r, onFermer }: Props) {
  const suites = [
    formatCompte(r.nouveaux, 'nouveau règlement', 'nouveaux règlements'),
    r.dejaLa > 0 ? `${formatNombre(r.dejaLa)} déjà là` : '',
    formatCompte(r.rapproches, 'rapproché seul', 'rapprochés seuls'),
    `${formatNombre(r.aRapprocher)} à rapprocher`,
    r.ignores > 0 ? `${formatCompte(r.ignores, 'opération')} d’un autre émetteur ou au débit` : '',
  ].filter((s) => s !== '')
  return (
    <Panneau
      titre="Relevé lu"
      compte={formatCompte(r.lues, 'opération')}
      droite={<Button onClick={onFermer}>Fermer</Button>}
      rembourrage={false}
    >
      <Lignes libelle="Ce qu’est devenu le relevé">
        <Ligne
          icone={<IconCheck size={16} stroke={1.75} className={texte.ok} aria-hidden />}
          titre={<span role="status">{suites.join(', ')}</span>}
        />
        {r.rejets.length > 0 && (
          <Ligne
            titre={formatCompte(r.rejets.length, 'ligne laissée de côté', 'lignes laissées de côté')}
            precision={
              <ul className={styles.rejets}>
                {r.rejets.map((x) => (
                  <li key={`${x.ligne}${x.colonne}${x.phrase}`}>
                    {x.ligne !== null && <strong>Ligne {formatNombre(x.ligne)} : </strong>}
                    {x.phrase}
                  </li>
                ))}
              </ul>
            }
          />
        )}
      </Lignes>
    </Panneau>
  )
}
