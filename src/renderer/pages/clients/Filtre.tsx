import { Checkbox } from '@mantine/core'
import { CATEGORIE_LIBELLES, CATEGORIES_TIERS, PROFESSION_LIBELLES, PROFESSIONS } from '#domain/tiers.ts'
import { AjoutFiltre, basculer, type Pastille } from '../../components/Filtres.tsx'
import { FILTRE_CLIENTS_VIDE, useClients } from '../../state/clients.ts'

/** Category, profession, without order. */
export function FiltreClients() {
  const { filtre, filtrer } = useClients()
  return (
    <AjoutFiltre onEffacer={() => filtrer(FILTRE_CLIENTS_VIDE)}>
      <fieldset>
        <legend>Catégorie</legend>
        {CATEGORIES_TIERS.map((c) => (
          <Checkbox
            key={c}
            label={CATEGORIE_LIBELLES[c]}
            checked={filtre.categories.includes(c)}
            onChange={(e) => filtrer({ categories: basculer(filtre.categories, c, e.currentTarget.checked) })}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>Profession</legend>
        {PROFESSIONS.map((p) => (
          <Checkbox
            key={p}
            label={PROFESSION_LIBELLES[p]}
            checked={filtre.professions.includes(p)}
            onChange={(e) =>
              filtrer({ professions: basculer(filtre.professions, p, e.currentTarget.checked) })
            }
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>Commandes</legend>
        <Checkbox
          label="Sans commande"
          checked={filtre.sansCommande}
          onChange={(e) => filtrer({ sansCommande: e.currentTarget.checked })}
        />
      </fieldset>
    </AjoutFiltre>
  )
}

/** Filters that are set on the list of clients. */
export function usePastilles(): readonly Pastille[] {
  const { filtre, filtrer } = useClients()
  return [
    ...filtre.categories.map((c) => ({
      cle: c,
      libelle: CATEGORIE_LIBELLES[c],
      oter: () => filtrer({ categories: basculer(filtre.categories, c, false) }),
    })),
    ...filtre.professions.map((p) => ({
      cle: p,
      libelle: PROFESSION_LIBELLES[p],
      oter: () => filtrer({ professions: basculer(filtre.professions, p, false) }),
    })),
    ...(filtre.sansCommande
      ? [{ cle: 'sans', libelle: 'Sans commande', oter: () => filtrer({ sansCommande: false }) }]
      : []),
  ]
}
