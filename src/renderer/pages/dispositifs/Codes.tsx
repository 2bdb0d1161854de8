import { IconListDetails } from '@tabler/icons-react'
import type { FicheDispositif } from '#contract/dispositif.ts'
import { Action } from '../../components/Action.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'

interface Props {
  readonly fiche: FicheDispositif
  readonly onRegler: (cle: string) => void
}

/** Codes of the lists that the agency publishes, as the request file writes them. */
export function Codes({ fiche, onRegler }: Props) {
  const listes = fiche.reglables.filter((r) => r.nature === 'liste')
  if (listes.length === 0) return null
  return (
    <Panneau titre="Codes de l’agence" rembourrage={false}>
      <Lignes libelle="Listes de codes">
        {listes.map((r) => (
          <Ligne
            key={r.cle}
            icone={<IconListDetails size={16} stroke={1.75} aria-hidden />}
            titre={r.libelle}
            precision={
              <>
                {r.affichee}
                <br />
                {r.note ?? `${r.source.document}, ${r.source.passage}`}
              </>
            }
            droite={
              <Action onClick={() => onRegler(r.cle)} libelle={`Modifier ${r.libelle}`}>
                Modifier
              </Action>
            }
          />
        ))}
      </Lignes>
    </Panneau>
  )
}
