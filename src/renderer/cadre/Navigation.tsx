import { NavLink, Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconCloudOff, IconDatabase, IconLock, IconSearch, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import type { EtatSysteme } from '#contract/systeme.ts'
import { type Instant, type Jour, jourParis } from '#domain/dates.ts'
import { orpc } from '../api.ts'
import { Touche } from '../components/Touche.tsx'
import { useEtatSysteme } from '../etat.ts'
import { formatHeure, formatJour, formatJourMois } from '../format.ts'
import { useEtapesFaites } from '../pages/premiers-pas/etapes.ts'
import { usePreferences } from '../state/preferences.ts'
import { ECRANS, type Ecran, PREMIERS_PAS } from './ecrans.ts'
import { Logo } from './Logo.tsx'
import styles from './Navigation.module.css'

export const TOUCHE_CTRL = navigator.platform.startsWith('Mac') ? 'Cmd' : 'Ctrl'

export function Navigation({ replie }: { readonly replie: boolean }) {
  const etat = useEtatSysteme()
  const faites = useEtapesFaites()
  const plusTard = usePreferences((s) => s.premiersPasPlusTard)
  const debut =
    etat?.registre.vide === true ||
    (etat?.demonstration === false && !plusTard && faites?.includes(false) === true)
  const pilotes = useQuery(orpc.pilote.lister.queryOptions()).data ?? []
  const groupes = debut ? [[PREMIERS_PAS], ...ECRANS] : ECRANS
  return (
    <div className={styles.navigation} data-replie={replie || undefined}>
      <Link href="/" className={styles.marque} aria-label="Liasse, accueil">
        <Logo />
        {!replie && <span>Liasse</span>}
      </Link>
      <button
        type="button"
        className={styles.recherche}
        onClick={spotlight.open}
        aria-label="Rechercher"
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={16} stroke={1.75} aria-hidden />
        {!replie && (
          <>
            <span className={styles.mot}>Rechercher</span>
            <Touche de={`${TOUCHE_CTRL} K`} />
          </>
        )}
      </button>
      {groupes.map((groupe) => (
        <ul key={groupe[0]?.chemin} className={styles.groupe}>
          {groupe.map((e) => (
            <li key={e.chemin}>
              <Lien
                ecran={e}
                compte={etat === undefined ? '' : (e.compte?.(etat, pilotes) ?? '')}
                replie={replie}
              />
            </li>
          ))}
        </ul>
      ))}
      {etat !== undefined && <Pied etat={etat} replie={replie} />}
    </div>
  )
}

function Lien({ ecran, compte, replie }: { ecran: Ecran; compte: string; replie: boolean }) {
  const [ici] = useLocation()
  const actif = ici === ecran.chemin || ici.startsWith(`${ecran.chemin}/`)
  return (
    <Tooltip label={ecran.libelle} position="right" disabled={!replie}>
      <NavLink
        component={Link}
        href={ecran.chemin}
        active={actif}
        aria-current={actif ? 'page' : undefined}
        aria-label={replie ? ecran.libelle : undefined}
        label={replie ? null : ecran.libelle}
        leftSection={<ecran.Icone size={16} stroke={1.75} aria-hidden />}
        rightSection={!replie && compte !== '' ? compte : null}
        className={styles.lien ?? ''}
      />
    </Tooltip>
  )
}

const HOTES = { electron: 'fenêtre', web: 'navigateur', cli: 'commande' } as const

/** « du 16/11 », « le 16/11 », « de 14:02 », « 14:02 »: short, the year only when it is another. */
function sayQuand(instant: Instant, aujourdhui: Jour, aJour: boolean): string {
  const jour = jourParis(instant)
  if (jour === aujourdhui) return `${aJour ? 'de ' : ''}${formatHeure(instant)}`
  const dit = jour.slice(0, 4) === aujourdhui.slice(0, 4) ? formatJourMois(jour) : formatJour(jour)
  return `${aJour ? 'du' : 'le'} ${dit}`
}

function Pied({ etat, replie }: { etat: EtatSysteme; replie: boolean }) {
  const { derniere, aJour } = etat.sauvegarde
  const sauvegarde =
    derniere === null
      ? etat.registre.vide
        ? 'Registre neuf'
        : 'Pas encore de sauvegarde'
      : `${aJour ? 'Sauvegarde' : 'Non sauvé depuis'} ${sayQuand(derniere, etat.aujourdhui, aJour)}`
  return (
    <div className={styles.pied}>
      {etat.registre.lectureSeule !== null && (
        <PiedLigne
          icone={<IconLock size={14} stroke={1.75} aria-hidden />}
          mot={`Lecture seule : ${etat.registre.lectureSeule}`}
          replie={replie}
        />
      )}
      {etat.ouvertAilleurs.length > 0 && (
        <PiedLigne
          icone={<IconUsers size={14} stroke={1.75} aria-hidden />}
          mot={`Aussi ouvert par ${etat.ouvertAilleurs
            .map((o) => `${o.nom} (${HOTES[o.hote]}, depuis ${formatHeure(o.depuis)})`)
            .join(', ')}`}
          replie={replie}
        />
      )}
      <PiedLigne
        icone={<IconCloudOff size={14} stroke={1.75} aria-hidden />}
        mot="Sans réseau, tout est ici"
        replie={replie}
      />
      <PiedLigne
        icone={<IconDatabase size={14} stroke={1.75} aria-hidden />}
        mot={sauvegarde}
        replie={replie}
      />
    </div>
  )
}

function PiedLigne({ icone, mot, replie }: { icone: React.ReactNode; mot: string; replie: boolean }) {
  return (
    <div className={styles.piedLigne} title={replie ? mot : undefined}>
      {icone}
      <span className={replie ? 'seul-lecteur' : undefined}>{mot}</span>
    </div>
  )
}
