import { IconArrowBackUp, IconBuildingBank, IconCircleFilled, IconClock, IconUser } from '@tabler/icons-react'
import { useRef } from 'react'
import type { LigneJour } from '#contract/aujourdhui.ts'
import type { Porteur } from '#domain/commande.ts'
import { ETATS } from '#domain/etats.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { useRaccourcis } from '../../components/raccourcis.tsx'
import { Touche } from '../../components/Touche.tsx'
import { formatCompte, formatMontant, formatNombre, NBSP } from '../../format.ts'
import { PORTEUR_LIBELLES } from '../../libelles.ts'
import { sigle } from '../../sigles.ts'
import { motsEtat, verbeEtat } from '../../travail.ts'
import styles from './Travaux.module.css'
import { useTravail } from './useTravail.tsx'

const GLYPHES = { nous: IconCircleFilled, client: IconUser, agence: IconBuildingBank } as const
const PORTEURS = ['nous', 'client', 'agence'] as const satisfies readonly Porteur[]

/** Lines that a window of 800 px shows at full height, then at half. */
const AU_LARGE = 10
const SERREES = 15
const serrage = (lignes: number) => (lignes > SERREES ? 'tres' : lignes > AU_LARGE ? 'peu' : undefined)

interface Props {
  readonly lignes: readonly LigneJour[]
  readonly dispositif: string | null
  readonly dispositifs: readonly { readonly code: string }[]
}

/** What there is to do, by who holds the file. Arrows go from line to line, Entrée opens the list, A acts. */
export function Travaux({ lignes, dispositif, dispositifs }: Props) {
  const liste = useRef<HTMLElement>(null)
  const { agir, elements } = useTravail()
  const codes = dispositifs.map((d) => d.code)
  const ordre = PORTEURS.flatMap((p) => lignes.filter((l) => l.porteur === p))

  const liens = () => [...(liste.current?.querySelectorAll<HTMLElement>('th[scope="row"] a') ?? [])]
  const choisie = () => liens().findIndex((l) => l.closest('tr')?.contains(document.activeElement) === true)
  const bouger = (pas: number) => {
    const tous = liens()
    const i = choisie()
    tous[i < 0 ? (pas > 0 ? 0 : tous.length - 1) : Math.max(0, Math.min(tous.length - 1, i + pas))]?.focus()
  }
  useRaccourcis([
    { touche: 'ArrowDown', affichee: '↓', sens: 'Ligne suivante', agir: () => bouger(1) },
    { touche: 'ArrowUp', affichee: '↑', sens: 'Ligne précédente', agir: () => bouger(-1) },
    { touche: 'Entree', affichee: 'Entrée', sens: 'Ouvrir la liste de la ligne' },
    {
      touche: 'a',
      affichee: 'A',
      sens: 'Faire ce que dit la ligne choisie',
      agir: () => {
        const ligne = ordre[choisie()]
        if (ligne !== undefined) agir(ligne, dispositif)
      },
    },
  ])
  return (
    <section className={styles.panneau} ref={liste} aria-label="Ce qu’il y a à faire">
      {ordre.length === 0 && <p className={styles.rien}>Tout est clos{NBSP}: il n’y a rien à faire.</p>}
      {ordre.length > 0 && (
        <table className={styles.table} data-serre={serrage(ordre.length)}>
          <thead className="seul-lecteur">
            <tr>
              <th scope="col">Nombre et état</th>
              <th scope="col">Par dispositif</th>
              <th scope="col">Retard</th>
              <th scope="col">Avance ou solde en jeu</th>
              <th scope="col">Action</th>
            </tr>
          </thead>
          {PORTEURS.map((p, i) => {
            const siennes = ordre.filter((l) => l.porteur === p)
            if (siennes.length === 0) return null
            const Glyphe = GLYPHES[p]
            return (
              <tbody key={p}>
                <tr className={styles.groupe}>
                  <th colSpan={3} scope="colgroup">
                    <span className={styles.glyphe} data-nous={p === 'nous' || undefined}>
                      <Glyphe size={p === 'nous' ? 7 : 14} stroke={1.75} aria-hidden />
                    </span>
                    {PORTEUR_LIBELLES[p]} · {formatNombre(siennes.reduce((s, l) => s + l.nombre, 0))}
                  </th>
                  <td className={styles.montant}>{i === 0 && 'avance ou solde en jeu'}</td>
                  <td />
                </tr>
                {siennes.map((l) => (
                  <LigneTravail
                    key={l.etat}
                    ligne={l}
                    dispositif={dispositif}
                    codes={codes}
                    onAgir={() => agir(l, dispositif)}
                  />
                ))}
              </tbody>
            )
          })}
        </table>
      )}
      <footer className={styles.pied}>
        <span>
          <Touche de="↑ ↓" /> choisir
        </span>
        <span>
          <Touche de="Entrée" /> ouvrir la liste
        </span>
        <span>
          <Touche de="A" /> agir
        </span>
        <span>
          <Touche de="?" /> tous les raccourcis
        </span>
      </footer>
      {elements}
    </section>
  )
}

interface LigneProps {
  readonly ligne: LigneJour
  readonly dispositif: string | null
  readonly codes: readonly string[]
  readonly onAgir: () => void
}

function LigneTravail({ ligne, dispositif, codes, onAgir }: LigneProps) {
  const { etat, nombre, parDispositif, enRetard, enJeu, plusAncien, porteur } = ligne
  const revenue = ETATS[etat].ton === 'danger'
  const mots = motsEtat(etat, nombre)
  const filtre = { etats: [etat], dispositif }
  return (
    <tr className={styles.ligne} data-revenue={revenue || undefined}>
      <th scope="row">
        <LienCommandes filtre={filtre} className={styles.lien}>
          <span className={styles.nombre}>{formatNombre(nombre)}</span>{' '}
          <span className={styles.mots}>{mots}</span>
          {revenue && <IconArrowBackUp size={14} stroke={1.75} aria-hidden />}
        </LienCommandes>
      </th>
      <td className={styles.detail}>
        {porteur === 'agence' && plusAncien !== null
          ? nombre === 1
            ? `depuis ${plusAncien}${NBSP}j`
            : `la plus ancienne${NBSP}: ${plusAncien}${NBSP}j`
          : parDispositif.map((d, i) => (
              <span key={d.dispositif}>
                {i > 0 && ' · '}
                <LienCommandes
                  filtre={{ etats: [etat], dispositif: d.dispositif }}
                  className={styles.part}
                  libelle={`${mots}, ${d.dispositif}${NBSP}: ${formatNombre(d.nombre)}`}
                >
                  {`${formatNombre(d.nombre)}${NBSP}${sigle(d.dispositif, codes)}`}
                </LienCommandes>
              </span>
            ))}
      </td>
      <td className={styles.retard}>
        {enRetard > 0 && (
          <LienCommandes
            filtre={filtre}
            className={styles.tard}
            dAbord={porteur === 'nous' ? 'echeance' : 'depuis'}
            libelle={`${formatCompte(enRetard, 'en retard', 'en retard')}${NBSP}: ${mots}`}
          >
            <span data-revenue={revenue || undefined}>
              <IconClock size={14} stroke={1.75} aria-hidden />
              {formatCompte(enRetard, 'en retard', 'en retard')}
            </span>
          </LienCommandes>
        )}
      </td>
      <td className={styles.montant}>
        {enJeu === null ? <span className={styles.inconnu}>à chiffrer</span> : formatMontant(enJeu)}
      </td>
      <td className={styles.action}>
        <button type="button" onClick={onAgir} aria-label={`${verbeEtat(etat)}${NBSP}: ${mots}`}>
          {verbeEtat(etat)}
        </button>
      </td>
    </tr>
  )
}
