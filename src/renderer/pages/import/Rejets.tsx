import { useState } from 'react'
import type { Rejet } from '#contract/commun.ts'
import type { AnalyseImport } from '#contract/import.ts'
import { Action } from '../../components/Action.tsx'
import { Exporter } from '../../components/Exporter.tsx'
import { Ligne, Lignes } from '../../components/Lignes.tsx'
import { Panneau } from '../../components/Panneau.tsx'
import { Tableau } from '../../components/Tableau.tsx'
import { capitaliser, formatCompte, formatNombre } from '../../format.ts'
import classes from './import.module.css'

const MONTREES = 100

/** Rejected rows, or notices, grouped by rule, the most frequent first. */
export function groupRejets(
  rejets: readonly Rejet[],
): readonly { regle: string; rejets: readonly Rejet[] }[] {
  const groupes = new Map<string, Rejet[]>()
  for (const r of rejets) {
    const groupe = groupes.get(r.regle)
    if (groupe === undefined) groupes.set(r.regle, [r])
    else groupe.push(r)
  }
  return [...groupes]
    .map(([regle, liste]) => ({ regle, rejets: liste }))
    .sort((a, b) => b.rejets.length - a.rejets.length)
}

/** Rows one by one: line, column, what was read, why. */
export function TableRejets({
  rejets,
  libelle,
}: {
  readonly rejets: readonly Rejet[]
  readonly libelle: string
}) {
  return (
    <>
      <Tableau libelle={libelle} serre>
        <thead>
          <tr>
            <th scope="col" data-nombre>
              Ligne
            </th>
            <th scope="col">Colonne</th>
            <th scope="col">Lu</th>
            <th scope="col">Pourquoi</th>
          </tr>
        </thead>
        <tbody>
          {rejets.slice(0, MONTREES).map((r, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two refusals of one row have no other identity
            <tr key={`${r.ligne}/${r.colonne}/${i}`}>
              <td data-nombre>{r.ligne === null ? '' : formatNombre(r.ligne)}</td>
              <td>{r.colonne}</td>
              <td className={classes.lu}>{r.valeur}</td>
              <td>{r.phrase}</td>
            </tr>
          ))}
        </tbody>
      </Tableau>
      {rejets.length > MONTREES && (
        <p className={classes.reste}>
          et {formatCompte(rejets.length - MONTREES, 'autre')}, dans le fichier exporté.
        </p>
      )}
    </>
  )
}

const PARTS = [
  { cle: 'nouveaux', libelle: 'Nouveaux' },
  { cle: 'misAJour', libelle: 'Mis à jour' },
  { cle: 'identiques', libelle: 'Identiques' },
  { cle: 'rejetes', libelle: 'Rejetées' },
] as const

/** What the import will do, every row that it will leave out, and what to look at, by reason. */
export function Effets({ analyse }: { readonly analyse: AnalyseImport }) {
  const { effets, rejets, avis } = analyse
  return (
    <Panneau titre="Ce que l’import fera" droite="rien n’est encore écrit" rembourrage={false}>
      <div className={classes.effets}>
        <div className={classes.barreEffets} aria-hidden>
          {PARTS.map(
            (p) =>
              effets[p.cle] > 0 && <i key={p.cle} data-effet={p.cle} style={{ flexGrow: effets[p.cle] }} />,
          )}
        </div>
        <dl className={classes.legende}>
          {PARTS.map((p) => (
            <div key={p.cle}>
              <dt data-effet={p.cle}>{p.libelle}</dt>
              <dd>{formatNombre(effets[p.cle])}</dd>
            </div>
          ))}
        </dl>
        {effets.commandes > 0 && (
          <p className={classes.avecCommandes}>{formatCompte(effets.commandes, 'commande')} avec eux.</p>
        )}
        {effets.sansProduit > 0 && (
          <p className={classes.avecCommandes}>
            <strong>
              {formatCompte(
                effets.sansProduit,
                'commande ne sera pas créée',
                'commandes ne seront pas créées',
              )}
            </strong>{' '}
            : le produit n’est pas choisi.
          </p>
        )}
      </div>
      {rejets.length > 0 && <ListeRejets rejets={rejets} titre="Lignes rejetées, par raison" />}
      {avis.length > 0 && <ListeRejets rejets={avis} titre="À regarder, par raison" />}
    </Panneau>
  )
}

/** Reasons with their counts; each unfolds into its rows. */
export function ListeRejets({
  rejets,
  titre,
}: {
  readonly rejets: readonly Rejet[]
  readonly titre: string
}) {
  const [ouvert, setOuvert] = useState<string | null>(null)
  return (
    <div className={classes.rejets}>
      <div className={classes.teteRejets}>
        <h3>{titre}</h3>
        <Exporter listes={[{ libelle: titre, demande: { liste: 'rejets', rejets: [...rejets] } }]} />
      </div>
      <Lignes libelle={titre}>
        {groupRejets(rejets).map((g) => {
          const premier = g.rejets[0]
          const deplie = ouvert === g.regle
          return (
            <Ligne
              key={g.regle}
              icone={<span className={classes.compte}>{formatNombre(g.rejets.length)}</span>}
              titre={capitaliser(g.regle)}
              precision={
                deplie ? (
                  <ul className={classes.detail}>
                    {g.rejets.slice(0, MONTREES).map((r, i) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: two refusals of one row have no other identity
                      <li key={`${r.ligne}/${i}`}>
                        {r.ligne !== null && <strong>ligne {formatNombre(r.ligne)}</strong>}
                        {r.colonne !== null && `, ${r.colonne}`} : {r.phrase}
                      </li>
                    ))}
                    {g.rejets.length > MONTREES && (
                      <li>et {formatCompte(g.rejets.length - MONTREES, 'autre')}.</li>
                    )}
                  </ul>
                ) : (
                  premier !== undefined &&
                  `${premier.ligne === null ? '' : `ligne ${formatNombre(premier.ligne)} : `}${premier.phrase}`
                )
              }
              droite={
                <Action
                  onClick={() => setOuvert(deplie ? null : g.regle)}
                  deplie={deplie}
                  libelle={`${deplie ? 'Replier' : 'Voir'} : ${g.regle}`}
                >
                  {deplie ? 'Replier' : 'Voir'}
                </Action>
              }
            />
          )
        })}
      </Lignes>
    </div>
  )
}
