import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconBan,
  IconChevronLeft,
  IconChevronRight,
  IconDots,
  IconEye,
  IconLock,
  IconPencil,
} from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { FicheCommande } from '#contract/commande.ts'
import type { FicheDispositif } from '#contract/dispositif.ts'
import { bloque } from '#domain/constat.ts'
import type { Jour } from '#domain/dates.ts'
import type { Etape } from '#domain/etats.ts'
import { Etapes } from '../../components/Etapes.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { ApercuDocument } from '../../emission/ApercuDocument.tsx'
import type { Imprimable } from '../../emission/documents.ts'
import { formatCompte } from '../../format.ts'
import { libelleEtape } from '../../libelles.ts'
import { Assigner } from '../commandes/Assigner.tsx'
import { useProchaineEtape } from '../commandes/useProchaineEtape.tsx'
import { Annulation } from './Annulation.tsx'
import styles from './dossier.module.css'
import { EnteteDossier } from './EnteteDossier.tsx'
import { Onglets } from './Onglets.tsx'
import { Pieces } from './Pieces.tsx'
import { Points } from './Points.tsx'
import { useConstats } from './useConstats.ts'
import { useVoisins } from './useVoisins.ts'

interface DossierProps {
  readonly fiche: FicheCommande
  readonly dispositif: FicheDispositif | undefined
  readonly aujourdhui: Jour
}

/** Steps that a point stops; the others go on whatever remains to be raised. */
const VERROUILLEES: readonly Etape[] = [
  'completer',
  'revoir_bdc',
  'emettre_reception',
  'facturer',
  'revoir_solde',
]

const IMPRIMABLE_DE: Partial<Record<Etape, Imprimable>> = {
  emettre_bdc: 'bdc',
  emettre_reception: 'reception',
  facturer: 'facture',
}

/** The next step, with the name of the piece that the installed scenario asks for. */
function sayEtape({ resume, etapes }: FicheCommande): string {
  const piece = etapes.find((e) => e.cle === 'reception')?.libelle
  if (resume.etape === 'emettre_reception' && piece !== undefined) return `Émettre la ${piece}`
  return libelleEtape(resume)
}

/** Steps, points to raise, pieces, history of one order. */
export function Dossier({ fiche, dispositif, aujourdhui }: DossierProps) {
  const { resume, dossier, etapes } = fiche
  const [, aller] = useLocation()
  const [apercu, setApercu] = useState<Imprimable | null>(null)
  const [annulation, setAnnulation] = useState(false)
  const { agir, emettre, elements } = useProchaineEtape(fiche)
  const suivis = useConstats(fiche)
  const voisins = useVoisins(resume.id)
  const points = useRef<HTMLDivElement>(null)
  const annulee = dossier.commande.annuleeLe !== null
  const bloquants = suivis.constats.filter(bloque).length

  const goFirstPoint = () => {
    const premier = points.current?.querySelector<HTMLElement>('button')
    points.current?.scrollIntoView({ block: 'start' })
    premier?.focus()
  }
  // A step is locked as long as a point stops it: the button says how many and leads there.
  const verrou = bloquants > 0 && VERROUILLEES.includes(resume.etape)
  const next = () => (verrou ? goFirstPoint() : agir(resume))

  useRaccourcis([
    { touche: 'j', affichee: 'J', sens: 'Dossier suivant', agir: () => voisins.aller(1) },
    { touche: 'k', affichee: 'K', sens: 'Dossier précédent', agir: () => voisins.aller(-1) },
    { touche: 'a', affichee: 'A', sens: 'Étape suivante', agir: next },
    {
      touche: 'e',
      affichee: 'E',
      sens: 'Modifier la commande',
      agir: () => aller(`/commandes/${resume.id}/modifier`),
    },
    { touche: 'p', affichee: 'P', sens: 'Aperçu du bon de commande', agir: () => setApercu('bdc') },
    { touche: 'Escape', affichee: 'Échap', sens: 'Revenir à la liste', agir: () => aller('/commandes') },
  ])

  return (
    <div className={styles.page}>
      <EnteteDossier
        fiche={fiche}
        dispositif={dispositif}
        voisins={
          voisins.rang > 0 && (
            <div className={styles.voisins}>
              <span>
                {voisins.rang} sur {voisins.total}
              </span>
              <ActionIcon
                aria-label="Dossier précédent"
                aria-disabled={voisins.rang <= 1}
                onClick={() => voisins.aller(-1)}
              >
                <IconChevronLeft size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
              <ActionIcon
                aria-label="Dossier suivant"
                aria-disabled={voisins.rang >= voisins.total}
                onClick={() => voisins.aller(1)}
              >
                <IconChevronRight size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </div>
          )
        }
        actions={
          <>
            <Assigner
              grand
              ids={[resume.id]}
              actuelle={resume.assigneA}
              libelle={resume.assigneA === '' ? 'Assigner' : resume.assigneA}
            />
            <Menu>
              <Menu.Target>
                <ActionIcon size="md" aria-label="Autres actions">
                  <IconDots size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconEye size={16} stroke={1.75} aria-hidden />}
                  onClick={() => setApercu('bdc')}
                >
                  Aperçu du bon de commande
                </Menu.Item>
                {!annulee && (
                  <Menu.Item
                    leftSection={<IconBan size={16} stroke={1.75} aria-hidden />}
                    onClick={() => setAnnulation(true)}
                  >
                    Annuler la commande
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
            {!annulee && (
              <Button
                size="md"
                leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
                onClick={() => aller(`/commandes/${resume.id}/modifier`)}
              >
                Modifier
              </Button>
            )}
            {resume.etape !== 'aucune' && resume.etape !== 'attendre' && (
              <Button
                size="md"
                variant="filled"
                aria-disabled={verrou}
                leftSection={verrou ? <IconLock size={16} stroke={1.75} aria-hidden /> : undefined}
                onClick={next}
              >
                {verrou ? `${suivis.action} : ${formatCompte(bloquants, 'point')} à lever` : sayEtape(fiche)}
              </Button>
            )}
          </>
        }
      />
      <Etapes etapes={etapes} libelle="Étapes du dossier" />
      <div className={styles.colonnes}>
        <div ref={points} className={styles.principal}>
          <Points fiche={fiche} points={suivis} dispositif={dispositif} aujourdhui={aujourdhui} />
        </div>
        <Pieces fiche={fiche} dispositif={dispositif} aujourdhui={aujourdhui} onApercu={setApercu} />
      </div>
      <Onglets
        fiche={fiche}
        dispositif={dispositif}
        aujourdhui={aujourdhui}
        onApercu={setApercu}
        onEmettre={(quoi) => emettre([resume.id], quoi)}
      />
      <ApercuDocument
        commandeId={resume.id}
        numero={resume.numero}
        quoi={apercu}
        onFermer={() => setApercu(null)}
        onEmettre={
          apercu !== null && IMPRIMABLE_DE[resume.etape] === apercu
            ? (quoi) => {
                setApercu(null)
                emettre([resume.id], quoi)
              }
            : undefined
        }
      />
      <Annulation commande={dossier.commande} ouverte={annulation} onFermer={() => setAnnulation(false)} />
      {elements}
    </div>
  )
}
