import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { ResultatRetour } from '#contract/retour.ts'
import { ETATS_DEMANDE_LIBELLES } from '#domain/etats.ts'
import { EtatChip } from '../../components/EtatChip.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import texte from '../../components/texte.module.css'
import { formatCompte, formatNombre } from '../../format.ts'
import { Code } from './CodesRetour.tsx'
import classes from './demandes.module.css'
import { MOTS } from './mots.ts'

const MONTREES = 200

interface Props {
  readonly resultat: ResultatRetour
  /** Nothing was written yet. */
  readonly essai?: boolean
}

/** What a return changed, line by line; what it did not, and why. */
export function ResultatLecture({ resultat, essai = false }: Props) {
  const { fichiers, changees, inchangees, codesInconnus, rejets } = resultat
  const dejaLus = fichiers.filter((f) => f.dejaLu)
  return (
    <div className={classes.lecture} role="status">
      <p className={classes.bilan}>
        <EtatChip aspect={changees.length > 0 ? 'ok' : 'clos'}>
          {essai
            ? `${formatCompte(changees.length, 'demande changerait', 'demandes changeraient')}`
            : formatCompte(changees.length, 'demande changée', 'demandes changées')}
        </EtatChip>
        <span>{formatCompte(inchangees, 'ligne inchangée', 'lignes inchangées')}</span>
        {rejets.length > 0 && (
          <EtatChip aspect="arret">
            {formatCompte(rejets.length, 'ligne laissée', 'lignes laissées')}
          </EtatChip>
        )}
        {dejaLus.length > 0 && (
          <span className={texte.gris}>
            Déjà {dejaLus.length === 1 ? 'lu' : 'lus'} : {dejaLus.map((f) => f.nom).join(', ')}
          </span>
        )}
      </p>
      {codesInconnus.length > 0 && (
        <section aria-label="Codes inconnus">
          <h3 className={classes.sousTitre}>
            <IconAlertTriangle size={16} stroke={1.75} className={texte.attention} aria-hidden />
            {formatCompte(codesInconnus.length, 'code que rien ne connaît', 'codes que rien ne connaît')}
          </h3>
          <p className={texte.gris}>
            Les lignes sont gardées avec leur code. Dites ce qu’il veut dire : elles suivront, et celles à
            venir.
          </p>
          {codesInconnus.map((c) => (
            <Code
              key={c.code}
              code={{ code: c.code, libelle: `${c.libelle} · ${formatCompte(c.lignes, 'ligne')}` }}
            />
          ))}
        </section>
      )}
      {changees.length > 0 && (
        <Liste
          libelle={essai ? 'Demandes qui changeraient' : 'Demandes changées'}
          reste={changees.length - MONTREES}
          titres={['N° de BDC', 'Demande', 'Avant', 'Après', 'N° de l’agence', 'Code et libellé']}
        >
          {changees.slice(0, MONTREES).map((d) => (
            <tr key={d.demandeId}>
              <th scope="row">
                <Link href={`/commandes/${d.commandeId}`} className={classes.lien ?? ''}>
                  {d.numero}
                </Link>
              </th>
              <td>{MOTS[d.type].nom}</td>
              <td data-gris>{ETATS_DEMANDE_LIBELLES[d.de]}</td>
              <td>{ETATS_DEMANDE_LIBELLES[d.vers]}</td>
              <td>{d.numeroAsp ?? '—'}</td>
              <td data-gris>{[d.code, d.libelle].filter((m) => m !== '').join(' · ')}</td>
            </tr>
          ))}
        </Liste>
      )}
      {rejets.length > 0 && (
        <Liste
          libelle="Lignes laissées"
          reste={rejets.length - MONTREES}
          titres={['Ligne', 'Valeur', 'Ce qui ne va pas', 'Fichier']}
        >
          {rejets.slice(0, MONTREES).map((r) => (
            <tr key={`${r.fichier}/${r.ligne}/${r.regle}/${r.valeur}`}>
              <td data-nombre>{r.ligne === null ? '—' : formatNombre(r.ligne)}</td>
              <td>{r.valeur ?? '—'}</td>
              <td>{r.phrase}</td>
              <td data-gris>{r.fichier}</td>
            </tr>
          ))}
        </Liste>
      )}
    </div>
  )
}

interface ListeProps {
  readonly libelle: string
  readonly titres: readonly string[]
  readonly reste: number
  readonly children: ReactNode
}

function Liste({ libelle, titres, reste, children }: ListeProps) {
  return (
    <>
      <Tableau libelle={libelle} serre>
        <thead>
          <tr>
            {titres.map((t) => (
              <th key={t} scope="col" data-nombre={t === 'Ligne' || undefined}>
                {t}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </Tableau>
      {reste > 0 && <p className={texte.gris}>et {formatCompte(reste, 'autre')}.</p>}
    </>
  )
}
