import { Button, Checkbox, Popover } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { CATEGORIE_LIBELLES, CATEGORIES_TIERS, PROFESSION_LIBELLES, PROFESSIONS } from '#domain/tiers.ts'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { Touche } from '../../components/Touche.tsx'
import { FILTRE_CLIENTS_VIDE, useClients } from '../../state/clients.ts'
import classes from './clients.module.css'

/** Category, profession, without order. */
export function AjoutFiltre() {
  const [ouvert, setOuvert] = useState(false)
  const { filtre, filtrer } = useClients()
  useRaccourcis([{ touche: 'f', affichee: 'F', sens: 'Ajouter un filtre', agir: () => setOuvert(true) }])
  const basculer = <T,>(liste: readonly T[], valeur: T, mis: boolean) =>
    mis ? [...liste, valeur] : liste.filter((x) => x !== valeur)
  return (
    <Popover
      opened={ouvert}
      onChange={setOuvert}
      trapFocus
      returnFocus
      position="bottom-start"
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
          rightSection={<Touche de="F" />}
          onClick={() => setOuvert((o) => !o)}
        >
          Filtre
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filtres">
        <div className={classes.choix}>
          <fieldset>
            <legend>Catégorie</legend>
            {CATEGORIES_TIERS.map((c) => (
              <Checkbox
                key={c}
                label={CATEGORIE_LIBELLES[c]}
                checked={filtre.categories.includes(c)}
                onChange={(e) =>
                  filtrer({ categories: basculer(filtre.categories, c, e.currentTarget.checked) })
                }
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
          <Button onClick={() => filtrer(FILTRE_CLIENTS_VIDE)}>Tout effacer</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
