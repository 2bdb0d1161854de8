import { IconBraces } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { ExamenDemandes } from '#contract/avance.ts'
import type { TypeDemande } from '#domain/commande.ts'
import { Action } from '../../components/Action.tsx'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatMontant, formatNombre, formatTaille } from '../../format.ts'
import { montrerCommandes } from '../../state/commandes.ts'
import classes from './demandes.module.css'
import { MOTS } from './mots.ts'

/** What goes: counts, sums per kind of beneficiary, and the files that will be written. */
export function Partent({ examen, type }: { readonly examen: ExamenDemandes; readonly type: TypeDemande }) {
  const [, aller] = useLocation()
  const mots = MOTS[type]
  const { partent, lots, parBeneficiaire } = examen
  const nombre = partent.commandeIds.length
  const chiffres = [
    { valeur: formatNombre(nombre), mot: nombre > 1 ? 'demandes' : 'demande' },
    {
      valeur: formatNombre(partent.pieces),
      mot: `${partent.pieces > 1 ? 'pièces' : 'pièce'}, ${formatTaille(partent.taille)}`,
    },
    { valeur: formatNombre(lots.length), mot: 'JSON' },
    { valeur: formatNombre(lots.length), mot: 'ZIP' },
  ]
  const plusieurs = new Set(lots.map((l) => `${l.siret}/${l.numeroAns}`)).size > 1
  return (
    <Panneau
      titre="Ce qui part"
      compte={`${formatNombre(nombre)} ${mots.sur(formatNombre(examen.signes))}`}
      droite={
        nombre > 0 && (
          <Action
            onClick={() => {
              montrerCommandes({ dispositif: examen.dispositif, etats: [mots.etat] })
              aller('/commandes')
            }}
          >
            Voir les commandes
          </Action>
        )
      }
      rembourrage={false}
    >
      <div className={classes.chiffres}>
        <dl>
          {chiffres.map((c) => (
            <div key={c.mot}>
              <dd>{c.valeur}</dd>
              <dt>{c.mot}</dt>
            </div>
          ))}
        </dl>
        <p className={classes.somme}>
          <strong>
            {partent.attendu === null ? formatMontant(partent.ttc) : formatMontant(partent.attendu)}
          </strong>
          <span>
            {partent.attendu === null ? mots.inconnue : `${mots.de}, sur ${formatMontant(partent.ttc)}`}
          </span>
        </p>
      </div>
      {nombre > 0 && (
        <Sommes
          libelle="Bénéficiaires"
          titres={['Bénéficiaires', 'Demandes', 'TTC', mots.nom]}
          rangs={parBeneficiaire.map((b) => ({
            cle: b.libelle,
            premier: b.libelle,
            nombre: b.demandes,
            mesure: formatMontant(b.ttc),
            attendu: b.attendu,
          }))}
        />
      )}
      {lots.length > 0 && (
        <div className={classes.lots}>
          <Sommes
            libelle="Fichiers à écrire"
            titres={['Fichiers, un lot par ligne', 'Demandes', 'Taille', mots.nom]}
            rangs={lots.map((l) => ({
              cle: l.nom,
              premier: (
                <>
                  <span className={classes.lot}>
                    <IconBraces size={16} stroke={1.75} aria-hidden />
                    <code>{l.nom}</code>
                    {!l.formatConfirme && <EtatChip aspect="attention">non confirmé</EtatChip>}
                  </span>
                  {plusieurs && (
                    <span className={texte.second}>
                      {l.fournisseur}, {l.numeroAns}
                    </span>
                  )}
                </>
              ),
              nombre: l.commandeIds.length,
              mesure: formatTaille(l.taille),
              attendu: l.attendu,
            }))}
          />
        </div>
      )}
    </Panneau>
  )
}

interface Rang {
  readonly cle: string
  readonly premier: ReactNode
  readonly nombre: number
  /** TTC of the beneficiaries, size of the files. */
  readonly mesure: string
  /** Cents; null when the share of the advance is not known. */
  readonly attendu: number | null
}

interface SommesProps {
  readonly libelle: string
  readonly titres: readonly [premier: string, nombre: string, mesure: string, attendu: string]
  readonly rangs: readonly Rang[]
}

/** Requests and money by row; two such tables one under the other have the same columns. */
function Sommes({ libelle, titres, rangs }: SommesProps) {
  return (
    <Tableau libelle={libelle}>
      <thead>
        <tr>
          {titres.map((t, i) => (
            <th key={t} scope="col" data-nombre={i > 0 || undefined} className={i > 0 ? classes.colonne : ''}>
              {t}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rangs.map((r) => (
          <tr key={r.cle}>
            <td>{r.premier}</td>
            <td data-nombre>{formatNombre(r.nombre)}</td>
            <td data-nombre>{r.mesure}</td>
            <td data-nombre>
              <strong className={texte.fort}>{r.attendu === null ? '—' : formatMontant(r.attendu)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </Tableau>
  )
}
