import { Button, TextInput } from '@mantine/core'
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, type RefObject, useState } from 'react'
import styles from './Filtres.module.css'
import { useRaccourcis } from './raccourcis.tsx'
import { Touche } from './Touche.tsx'
import { Volet } from './Volet.tsx'

/** A filter that is set, with its way out. */
export interface Pastille {
  readonly cle: string
  readonly libelle: string
  readonly oter: () => void
}

interface BarreProps {
  readonly champ: RefObject<HTMLInputElement | null>
  readonly invite: string
  readonly texte: string
  readonly onTexte: (texte: string) => void
  readonly pastilles: readonly Pastille[]
  /** The filters to add, then what keeps them. */
  readonly children: ReactNode
  /** Right end: columns, export. */
  readonly droite: ReactNode
}

/** Over a list: search as you type, the filters that are set, those to add. */
export function BarreFiltres({ champ, invite, texte, onTexte, pastilles, children, droite }: BarreProps) {
  return (
    <search className={styles.barre}>
      <TextInput
        ref={champ}
        size="xs"
        className={styles.champ ?? ''}
        aria-label="Filtrer la liste"
        placeholder={invite}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        rightSection={<kbd className="touche">/</kbd>}
        value={texte}
        onChange={(e) => onTexte(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') onTexte('')
          if (e.key === 'ArrowDown' || e.key === 'Enter')
            document.querySelector<HTMLElement>('[data-grande-table]')?.focus()
        }}
      />
      {pastilles.map((p) => (
        <button
          key={p.cle}
          type="button"
          className={styles.pastille}
          onClick={p.oter}
          aria-label={`Ôter le filtre ${p.libelle}`}
        >
          {p.libelle}
          <IconX size={14} stroke={1.75} aria-hidden />
        </button>
      ))}
      {children}
      <div className={styles.droite}>{droite}</div>
    </search>
  )
}

interface AjoutProps {
  readonly onEffacer: () => void
  /** One `fieldset` per filter. */
  readonly children: ReactNode
}

/** Every filter that can be set, opened by its button or by F. */
export function AjoutFiltre({ onEffacer, children }: AjoutProps) {
  const [ouvert, setOuvert] = useState(false)
  useRaccourcis([{ touche: 'f', affichee: 'F', sens: 'Ajouter un filtre', agir: () => setOuvert(true) }])
  return (
    <Volet
      libelle="Filtres"
      ouvert={ouvert}
      onOuvert={setOuvert}
      bouton={(basculer) => (
        <Button
          className={styles.ajout ?? ''}
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
          rightSection={<Touche de="F" />}
          onClick={basculer}
        >
          Filtre
        </Button>
      )}
    >
      <div className={styles.groupes}>
        {children}
        <Button onClick={onEffacer}>Tout effacer</Button>
      </div>
    </Volet>
  )
}

/** A list of values with this one put in, or taken out. */
export const basculer = <T,>(liste: readonly T[], valeur: T, mis: boolean): T[] =>
  mis ? [...liste, valeur] : liste.filter((x) => x !== valeur)
