import type { EcheanceDispositif } from '#contract/aujourdhui.ts'
import { AVANCEMENTS } from '#domain/aujourdhui.ts'
import type { EtatCommande } from '#domain/commande.ts'
import type { Jour } from '#domain/dates.ts'
import { LienCommandes } from '../../components/LienCommandes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatDelai, formatJour, formatMontant, formatNombre, NBSP } from '../../format.ts'
import styles from './echeancier.module.css'
import { motsEcheance, urgenceOf } from './urgence.ts'

interface Props {
  readonly echeances: readonly EcheanceDispositif[]
  readonly aujourdhui: Jour
  readonly choisie: EcheanceDispositif
  readonly onChoisir: (e: EcheanceDispositif) => void
}

/** Every closing date: done, ready, not ready, what is at stake. */
export function Table({ echeances, aujourdhui, choisie, onChoisir }: Props) {
  return (
    <Panneau
      titre="Où en sont les commandes"
      compte="choisissez une date pour voir pourquoi"
      rembourrage={false}
    >
      <Tableau libelle="Échéances des dispositifs">
        <thead>
          <tr>
            <th scope="col">Échéance</th>
            <th scope="col">Reste</th>
            <th scope="col">Quoi</th>
            <th scope="col">Dispositif</th>
            <th scope="col">Avancement</th>
            <th scope="col" data-nombre>
              <span className={styles.carre} data-part="faites" aria-hidden /> Faites
            </th>
            <th scope="col" data-nombre>
              <span className={styles.carre} data-part="pretes" aria-hidden /> Prêtes
            </th>
            <th scope="col" data-nombre>
              <span className={styles.carre} data-part="pasPretes" aria-hidden /> Pas prêtes
            </th>
            <th scope="col" data-nombre>
              En jeu
            </th>
          </tr>
        </thead>
        <tbody>
          {echeances.map((e) => (
            <Rang
              key={`${e.dispositif}${e.quoi}`}
              echeance={e}
              aujourdhui={aujourdhui}
              choisie={e === choisie}
              onChoisir={onChoisir}
            />
          ))}
        </tbody>
      </Tableau>
    </Panneau>
  )
}

interface RangProps {
  readonly echeance: EcheanceDispositif
  readonly aujourdhui: Jour
  readonly choisie: boolean
  readonly onChoisir: (e: EcheanceDispositif) => void
}

function Rang({ echeance: e, aujourdhui, choisie, onChoisir }: RangProps) {
  const urgence = urgenceOf(e)
  const avancement = AVANCEMENTS.find((a) => a.quoi === e.quoi)
  const total = Math.max(1, e.faites + e.pretes + e.pasPretes)
  return (
    <tr className={styles.rang} data-choisie={choisie || undefined} onClick={() => onChoisir(e)}>
      <th scope="row">
        <button type="button" className={styles.choix} aria-pressed={choisie} onClick={() => onChoisir(e)}>
          {formatJour(e.jour)}
        </button>
        {e.heure !== null && <span className={texte.gris}> {e.heure}</span>}
      </th>
      <td className={styles.delai} data-urgence={urgence}>
        {formatDelai(e.jour, aujourdhui)}
      </td>
      <td title={e.libelle}>{motsEcheance(e.quoi)}</td>
      <td data-gris>{e.dispositif}</td>
      <td>
        <span className={styles.barre} aria-hidden>
          <span data-part="faites" style={{ width: `${(100 * e.faites) / total}%` }} />
          <span data-part="pretes" style={{ width: `${(100 * e.pretes) / total}%` }} />
          <span
            data-part="pasPretes"
            data-urgence={urgence}
            style={{ width: `${(100 * e.pasPretes) / total}%` }}
          />
        </span>
      </td>
      {(['faites', 'pretes', 'pasPretes'] as const).map((part) => (
        <td key={part} data-nombre>
          <Nombre
            nombre={e[part]}
            part={part}
            urgence={urgence}
            dispositif={e.dispositif}
            etats={avancement?.[part] ?? []}
            quoi={motsEcheance(e.quoi)}
          />
        </td>
      ))}
      <td data-nombre>{e.enJeu === 0 ? <span className={texte.gris}>—</span> : formatMontant(e.enJeu)}</td>
    </tr>
  )
}

const PARTS = { faites: 'faites', pretes: 'prêtes', pasPretes: 'pas prêtes' } as const

interface NombreProps {
  readonly nombre: number
  readonly part: keyof typeof PARTS
  readonly urgence: string | undefined
  readonly dispositif: string
  readonly etats: readonly EtatCommande[]
  readonly quoi: string
}

function Nombre({ nombre, part, urgence, dispositif, etats, quoi }: NombreProps) {
  if (nombre === 0) return <span className={texte.gris}>0</span>
  return (
    <LienCommandes
      filtre={{ dispositif, etats }}
      className={styles.nombre}
      libelle={`${quoi} ${dispositif}${NBSP}: ${formatNombre(nombre)} ${PARTS[part]}`}
    >
      <span data-part={part} data-urgence={part === 'pasPretes' ? urgence : undefined}>
        {formatNombre(nombre)}
      </span>
    </LienCommandes>
  )
}
