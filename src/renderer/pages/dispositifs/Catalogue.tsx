import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { ResumeDispositif } from '#contract/dispositif.ts'
import { orpc } from '../../api.ts'
import { LegendeConnaissance } from '../../components/Connaissance.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { formatNombre } from '../../format.ts'
import classes from './dispositifs.module.css'

/** Every scheme known, those with orders first; a legend of what the marks mean. */
export function Catalogue({ code }: { readonly code: string }) {
  const { data } = useQuery(orpc.dispositif.lister.queryOptions())
  if (data === undefined) return null
  const chezVous = data.filter((d) => d.commandes > 0)
  const groupes = [
    { titre: 'Chez vous', lignes: chezVous },
    { titre: 'Vague 2', lignes: data.filter((d) => d.commandes === 0 && d.vague === 2) },
    { titre: 'Vague 1', lignes: data.filter((d) => d.commandes === 0 && d.vague === 1) },
  ].filter((g) => g.lignes.length > 0)
  return (
    <Panneau titre="Catalogue" compte={data.length} rembourrage={false} pied={<LegendeConnaissance />}>
      <nav aria-label="Dispositifs" className={classes.catalogue}>
        {groupes.map((g) => (
          <div key={g.titre}>
            <h3 className={classes.groupe}>
              {g.titre}
              {g.titre === 'Chez vous' && <span>commandes</span>}
            </h3>
            <ul>
              {g.lignes.map((d) => (
                <li key={d.code}>
                  <Lien resume={d} ici={d.code === code} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
    </Panneau>
  )
}

function Lien({ resume, ici }: { readonly resume: ResumeDispositif; readonly ici: boolean }) {
  return (
    <Link
      href={`/dispositifs/${resume.code}`}
      className={classes.dispositif ?? ''}
      aria-current={ici ? 'page' : undefined}
    >
      <span className={classes.code}>{resume.code}</span>
      {resume.aConfirmer > 0 && (
        <span className={classes.oeil}>
          <IconEye size={14} stroke={1.75} aria-hidden />
          {resume.aConfirmer}
          <span className="seul-lecteur"> à confirmer</span>
        </span>
      )}
      {resume.commandes > 0 && (
        <span className={classes.nombre}>
          {formatNombre(resume.commandes)}
          <span className="seul-lecteur"> commandes</span>
        </span>
      )}
    </Link>
  )
}
