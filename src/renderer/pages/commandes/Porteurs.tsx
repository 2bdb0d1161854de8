import { IconBuildingBank, IconCircleFilled, IconUser } from '@tabler/icons-react'
import type { Porteur } from '#domain/commande.ts'
import texte from '../../components/texte.module.css'
import { formatNombre } from '../../format.ts'
import { PORTEUR_LIBELLES } from '../../libelles.ts'
import styles from './commandes.module.css'

const GLYPHES = { nous: IconCircleFilled, client: IconUser, agence: IconBuildingBank } as const

interface PorteursProps {
  readonly valeur: Porteur | null
  readonly comptes: Readonly<Record<Porteur, number>> | undefined
  readonly onChange: (porteur: Porteur | null) => void
}

/** Who holds the files: a choice that counts, other filters applied. */
export function Porteurs({ valeur, comptes, onChange }: PorteursProps) {
  return (
    <div role="radiogroup" aria-label="Qui tient le dossier" className={styles.porteurs}>
      <label>
        <input type="radio" name="porteur" checked={valeur === null} onChange={() => onChange(null)} />
        Toutes
      </label>
      {(['nous', 'client', 'agence'] as const).map((p) => {
        const Glyphe = GLYPHES[p]
        return (
          <label key={p}>
            <input type="radio" name="porteur" checked={valeur === p} onChange={() => onChange(p)} />
            <Glyphe
              size={p === 'nous' ? 7 : 14}
              stroke={1.75}
              aria-hidden
              data-nous={p === 'nous' || undefined}
            />
            {PORTEUR_LIBELLES[p]}
            {comptes !== undefined && <span className={texte.gris}>{formatNombre(comptes[p])}</span>}
          </label>
        )
      })}
    </div>
  )
}
