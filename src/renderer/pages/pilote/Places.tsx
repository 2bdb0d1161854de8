import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconDots, IconFile, IconPaperclip, IconPrinter, IconUserMinus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { FichePilote, PlacePilote } from '#contract/pilote.ts'
import type { Jour } from '#domain/dates.ts'
import { deposerPieces } from '../../cadre/depots.ts'
import { Action } from '../../components/Action.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatJour, formatJourMois, NBSP } from '../../format.ts'
import { ACCEPTE_PIECES } from '../../pieces/formats.ts'
import styles from './pilote.module.css'
import { Retrait } from './Retrait.tsx'

type Occupant = NonNullable<PlacePilote['occupant']>

interface Props {
  readonly fiche: FichePilote
  /** Sent to the ANS or accepted by it: nothing moves any more. */
  readonly ferme: boolean
  /** The place to be filled now. */
  readonly rang: number | null
  readonly onChoisir: (rang: number) => void
  readonly onImprimer: (commandeIds: readonly number[]) => void
}

/** The five installations: who, and how far each is. */
export function Places({ fiche, ferme, rang, onChoisir, onImprimer }: Props) {
  const [aRetirer, setARetirer] = useState<PlacePilote | null>(null)
  const champ = useRef<HTMLInputElement>(null)
  const pour = useRef<number | null>(null)
  const joindre = (commandeId: number) => {
    pour.current = commandeId
    champ.current?.click()
  }
  return (
    <Panneau
      titre={`Les ${fiche.taille} installations`}
      compte="librement choisies parmi les avances validées"
      rembourrage={false}
    >
      <Tableau libelle="Installations pilotes" serre>
        <thead>
          <tr>
            <th scope="col">
              <span className="seul-lecteur">Place</span>
            </th>
            <th scope="col">Client</th>
            <th scope="col">Avance</th>
            <th scope="col">Installation</th>
            <th scope="col">PV imprimé</th>
            <th scope="col">PV signé</th>
            <th scope="col">
              <span className="seul-lecteur">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {fiche.places.map((place) => (
            <tr
              key={place.rang}
              data-choisie={place.rang === rang || undefined}
              data-incomplete={place.occupant?.pvSigneLe == null || undefined}
              className={styles.place}
            >
              <td>
                <span className={styles.rang}>
                  <span
                    className={styles.marque}
                    data-etat={
                      place.occupant === null
                        ? 'libre'
                        : place.occupant.pvSigneLe === null
                          ? 'prise'
                          : 'signee'
                    }
                    aria-hidden
                  />
                  {place.rang}
                </span>
              </td>
              {place.occupant === null ? (
                <Libre place={place} ferme={ferme} choisie={place.rang === rang} onChoisir={onChoisir} />
              ) : (
                <Tenue
                  occupant={place.occupant}
                  ferme={ferme}
                  onJoindre={joindre}
                  onImprimer={(id) => onImprimer([id])}
                  onRetirer={() => setARetirer(place)}
                />
              )}
            </tr>
          ))}
        </tbody>
      </Tableau>
      <input
        ref={champ}
        type="file"
        hidden
        multiple
        accept={ACCEPTE_PIECES}
        aria-label="PV d’installation signé"
        onChange={(e) => {
          const fichiers = [...(e.currentTarget.files ?? [])]
          e.currentTarget.value = ''
          if (fichiers.length > 0 && pour.current !== null)
            deposerPieces(fichiers, { commandeId: pour.current, type: 'PV' })
        }}
      />
      <Retrait
        fiche={fiche}
        place={aRetirer}
        onFermer={() => setARetirer(null)}
        onRetire={(libre) => {
          setARetirer(null)
          onChoisir(libre)
        }}
      />
    </Panneau>
  )
}

interface LibreProps {
  readonly place: PlacePilote
  readonly ferme: boolean
  readonly choisie: boolean
  readonly onChoisir: (rang: number) => void
}

function Libre({ place, ferme, choisie, onChoisir }: LibreProps) {
  const { ancien, rang } = place
  return (
    <>
      <th scope="row" colSpan={5}>
        Place à pourvoir
        {ancien !== null && (
          <span className={styles.ancien}>
            {`${ancien.client} (${ancien.numero}) retiré le ${formatJour(ancien.le)}${NBSP}: ${ancien.motif}`}
          </span>
        )}
      </th>
      <td data-nombre>
        {!ferme && (
          <Action
            onClick={() => {
              onChoisir(rang)
              requestAnimationFrame(() =>
                document.querySelector<HTMLElement>('[data-candidats] input')?.focus(),
              )
            }}
            libelle={`${ancien === null ? 'Choisir un client' : 'Remplacer le client'} de la place ${rang}`}
            {...(choisie && { deplie: true })}
          >
            {ancien === null ? 'Choisir' : 'Remplacer'}
          </Action>
        )}
      </td>
    </>
  )
}

interface TenueProps {
  readonly occupant: Occupant
  readonly ferme: boolean
  readonly onJoindre: (commandeId: number) => void
  readonly onImprimer: (commandeId: number) => void
  readonly onRetirer: () => void
}

function Tenue({ occupant: o, ferme, onJoindre, onImprimer, onRetirer }: TenueProps) {
  const [, aller] = useLocation()
  const dossier = `/commandes/${o.commandeId}`
  const qui = `${o.numero}, ${o.client}`
  return (
    <>
      <th scope="row">
        <Link href={dossier} className={styles.nom ?? ''}>
          {o.client}
        </Link>
        <span className={styles.second} title={o.profession}>
          {[o.numero, o.profession].filter((m) => m !== '').join(', ')}
        </span>
      </th>
      <td>
        <Fait jour={o.avanceValideeLe} />
      </td>
      <td>
        {o.installeeLe === null && o.prevueLe !== null ? (
          `prévue ${formatJourMois(o.prevueLe)}`
        ) : (
          <Fait jour={o.installeeLe} />
        )}
      </td>
      <td>
        <Fait jour={o.pvImprimeLe} />
      </td>
      <td>
        <Fait jour={o.pvSigneLe} />
      </td>
      <td data-nombre>
        <span className={styles.gestes}>
          {ferme || o.pvSigneLe !== null ? (
            <Action vers={dossier} libelle={`Voir ${qui}`}>
              Voir
            </Action>
          ) : o.pvImprimeLe === null ? (
            <Action onClick={() => onImprimer(o.commandeId)} libelle={`Imprimer le PV de ${qui}`}>
              Imprimer
            </Action>
          ) : (
            <Action onClick={() => onJoindre(o.commandeId)} libelle={`Joindre le PV signé de ${qui}`}>
              Joindre
            </Action>
          )}
          <Menu>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`Autres actions, ${qui}`}>
                <IconDots size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconFile size={16} stroke={1.75} aria-hidden />}
                onClick={() => aller(dossier)}
              >
                Ouvrir le dossier
              </Menu.Item>
              {!ferme && (
                <>
                  <Menu.Item
                    leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden />}
                    onClick={() => onImprimer(o.commandeId)}
                  >
                    Imprimer le PV
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<IconPaperclip size={16} stroke={1.75} aria-hidden />}
                    onClick={() => onJoindre(o.commandeId)}
                  >
                    Joindre un PV signé
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<IconUserMinus size={16} stroke={1.75} aria-hidden />}
                    onClick={onRetirer}
                  >
                    Retirer du pilote
                  </Menu.Item>
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        </span>
      </td>
    </>
  )
}

function Fait({ jour }: { readonly jour: Jour | null }) {
  if (jour === null) return <span className={texte.gris}>—</span>
  return (
    <span className={styles.fait}>
      <IconCheck size={14} stroke={1.75} className={texte.ok} aria-hidden />
      {formatJour(jour)}
    </span>
  )
}
