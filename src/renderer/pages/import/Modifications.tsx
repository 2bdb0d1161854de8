import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { ModificationImport } from '#contract/import.ts'
import { nameChamp } from '#domain/champs.ts'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { formatCompte } from '../../format.ts'
import { valeurModification } from './champs.ts'
import classes from './import.module.css'

const MONTREES = 100

interface Props {
  readonly titre: string
  /** All of them; `modifications` may hold only the first. */
  readonly nombre: number
  readonly modifications: readonly ModificationImport[]
}

/** Clients and orders that the register has, field by field: what the file changes of them, before → after. */
export function Modifications({ titre, nombre, modifications }: Props) {
  if (nombre === 0) return null
  const montrees = modifications.slice(0, MONTREES)
  return (
    <Panneau titre={titre} compte={formatCompte(nombre, 'fiche')} rembourrage={false}>
      <Tableau libelle={titre} serre>
        <thead>
          <tr>
            <th scope="col">Fiche</th>
            <th scope="col">Champ</th>
            <th scope="col">Avant</th>
            <th scope="col">Après</th>
          </tr>
        </thead>
        <tbody>
          {montrees.flatMap((m) =>
            m.champs.map((c, i) => (
              <tr key={`${m.sujet}/${m.id}/${c.champ}`} data-suite={i > 0 || undefined}>
                <td>
                  {i === 0 && (
                    <Link
                      href={`/${m.sujet === 'client' ? 'clients' : 'commandes'}/${m.id}`}
                      className={classes.fiche ?? ''}
                    >
                      {m.nom}
                    </Link>
                  )}
                </td>
                <td data-gris>{nameChamp(c.champ) ?? c.champ}</td>
                <td data-gris>{valeurModification(c.avant)}</td>
                <td>
                  <span className={classes.apres}>
                    <IconArrowRight size={14} stroke={1.75} aria-hidden />
                    {valeurModification(c.apres)}
                  </span>
                </td>
              </tr>
            )),
          )}
        </tbody>
      </Tableau>
      {nombre > montrees.length && (
        <p className={classes.reste}>et {formatCompte(nombre - montrees.length, 'autre')}.</p>
      )}
    </Panneau>
  )
}
