import { Select } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { ModeleDocument } from '#contract/document.ts'
import { orpc } from '../../api.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { formatCompte } from '../../format.ts'
import classes from './documents.module.css'

/** Said in the window, never printed. */
export function NonOfficiel() {
  return (
    <p className={classes.note}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <span>
        Modèle non officiel : l’agence publie le sien sur son portail, Liasse ne l’a pas. Celui-ci porte
        toutes les mentions du texte. Cette note ne s’imprime pas.
      </span>
    </p>
  )
}

/** Models by scheme, with how many forms each has printed; and the form of any order. */
export function Modeles({
  modeles,
  code,
}: {
  readonly modeles: readonly ModeleDocument[]
  readonly code: string | null
}) {
  return (
    <Panneau titre="Modèles" compte={modeles.length} rembourrage={false}>
      <ul className={classes.modeles}>
        {modeles.map((m) => (
          <li key={`${m.code}/${m.version}`}>
            <Link
              href={`/documents/modele/${m.code}`}
              className={classes.modele ?? ''}
              aria-current={m.code === code ? 'page' : undefined}
            >
              <span>
                <strong>{m.libelle}</strong>
                <span className={classes.second}>
                  {m.dispositif}, version {m.version} ·{' '}
                  {m.emis === 0 ? 'pas encore imprimé' : `imprimé pour ${formatCompte(m.emis, 'commande')}`}
                </span>
              </span>
              {m.officiel ? (
                <EtatChip aspect="ok">officiel</EtatChip>
              ) : (
                <EtatChip aspect="attention">non officiel</EtatChip>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className={classes.chercher}>
        <ChercherCommande />
      </div>
    </Panneau>
  )
}

function ChercherCommande() {
  const [texte, setTexte] = useState('')
  const [, aller] = useLocation()
  const { data } = useQuery({
    ...orpc.systeme.chercher.queryOptions({ input: { texte, nombre: 20 }, enabled: texte.trim() !== '' }),
    placeholderData: keepPreviousData,
  })
  const commandes = (texte.trim() === '' ? [] : (data ?? [])).filter((t) => t.type === 'commande')
  return (
    <Select
      label="Voir les documents de"
      placeholder="N° ou nom du client"
      searchable
      value={null}
      onSearchChange={setTexte}
      filter={({ options }) => options}
      data={commandes.map((c) => ({ value: String(c.id), label: `${c.titre}, ${c.precision}` }))}
      nothingFoundMessage={texte.trim() === '' ? 'Tapez un numéro ou un nom' : 'Aucune commande'}
      onChange={(id) => id !== null && aller(`/documents/commande/${id}`)}
    />
  )
}
